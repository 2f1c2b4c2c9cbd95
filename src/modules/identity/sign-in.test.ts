import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { createApp } from '../../../apps/server/app.ts'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { securityEndpoints } from './contract/security.ts'
import { authEndpoints, unlockEndpoints } from './contract/session.ts'
import { pauseAfter } from './server/throttle.ts'

const t = await testApp()
const { db } = t.app.services
const org = await t.organisation('門禁會展')
const second = await createApp({
  ownerUrl: t.databaseUrl,
  dataDir: t.dataDir,
  secret: 'test-secret-test-secret-test-secret-42',
  publicUrl: 'http://localhost:8080',
  logLevel: 'silent',
  mailFrom: 'Bantoh <bantoh@example.invalid>',
  trustProxy: false,
  rateLimits: false,
  background: false,
  poolSize: 4,
})
afterAll(() => second.close())

type Sent = { status: number; code: string; body: string; cookies: Record<string, string> }
let n = 0
/** An address that nobody has come from yet. */
const somewhere = () => `203.0.${Math.floor(++n / 250)}.${(n % 250) + 1}`
async function signIn(
  email: string,
  password: string,
  o: { from?: string; cookie?: string; app?: typeof second; agent?: string } = {},
): Promise<Sent> {
  const r = await (o.app ?? t.app).http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    remoteAddress: o.from ?? somewhere(),
    payload: { email, password },
    headers: {
      host: 'localhost:8080',
      origin: 'http://localhost:8080',
      'user-agent': o.agent ?? 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0',
      ...(o.cookie ? { cookie: o.cookie } : {}),
    },
  })
  const cookies = Object.fromEntries(
    [r.headers['set-cookie'] ?? []].flat().map((c) => String(c).split(';')[0]!.split(/=(.*)/s).slice(0, 2)),
  )
  return { status: r.statusCode, code: r.statusCode === 200 ? '' : r.json().code, body: r.body, cookies }
}
const deviceOf = (s: Sent) => `bantoh_device=${s.cookies.bantoh_device}`
/** Lets all pauses and windows of counted failures be over, or only the pauses. */
const wait = (what: 'pauses' | 'windows') =>
  db.asSystem((tx) => (what === 'pauses' ? sql`update attempt_count set blocked_until = null` : sql`delete from attempt_count`).execute(tx))
const letters = (email: string, kind: string) =>
  db.asSystem(async (tx) => {
    const { rows } = await sql<{ text: string }>`select m.body_text as text from mail_message m
      join mail_recipient r on r.message_id = m.id where r.address = ${email} and m.kind = ${kind} order by m.created_at`.execute(tx)
    return rows.map((r) => r.text)
  })
const wrong = 'not the password'

test('attackers from everywhere lock nobody out: the known device signs in, a new one with the letter', async () => {
  const victim = await t.person(org.organisationId, 'planner')
  const home = await signIn(victim.email, PASSWORD)
  expect(home.status).toBe(200)
  const codes: string[] = []
  for (let i = 0; i < 25; i++) codes.push((await signIn(victim.email, wrong)).code)
  // The sign-in of `t.person` and that of the known device gave back what they cost.
  expect(codes.filter((c) => c === 'identity.credentials_wrong').length).toBe(20)
  expect(codes.slice(20)).toEqual(Array(5).fill('identity.sign_in_guarded'))
  // The right password from an unknown device does not tell that it is right.
  expect((await signIn(victim.email, PASSWORD)).code).toBe('identity.sign_in_guarded')
  // Nor does a device that is known for somebody else.
  const colleague = await t.person(org.organisationId, 'planner')
  const theirs = await signIn(colleague.email, PASSWORD)
  expect((await signIn(victim.email, PASSWORD, { cookie: deviceOf(theirs) })).code).toBe('identity.sign_in_guarded')
  expect((await signIn(victim.email, PASSWORD, { cookie: 'bantoh_device=made-up' })).code).toBe('identity.sign_in_guarded')

  expect((await signIn(victim.email, PASSWORD, { cookie: deviceOf(home) })).status).toBe(200)

  await expect.poll(async () => (await letters(victim.email, 'identity.unlock')).length).toBe(1)
  const [letter] = await letters(victim.email, 'identity.unlock')
  const token = /unlock\?token=([\w-]+)/.exec(letter!)![1]!
  const opened = await t.call(null, unlockEndpoints.unlock, { body: { token } })
  expect([opened.status, opened.body]).toEqual([200, { ok: true }])
  const device = String(opened.headers['set-cookie']).split(';')[0]!
  expect((await signIn(victim.email, wrong, { cookie: device })).code).toBe('identity.credentials_wrong')
  expect((await signIn(victim.email, PASSWORD, { cookie: device })).status).toBe(200)
  // Once only, and not for other people.
  expect((await t.call(null, unlockEndpoints.unlock, { body: { token } })).problem.code).toBe('identity.unlock_invalid')
  expect((await t.call(null, unlockEndpoints.unlock, { body: { token: 'made-up' } })).problem.code).toBe('identity.unlock_invalid')
  // Success elsewhere gives the attackers nothing back.
  expect((await signIn(victim.email, wrong)).code).toBe('identity.sign_in_guarded')
  await wait('windows')
  expect((await signIn(victim.email, PASSWORD)).status).toBe(200)
})

test('an address without an account gets the same answers in the same order', async () => {
  const victim = await t.person(org.organisationId, 'planner')
  const answers = async (email: string) => {
    const out: unknown[] = []
    for (let i = 0; i < 23; i++) {
      const r = await signIn(email, wrong)
      out.push([r.status, r.body])
    }
    for (const from of ['198.51.100.9', '198.51.100.9']) out.push((await signIn(email, wrong, { from })).body)
    return out
  }
  expect(await answers('nobody-here@agency.example')).toEqual(await answers(victim.email))
  await wait('windows')
})

test('one place gets five tries, then ever longer pauses; many at once in two processes are no way around', async () => {
  expect([1, 4, 5, 6, 9, 14, 15, 99].map((k) => pauseAfter(k, 5))).toEqual([0, 0, 1, 2, 16, 512, 900, 900])
  const victim = await t.person(org.organisationId, 'planner')
  const from = '192.0.2.77'
  const all = await Promise.all(
    Array.from({ length: 24 }, (_, i) => signIn(victim.email, wrong, { from, app: i % 2 ? second : (t.app as never) })),
  )
  // Five, and one more for each pause (1, 2, 4, 8, 16 s) that a slow machine sits out meanwhile.
  let tried = all.filter((r) => r.code === 'identity.credentials_wrong').length
  expect(tried >= 5 && tried <= 10).toBe(true)
  expect(all.filter((r) => r.code === 'identity.sign_in_wait').length).toBe(24 - tried)
  // Even who waits patiently has had twenty in a day.
  for (let i = 0; i < 30; i++) {
    await wait('pauses')
    if ((await signIn(victim.email, wrong, { from, app: i % 2 ? second : (t.app as never) })).code === 'identity.credentials_wrong') tried++
  }
  expect(tried).toBe(20)
  await wait('windows')
})

test('the right password clears the pauses of its place and takes back nothing else', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const from = '192.0.2.88'
  for (let i = 0; i < 4; i++) await signIn(person.email, wrong, { from })
  expect((await signIn(person.email, PASSWORD, { from })).status).toBe(200)
  for (let i = 0; i < 4; i++) expect((await signIn(person.email, wrong, { from })).code).toBe('identity.credentials_wrong')
  const failures = await db.asSystem((tx) =>
    tx.selectFrom('attemptCount').select('failures').where('scope', '=', 'signIn.account').orderBy('failures', 'desc').execute(),
  )
  expect(failures.map((f) => f.failures)).toEqual([8])
  await wait('windows')
})

test('one place that tries many accounts is slowed down for all of them; the counts tell no addresses', async () => {
  const from = '192.0.2.99'
  const codes: string[] = []
  for (let i = 0; i < 63; i++) codes.push((await signIn(`spray${i}@agency.example`, wrong, { from })).code)
  expect(codes.filter((c) => c === 'identity.credentials_wrong').length).toBe(60)
  expect(codes.at(-1)).toBe('identity.sign_in_wait')
  const kept = JSON.stringify(await db.asSystem((tx) => tx.selectFrom('attemptCount').selectAll().execute()))
  expect([kept.includes('spray'), kept.includes('192.0.2')]).toEqual([false, false])
  await wait('windows')
})

test('a new device is told of by letter, the first one and known ones are not; all is in the log with a short address', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'
  expect(await letters(person.email, 'identity.newDevice')).toEqual([])
  const s = await signIn(person.email, PASSWORD, { from: '203.0.113.77', agent: phone })
  expect((await letters(person.email, 'identity.newDevice')).length).toBe(1)
  const [letter] = await letters(person.email, 'identity.newDevice')
  expect([letter!.includes('Safari · iPhone'), letter!.includes('203.0.113.*'), letter!.includes('203.0.113.77')]).toEqual([
    true,
    true,
    false,
  ])
  await signIn(person.email, PASSWORD, { from: '203.0.113.77', agent: phone, cookie: deviceOf(s) })
  expect((await letters(person.email, 'identity.newDevice')).length).toBe(1)
  await signIn(person.email, wrong, { from: '2001:db8:1:2:3::4', cookie: deviceOf(s) })
  const mine = () => t.call(person.headers, securityEndpoints.mine)
  await expect.poll(async () => (await mine()).body.rows[0]!.kind).toBe('signInRefused')
  // What one sign-in writes may carry one and the same instant.
  const lines = (await mine()).body.rows.map((r) => [r.kind, r.outcome, r.device, r.network])
  const sorted = (x: unknown[]) => x.map((one) => JSON.stringify(one)).toSorted()
  expect(lines[0]![0]).toBe('signInRefused')
  expect(sorted(lines)).toEqual(
    sorted([
      ['signInRefused', 'refused', 'Chrome · Windows', '2001:db8:1:*'],
      ['signIn', 'ok', 'Safari · iPhone', '203.0.113.*'],
      ['newDevice', 'ok', 'Safari · iPhone', '203.0.113.*'],
      ['signIn', 'ok', 'Safari · iPhone', '203.0.113.*'],
      ['signIn', 'ok', '', '127.0.0.*'],
    ]),
  )
})

test('letters for a new password are few an hour, with the same answer whether they were sent, and for nobody', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const ask = async (email: string, from = somewhere()) => {
    const r = await t.send(null, {
      method: 'POST',
      url: '/api/auth/request-password-reset',
      remoteAddress: from,
      payload: { email },
      headers: { origin: 'http://localhost:8080' },
    })
    return [r.statusCode, r.body]
  }
  const known: unknown[] = []
  const unknown: unknown[] = []
  for (let i = 0; i < 8; i++) {
    known.push(await ask(person.email))
    unknown.push(await ask('nobody-at-all@agency.example'))
  }
  expect(known).toEqual(unknown)
  expect(new Set(known.map((k) => JSON.stringify(k))).size).toBe(1)
  await expect.poll(async () => (await letters(person.email, 'identity.reset')).length).toBe(5)
  const last: unknown[] = []
  for (let i = 0; i < 32; i++) last.push((await ask(`someone${i}@agency.example`, '192.0.2.5'))[0])
  expect(last).toEqual([...Array(30).fill(200), 429, 429])
  expect((await letters(person.email, 'identity.reset')).length).toBe(5)
})

test('a new password by letter ends every session and device, and lets this browser in though the account was under attack', async () => {
  const person = await t.person(org.organisationId, 'planner')
  const old = await signIn(person.email, PASSWORD)
  for (let i = 0; i < 21; i++) await signIn(person.email, wrong)
  await t.call(null, authEndpoints.requestReset, { body: { email: person.email } }, { origin: 'http://localhost:8080' })
  await expect.poll(async () => (await letters(person.email, 'identity.reset')).length).toBe(1)
  const token = /reset\?token=([\w-]+)/.exec((await letters(person.email, 'identity.reset'))[0]!)![1]!
  const done = await t.call(
    null,
    authEndpoints.reset,
    { body: { token, newPassword: 'a wholly new sentence' } },
    { origin: 'http://localhost:8080' },
  )
  expect(done.status).toBe(200)
  expect((await t.call({ cookie: `bantoh.session_token=${old.cookies['bantoh.session_token']}` }, securityEndpoints.mine)).status).toBe(401)
  const cookie = [done.headers['set-cookie']]
    .flat()
    .map((c) => String(c).split(';')[0]!)
    .find((c) => c.startsWith('bantoh_device='))!
  expect((await signIn(person.email, 'a wholly new sentence', { cookie })).status).toBe(200)
  const rows = await db.asSystem((tx) => tx.selectFrom('knownDevice').select('id').where('userId', '=', person.userId).execute())
  expect(rows.length).toBe(1)
})
