import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'

/**
 * Takes up to `n` places of a ticket type and returns how many it got. The guard stands in the UPDATE itself: PostgreSQL
 * locks the row and re-reads `sold` before it tests, so no two buyers can take the same place (see registration.race.test.ts).
 * Where fewer than `n` are left, the row is locked first and the rest taken.
 */
export async function takePlaces(ctx: Ctx, ticketTypeId: string, n: number): Promise<number> {
  const take = (m: number) =>
    ctx.tx
      .updateTable('ticketType')
      .set((eb) => ({ sold: eb('sold', '+', m) }))
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', ticketTypeId)
      .where(sql<boolean>`(quota is null or sold + ${m}::int <= quota)`)
      .returning('sold')
      .executeTakeFirst()
  if (await take(n)) return n
  if (n === 1) return 0
  const left = await ctx.tx
    .selectFrom('ticketType')
    .select(sql<number>`quota - sold`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ticketTypeId)
    .forUpdate()
    .executeTakeFirst()
  const m = Math.min(n, left?.n ?? 0)
  return m > 0 && (await take(m)) ? m : 0
}

/** Gives places back; the caller holds the lock of the registration that frees them, so that it happens once. */
export async function giveBack(ctx: Ctx, ticketTypeId: string, n = 1): Promise<void> {
  await ctx.tx
    .updateTable('ticketType')
    .set((eb) => ({ sold: eb('sold', '-', n) }))
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ticketTypeId)
    .execute()
}
