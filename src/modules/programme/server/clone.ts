import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { CloneInput } from '../../../kernel/server/module.ts'
import { upsertMany } from './bulk.ts'
import type {} from './tables.ts'

/**
 * Rooms, tracks and session types go over to the new event: they are the frame that returns every year. Sessions and speakers don't: next
 * year's are other people with other words, and a copy would be published by mistake.
 */
export async function cloneProgramme(ctx: Ctx, { fromEventId, toEventId, map }: CloneInput) {
  for (const [table, name] of [
    ['room', 'room'],
    ['track', 'track'],
    ['sessionType', 'session_type'],
  ] as const) {
    const rows = await ctx.tx
      .selectFrom(table)
      .selectAll()
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', fromEventId)
      .execute()
    const copies = rows.map(({ version: _v, createdAt: _c, updatedAt: _u, ...r }) => {
      const id = newId()
      map.set(r.id, id)
      return { ...r, id, eventId: toEventId, importDigest: null }
    })
    await upsertMany(ctx, name, copies)
  }
}
