import { hashPassword as scrypt } from 'better-auth/crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { checkPassword, hashPassword } from './server/hash.ts'

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
