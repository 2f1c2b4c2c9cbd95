import { hkdfSync } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../src/kernel/server/db.ts'

const ROW = 'secret.fingerprint'
/** Recognises the installation's key without giving it away. */
const fingerprintOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'bantoh.key.v1', 12)).toString('hex')

/** The key is not the one under which this database's values were sealed. */
export class WrongKeyError extends Error {
  override name = 'WrongKeyError'
}

/**
 * Holds this process's key against the one that the database knows; the first ever to come leaves its own. Processes that seal
 * with different keys would each make data that the others cannot read, and sign links that the others refuse. Throws WrongKeyError.
 */
export async function requireKey(db: Db, secret: string): Promise<void> {
  const mine = fingerprintOf(secret)
  const known = await db.asSystem(async (tx) => {
    await sql`insert into installation (key, value) values (${ROW}, ${JSON.stringify(mine)}::jsonb) on conflict (key) do nothing`.execute(
      tx,
    )
    return (await sql<{ value: string }>`select value from installation where key = ${ROW}`.execute(tx)).rows[0]!.value
  })
  if (known !== mine)
    throw new WrongKeyError(`主金鑰與這個資料庫使用的不同。共用一個資料庫的每個程序，SECRET_KEY（或資料夾的 secrets.json）必須完全相同；請由備份或其他程序取回原來的金鑰。
若原金鑰確定找不回來，可執行 npm run -s bantoh -- accept-key 改用現在這把：先前加密的證號與帳號將永遠無法讀取。
The key is not the one that this database was used with. Every process on one database needs the same SECRET_KEY (or secrets.json in
its data folder); take it from a backup or from another process. If it is lost for good, npm run -s bantoh -- accept-key goes on with
the present one: what was encrypted before can then never be read again.`)
}

/** Goes on with this process's key, whatever was known before; `false` where it was the same. */
export const acceptKey = (db: Db, secret: string): Promise<boolean> =>
  db.asSystem(async (tx) => {
    const mine = JSON.stringify(fingerprintOf(secret))
    const done = await sql`insert into installation as i (key, value) values (${ROW}, ${mine}::jsonb)
      on conflict (key) do update set value = excluded.value, updated_at = now() where i.value <> excluded.value`.execute(tx)
    return done.numAffectedRows === 1n
  })
