import { addDays, daysBetween } from '../../../kernel/contract/dates.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { CloneInput, Module } from '../../../kernel/server/module.ts'
import { store } from '../../../kernel/server/store.ts'
import { contact } from '../contract/contact.ts'
import type { Event } from '../contract/event.ts'
import { goal } from '../contract/goal.ts'
import { createEvent, events } from './event.ts'

/** Copies goals (without what was reached) and the contact list. */
export async function cloneEventRecords(ctx: Ctx, { fromEventId }: CloneInput) {
  const goals = await ctx.tx.selectFrom('eventGoal').selectAll().where('eventId', '=', fromEventId).orderBy('position').execute()
  const contacts = await ctx.tx.selectFrom('eventContact').selectAll().where('eventId', '=', fromEventId).orderBy('position').execute()
  const bare = ({ id: _i, eventId: _e, organisationId: _o, version: _v, createdAt: _c, updatedAt: _u, ...rest }: Record<string, unknown>) =>
    rest
  if (goals.length)
    await store(goal).createMany(
      ctx,
      goals.map((g) => ({ ...bare(g), target: Number(g.target), actual: null, evidence: '' })),
      'clone',
    )
  if (contacts.length) await store(contact).createMany(ctx, contacts.map(bare), 'clone')
}

/** A new event with the old one's facts moved to the new opening; then every module clones in tier order, all in one transaction. */
export async function cloneEvent(
  ctx: Ctx,
  modules: readonly Module[],
  c: { slug: string; name: Localized; startDate: string; team: boolean },
): Promise<Event> {
  const from = await events.get(ctx, ctx.eventId!)
  const shiftDays = daysBetween(from.startDate, c.startDate)
  const { id: _i, version: _v, createdAt: _c, updatedAt: _u, clonedFrom: _f, ...facts } = from
  const made = await createEvent(
    { ...ctx, eventId: null },
    {
      ...facts,
      slug: c.slug,
      name: c.name,
      startDate: c.startDate,
      endDate: addDays(from.endDate, shiftDays),
      status: 'active',
      published: false,
      phases: from.phases.map((p) => ({ ...p, start: addDays(p.start, shiftDays), end: addDays(p.end, shiftDays), doneOn: null })),
    },
  )
  await ctx.tx.updateTable('event').set({ clonedFrom: from.id }).where('id', '=', made.id).execute()
  const inside: Ctx = { ...ctx, eventId: made.id }
  if (c.team) {
    const team = await ctx.tx
      .selectFrom('eventMember')
      .select(['userId', 'role', 'groups', 'title'])
      .where('eventId', '=', from.id)
      .where('userId', '<>', ctx.actor.id ?? '')
      .execute()
    if (team.length)
      await ctx.tx
        .insertInto('eventMember')
        .values(team.map((m) => ({ ...m, id: newId(), organisationId: ctx.orgId, eventId: made.id })))
        .onConflict((o) => o.columns(['organisationId', 'eventId', 'userId']).doNothing())
        .execute()
  }
  const input: CloneInput = { fromEventId: from.id, toEventId: made.id, shiftDays, map: new Map() }
  for (const m of modules) if (typeof m.clone === 'function') await m.clone(inside, input)
  return events.get(inside, made.id)
}
