import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'

export type DeskKeys = { qrKey: string; pageKey: string }
const key = () => randomBytes(32).toString('hex')

/** Hands out `n` consecutive numbers of the event; returns the last one and the event's keys. Makes the desk where there is none. */
export async function takeNumbers(ctx: Ctx, n: number): Promise<DeskKeys & { last: number }> {
  const row = await ctx.tx
    .insertInto('registrationDesk')
    .values({ organisationId: ctx.orgId, eventId: ctx.eventId!, lastNumber: n, qrKey: key(), pageKey: key() })
    .onConflict((c) =>
      c.columns(['organisationId', 'eventId']).doUpdateSet({ lastNumber: sql<number>`registration_desk.last_number + ${n}::int` }),
    )
    .returning(['lastNumber', 'qrKey', 'pageKey'])
    .executeTakeFirstOrThrow()
  return { last: row.lastNumber, qrKey: row.qrKey, pageKey: row.pageKey }
}

/** The keys of the ctx's event. */
export async function deskKeys(ctx: Ctx): Promise<DeskKeys> {
  const row = await ctx.tx
    .selectFrom('registrationDesk')
    .select(['qrKey', 'pageKey'])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId)
    .executeTakeFirst()
  return row ?? takeNumbers(ctx, 0)
}

export const codeOf = (number: number): string => `R-${String(number).padStart(4, '0')}`
