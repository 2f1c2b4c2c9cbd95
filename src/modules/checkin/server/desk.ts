import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { CloneInput } from '../../../kernel/server/module.ts'
import { store } from '../../../kernel/server/store.ts'
import { addDays } from '../../../kernel/contract/dates.ts'
import { ticketCategories, type TicketCategory } from '../../registration/contract/ticket.ts'
import { type DeskPlan, deskPlan, type DeskPreparation, planLabels } from '../contract/desk.ts'
import { deskItem, type DeskList, deskLists, type Heads, needOf } from '../contract/desk-item.ts'
import { deskStep } from '../contract/desk-step.ts'
import { starterItems, starterSteps } from './desk-starter.ts'

export const deskItems = store(deskItem)
export const deskSteps = store(deskStep)

/** Their history and search hits are only for those who may read the lists. */
export const deskRecords = [
  { entity: 'deskItem', scope: 'event', table: 'desk_item', read: 'desk.read' },
  { entity: 'deskStep', scope: 'event', table: 'desk_step', read: 'desk.read' },
  { entity: 'deskPlan', scope: 'event', table: 'desk_plan', read: 'desk.read' },
] as const

/** Confirmed people of the ctx's event, in one statement. */
export async function readHeads(ctx: Ctx): Promise<Heads> {
  const rows = await ctx.tx
    .selectFrom('registration as r')
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .select(['r.attendance', 't.category', sql<number>`count(*)`.as('n')])
    .where('r.organisationId', '=', ctx.orgId)
    .where('r.eventId', '=', ctx.eventId!)
    .where('r.status', '=', 'confirmed')
    .groupBy(['r.attendance', 't.category'])
    .execute()
  const sum = (of: (r: (typeof rows)[number]) => boolean) => rows.reduce((n, r) => n + (of(r) ? Number(r.n) : 0), 0)
  return {
    all: sum(() => true),
    onsite: sum((r) => r.attendance === 'onsite'),
    online: sum((r) => r.attendance === 'online'),
    category: Object.fromEntries(ticketCategories.map((c) => [c, sum((r) => r.attendance === 'onsite' && r.category === c)])) as Record<
      TicketCategory,
      number
    >,
  }
}

const noPlan: DeskPlan = { people: null, windowMinutes: 60, peakShare: 50, seconds: null, maxWait: 5, version: 0 }
const planRow = (ctx: Ctx) =>
  ctx.tx.selectFrom('deskPlan').selectAll().where('organisationId', '=', ctx.orgId).where('eventId', '=', ctx.eventId!)

/** All that is prepared for the desk of the ctx's event: four statements, however many rows. */
export async function readDesk(ctx: Ctx): Promise<DeskPreparation> {
  const heads = await readHeads(ctx)
  const own = <T extends 'deskItem' | 'deskStep'>(table: T) =>
    (ctx.tx.selectFrom(table) as any)
      .selectAll()
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', ctx.eventId!)
      .orderBy('position')
      .orderBy('id')
      .execute()
  const items: DeskPreparation['items'] = (await own('deskItem')).map(({ organisationId: _, ...r }: any) => ({ ...r, ...needOf(r, heads) }))
  const steps: DeskPreparation['steps'] = (await own('deskStep')).map(({ organisationId: _, ...r }: any) => r)
  const plan = await planRow(ctx).executeTakeFirst()
  return { heads, items, steps, plan: plan ? deskPlan.parse(plan) : noPlan }
}

/** Errors: `record.conflict` where somebody else wrote since `version`. */
export async function savePlan(ctx: Ctx, { version, ...values }: DeskPlan): Promise<DeskPlan> {
  await lock(ctx, 'plan')
  const before = await planRow(ctx).executeTakeFirst()
  if ((before?.version ?? 0) !== version) throw new AppError('record.conflict')
  const row = { ...values, version: version + 1, updatedAt: ctx.now }
  const id = before?.id ?? newId()
  if (before)
    await ctx.tx.updateTable('deskPlan').set(row).where('organisationId', '=', ctx.orgId).where('eventId', '=', ctx.eventId!).execute()
  else
    await ctx.tx
      .insertInto('deskPlan')
      .values({ ...row, id, organisationId: ctx.orgId, eventId: ctx.eventId!, createdAt: ctx.now })
      .execute()
  await audit(ctx, {
    entity: 'deskPlan',
    entityId: id,
    action: before ? 'update' : 'create',
    changes: diff(planLabels, before ?? null, values),
  })
  return { ...values, version: version + 1 }
}

const lock = (ctx: Ctx, what: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`bantoh.desk/${ctx.orgId}/${ctx.eventId}/${what}`}, 0))`.execute(ctx.tx)

/** Puts the list to begin with into an empty one; two at once put it there once. Errors: `checkin.starter_not_empty`. */
export async function addStarter(ctx: Ctx, list: DeskList | 'steps'): Promise<{ added: number }> {
  await lock(ctx, `starter/${list}`)
  const there = ctx.tx
    .selectFrom(list === 'steps' ? 'deskStep' : 'deskItem')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
  if (await (list === 'steps' ? there : (there as any).where('list', '=', list)).limit(1).executeTakeFirst())
    throw new AppError('checkin.starter_not_empty')
  const rows = list === 'steps' ? await deskSteps.createMany(ctx, starterSteps()) : await deskItems.createMany(ctx, starterItems(list))
  return { added: rows.length }
}

/** The lists, steps and arrivals return next year, with due days moved; nothing is ordered, ready or there yet. */
export async function cloneDesk(ctx: Ctx, { fromEventId, shiftDays }: CloneInput): Promise<void> {
  const { items, steps, plan } = await readDesk({ ...ctx, eventId: fromEventId })
  const bare = ({ id: _i, eventId: _e, version: _v, createdAt: _c, updatedAt: _u, ...rest }: Record<string, unknown>) => rest
  if (items.length)
    await deskItems.createMany(
      ctx,
      items.map(({ people: _p, needed: _n, shortage: _s, amount: _a, ...i }) => ({
        ...bare(i),
        state: 'todo',
        ready: 0,
        dueDate: i.dueDate && addDays(i.dueDate, shiftDays),
      })),
      'clone',
    )
  if (steps.length) await deskSteps.createMany(ctx, steps.map(bare), 'clone')
  if (plan.version) await savePlan(ctx, { ...plan, people: null, version: 0 })
}

/** The demo's desk: the lists to begin with, as far along as a desk is some weeks ahead. */
export async function seedDesk(ctx: Ctx): Promise<void> {
  const { startDate: opening } = await ctx.tx
    .selectFrom('event')
    .select('startDate')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const owners = ['陳詠晴', '林柏宇', '']
  const states = ['arrived', 'ordered', 'todo', 'todo'] as const
  const costs: Record<string, number> = {
    名牌: 18,
    掛繩: 12,
    大會提袋: 85,
    袋面印刷: 12,
    製版費: 1500,
    議程手冊: 95,
    筆記本: 48,
    原子筆: 9,
    外箱: 35,
  }
  const heads = await readHeads(ctx)
  for (const list of deskLists)
    await deskItems.createMany(
      ctx,
      starterItems(list).map((d, i) => {
        const draft = { ...deskItem.draft.parse(d), unitCost: costs[d.name.zh ?? ''] ?? null }
        const state = states[i % states.length]!
        const { needed } = needOf(draft, heads)
        return {
          ...draft,
          state,
          ready: state === 'arrived' ? (i % 8 === 4 && needed >= 10 ? Math.floor(needed * 0.8) : needed) : 0,
          responsible: owners[i % owners.length],
          dueDate: addDays(opening, list === 'tote' ? -21 : -7),
        }
      }),
      'demo',
    )
  await deskSteps.createMany(ctx, starterSteps(), 'demo')
}
