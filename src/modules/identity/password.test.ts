import { hashPassword as scrypt } from 'better-auth/crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { mailEndpoints } from './contract/mail.ts'
import { addMember } from './server/setup.ts'
import { checkPassword, hashPassword } from './server/hash.ts'
import { weakPassword } from './server/passwords.ts'

const app = await testApp()
const db = app.app.services.db
const keptOf = (email: string) =>
  db.asSystem(async (tx) => {
    const { rows } = await sql<{
      password: string
    }>`select a.password from auth_account a join auth_user u on u.id = a."userId" where u.email = ${email}`.execute(tx)
    return rows.map((r) => r.password)
  })
const signIn = async (email: string, password: string) =>
  (
    await app.send(null, {
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email, password },
      headers: { origin: 'http://localhost:8080' },
    })
  ).statusCode

test('a password is kept as argon2id, salted, whatever form its characters were typed in', async () => {
  const [a, b] = [await hashPassword('Ａｂ密碼café x9'), await hashPassword('Ａｂ密碼café x9')]
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(a === b).toBe(false)
  const asked: unknown[] = []
  const check = checkPassword({ query: async (...q: unknown[]) => void asked.push(q) } as never)
  expect(await check({ hash: a, password: 'Ab密碼cafe\u0301 x9' })).toBe(true)
  expect(await check({ hash: a, password: 'Ab密碼cafe x9' })).toBe(false)
  for (const hash of ['', ':', 'x', '$argon2id$v=19$m=1,t=1$a$b', '$2b$10$abc', 'zz:zz'])
    expect(await check({ hash, password: 'x' })).toBe(false)
  expect(asked).toEqual([])
})

test('a hash of an older version lets the right password in and is replaced; a wrong one leaves it', async () => {
  const org = await app.organisation('老密碼會展')
  const old = await scrypt(PASSWORD)
  const [made] = await keptOf(org.email)
  expect(made!.startsWith('$argon2id$')).toBe(true)
  await db.asSystem((tx) => sql`update auth_account set password = ${old} where password = ${made!}`.execute(tx))
  expect(await signIn(org.email, `${PASSWORD}!`)).toBe(401)
  expect(await keptOf(org.email)).toEqual([old])
  expect(await signIn(org.email, PASSWORD)).toBe(200)
  const [renewed] = await keptOf(org.email)
  expect([renewed!.startsWith('$argon2id$'), renewed === made]).toEqual([true, false])
  expect(await signIn(org.email, PASSWORD)).toBe(200)
  expect(await keptOf(org.email)).toEqual([renewed])
})

test('known words with trimmings and what everybody knows of the person are refused, sentences are not', () => {
  const own = ['mei-ling.chen@sunrise-events.example', '陳美玲', '日昇會展有限公司']
  const weak = [
    'P@ssw0rd!!2031',
    '2031-PASSWORD-!',
    'Christopher#7',
    'Ｐassword123456',
    'Meiling.Chen1',
    'sunrise-events9',
    '陳美玲陳美玲陳美玲1',
    '日昇會展有限公司2026',
  ]
  expect(weak.filter((p) => !weakPassword(p, own))).toEqual([])
  const good = ['a wholly new sentence', '週末想去吃三家牛肉麵', 'chen orders nine bowls', '1 horse 2 carts', '!!!???###$$$']
  expect(good.filter((p) => weakPassword(p, own))).toEqual([])
  expect(['Meiling.Chen1', '日昇會展有限公司2026'].map((p) => weakPassword(p))).toEqual([false, false])
})

test('changing and resetting a password know whose it is', async () => {
  const org = await app.organisation('日昇會展有限公司')
  const cookie = await app.cookieOf(org.email)
  const post = async (path: string, payload: object, who: Record<string, string> | null) => {
    const r = await app.send(who, { method: 'POST', url: `/api/auth${path}`, payload, headers: { origin: 'http://localhost:8080' } })
    return [r.statusCode, r.statusCode === 200 ? '' : r.json().code]
  }
  const newPassword = '日昇會展有限公司2026'
  const refused = [422, 'identity.weak_password']
  expect(await post('/change-password', { currentPassword: PASSWORD, newPassword }, cookie)).toEqual(refused)
  await post('/request-password-reset', { email: org.email }, null)
  const tokens = () =>
    db.asSystem(async (tx) => {
      const { rows } = await sql<{
        text: string
      }>`select m.body_text as text from mail_message m join mail_recipient r on r.message_id = m.id where r.address = ${org.email}`.execute(
        tx,
      )
      return rows.flatMap((r) => /reset\?token=([\w-]+)/.exec(r.text)?.[1] ?? [])
    })
  await expect.poll(async () => (await tokens()).length).toBe(1)
  const [token] = await tokens()
  expect(await post('/reset-password', { token, newPassword }, null)).toEqual(refused)
  expect(await post('/reset-password', { token, newPassword: 'a wholly new sentence' }, null)).toEqual([200, ''])
})

test('the letter of a reset shows its link to nobody who could take over an account in another house with it', async () => {
  const house = await app.organisation('有人兩邊都在')
  const away = await app.organisation('另一邊')
  const [single, double] = [await app.person(house.organisationId, 'staff'), await app.person(house.organisationId, 'staff')]
  await db.asSystem((tx) =>
    addMember(tx, { organisationId: away.organisationId, userId: double.userId, name: '兩邊', email: double.email, role: 'owner' }),
  )
  const owner = await app.cookieOf(house.email)
  const linkOf = async (email: string) => {
    await app.send(null, {
      method: 'POST',
      url: '/api/auth/request-password-reset',
      payload: { email },
      headers: { origin: 'http://localhost:8080' },
    })
    for (;;) {
      await app.app.settle()
      const { rows } = (await app.call(owner, mailEndpoints.list, { query: { q: email } })).body
      const letter = rows.find((r) => r.kind === 'identity.reset')
      if (letter?.logged) return /token=/.test(String((await app.call(owner, mailEndpoints.html, { params: { id: letter.id } })).body))
      await new Promise((r) => setTimeout(r, 20))
    }
  }
  // Without a mail server an owner hands letters on; not those that open another house too.
  expect([await linkOf(single.email), await linkOf(double.email)]).toEqual([true, false])
  await db.asSystem((tx) => sql`update mail_recipient set status = 'sent' where address = ${single.email}`.execute(tx))
  const { rows } = (await app.call(owner, mailEndpoints.list, { query: { q: single.email } })).body
  const sent = rows.find((r) => r.kind === 'identity.reset')!
  expect(String((await app.call(owner, mailEndpoints.html, { params: { id: sent.id } })).body)).not.toContain('token=')
})
