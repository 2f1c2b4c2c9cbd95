import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { verifyPassword } from 'better-auth/crypto'
import type pg from 'pg'

/** OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const now = { memory: 19_456, passes: 2, parallelism: 1 }
const derive = promisify(argon2)
const bare = (b: Buffer) => b.toString('base64').replace(/=+$/, '')
const head = (p: typeof now) => `$argon2id$v=19$m=${p.memory},t=${p.passes},p=${p.parallelism}$`

/** PHC string of a password (NFKC, so that every keyboard's form of a character is the same password). */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...now, tagLength: 32 })
  return `${head(now)}${bare(nonce)}$${bare(tag)}`
}

async function fits(hash: string, password: string): Promise<boolean> {
  const m = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
  // Kept by versions before argon2id: better-auth's scrypt, `salt:key`.
  if (!m) return /^[\da-f]+:[\da-f]+$/.test(hash) && verifyPassword({ hash, password })
  const [nonce, tag] = [Buffer.from(m[4]!, 'base64'), Buffer.from(m[5]!, 'base64')]
  const cost = { memory: Number(m[1]), passes: Number(m[2]), parallelism: Number(m[3]) }
  const got = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...cost, tagLength: tag.length })
  return timingSafeEqual(got, tag)
}

/** Compares, and replaces a hash of older making at once: only here is the password known. A salted hash stands in one row. */
export const checkPassword =
  (pool: Pick<pg.Pool, 'query'>) =>
  async ({ hash, password }: { hash: string; password: string }): Promise<boolean> => {
    if (!(await fits(hash, password))) return false
    if (!hash.startsWith(head(now)))
      await pool.query('update auth_account set password = $1 where password = $2', [await hashPassword(password), hash])
    return true
  }
