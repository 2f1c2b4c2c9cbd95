import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { instantToZoned, daysBetween } from '../../../kernel/contract/dates.ts'
import type { Attention, GoalState, Overview } from '../contract/desk.ts'
import type { Goal } from '../contract/goal.ts'
import { events } from './event.ts'

/** The figures of the ctx's event that any module provides: metric → value. `only` limits the work. */
export async function readFigures(ctx: Ctx, services: Services, only?: ReadonlySet<string>): Promise<Record<string, number>> {
  const out: Record<string, number> = {}
  for (const f of services.provided('figures'))
    if (!only || f.metrics.some((m) => only.has(m)))
      for (const [metric, n] of Object.entries(await f.read(ctx))) if (!only || only.has(metric)) out[metric] = n
  return out
}

/** Goals with their current value: live where bound to a figure (`known`, if they were read already), else what was entered. */
export async function goalStates(ctx: Ctx, services: Services, known?: Record<string, number>): Promise<GoalState[]> {
  const rows = (await ctx.tx
    .selectFrom('eventGoal')
    .selectAll()
    .where('eventId', '=', ctx.eventId!)
    .orderBy('position')
    .orderBy('id')
    .execute()) as Goal[]
  const figures = known ?? (await readFigures(ctx, services, new Set(rows.map((g) => g.metric))))
  return rows.map((g) => stateOf(g, g.metric === 'manual' ? g.actual : (figures[g.metric] ?? null)))
}

/** How a goal stands at `current`. A ceiling (`down`) is met at or below its target. */
export function stateOf(g: Goal, current: number | null): GoalState {
  const target = Number(g.target)
  const part = current === null ? null : g.direction === 'up' ? (target === 0 ? 1 : current / target) : current === 0 ? 1 : target / current
  // Of next to nothing anything is more than a number can say.
  return {
    ...g,
    target,
    current,
    share: Number.isFinite(part) ? part : null,
    met: current === null ? null : g.direction === 'up' ? current >= target : current <= target,
  }
}

const weight = { todo: 0, warn: 1, info: 2 }
/** What waits and warns in the ctx's event for its actor: to do first, then by due day. */
export async function readAttention(ctx: Ctx, services: Services): Promise<Attention[]> {
  const out: Attention[] = []
  for (const p of services.provided('attention')) if (ctx.can(p.action)) out.push(...(await p.read(ctx)))
  return out.toSorted((a, b) => weight[a.tone] - weight[b.tone] || (a.due ?? '9').localeCompare(b.due ?? '9'))
}

export async function readOverview(ctx: Ctx, services: Services): Promise<Overview> {
  const e = await events.get(ctx, ctx.eventId!)
  const today = instantToZoned(ctx.now, e.zone).date
  const figures = await readFigures(ctx, services)
  return {
    figures,
    goals: await goalStates(ctx, services, figures),
    attention: await readAttention(ctx, services),
    daysToOpen: daysBetween(today, e.startDate),
    today,
  }
}
