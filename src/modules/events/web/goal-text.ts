import type { Lang } from '../../../kernel/contract/localized.ts'
import { number } from '../../../ui/format.ts'
import type { GoalState } from '../contract/desk.ts'
import { metricNames } from '../contract/goal.ts'

const money = new Set(['revenue'])
/** A goal's value in its own terms: money with its sign, rates with %, else the number. */
export const goalValue = (g: Pick<GoalState, 'metric' | 'unit'>, value: number): string =>
  money.has(g.metric)
    ? `NT$ ${number(value)}`
    : g.metric === 'attendance_rate' || g.unit === '%'
      ? `${number(value, 1)}%`
      : number(value, 1)
/** The unit beside a figure, where the figure doesn't hold it already; English has none for the Chinese counters. */
export const goalUnit = (g: Pick<GoalState, 'metric' | 'unit'>, lang: Lang): string =>
  money.has(g.metric) || g.unit === '%' || g.metric === 'attendance_rate' || (lang === 'en' && /[^\x00-\x7f]/.test(g.unit)) ? '' : g.unit

const onTheDay = new Set(['attendance', 'attendance_rate'])
/** Before the opening nobody can have come, so those goals are not known yet rather than at zero. */
export const settled = (goals: GoalState[], daysToOpen: number): GoalState[] =>
  daysToOpen > 0 ? goals.map((g) => (onTheDay.has(g.metric) ? { ...g, current: null, share: null, met: null } : g)) : goals

/** Where goals are set for on site and online only, their sum stands for all registrations. */
export function withTotal(goals: GoalState[]): GoalState[] {
  const by = (metric: string) => goals.find((g) => g.metric === metric && g.direction === 'up' && g.current !== null)
  const [onsite, online] = [by('registrations_onsite'), by('registrations_online')]
  if (!onsite || !online || by('registrations')) return goals
  const [current, target] = [onsite.current! + online.current!, onsite.target + online.target]
  const total: GoalState = {
    ...onsite,
    id: 'total',
    metric: 'registrations',
    title: metricNames.registrations,
    current,
    target,
    share: target === 0 ? 1 : current / target,
    met: current >= target,
  }
  return [total, ...goals.filter((g) => g !== onsite && g !== online)]
}
