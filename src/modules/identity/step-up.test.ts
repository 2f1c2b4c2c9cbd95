import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { exportEndpoints } from '../crm/contract/import.ts'
import { auditEndpoints } from '../events/contract/audit-log.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { factorEndpoints } from './contract/factors.ts'
import { memberEndpoints } from './contract/people.ts'
import { securityEndpoints } from './contract/security.ts'
import { codeAt, stepAt } from './server/totp.ts'

const t = await testApp()
const { db } = t.app.services
const org = await t.organisation('再確認會展')
const other = await t.organisation('別家會展')

/** Turns a person's last proof, sign-in included, into one of `minutes` ago. */
const age = (userId: string, minutes: number) =>
  db.asSystem(async (tx) => {
    await sql`update auth_session set "createdAt" = now() - make_interval(mins => ${minutes}) where "userId" = ${userId}`.execute(tx)
    await sql`update session_guard set verified_at = now() - make_interval(mins => ${minutes}) where user_id = ${userId}`.execute(tx)
  })
const refused = (r: { status: number; problem: { code: string } }) => [r.status, r.problem.code]
const STALE = [403, 'auth.step_up_required']

test('every file that hands out personal data needs proof; a new raw endpoint has to take a side', () => {
  const guarded = t.app.services.mounted.filter((e) => e.stepUp).map((e) => `${e.method} ${e.path}`)
  const raw = t.app.services.mounted.filter((e) => e.raw || /export|zip|download|reveal/i.test(e.path)).map((e) => `${e.method} ${e.path}`)
  // Why each of these gives no personal data in bulk.
  const harmless: Record<string, string> = {
    'GET /organisation/logo': 'an image',
    'GET /mail/:id/html': 'one letter',
    'GET /events/:eventId/mail/:id/html': 'one letter',
    'GET /crm/export/companies': 'companies, as anybody on the team reads them',
    'POST /crm/people/:id/reveal': 'one person, each look in the audit trail',
    'GET /events/:eventId/files/:id': 'one file that somebody attached',
    'GET /files/:id': 'one file that somebody attached',
    'GET /events/:eventId/goals.xlsx': 'figures',
    'GET /events/:eventId/programme/export': 'the programme as it is published',
    'GET /events/:eventId/registrations/:id/qr.svg': 'one code',
    'GET /events/:eventId/registrations/:id/badge.pdf': 'one badge, each print in the audit trail',
    'POST /events/:eventId/badges/preview': 'a picture of one badge',
    'GET /events/:eventId/checkin/gate.svg': 'one code',
    'GET /events/:eventId/attendance-certificates/file': 'certificates to hand out: names and days, by the role that issues them',
    'GET /events/:eventId/sign-in-sheet': 'names to sign beside, as the deliverable',
    'GET /events/:eventId/deliverables/:key/file': 'a document of the event, by the role that works with it',
    'GET /events/:eventId/deliverables-zip': 'the same documents, several at once',
    'GET /events/:eventId/issues/:id/file': 'an issued document',
    'GET /files/link/:token': 'one file, behind a link of some minutes',
    'GET /privacy/copies/:token': 'what is held on one person, for that person, behind the link of their letter',
    'GET /privacy/inventory/file': 'which columns there are, not what stands in them',
    'GET /privacy/breaches/:id/notice': 'one notice to an authority',
    'GET /events/:eventId/privacy/certificates/:id/:format': 'how many were deleted, not who',
    'POST /exports/log': 'takes a note and gives nothing',
    'GET /payments/go/:token': 'a form with an amount and a description, on to the payment provider',
    'POST /payments/callback/:accountId': 'a word of thanks to a payment provider',
    'GET /payments/return/:accountId/:attemptId': 'an address to go on to',
    'POST /payments/return/:accountId/:attemptId': 'an address to go on to',
  }
  expect(raw.filter((e) => !guarded.includes(e) && !(e in harmless))).toEqual([])
  expect(guarded.filter((e) => e in harmless)).toEqual([])
  for (const must of [
    'GET /crm/export/people',
    'GET /events/:eventId/badges.pdf',
    'GET /events/:eventId/registrations/export',
    'GET /audit/export',
    'POST /api-keys',
    'PATCH /members/:id',
    'PUT /organisation/security',
  ])
    expect([must, guarded.includes(must)]).toEqual([must, true])
})

test('a session whose proof is old is asked again, and its proof counts for that session alone', async () => {
  const director = await t.person(org.organisationId, 'director')
  const elsewhere = { cookie: (await t.cookieOf(director.email)).cookie! }
  expect((await t.call(director.headers, exportEndpoints.people)).status).toBe(200)
  await age(director.userId, 11)
  expect(refused(await t.call(director.headers, exportEndpoints.people))).toEqual(STALE)
  expect(refused(await t.call(elsewhere, exportEndpoints.people))).toEqual(STALE)
  // What needs no proof goes on.
  expect((await t.call(director.headers, memberEndpoints.list)).status).toBe(200)

  const wrong = await t.call(director.headers, securityEndpoints.stepUp, { body: { password: `${PASSWORD}x` } })
  expect(refused(wrong)).toEqual([400, 'identity.password_wrong'])
  expect(refused(await t.call(director.headers, exportEndpoints.people))).toEqual(STALE)

  const before = Date.now()
  const right = await t.call(director.headers, securityEndpoints.stepUp, { body: { password: PASSWORD } })
  expect(right.status).toBe(200)
  expect(Date.parse(right.body.provenUntil) >= before + 600_000).toBe(true)
  // The session has a new token; whoever had read the old one stays out.
  expect(refused(await t.call(director.headers, exportEndpoints.people))).toEqual([401, 'auth.required'])
  const renewed = { cookie: String(right.headers['set-cookie']).split(';')[0]! }
  expect((await t.call(renewed, exportEndpoints.people)).status).toBe(200)
  expect(refused(await t.call(elsewhere, exportEndpoints.people))).toEqual(STALE)
})

test('the organisation says how long a proof counts', async () => {
  const owner = { cookie: (await t.cookieOf(org.email)).cookie! }
  const settings = (await t.call(owner, securityEndpoints.settings)).body
  expect(settings.stepUpMinutes).toBe(10)
  expect((await t.call(owner, securityEndpoints.saveSettings, { body: { ...settings, stepUpMinutes: 30 } })).status).toBe(200)
  await age(org.userId, 20)
  expect((await t.call(owner, auditEndpoints.export)).status).toBe(200)
  await age(org.userId, 31)
  expect(refused(await t.call(owner, auditEndpoints.export))).toEqual(STALE)
  expect(refused(await t.call(owner, securityEndpoints.saveSettings, { body: settings }))).toEqual(STALE)
  // The other organisation keeps its own.
  const stranger = { cookie: (await t.cookieOf(other.email)).cookie! }
  expect((await t.call(stranger, securityEndpoints.settings)).body.stepUpMinutes).toBe(10)
})

test('who may not do it is told so, and not asked for a password', async () => {
  const viewer = await t.person(org.organisationId, 'viewer')
  await age(viewer.userId, 60)
  expect(refused(await t.call(viewer.headers, exportEndpoints.people))).toEqual([403, 'auth.forbidden'])
  expect(refused(await t.call(null, exportEndpoints.people))).toEqual([401, 'auth.required'])
})

test('a key of the whole organisation may, one with scopes only with the one for personal data', async () => {
  expect((await t.call(org.key, exportEndpoints.people)).status).toBe(200)
  const limited = async (scopes: string[]) => {
    const { apiKey } = await t.run(org.organisationId, async (ctx) => {
      const { createApiKey } = await import('./server/keys.ts')
      return createApiKey(ctx, { name: scopes.join(), role: 'owner', scopes } as never)
    })
    return t.call({ authorization: `Bearer ${apiKey}` }, exportEndpoints.people)
  }
  expect(refused(await limited(['crm.read']))).toEqual([403, 'auth.out_of_scope'])
  expect((await limited(['crm.read', 'personal_data'])).status).toBe(200)
  expect(refused(await t.call(org.key, securityEndpoints.stepUp, { body: { password: PASSWORD } }))).toEqual([403, 'identity.people_only'])
})

test('a file that was handed out stands in the log of the person and of the organisation, with a shortened address', async () => {
  const director = await t.person(org.organisationId, 'director')
  const event = await t.event(org.key)
  const params = { eventId: event.id }
  expect((await t.call(director.headers, registrationEndpoints.export, { params })).status).toBe(200)
  const mine = await t.call(director.headers, securityEndpoints.mine, { query: { kind: 'exported' } })
  expect(mine.body.rows.map((r) => [r.kind, r.outcome, r.detail, r.network, r.who])).toEqual([
    ['exported', 'ok', '/events/:eventId/registrations/export', '127.0.0.*', director.headers ? mine.body.rows[0]!.who : ''],
  ])
  expect(JSON.stringify(mine.body).includes('127.0.0.1')).toBe(false)
  const owner = { cookie: (await t.cookieOf(org.email)).cookie! }
  const all = await t.call(owner, securityEndpoints.organisation, { query: { kind: 'exported' } })
  expect(all.body.rows.some((r) => r.id === mine.body.rows[0]!.id)).toBe(true)
  // Others: not at all.
  expect(refused(await t.call(director.headers, securityEndpoints.organisation))).toEqual([403, 'auth.forbidden'])
  const stranger = { cookie: (await t.cookieOf(other.email)).cookie! }
  expect((await t.call(stranger, securityEndpoints.organisation, { query: { kind: 'exported' } })).body.rows).toEqual([])
})

test('the log can be added to and nothing else', async () => {
  const attempt = (text: string) =>
    db
      .asSystem((tx) => sql.raw(text).execute(tx))
      .then(
        () => 'done',
        (e: Error) => e.message,
      )
  const no = 'the security log can only be added to'
  expect(await attempt("update security_event set detail = 'x'")).toBe(no)
  expect(await attempt('update security_event set address = null')).toBe(no)
  expect(await attempt('delete from security_event')).toBe(no)
  expect(await attempt('truncate security_event')).toBe(no)
})

test('who has a second factor proves by it: the password alone is not enough, a code counts once, guesses are counted', async () => {
  const person = await t.person(org.organisationId, 'director')
  const { secret } = (await t.call(person.headers, factorEndpoints.beginTotp)).body
  const code = (step = 0) => codeAt(secret, stepAt(Date.now()) + step)
  const confirmed = await t.call(person.headers, factorEndpoints.confirmTotp, { body: { code: code() } })
  expect(confirmed.status).toBe(200)
  await age(person.userId, 11)
  const state = await t.call(person.headers, securityEndpoints.state)
  expect(state.body.methods).toEqual(['totp', 'recovery'])
  const prove = (body: { password: string } | { code: string }, who = person.headers as Record<string, string>) =>
    t.call(who, securityEndpoints.stepUp, { body })
  expect(refused(await prove({ password: PASSWORD }))).toEqual([400, 'identity.factor_wanted'])
  // The code that confirmed the app has been used; the next one has not.
  expect(refused(await prove({ code: code() }))).toEqual([400, 'identity.proof_wrong'])
  const right = await prove({ code: code(1) })
  expect(right.status).toBe(200)
  const renewed = { cookie: String(right.headers['set-cookie']).split(';')[0]! }
  expect((await t.call(renewed, exportEndpoints.people)).status).toBe(200)
  expect(refused(await prove({ code: code(1) }, renewed))).toEqual([400, 'identity.proof_wrong'])
  const [recovery] = confirmed.body.recoveryCodes!
  const byCode = await prove({ code: recovery! }, renewed)
  expect(byCode.status).toBe(200)
  const last = { cookie: String(byCode.headers['set-cookie']).split(';')[0]! }
  expect(refused(await prove({ code: recovery! }, last))).toEqual([400, 'identity.proof_wrong'])
  const guesses = await Promise.all(Array.from({ length: 9 }, (_, i) => prove({ code: `00000${i}` }, last)))
  const looked = guesses.filter((g) => g.problem.code === 'identity.proof_wrong').length
  expect(looked >= 4 && looked <= 7).toBe(true)
  expect(guesses.filter((g) => g.problem.code === 'identity.sign_in_wait').length).toBe(9 - looked)
})
