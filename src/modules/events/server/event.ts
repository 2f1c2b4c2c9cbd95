import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { store } from '../../../kernel/server/store.ts'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import type { ListQuery } from '../../../kernel/contract/page.ts'
import { type Event, event } from '../contract/event.ts'
import { defaultPhases } from '../contract/phases.ts'

export const events = store(event)

const wide = (ctx: Ctx) => ctx.actor.kind === 'system' || ['owner', 'director'].includes(ctx.actor.role ?? '')
const withCan = (ctx: Ctx, row: Event) => ({
  ...row,
  can: Object.fromEntries(['events.edit', 'events.remove', 'goals.edit', 'team.edit'].map((a) => [a, ctx.can(a, { eventId: row.id })])),
})

/** Events of the organisation for its owner and directors, of their teams for everybody else. */
export async function listEvents(ctx: Ctx, query: ListQuery & { status?: string }) {
  const mine = [...ctx.actor.events.keys()]
  const page = await events.list(ctx, { ...query, sort: query.sort ?? '-startDate' }, (q) => {
    const seen = wide(ctx) ? q : q.where('event.id', 'in', mine.length ? mine : [ctx.orgId])
    return query.status ? seen.where('event.status', '=', query.status) : seen
  })
  return { ...page, rows: page.rows.map((r) => withCan(ctx, r)) }
}

export const getEvent = async (ctx: Ctx, id: string) => withCan(ctx, await events.get(ctx, id))

export async function getEventBySlug(ctx: Ctx, slug: string) {
  const row = await ctx.tx.selectFrom('event').select('id').where('slug', '=', slug).executeTakeFirst()
  if (!row || !(wide(ctx) || ctx.actor.events.has(row.id))) throw new AppError('record.not_found')
  return getEvent(ctx, row.id)
}

const checkDates = (e: { startDate: string; endDate: string }) => {
  if (e.endDate < e.startDate)
    throw new AppError('event.dates_reversed', {}, [{ path: 'endDate', code: 'event.dates_reversed', message: 'endDate' }])
}
/** Slugs are addresses of the whole installation, so another organisation's taken one must be told as taken. */
const slugTaken = (e: unknown): never => {
  if ((e as { constraint?: string }).constraint === 'event_slug_key')
    throw new AppError('event.slug_taken', {}, [{ path: 'slug', code: 'event.slug_taken', message: 'slug' }])
  throw e
}

/** Creates an event with the usual phases around its dates; its maker joins the team. */
export async function createEvent(ctx: Ctx, draft: z.input<typeof event.draft>) {
  const full = event.draft.parse(draft)
  checkDates(full)
  const phases = full.phases.length ? full.phases : defaultPhases(full.startDate, full.endDate, ctx.now.slice(0, 10))
  // Its own history begins with its making.
  const id = newId()
  const row = await events.create({ ...ctx, eventId: id }, { ...full, phases, id }).catch(slugTaken)
  if (ctx.actor.kind === 'user' && ctx.actor.role && !wide(ctx))
    await ctx.tx
      .insertInto('eventMember')
      .values({ id: newId(), organisationId: ctx.orgId, eventId: row.id, userId: ctx.actor.id!, role: ctx.actor.role })
      .execute()
  ctx.emit('event.created', { eventId: row.id })
  return withCan({ ...ctx, eventId: row.id }, row)
}

export async function updateEvent(ctx: Ctx, id: string, patch: z.output<typeof event.patch>) {
  const before = await events.get(ctx, id)
  checkDates({ ...before, ...patch })
  const row = await events.update({ ...ctx, eventId: id }, id, patch).catch(slugTaken)
  if (before.startDate !== row.startDate || before.endDate !== row.endDate)
    ctx.emit('event.rescheduled', { eventId: id, from: before.startDate, to: row.startDate })
  return withCan(ctx, row)
}

/** Only a draft that nobody saw may vanish; anything else is archived instead. */
export async function removeEvent(ctx: Ctx, id: string) {
  const row = await events.get(ctx, id)
  if (row.status !== 'draft' || row.published) throw new AppError('event.not_a_draft')
  return events.remove(ctx, id)
}
