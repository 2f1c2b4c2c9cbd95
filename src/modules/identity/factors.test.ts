import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { authenticator } from '../../../tests/harness/authenticator.ts'
import { factorEndpoints, memberFactorEndpoints, signInEndpoints } from './contract/factors.ts'
import { accountEndpoints, memberEndpoints } from './contract/people.ts'
import { securityEndpoints } from './contract/security.ts'
import { housekeeping } from './server/housekeeping.ts'
import { addMember } from './server/index.ts'
import { codeAt, stepAt } from './server/totp.ts'

const t = await testApp()
const { db } = t.app.services
const org = await t.organisation('兩步驟會展')
const other = await t.organisation('別家會展')
type Who = Record<string, string>
const code = (r: { status: number; problem: { code: string } }) => [r.status, r.problem.code]
const jar = (r: { headers: Record<string, unknown> }) =>
  [r.headers['set-cookie'] ?? []].flat().flatMap((c) => (/^[^=]+=;/.test(String(c)) ? [] : [String(c).split(';')[0]!]))

/** The password: what comes back, and the cookies that the browser now has. */
async function password(email: string, cookie = '') {
  const r = await t.send(cookie ? { cookie } : null, {
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password: PASSWORD },
    headers: { origin: 'http://localhost:8080' },
  })
  return { status: r.statusCode, body: r.json() as { secondStep?: string[]; code?: string }, cookie: jar(r as never).join('; ') }
}
const secondStep = (cookie: string, body: { code: string } | { passkey: Record<string, unknown> }) =>
  t.call({ cookie }, signInEndpoints.secondStep, { body })
const allowAgain = () => db.asSystem((tx) => sql`delete from attempt_count`.execute(tx))
/** Lets the last used code be used again, as if its half minute had passed. */
const later = (userId: string) =>
  db.asSystem((tx) => sql`update auth_totp set last_step = last_step - 5 where user_id = ${userId}`.execute(tx))
const now = (secret: string, offset = 0) => codeAt(secret, stepAt(Date.now()) + offset)

async function withTotp(role: 'director' | 'planner' = 'director', organisationId = org.organisationId) {
  const who = await t.person(organisationId, role)
  const begun = await t.call(who.headers, factorEndpoints.beginTotp)
  const { secret } = begun.body
  const confirmed = await t.call(who.headers, factorEndpoints.confirmTotp, { body: { code: now(secret) } })
  await later(who.userId)
  return { ...who, secret, begun, codes: confirmed.body.recoveryCodes! }
}

describe('an authenticator app', () => {
  test('set up with QR and secret, confirmed by a code, ten recovery codes once; secrets lie sealed', async () => {
    const who = await t.person(org.organisationId, 'director')
    const elsewhere = await t.cookieOf(who.email)
    const { body } = await t.call(who.headers, factorEndpoints.beginTotp)
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/)
    const uri = new URL(body.uri)
    expect([uri.protocol, uri.host, uri.searchParams.get('secret')]).toEqual(['otpauth:', 'totp', body.secret])
    expect(body.qr.startsWith('<svg xmlns')).toBe(true)
    // Begun is not set up.
    expect((await t.call(who.headers, factorEndpoints.get)).body.totp).toBe(null)
    expect((await password(who.email)).body.secondStep).toBe(undefined)
    expect(code(await t.call(who.headers, factorEndpoints.confirmTotp, { body: { code: now(body.secret, 40) } }))).toEqual([
      400,
      'identity.code_wrong',
    ])

    const done = await t.call(who.headers, factorEndpoints.confirmTotp, { body: { code: now(body.secret) } })
    expect(done.status).toBe(200)
    expect(new Set(done.body.recoveryCodes).size).toBe(10)
    for (const c of done.body.recoveryCodes!) expect(c).toMatch(/^[2-9a-hjkmnp-tv-z]{4}-[2-9a-hjkmnp-tv-z]{4}-[2-9a-hjkmnp-tv-z]{4}$/)
    const state = (await t.call(who.headers, factorEndpoints.get)).body
    expect([state.totp !== null, state.recoveryCodesLeft, state.mayChange, state.required]).toEqual([true, 10, true, false])
    // Who was in by the password alone is out.
    expect((await t.call(elsewhere, accountEndpoints.get)).status).toBe(401)
    expect(code(await t.call(who.headers, factorEndpoints.beginTotp))).toEqual([409, 'identity.totp_there'])
    const dump = await db.asSystem(async (tx) =>
      JSON.stringify([
        (await sql`select * from auth_totp where user_id = ${who.userId}`.execute(tx)).rows,
        (await sql`select * from auth_recovery_code where user_id = ${who.userId}`.execute(tx)).rows,
        (await sql`select * from security_event where user_id = ${who.userId}`.execute(tx)).rows,
        (await sql`select * from idempotency`.execute(tx)).rows,
      ]),
    )
    for (const secret of [body.secret, ...done.body.recoveryCodes!, done.body.recoveryCodes![0]!.replaceAll('-', '')])
      expect(dump.includes(secret)).toBe(false)
  })

  test('the password alone opens nothing; password and code do; the same code opens once', async () => {
    const who = await withTotp()
    const half = await password(who.email)
    expect([half.status, half.body]).toEqual([200, { secondStep: ['totp', 'recovery'] }])
    expect(half.cookie.includes('session_token')).toBe(false)
    expect((await t.call({ cookie: half.cookie }, accountEndpoints.get)).status).toBe(401)
    const sessions = () =>
      db.asSystem(
        async (tx) =>
          (await sql<{ n: number }>`select count(*)::int as n from auth_session where "userId" = ${who.userId}`.execute(tx)).rows[0]!.n,
      )
    expect(await sessions()).toBe(1)

    const used = now(who.secret)
    const whole = await secondStep(half.cookie, { code: ` ${used.slice(0, 3)} ${used.slice(3)} ` })
    expect([whole.status, whole.body]).toEqual([200, { ok: true }])
    const inside = { cookie: jar(whole).join('; ') }
    expect((await t.call(inside, accountEndpoints.get)).body.email).toBe(who.email)
    expect((await t.call(inside, securityEndpoints.mine, { query: { kind: 'signIn' } })).body.rows[0]!.detail).toBe('totp')
    // The ticket is gone; and with a new one the same code is worth nothing.
    expect(code(await secondStep(half.cookie, { code: used }))).toEqual([401, 'identity.second_step_over'])
    const again = await password(who.email)
    expect(code(await secondStep(again.cookie, { code: used }))).toEqual([400, 'identity.code_wrong'])
    // An older one neither, though its half minute is in reach.
    expect(code(await secondStep(again.cookie, { code: now(who.secret, -1) }))).toEqual([400, 'identity.code_wrong'])
  })

  test('of ten equal codes at once one opens', async () => {
    const who = await withTotp()
    const tickets = []
    for (let i = 0; i < 5; i++) tickets.push(await password(who.email))
    const c = now(who.secret)
    const all = await Promise.all(tickets.map((x) => secondStep(x.cookie, { code: c })))
    expect(all.map((r) => r.status).toSorted()).toEqual([200, 400, 400, 400, 400])
    await allowAgain()
  })

  test('a ticket takes five tries, an account fifty a day; a ticket of another opens nothing of mine', async () => {
    const who = await withTotp()
    await allowAgain()
    const half = await password(who.email)
    const wrong = now(who.secret, 1000)
    const seen = []
    for (let i = 0; i < 6; i++) seen.push((await secondStep(half.cookie, { code: wrong })).problem.code)
    expect(seen).toEqual([...Array<string>(5).fill('identity.code_wrong'), 'identity.second_step_over'])
    await later(who.userId)
    expect(code(await secondStep(half.cookie, { code: now(who.secret) }))).toEqual([401, 'identity.second_step_over'])
    await db.asSystem((tx) => sql`update attempt_count set failures = 50 where scope like 'secondStep.%' and failures > 0`.execute(tx))
    const next = await password(who.email)
    expect(code(await secondStep(next.cookie, { code: now(who.secret) }))).toEqual([429, 'identity.sign_in_wait'])
    await allowAgain()
    const stranger = await withTotp('planner', other.organisationId)
    const theirs = await password(stranger.email)
    expect(code(await secondStep(theirs.cookie, { code: now(who.secret) }))).toEqual([400, 'identity.code_wrong'])
    for (const cookie of ['', 'bantoh_second_step=', 'bantoh_second_step=x', `bantoh_second_step=${'a'.repeat(43)}`])
      expect(code(await secondStep(cookie, { code: '123456' }))).toEqual([401, 'identity.second_step_over'])
    await allowAgain()
  })

  test('a page of another site can do no second step', async () => {
    const who = await withTotp()
    const half = await password(who.email)
    const r = await t.call({ cookie: half.cookie, origin: 'https://evil.example' }, signInEndpoints.secondStep, {
      body: { code: now(who.secret) },
    })
    expect(code(r)).toEqual([403, 'identity.foreign_origin'])
  })

  test('a recovery code opens once; new ones end the old ones', async () => {
    const who = await withTotp()
    const one = who.codes[3]!
    const half = await password(who.email)
    const r = await secondStep(half.cookie, { code: one.toUpperCase().replaceAll('-', ' ') })
    expect(r.status).toBe(200)
    const inside = { cookie: jar(r).join('; ') }
    expect((await t.call(inside, factorEndpoints.get)).body.recoveryCodesLeft).toBe(9)
    const kinds = (await t.call(inside, securityEndpoints.mine)).body.rows.map((x) => x.kind)
    expect(kinds.includes('recoveryCodeUsed')).toBe(true)
    expect(code(await secondStep((await password(who.email)).cookie, { code: one }))).toEqual([400, 'identity.code_wrong'])
    const made = await t.call(inside, factorEndpoints.makeCodes)
    expect([made.status, made.body.recoveryCodes.length]).toEqual([200, 10])
    expect(code(await secondStep((await password(who.email)).cookie, { code: who.codes[4]! }))).toEqual([400, 'identity.code_wrong'])
    expect((await secondStep((await password(who.email)).cookie, { code: made.body.recoveryCodes[0]! })).status).toBe(200)
    // Of two at once one opens.
    const two = [await password(who.email), await password(who.email)]
    const both = await Promise.all(two.map((x) => secondStep(x.cookie, { code: made.body.recoveryCodes[1]! })))
    expect(both.map((x) => x.status).toSorted()).toEqual([200, 400])
    await allowAgain()
  })

  test('removed, it asks no more; every change needs fresh proof and is written to the person', async () => {
    const who = await withTotp()
    await db.asSystem((tx) =>
      sql`update session_guard set verified_at = now() - interval '2 hours' where user_id = ${who.userId}`.execute(tx),
    )
    for (const e of [
      factorEndpoints.beginTotp,
      factorEndpoints.removeTotp,
      factorEndpoints.makeCodes,
      factorEndpoints.passkeyOptions,
    ] as const)
      expect(code(await t.call(who.headers, e))).toEqual([403, 'auth.step_up_required'])
    await t.call(who.headers, securityEndpoints.stepUp, { body: { code: now(who.secret) } }).then((r) => {
      who.headers = { cookie: jar(r).join('; ') || who.headers.cookie! }
    })
    const r = await t.call(who.headers, factorEndpoints.removeTotp)
    expect([r.status, r.body.totp, r.body.recoveryCodesLeft]).toEqual([200, null, 0])
    expect((await password(who.email)).body.secondStep).toBe(undefined)
    expect(code(await t.call(who.headers, factorEndpoints.removeTotp))).toEqual([404, 'record.not_found'])
    expect(code(await t.call(who.headers, factorEndpoints.makeCodes))).toEqual([409, 'identity.no_factor'])
    await t.app.settle()
    const letters = await db.asSystem(async (tx) =>
      (
        await sql<{ kind: string }>`select m.kind from mail_message m join mail_recipient r on r.message_id = m.id
        where r.address = ${who.email} and m.kind like 'identity.factor%' order by m.created_at`.execute(tx)
      ).rows.map((x) => x.kind),
    )
    expect(letters).toEqual(['identity.factorAdded', 'identity.factorRemoved'])
  })

  test('an owner helps who lost everything; not oneself, not people of others, not people of several organisations', async () => {
    const owner = { cookie: (await t.cookieOf(org.email)).cookie! }
    const who = await withTotp('planner')
    const rows = async () => (await t.call(owner, memberEndpoints.list)).body.rows
    const id = (await rows()).find((m) => m.userId === who.userId)!.id
    const reset = (as: Who, of: string) => t.call(as, memberFactorEndpoints.reset, { params: { id: of } })
    const director = await t.person(org.organisationId, 'director')
    expect(code(await reset(director.headers, id))).toEqual([403, 'auth.forbidden'])
    expect(code(await reset(org.key, id))).toEqual([403, 'identity.people_only'])
    expect(code(await reset({ cookie: (await t.cookieOf(other.email)).cookie! }, id))).toEqual([404, 'record.not_found'])
    const mine = (await rows()).find((m) => m.me)!.id
    expect(code(await reset(owner, mine))).toEqual([404, 'record.not_found'])
    expect((await reset(owner, id)).status).toBe(200)
    expect((await t.call(who.headers, accountEndpoints.get)).status).toBe(401)
    expect((await password(who.email)).body.secondStep).toBe(undefined)
    expect(code(await reset(owner, id))).toEqual([409, 'identity.no_factor'])
    const both = await withTotp('planner')
    await db.asSystem((tx) =>
      addMember(tx, { organisationId: other.organisationId, userId: both.userId, name: 'x', email: both.email, role: 'viewer' }),
    )
    const theirs = (await rows()).find((m) => m.userId === both.userId)!.id
    expect(code(await reset(owner, theirs))).toEqual([409, 'identity.factors_elsewhere'])
    expect((await password(both.email)).body.secondStep).toEqual(['totp', 'recovery'])
  })

  test('what was begun and never finished is thrown away', async () => {
    const who = await t.person(org.organisationId, 'planner')
    await t.call(who.headers, factorEndpoints.beginTotp)
    await t.call(who.headers, factorEndpoints.passkeyOptions)
    const done = await withTotp('planner')
    await db.asSystem((tx) => sql`update auth_step set expires_at = now() - interval '1 s'`.execute(tx))
    await db.asSystem((tx) => sql`update auth_totp set created_at = now() - interval '2 days'`.execute(tx))
    await housekeeping.run(t.app.services, {} as never, t.app.http.log)
    const left = await db.asSystem(async (tx) => [
      (await sql`select 1 from auth_step`.execute(tx)).rows.length,
      (await sql`select 1 from auth_totp where user_id = ${who.userId}`.execute(tx)).rows.length,
      (await sql`select 1 from auth_totp where user_id = ${done.userId}`.execute(tx)).rows.length,
    ])
    expect(left).toEqual([0, 0, 1])
  })

  test('keys and strangers have none of it', async () => {
    expect(code(await t.call(org.key, factorEndpoints.get))).toEqual([403, 'identity.people_only'])
    expect(code(await t.call(null, factorEndpoints.get))).toEqual([401, 'auth.required'])
  })
})

describe('passkeys', () => {
  async function withPasskey(who: { headers: Who }, key = authenticator(), name = '筆電') {
    const options = await t.call(who.headers, factorEndpoints.passkeyOptions)
    const added = await t.call(who.headers, factorEndpoints.addPasskey, { body: { name, response: key.create(options.body) } })
    return { key, options: options.body, added }
  }
  const signIn = async (key: ReturnType<typeof authenticator>, twist = {}) => {
    const options = (await t.call(null, signInEndpoints.passkeyOptions)).body
    return t.call(null, signInEndpoints.passkey, { body: { response: key.get(options, twist) } })
  }

  test('several, with names; each signs in without a password and counts for both factors', async () => {
    const who = await t.person(org.organisationId, 'planner')
    const first = await withPasskey(who)
    expect([first.added.status, first.added.body.passkey.name, first.added.body.recoveryCodes!.length]).toEqual([200, '筆電', 10])
    const second = await withPasskey(who, authenticator(), '手機')
    expect([second.added.status, second.added.body.recoveryCodes]).toEqual([200, null])
    expect((second.options.excludeCredentials as { id: string }[]).map((c) => c.id)).toEqual([first.key.id])
    expect((second.options.authenticatorSelection as { residentKey: string }).residentKey).toBe('required')
    for (const { key } of [first, second]) {
      const r = await signIn(key)
      expect(r.status).toBe(200)
      expect((await t.call({ cookie: jar(r).join('; ') }, accountEndpoints.get)).body.email).toBe(who.email)
    }
    // The password alone does not get past it, either.
    const half = await password(who.email)
    expect(half.body.secondStep).toEqual(['passkey', 'recovery'])
    const options = (await t.call({ cookie: half.cookie }, signInEndpoints.secondStepOptions)).body
    expect((options.allowCredentials as unknown[]).length).toBe(2)
    expect((await secondStep(half.cookie, { passkey: second.key.get(options) })).status).toBe(200)

    const list = (await t.call(who.headers, factorEndpoints.get)).body.passkeys
    expect(list.map((p) => [p.name, p.lastUsedAt !== null])).toEqual([
      ['筆電', true],
      ['手機', true],
    ])
    const stranger = await t.person(org.organisationId, 'planner')
    const theirs = { params: { id: list[0]!.id } }
    expect(code(await t.call(stranger.headers, factorEndpoints.removePasskey, theirs))).toEqual([404, 'record.not_found'])
    expect(code(await t.call(stranger.headers, factorEndpoints.renamePasskey, { ...theirs, body: { name: 'x' } }))).toEqual([
      404,
      'record.not_found',
    ])
    expect((await t.call(who.headers, factorEndpoints.renamePasskey, { ...theirs, body: { name: '舊筆電' } })).status).toBe(200)
    const left = await t.call(who.headers, factorEndpoints.removePasskey, theirs)
    expect(left.body.passkeys.map((p) => p.name)).toEqual(['手機'])
    expect(code(await signIn(first.key))).toEqual([400, 'identity.passkey_refused'])
    expect((await signIn(second.key)).status).toBe(200)
  })

  test('answers that are not the right one are refused: place, person, moment, repetition, copy', async () => {
    const who = await t.person(org.organisationId, 'planner')
    const { key } = await withPasskey(who)
    const no = [400, 'identity.passkey_refused']
    const twists = {
      origin: { origin: 'https://bantoh.evil.example' },
      rpId: { rpId: 'evil.example' },
      challenge: { challenge: Buffer.from('mine').toString('base64url') },
      unverified: { userVerified: false },
      type: { type: 'webauthn.create' },
    }
    for (const [name, twist] of Object.entries(twists)) expect([name, ...code(await signIn(key, twist))]).toEqual([name, ...no])
    expect(code(await signIn(authenticator()))).toEqual(no)
    const options = (await t.call(null, signInEndpoints.passkeyOptions)).body
    const answer = key.get(options)
    const forged = { ...answer, response: { ...answer.response, signature: key.get(options).response.signature } }
    expect(code(await t.call(null, signInEndpoints.passkey, { body: { response: forged } }))).toEqual(no)
    // The challenge went with the first answer.
    expect(code(await t.call(null, signInEndpoints.passkey, { body: { response: answer } }))).toEqual(no)
    expect((await signIn(key)).status).toBe(200)
    // A copy of the key counts behind the original.
    expect(code(await signIn(key, { counter: 1 }))).toEqual(no)
    for (const hostile of [
      {},
      { id: 5 },
      { id: '', rawId: '', type: 'public-key', response: { clientDataJSON: 'e30', authenticatorData: '', signature: '' } },
    ])
      expect(code(await t.call(null, signInEndpoints.passkey, { body: { response: hostile as never } }))).toEqual(no)
  })

  test('a challenge serves only its purpose and its person', async () => {
    const [a, b] = [await t.person(org.organisationId, 'planner'), await t.person(org.organisationId, 'planner')]
    const { key } = await withPasskey(a)
    const no = [400, 'identity.passkey_refused']
    // Somebody else's challenge for adding one; a sign-in challenge for proving.
    const foreign = (await t.call(b.headers, factorEndpoints.passkeyOptions)).body
    expect(
      code(await t.call(a.headers, factorEndpoints.addPasskey, { body: { name: 'x', response: authenticator().create(foreign) } })),
    ).toEqual(no)
    const proof = (await t.call(a.headers, factorEndpoints.proofOptions)).body
    expect(code(await t.call(null, signInEndpoints.passkey, { body: { response: key.get(proof) } }))).toEqual(no)
    // A second step of B is not done by A's key.
    await withPasskey(b)
    const half = await password(b.email)
    const options = (await t.call({ cookie: half.cookie }, signInEndpoints.secondStepOptions)).body
    expect(code(await secondStep(half.cookie, { passkey: key.get(options) }))).toEqual(no)
    await allowAgain()
  })
})
