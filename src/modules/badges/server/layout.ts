import { store } from '../../../kernel/server/store.ts'
import { type CloneInput } from '../../../kernel/server/module.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type BadgeDesign, badgeLayout, type BadgeLayout, type BadgeState, defaultDesign } from '../contract/badge.ts'

const layouts = store(badgeLayout)

const saved = async (ctx: Ctx, eventId = ctx.eventId!): Promise<BadgeLayout | undefined> =>
  (await ctx.tx
    .selectFrom('badgeLayout')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', eventId)
    .executeTakeFirst()) as BadgeLayout | undefined
const designOf = (row: BadgeLayout): BadgeDesign => ({
  size: row.size,
  paper: row.paper,
  words: row.words,
  show: row.show,
  bands: row.bands,
  back: row.back,
})

/** The event's design, or the default one. */
export async function readDesign(ctx: Ctx): Promise<BadgeDesign> {
  const row = await saved(ctx)
  return row ? designOf(row) : defaultDesign
}

/** Layout and counts by ticket type, in three statements. */
export async function badgesOf(ctx: Ctx): Promise<BadgeState> {
  const row = await saved(ctx)
  const tickets = await ctx.tx
    .selectFrom('ticketType')
    .innerJoin('registration', (j) =>
      j.onRef('registration.organisationId', '=', 'ticketType.organisationId').onRef('registration.ticketTypeId', '=', 'ticketType.id'),
    )
    .select(({ fn }) => ['ticketType.id', 'ticketType.name', 'ticketType.category', fn.countAll<number>().as('count')])
    .where('ticketType.organisationId', '=', ctx.orgId)
    .where('ticketType.eventId', '=', ctx.eventId!)
    .where('registration.status', '=', 'confirmed')
    .where('registration.attendance', '=', 'onsite')
    .groupBy(['ticketType.id', 'ticketType.name', 'ticketType.category', 'ticketType.position'])
    .orderBy('ticketType.position')
    .orderBy('ticketType.id')
    .execute()
  const organisation = await ctx.tx
    .selectFrom('organisation')
    .select('logoFileId')
    .where('organisationId', '=', ctx.orgId)
    .executeTakeFirst()
  return {
    layout: row ? designOf(row) : defaultDesign,
    version: row?.version ?? 0,
    hasLogo: Boolean(organisation?.logoFileId),
    tickets: tickets.map((t) => ({ ...t, count: Number(t.count) })),
    can: { edit: ctx.can('badges.edit') },
  }
}

/** Errors: `record.conflict` when somebody saved since `version`. */
export async function saveDesign(ctx: Ctx, { version, ...design }: BadgeDesign & { version: number }): Promise<BadgeState> {
  const row = await saved(ctx)
  if ((row?.version ?? 0) !== version) throw new AppError('record.conflict')
  if (row) await layouts.update(ctx, row.id, { ...design, version })
  else await layouts.create(ctx, design)
  return badgesOf(ctx)
}

/** A cloned event's badges look as those of the old one. */
export async function cloneLayout(ctx: Ctx, { fromEventId, toEventId }: CloneInput): Promise<void> {
  const row = await saved(ctx, fromEventId)
  if (row) await layouts.createMany(ctx, [{ ...designOf(row), eventId: toEventId } as never])
}
