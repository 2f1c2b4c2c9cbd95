import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Tx } from '../../../kernel/server/db.ts'
import { seal, unseal } from '../../../kernel/server/seal.ts'
import type {} from './factor-tables.ts'

export const RECOVERY_CODES = 10
// Without 0/o, 1/l/i and u: what is read from paper is typed right. 30¹² ≈ 59 bits.
const letters = '23456789abcdefghjkmnpqrstvwxyz'
const plain = (code: string) => code.toLowerCase().replaceAll(/[\s-]/g, '')
const hashOf = (code: string) => createHash('sha256').update(plain(code)).digest('base64url')
const placeOf = (userId: string, id: string) => `${userId}/recovery/${id}`
const newCode = () =>
  Array.from({ length: 12 }, () => letters[randomInt(letters.length)])
    .join('')
    .replaceAll(/(.{4})(?!$)/g, '$1-')

/** Ten new codes; the old ones are worth nothing from then on. Nothing of them is kept but sealed hashes. */
export async function makeRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  await tx.deleteFrom('authRecoveryCode').where('userId', '=', userId).execute()
  await tx
    .insertInto('authRecoveryCode')
    .values(
      codes.map((code) => {
        const id = newId()
        return { id, userId, sealed: seal(hashOf(code), placeOf(userId, id)) }
      }),
    )
    .execute()
  return codes
}

export const looksLikeRecoveryCode = (code: string) => plain(code).length === 12

/** Uses a code up. Of two at once one finds it used. */
export async function useRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const wanted = Buffer.from(hashOf(code))
  const rows = await tx
    .selectFrom('authRecoveryCode')
    .select(['id', 'sealed'])
    .where('userId', '=', userId)
    .where('usedAt', 'is', null)
    .execute()
  const found = rows.find((r) => {
    const kept = Buffer.from(unseal(r.sealed, placeOf(userId, r.id)) ?? '')
    return kept.length === wanted.length && timingSafeEqual(kept, wanted)
  })
  if (!found) return false
  const done = await tx
    .updateTable('authRecoveryCode')
    .set({ usedAt: sql<string>`now()` })
    .where('id', '=', found.id)
    .where('usedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

export const recoveryCodesLeft = async (tx: Tx, userId: string): Promise<number> =>
  Number(
    (
      await tx
        .selectFrom('authRecoveryCode')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('userId', '=', userId)
        .where('usedAt', 'is', null)
        .executeTakeFirstOrThrow()
    ).n,
  )
