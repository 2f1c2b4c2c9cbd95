import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { store } from '../../../kernel/server/store.ts'
import type { CloneInput } from '../../../kernel/server/module.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { ticketType, type TicketType } from '../contract/ticket.ts'

export const ticketTypes = store(ticketType)

/** What the table's checks refuse, in words. */
const explain = (e: unknown): never => {
  const { constraint } = e as { constraint?: string }
  if (constraint === 'ticket_type_quota')
    throw new AppError('ticket.quota_below_sold', {}, [
      { path: 'quota', code: 'ticket.quota_below_sold', message: 'ticket.quota_below_sold' },
    ])
  if (constraint === 'ticket_type_window')
    throw new AppError('ticket.window_reversed', {}, [
      { path: 'salesEnd', code: 'ticket.window_reversed', message: 'ticket.window_reversed' },
    ])
  throw e
}
const withCan = (ctx: Ctx, t: TicketType) => ({
  ...t,
  can: { update: ctx.can('tickets.edit'), remove: ctx.can('tickets.edit') && t.sold === 0 },
})

export const createTicketType = async (ctx: Ctx, draft: object) => withCan(ctx, await ticketTypes.create(ctx, draft).catch(explain))
export const updateTicketType = async (ctx: Ctx, id: string, patch: object) =>
  withCan(ctx, await ticketTypes.update(ctx, id, patch).catch(explain))
const checks: Record<string, { code: string; path: string }> = {
  ticket_type_quota: { code: 'ticket.quota_below_sold', path: 'quota' },
  ticket_type_window: { code: 'ticket.window_reversed', path: 'salesEnd' },
}
/** All or none; a row that the table's checks refuse is told in words at its field. */
export async function saveTicketTypes(ctx: Ctx, batch: Parameters<typeof ticketTypes.batch>[1]) {
  const done = await ticketTypes.batch(ctx, batch).catch((e: unknown) => {
    if (e instanceof AppError)
      for (const f of e.fields ?? []) {
        const [constraint] = f.path.split('.').slice(-1) as [string]
        const known = checks[constraint]
        if (known) Object.assign(f, { code: known.code, message: known.code, path: f.path.replace(constraint, known.path) })
      }
    throw e
  })
  return { created: done.created.map((t) => withCan(ctx, t)), updated: done.updated.map((t) => withCan(ctx, t)), removed: done.removed }
}
export const getTicketType = async (ctx: Ctx, id: string) => withCan(ctx, await ticketTypes.get(ctx, id))
export async function listTicketTypes(ctx: Ctx, query: Parameters<typeof ticketTypes.list>[1]) {
  const page = await ticketTypes.list(ctx, { ...query, sort: query.sort ?? 'position' })
  return { ...page, rows: page.rows.map((t) => withCan(ctx, t)) }
}

const shift = (instant: string | null, days: number) =>
  instant === null ? null : new Date(Date.parse(instant) + days * 86_400_000).toISOString()

/** A cloned event takes over the ticket types with their windows shifted and nothing sold; people register anew. */
export async function cloneTicketTypes(ctx: Ctx, { fromEventId, toEventId, shiftDays, map }: CloneInput): Promise<void> {
  const rows = (await ctx.tx
    .selectFrom('ticketType')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', fromEventId)
    .orderBy('position')
    .execute()) as TicketType[]
  const drafts = rows.map((t) => {
    const { id, version: _v, createdAt: _c, updatedAt: _u, sold: _s, ...fields } = t
    const copy = newId()
    map.set(id, copy)
    const { organisationId: _o, ...rest } = fields as typeof fields & { organisationId?: string }
    return { ...rest, id: copy, eventId: toEventId, salesStart: shift(t.salesStart, shiftDays), salesEnd: shift(t.salesEnd, shiftDays) }
  })
  if (drafts.length) await ticketTypes.createMany(ctx, drafts)
}
