import { sql } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import { createApp } from '../../../apps/server/app.ts'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { accountEndpoints, memberEndpoints } from './contract/people.ts'
import { securityEndpoints } from './contract/security.ts'
import { authEndpoints } from './contract/session.ts'
import { housekeeping } from './server/housekeeping.ts'

const t = await testApp()
const { db } = t.app.services
const org = await t.organisation('作階段會展')
const ORIGIN = { origin: 'http://localhost:8080' }
const signIn = (email: string, headers: Record<string, string> = {}) =>
  t.send(null, {
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password: PASSWORD },
    headers: { ...ORIGIN, ...headers },
  })
const cookies = (r: { headers: Record<string, unknown> }) => [r.headers['set-cookie'] ?? []].flat().map(String)
const sessionCookie = (r: { headers: Record<string, unknown> }) =>
  cookies(r)
    .find((c) => c.includes('session_token='))!
    .split(';')[0]!

test('a session that was put into the browser before signing in is not the one that signs in', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const attacker = await t.person(org.organisationId, 'viewer')
  for (const planted of [attacker.headers.cookie!, 'bantoh.session_token=chosen-by-somebody.c2lnbmF0dXJl']) {
    const r = await signIn(person.email, { cookie: planted })
    expect([r.statusCode, sessionCookie(r) === planted, 'token' in r.json()]).toEqual([200, false, false])
    const whose = await t.call({ cookie: planted }, accountEndpoints.get)
    expect(whose.status === 401 || whose.body.email === attacker.email).toBe(true)
  }
})

test('an app whose clock runs days away from the database’s lets people in and keeps them', async () => {
  const person = await t.person(org.organisationId, 'planner')
  for (const days of [10, -10]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 })
    try {
      const cookie = sessionCookie(await signIn(person.email))
      expect([days, (await t.call({ cookie }, accountEndpoints.get)).status]).toEqual([days, 200])
      expect([days, (await t.call({ cookie }, accountEndpoints.get)).status]).toEqual([days, 200])
    } finally {
      vi.useRealTimers()
    }
  }
})

test('idle and long sessions end, sooner at the front desk; a stream is no use of one', async () => {
  const set = (userId: string, column: 'seen_at' | 'createdAt', hours: number) =>
    db.asSystem((tx) =>
      (column === 'seen_at'
        ? sql`update session_guard set seen_at = now() - make_interval(hours => ${hours}) where user_id = ${userId}`
        : sql`update auth_session set "createdAt" = now() - make_interval(hours => ${hours}) where "userId" = ${userId}`
      ).execute(tx),
    )
  const left = async (userId: string) => {
    const { rows } = await db.asSystem((tx) => sql`select id from auth_session where "userId" = ${userId}`.execute(tx))
    return rows.length
  }
  const tried: [string, 'planner' | 'frontdesk', 'seen_at' | 'createdAt', number, number][] = [
    ['in use', 'planner', 'seen_at', 23, 200],
    ['idle', 'planner', 'seen_at', 25, 401],
    ['young enough', 'planner', 'createdAt', 13 * 24, 200],
    ['too old', 'planner', 'createdAt', 14 * 24 + 1, 401],
    ['desk in use', 'frontdesk', 'seen_at', 7, 200],
    ['desk idle', 'frontdesk', 'seen_at', 9, 401],
    ['desk too old', 'frontdesk', 'createdAt', 17, 401],
  ]
  for (const [what, role, column, hours, status] of tried) {
    const person = await t.person(org.organisationId, role)
    await t.call(person.headers, accountEndpoints.get)
    await set(person.userId, column, hours)
    expect([what, (await t.call(person.headers, accountEndpoints.get)).status]).toEqual([what, status])
    expect([what, await left(person.userId)]).toEqual([what, status === 200 ? 1 : 0])
  }
  const person = await t.person(org.organisationId, 'planner')
  await set(person.userId, 'seen_at', 23)
  const seen = () =>
    db.asSystem((tx) => tx.selectFrom('sessionGuard').select('seenAt').where('userId', '=', person.userId).executeTakeFirstOrThrow())
  const before = await seen()
  const request = { headers: { cookie: person.headers.cookie }, method: 'GET', url: '/api/live', ip: '127.0.0.1', cookies: {} }
  expect((await t.app.services.authenticate(request as never, { fresh: true })).id).toBe(person.userId)
  expect(await seen()).toEqual(before)
  await t.call(person.headers, accountEndpoints.get)
  expect((await seen()).seenAt > before.seenAt).toBe(true)
})

test('a changed password ends all that was signed in with the old one, and this session goes on under a new token', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const phone = { cookie: sessionCookie(await signIn(person.email)) }
  const r = await t.call(
    person.headers,
    authEndpoints.changePassword,
    { body: { currentPassword: PASSWORD, newPassword: 'a wholly new sentence', revokeOtherSessions: false } },
    ORIGIN,
  )
  expect(r.status).toBe(200)
  const renewed = { cookie: sessionCookie(r) }
  const status = async (who: Record<string, string>) => (await t.call(who, accountEndpoints.get)).status
  expect([await status(phone), await status(person.headers), await status(renewed)]).toEqual([401, 401, 200])
  const log = await t.call(renewed, securityEndpoints.mine)
  expect(log.body.rows.filter((e) => e.kind === 'passwordChanged').length).toBe(1)
})

test('wrong current passwords are counted: a stolen session is no way to guess', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const guess = (i: number) =>
    i % 2
      ? t.call(person.headers, securityEndpoints.stepUp, { body: { password: `guess ${i}` } })
      : t.call(
          person.headers,
          authEndpoints.changePassword,
          { body: { currentPassword: `guess ${i}`, newPassword: 'a new sentence 1' } },
          ORIGIN,
        )
  const codes = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(i)))
  const looked = codes.filter((c) => c.problem.code === 'identity.password_wrong').length
  // One more for each pause (1, 2 s) that a slow machine sits out.
  expect(looked >= 5 && looked <= 7).toBe(true)
  expect(codes.filter((c) => c.problem.code === 'identity.sign_in_wait').length).toBe(12 - looked)
})

test('who is closed out is out at once, everywhere', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const second = { cookie: sessionCookie(await signIn(person.email)) }
  const row = (await t.call(org.key, memberEndpoints.list)).body.rows.find((m) => m.userId === person.userId)!
  expect(
    (await t.call(org.key, memberEndpoints.update, { params: { id: row.id }, body: { active: false, version: row.version } })).status,
  ).toBe(200)
  for (const who of [person.headers, second]) expect((await t.call(who, accountEndpoints.get)).status).toBe(401)
})

test('cookies over HTTPS: bound to the host, unreadable to scripts, not sent by other sites', async () => {
  const secure = await createApp({
    ownerUrl: t.databaseUrl,
    dataDir: t.dataDir,
    secret: 'test-secret-test-secret-test-secret-42',
    publicUrl: 'https://events.example.tw',
    logLevel: 'silent',
    mailFrom: 'Bantoh <bantoh@example.invalid>',
    trustProxy: true,
    rateLimits: false,
    background: false,
    poolSize: 4,
  })
  afterAll(() => secure.close())
  const person = await t.person(org.organisationId, 'planner')
  const proxy = { host: 'events.example.tw', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }
  const r = await secure.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: person.email, password: PASSWORD },
    headers: { ...proxy, origin: 'https://events.example.tw' },
  })
  expect(r.statusCode).toBe(200)
  const flags = cookies(r as never).map((c) => {
    const [pair, ...attributes] = c.split('; ')
    return [
      pair!.split('=')[0],
      attributes
        .filter((a) => !/^(max-age|expires)/i.test(a))
        .map((a) => a.toLowerCase())
        .toSorted(),
    ]
  })
  const wanted = ['httponly', 'path=/', 'samesite=lax', 'secure']
  expect(Object.fromEntries(flags)).toEqual({ '__Host-bantoh.session_token': wanted, '__Host-bantoh_device': wanted })
  const read = await secure.http.inject({ url: '/api/account', headers: { ...proxy, cookie: sessionCookie(r as never) } })
  expect([read.statusCode, read.json().email]).toEqual([200, person.email])
  expect(read.headers['strict-transport-security']).toBe('max-age=31536000')
  const proved = await secure.http.inject({
    method: 'POST',
    url: '/api/account/step-up',
    payload: { password: PASSWORD },
    headers: { ...proxy, origin: 'https://events.example.tw', cookie: sessionCookie(r as never) },
  })
  expect([proved.statusCode, sessionCookie(proved as never).startsWith('__Host-bantoh.session_token=')]).toEqual([200, true])
  const again = await secure.http.inject({ url: '/api/account', headers: { ...proxy, cookie: sessionCookie(proved as never) } })
  expect(again.statusCode).toBe(200)
})

test('other sites get nothing done with the cookie, whatever they call their content', async () => {
  const owner = { cookie: sessionCookie(await signIn(org.email)) }
  const name = async () => (await t.call(owner, accountEndpoints.get)).body.name
  const before = await name()
  const body = JSON.stringify({ name: '被改掉' })
  const form = 'name=%E8%A2%AB%E6%94%B9%E6%8E%89'
  const tricks: Record<string, string>[] = [
    { origin: 'https://evil.example', 'content-type': 'application/json' },
    { origin: 'null', 'content-type': 'application/json' },
    { origin: 'https://evil.example', 'content-type': 'text/plain' },
    { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    { origin: 'http://localhost:8080.evil.example', 'content-type': 'application/json' },
    { origin: 'http://localhost:8081', 'content-type': 'application/json' },
    { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
    { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'text/plain;charset=application/json' },
    { 'content-type': 'multipart/form-data; boundary=x' },
  ]
  for (const headers of tricks) {
    const payload = headers['content-type']!.includes('urlencoded') ? form : body
    const r = await t.send(owner, { method: 'PATCH', url: '/api/account', payload, headers })
    const elsewhere = headers.origin ?? headers['sec-fetch-site']
    expect([headers, r.statusCode]).toEqual([headers, elsewhere ? 401 : headers['content-type']!.startsWith('text') ? 422 : 415])
    const override = await t.send(owner, {
      method: 'POST',
      url: '/api/account?_method=PATCH',
      payload,
      headers: { ...headers, 'x-http-method-override': 'PATCH' },
    })
    expect([headers, override.statusCode >= 400]).toEqual([headers, true])
  }
  expect(await name()).toBe(before)
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
    for (const path of ['sign-in/email', 'sign-out', 'change-password', 'reset-password', 'request-password-reset'])
      expect([path, (await t.send(owner, { method: 'POST', url: `/api/auth/${path}`, payload: {}, headers })).json().code]).toEqual([
        path,
        'identity.foreign_origin',
      ])
    expect((await t.call(owner, securityEndpoints.stepUp, { body: { password: PASSWORD } }, headers)).status).toBe(401)
  }
  // The same origin still gets through.
  expect((await t.send(owner, { method: 'PATCH', url: '/api/account', payload: { name: before }, headers: ORIGIN })).statusCode).toBe(200)
})

test('housekeeping takes full addresses after 90 days and lines after two years, and leaves the rest', async () => {
  const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const days = [1, 89, 92, 700, 735]
  await db.asSystem(async (tx) => {
    for (const d of days)
      await sql`insert into security_event (id, organisation_id, user_id, kind, address, network, at)
        values (gen_random_uuid(), null, 'retention', 'signIn', '203.0.113.7', '203.0.113.*', ${at(d)})`.execute(tx)
  })
  await housekeeping.run(t.app.services, {}, t.app.http.log)
  await housekeeping.run(t.app.services, {}, t.app.http.log)
  const rows = await db.asSystem((tx) =>
    tx.selectFrom('securityEvent').select(['address', 'network']).where('userId', '=', 'retention').orderBy('at', 'desc').execute(),
  )
  expect(rows.map((r) => [r.address, r.network])).toEqual([
    ['203.0.113.7', '203.0.113.*'],
    ['203.0.113.7', '203.0.113.*'],
    [null, '203.0.113.*'],
    [null, '203.0.113.*'],
  ])
})
