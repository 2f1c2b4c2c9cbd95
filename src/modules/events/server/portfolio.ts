import { daysBetween, instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { PortfolioRow } from '../contract/desk.ts'
import type { Event } from '../contract/event.ts'
import { readAttention, readFigures } from './overview.ts'

/** Figures and attention are asked event by event, so only the ones next to today get them. */
const ASKED = 20
const only = new Set(['registrations'])

/** Where an event stands on its own calendar: on site from its on-site phase on, closing until it is marked closed. */
export function stageOf(e: Pick<Event, 'startDate' | 'endDate' | 'phases' | 'status'>, today: string): PortfolioRow['stage'] {
  if (e.status === 'closed' || e.status === 'archived') return 'past'
  if (today > e.endDate) return 'closing'
  const opens = e.phases.find((p) => p.key === 'onsite')?.start ?? e.startDate
  return today >= opens || today >= e.startDate ? 'onsite' : 'upcoming'
}

/** Every event that the caller is on the team of (all of them for owner and directors), nearest first, past ones last. */
export async function readPortfolio(ctx: Ctx, services: Services): Promise<{ rows: PortfolioRow[] }> {
  const mine = [...ctx.actor.events.keys()]
  const wide = ['owner', 'director'].includes(ctx.actor.role ?? '')
  let query = ctx.tx.selectFrom('event').selectAll().where('organisationId', '=', ctx.orgId).orderBy('startDate', 'desc').limit(300)
  if (!wide) query = query.where('id', 'in', mine.length ? mine : [ctx.orgId])
  const found = (await query.execute()) as Event[]
  const targets = found.length
    ? await ctx.tx
        .selectFrom('eventGoal')
        .select(['eventId', 'metric', 'target'])
        .where('organisationId', '=', ctx.orgId)
        .where('metric', 'in', ['registrations', 'registrations_onsite', 'registrations_online'])
        .where(
          'eventId',
          'in',
          found.map((e) => e.id),
        )
        .execute()
    : []
  // The goal for all registrations, else the sum of those for on site and online.
  const target = new Map(
    [...Map.groupBy(targets, (g) => g.eventId)].map(([eventId, list]) => {
      const whole = list.find((g) => g.metric === 'registrations')
      return [eventId, whole ? Number(whole.target) : list.reduce((n, g) => n + Number(g.target), 0)]
    }),
  )
  const staged = found.map((e) => {
    const today = instantToZoned(ctx.now, e.zone).date
    return { e, today, stage: stageOf(e, today) }
  })
  const near = (x: (typeof staged)[number]) => (x.stage === 'past' ? 100_000 : 0) + Math.abs(daysBetween(x.today, x.e.startDate))
  const sorted = staged.toSorted((a, b) => near(a) - near(b))
  const rows: PortfolioRow[] = []
  for (const [i, { e, today, stage }] of sorted.entries()) {
    const inside: Ctx = { ...ctx, eventId: e.id, can: (action, subject = { eventId: e.id }) => ctx.can(action, subject) }
    const asked = i < ASKED
    rows.push({
      id: e.id,
      slug: e.slug,
      name: e.name,
      kind: e.kind,
      format: e.format,
      zone: e.zone,
      startDate: e.startDate,
      endDate: e.endDate,
      venueName: e.venueName,
      phases: e.phases,
      status: e.status,
      published: e.published,
      stage,
      today,
      daysToOpen: daysBetween(today, e.startDate),
      target: target.get(e.id) ?? null,
      registrations: asked && inside.can('events.read') ? ((await readFigures(inside, services, only)).registrations ?? null) : null,
      attention: asked && stage !== 'past' ? await readAttention(inside, services) : [],
    })
  }
  return { rows }
}
