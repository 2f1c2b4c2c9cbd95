import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { authenticator } from '../../../tests/harness/authenticator.ts'
import { type Account, CLIENT, oidcServer } from '../../../tests/harness/oidc-provider.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { factorEndpoints } from './contract/factors.ts'
import { type OidcDraft, oidcEndpoints, oidcSignInEndpoints } from './contract/oidc.ts'
import { accountEndpoints, memberEndpoints } from './contract/people.ts'
import { securityEndpoints } from './contract/security.ts'
import { sessionEndpoints } from './contract/session.ts'
import { addMember } from './server/index.ts'
import { allowLoopbackProvider } from './server/outside.ts'

const REDIRECT = 'http://localhost:8080/app/sign-in/oidc'
const t = await testApp()
const { db } = t.app.services
const idp = await oidcServer(REDIRECT)
const org = await t.organisation('單一登入會展')
const other = await t.organisation('別家會展')
const owner = { cookie: (await t.cookieOf(org.email)).cookie! }
beforeAll(() => allowLoopbackProvider(true))

const base: OidcDraft = {
  enabled: true,
  issuer: idp.issuer,
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  label: '以公司帳號登入',
  mailDomains: ['agency.example', 'corp.example'],
  roleClaim: '',
  roleRules: [],
  defaultRole: 'staff',
  createPeople: true,
  onlyOidc: false,
}
const set = async (d: Partial<OidcDraft> = {}, who = owner) => {
  const r = await t.call(who, oidcEndpoints.save, { body: { ...base, ...d } })
  if (r.status !== 200) throw new Error(JSON.stringify(r.problem))
  return r.body.provider!
}
const code = (r: { status: number; problem: { code: string } }) => [r.status, r.problem.code]
const jar = (r: { headers: Record<string, unknown> }) =>
  [r.headers['set-cookie'] ?? []]
    .flat()
    .flatMap((c) => (/^[^=]+=;/.test(String(c)) ? [] : [String(c).split(';')[0]!]))
    .join('; ')
const begin = async (provider: string, next = '') => {
  const r = await t.call(null, oidcSignInEndpoints.begin, { body: { provider, next } })
  return { url: r.body.url, cookie: jar(r), status: r.status }
}
async function signIn(provider: string, account: Account | null, twist: { url?: (u: URL) => void; body?: object; cookie?: string } = {}) {
  const b = await begin(provider, '/e/forum')
  const url = new URL(b.url)
  twist.url?.(url)
  const back = await idp.visit(url.href, account)
  const body = { ...Object.fromEntries([...back].filter(([k]) => ['code', 'state', 'iss', 'error'].includes(k))), ...twist.body }
  const r = await t.call({ cookie: twist.cookie ?? b.cookie }, oidcSignInEndpoints.finish, { body: body as never })
  return { ...r, who: { cookie: jar(r) }, back: body, cookie: b.cookie }
}
let n = 0
const account = (o: Record<string, unknown> = {}): Account => ({
  sub: `s${++n}`,
  email: `p${n}@corp.example`,
  email_verified: true,
  name: `員工 ${n}`,
  ...o,
})
const memberOf = (email: string) =>
  db.asSystem((tx) =>
    tx
      .selectFrom('member')
      .select(['role', 'active', 'userId', 'organisationId'])
      .where('email', '=', email)
      .orderBy('createdAt')
      .execute(),
  )

describe('against a real provider', () => {
  test('first sign-in makes the person, the second finds them; nothing of the secret is given back or kept readable', async () => {
    const p = await set()
    const got = await t.call(owner, oidcEndpoints.get)
    expect([got.body.redirectUri, got.body.provider?.hasSecret, JSON.stringify(got.body).includes(CLIENT.secret)]).toEqual([
      REDIRECT,
      true,
      false,
    ])
    const dump = await db.asSystem(async (tx) =>
      JSON.stringify([
        (await sql`select * from oidc_provider`.execute(tx)).rows,
        (await sql`select * from audit_entry`.execute(tx)).rows,
        (await sql`select * from security_event`.execute(tx)).rows,
      ]),
    )
    expect(dump.includes(CLIENT.secret)).toBe(false)
    const a = account()
    const b = await begin(p.id)
    const asked = new URL(b.url).searchParams
    expect([asked.get('code_challenge_method'), asked.get('response_type'), asked.get('scope')]).toEqual([
      'S256',
      'code',
      'openid email profile',
    ])
    const one = await signIn(p.id, a)
    expect([one.status, one.body]).toEqual([200, { next: '/e/forum' }])
    const session = (await t.call(one.who, sessionEndpoints.get)).body
    expect([session.user?.email, session.user?.name, session.role, session.organisation?.id]).toEqual([
      a.email,
      a.name,
      'staff',
      org.organisationId,
    ])
    expect((await t.call(one.who, securityEndpoints.mine, { query: { kind: 'signIn' } })).body.rows[0]!.detail).toBe('oidc')
    // The address may change at the provider: the account stays the same.
    const two = await signIn(p.id, { ...a, email: 'renamed@corp.example' })
    expect((await t.call(two.who, accountEndpoints.get)).body.email).toBe(a.email)
    expect((await memberOf(String(a.email))).length).toBe(1)
    expect((await memberOf('renamed@corp.example')).length).toBe(0)
  })

  test('state, nonce, verifier, cookie, repetition: whatever does not fit opens nothing', async () => {
    const p = await set()
    const a = account()
    const over = [401, 'identity.oidc_over']
    const failed = [400, 'identity.oidc_failed']
    expect(code(await signIn(p.id, a, { body: { state: 'mine' } }))).toEqual(over)
    expect(code(await signIn(p.id, a, { cookie: '' }))).toEqual(over)
    // The victim's browser finishes what the attacker's began.
    expect(code(await signIn(p.id, a, { cookie: (await begin(p.id)).cookie }))).toEqual(over)
    expect(code(await signIn(p.id, a, { url: (u) => u.searchParams.set('nonce', 'another') }))).toEqual(failed)
    expect(code(await signIn(p.id, a, { url: (u) => u.searchParams.set('code_challenge', 'A'.repeat(43)) }))).toEqual(failed)
    expect(code(await signIn(p.id, a, { body: { iss: 'https://evil.example' } }))).toEqual(failed)
    expect(code(await signIn(p.id, a, { body: { code: 'x' } }))).toEqual(failed)
    const no = await signIn(p.id, null)
    expect([no.back, ...code(no)]).toEqual([{ error: 'access_denied', state: no.back.state, iss: idp.issuer }, ...failed])
    expect((await memberOf(String(a.email))).length).toBe(0)
    const once = await signIn(p.id, a)
    expect(once.status).toBe(200)
    expect(code(await t.call({ cookie: once.cookie }, oidcSignInEndpoints.finish, { body: once.back as never }))).toEqual(over)
    const foreign = await t.call({ cookie: (await begin(p.id)).cookie, origin: 'https://evil.example' }, oidcSignInEndpoints.finish, {
      body: { state: 'x' },
    })
    expect(code(foreign)).toEqual([403, 'identity.foreign_origin'])
  })

  test('only verified addresses of the organisation’s own domains; an existing person is not taken over', async () => {
    const p = await set()
    const victim = await t.person(other.organisationId, 'director')
    const mine = await t.person(org.organisationId, 'director')
    const cases: [string, Account, string][] = [
      ['not verified', account({ email: mine.email, email_verified: false }), 'identity.oidc_unverified'],
      ['says nothing of it', account({ email: mine.email, email_verified: undefined }), 'identity.oidc_unverified'],
      ['two addresses', account({ email: [mine.email, 'p@corp.example'] }), 'identity.oidc_unverified'],
      ['none', account({ email: undefined }), 'identity.oidc_unverified'],
      ['foreign domain', account({ email: 'someone@elsewhere.example' }), 'identity.oidc_foreign_domain'],
      ['look-alike domain', account({ email: 'someone@corp.example.evil.example' }), 'identity.oidc_foreign_domain'],
      ['nothing before', account({ email: '@corp.example' }), 'identity.oidc_unverified'],
      ['an address within', account({ email: `${mine.email}@corp.example` }), 'identity.oidc_unverified'],
    ]
    for (const [name, a, refusal] of cases) expect([name, (await signIn(p.id, a)).problem.code]).toEqual([name, refusal])
    const links = await db.asSystem(
      async (tx) => (await sql`select 1 from oidc_account where user_id in (${mine.userId}, ${victim.userId})`.execute(tx)).rows.length,
    )
    expect(links).toBe(0)
    // Verified and in a domain: it is the same person, in this organisation alone.
    const linked = await signIn(p.id, account({ email: mine.email.toUpperCase() }))
    expect((await t.call(linked.who, sessionEndpoints.get)).body.user?.id).toBe(mine.userId)
    // Another account at the provider that later carries the same address is somebody else.
    expect(code(await signIn(p.id, account({ email: mine.email })))).toEqual([409, 'identity.oidc_taken'])
    // Who is no member is not made one unless the organisation says so.
    await set({ createPeople: false })
    expect(code(await signIn(p.id, account({ email: victim.email })))).toEqual([403, 'identity.oidc_no_place'])
    expect(code(await signIn(p.id, account()))).toEqual([403, 'identity.oidc_no_place'])
    expect((await memberOf(victim.email)).map((m) => m.organisationId)).toEqual([other.organisationId])
  })

  test('a provider opens its own organisation and nothing else of the person', async () => {
    const p = await set()
    const both = await t.person(other.organisationId, 'owner')
    await db.asSystem((tx) =>
      addMember(tx, { organisationId: org.organisationId, userId: both.userId, name: 'x', email: both.email, role: 'staff' }),
    )
    const { who } = await signIn(p.id, account({ email: both.email }))
    for (const cookie of [who.cookie, `${who.cookie}; bantoh_org=${other.organisationId}`]) {
      const session = (await t.call({ cookie }, sessionEndpoints.get)).body
      expect([session.organisation?.id, session.organisations.map((o) => o.id), session.role]).toEqual([
        org.organisationId,
        [org.organisationId],
        'staff',
      ])
    }
    expect((await t.call(both.headers, sessionEndpoints.get)).body.organisation?.id).toBe(other.organisationId)
    // Nor does it leave a key behind for the way in elsewhere.
    const no = [403, 'identity.oidc_session']
    for (const e of [
      factorEndpoints.beginTotp,
      factorEndpoints.removeTotp,
      factorEndpoints.makeCodes,
      factorEndpoints.passkeyOptions,
    ] as const)
      expect(code(await t.call(who, e))).toEqual(no)
    expect(
      code(await t.call(who, factorEndpoints.addPasskey, { body: { name: 'x', response: authenticator().create({ challenge: 'x' }) } })),
    ).toEqual(no)
    const change = await t.send(who, {
      method: 'POST',
      url: '/api/auth/change-password',
      payload: { currentPassword: PASSWORD, newPassword: 'eine andere lange Losung 42' },
    })
    expect([change.statusCode, change.json().code]).toEqual(no)
    expect((await t.call(who, factorEndpoints.get)).body.mayChange).toBe(false)
    // Out of this organisation, it is nowhere.
    await db.asSystem((tx) =>
      sql`update member set active = false where user_id = ${both.userId} and organisation_id = ${org.organisationId}`.execute(tx),
    )
    expect((await t.call(who, sessionEndpoints.get)).body.organisation).toBe(null)
    expect(code(await t.call(who, eventEndpoints.list))).toEqual([403, 'auth.forbidden'])
  })

  test('roles follow the rules at every sign-in; who has none any more loses the place, what an owner closed stays closed', async () => {
    const rules = {
      roleClaim: 'realm_access.roles',
      roleRules: [
        { value: 'pco', role: 'planner' as const },
        { value: 'books', role: 'accountant' as const },
      ],
    }
    const p = await set({ ...rules, defaultRole: null })
    const a = account()
    const as = (...roles: string[]) => signIn(p.id, { ...a, realm_access: { roles } })
    const role = async () => (await memberOf(String(a.email))).map((m) => [m.role, m.active])
    expect(code(await as('guest'))).toEqual([403, 'identity.oidc_no_role'])
    expect(await role()).toEqual([])
    const first = await as('books', 'pco')
    expect([first.status, await role()]).toEqual([200, [['planner', true]]])
    const second = await as('books')
    expect([second.status, await role()]).toEqual([200, [['accountant', true]]])
    expect(code(await as())).toEqual([403, 'identity.oidc_no_role'])
    expect(await role()).toEqual([['accountant', false]])
    for (const s of [first, second]) expect((await t.call(s.who, accountEndpoints.get)).status).toBe(401)
    expect([(await as('pco')).status, await role()]).toEqual([200, [['planner', true]]])
    // Closed by an owner.
    const member = (await t.call(owner, memberEndpoints.list)).body.rows.find((m) => m.email === a.email)!
    expect(
      (await t.call(owner, memberEndpoints.update, { params: { id: member.id }, body: { active: false, version: member.version } })).status,
    ).toBe(200)
    expect(code(await as('pco'))).toEqual([403, 'identity.oidc_closed'])
    expect(code(await as())).toEqual([403, 'identity.oidc_no_role'])
    expect(code(await as('pco'))).toEqual([403, 'identity.oidc_closed'])
    expect(await role()).toEqual([['planner', false]])
    // Owners are made and unmade by owners alone.
    const boss = await t.person(org.organisationId, 'owner')
    expect((await signIn(p.id, account({ email: boss.email, realm_access: { roles: ['books'] } }))).status).toBe(200)
    expect((await memberOf(boss.email)).map((m) => [m.role, m.active])).toEqual([['owner', true]])
  })

  test('only by the provider: others keep their account and nothing else; owners with a password always come in', async () => {
    const p = await set()
    const planner = await t.person(org.organisationId, 'planner')
    const key = authenticator()
    const options = (await t.call(planner.headers, factorEndpoints.passkeyOptions)).body
    expect((await t.call(planner.headers, factorEndpoints.addPasskey, { body: { name: 'k', response: key.create(options) } })).status).toBe(
      200,
    )
    await set({ onlyOidc: true })
    expect(code(await t.call(planner.headers, memberEndpoints.list))).toEqual([403, 'identity.oidc_only'])
    expect((await t.call(planner.headers, sessionEndpoints.get)).body.barred).toBe('identity.oidc_only')
    expect((await t.call(planner.headers, accountEndpoints.get)).status).toBe(200)
    expect((await t.call({ cookie: (await t.cookieOf(org.email)).cookie! }, memberEndpoints.list)).status).toBe(200)
    const through = await signIn(p.id, account({ email: planner.email }))
    expect((await t.call(through.who, memberEndpoints.list)).status).toBe(200)
    // Without an owner who has a password it cannot be switched on.
    const lone = await t.organisation('無密碼會展')
    const loner = { cookie: (await t.cookieOf(lone.email)).cookie! }
    await db.asSystem((tx) => sql`update auth_account set password = null where "userId" = ${lone.userId}`.execute(tx))
    const r = await t.call(loner, oidcEndpoints.save, { body: { ...base, onlyOidc: true } })
    expect(code(r)).toEqual([409, 'identity.oidc_owner_needed'])
    await set()
    // Switched off, it signs out whoever came through it.
    await set({ enabled: false })
    expect((await t.call(through.who, accountEndpoints.get)).status).toBe(401)
    expect((await begin(p.id)).status).toBe(404)
    await set()
  })

  test('two first sign-ins at once make one person', async () => {
    const p = await set()
    const a = account()
    const all = await Promise.all([signIn(p.id, a), signIn(p.id, a)])
    expect(all.map((r) => r.status)).toEqual([200, 200])
    expect((await memberOf(String(a.email))).length).toBe(1)
  })

  test('a provider that takes its secret by Basic only', async () => {
    const second = await oidcServer(REDIRECT, { auth: 'client_secret_basic' })
    const p = await set({ issuer: second.issuer })
    const b = await begin(p.id)
    const back = await second.visit(b.url, account())
    const r = await t.call({ cookie: b.cookie }, oidcSignInEndpoints.finish, {
      body: { code: back.get('code')!, state: back.get('state')!, iss: back.get('iss')! },
    })
    expect(r.status).toBe(200)
    await set()
  })
})

describe('settings', () => {
  test('owners set it; a new issuer needs its secret again; keys and others have none of it', async () => {
    await set()
    const { clientSecret: _, ...rest } = base
    expect((await t.call(owner, oidcEndpoints.save, { body: { ...rest, label: '公司帳號' } })).body.provider?.label).toBe('公司帳號')
    const moved = await t.call(owner, oidcEndpoints.save, { body: { ...rest, issuer: 'https://login.evil.example' } })
    expect([moved.status, moved.problem.fields?.map((f) => [f.path, f.code])]).toEqual([
      422,
      [['clientSecret', 'identity.oidc_secret_needed']],
    ])
    expect(code(await t.call(org.key, oidcEndpoints.save, { body: base }))).toEqual([403, 'identity.people_only'])
    const director = await t.person(org.organisationId, 'director')
    expect(code(await t.call(director.headers, oidcEndpoints.get))).toEqual([403, 'auth.forbidden'])
    for (const [path, d] of [
      ['issuer', { issuer: 'javascript:alert(1)' }],
      ['mailDomains', { mailDomains: [] }],
      ['mailDomains.0', { mailDomains: ['*'] }],
      ['mailDomains.0', { mailDomains: ['a@b.example'] }],
      ['roleRules.0.role', { roleRules: [{ value: 'x', role: 'owner' as never }] }],
      ['defaultRole', { defaultRole: 'owner' as never }],
    ] as [string, Partial<OidcDraft>][]) {
      const r = await t.call(owner, oidcEndpoints.save, { body: { ...base, ...d } })
      expect([path, r.status, r.problem.fields?.map((f) => f.path)]).toEqual([path, 422, [path]])
    }
    expect((await t.call(owner, oidcEndpoints.check, { body: { issuer: idp.issuer } })).body).toEqual({ ok: true, detail: idp.issuer })
    expect((await t.call(owner, oidcEndpoints.check, { body: { issuer: 'http://127.0.0.1:1' } })).body).toEqual({
      ok: false,
      detail: 'ECONNREFUSED',
    })
  })
  test('of several organisations none is told unless asked for by name or domain', async () => {
    await set()
    const ways = async (query = {}) => (await t.call(null, oidcSignInEndpoints.ways, { query })).body
    expect(await ways()).toEqual({ oidc: [], byEmail: true })
    const [one] = (await ways({ email: 'Anybody@CORP.example' })).oidc
    expect([one?.label, one?.organisation]).toEqual(['以公司帳號登入', '單一登入會展'])
    expect((await ways({ organisation: org.organisationId })).oidc).toEqual([one])
    expect((await ways({ email: 'x@elsewhere.example' })).oidc).toEqual([])
    expect((await ways({ organisation: other.organisationId })).oidc).toEqual([])
  })
})
