import type { Overview } from '../contract/desk.ts'
import type { T } from '../../../kernel/web/i18n.ts'

type Days = { startDate: string; endDate: string; closed: boolean }
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/**
 * The dashboard's heading: where the event stands, then what its figures say, e.g. 「離開幕 42 天：報名 400 人，2 件待處理」.
 * `t` is `useT('events')`; `todo` counts what waits for the reader.
 */
export function headline(t: T, event: Days, data: Pick<Overview, 'today' | 'daysToOpen' | 'figures' | 'goals'>, todo: number): string {
  const { figures } = data
  const total = daysBetween(event.startDate, event.endDate) + 1
  const day = 1 - data.daysToOpen
  const after = daysBetween(event.endDate, data.today)
  const before = data.daysToOpen > 0
  const during = !before && after <= 0
  const lead = before
    ? t('headline.before', { count: data.daysToOpen })
    : during
      ? total === 1
        ? t('headline.theDay')
        : t('headline.during', { n: day, total })
      : event.closed
        ? t('headline.closed')
        : t('headline.after', { count: after })
  const said: string[] = []
  const people = during ? figures.attendance : undefined
  if (people !== undefined && people > 0) said.push(t('headline.attended', { count: people, of: figures.registrations ?? 0 }))
  else if (figures.registrations !== undefined && !event.closed && (before || during)) {
    const goal = data.goals.find((one) => one.metric === 'registrations')
    if (figures.registrations === 0) said.push(t('headline.nobody'))
    else if (goal?.met) said.push(t('headline.full', { count: figures.registrations }))
    else said.push(t('headline.registered', { count: figures.registrations }))
  }
  const known = data.goals.filter((one) => one.met !== null)
  if (!before && !during && known.length > 0)
    said.push(t('headline.goals', { met: known.filter((one) => one.met).length, of: known.length }))
  if (todo > 0) said.push(t('headline.todo', { count: todo }))
  else if (!event.closed) said.push(t('headline.calm'))
  return said.length === 0 ? lead : lead + t('headline.colon') + said.join(t('headline.comma'))
}

export type PhaseState = 'done' | 'now' | 'late' | 'next'
/** Done when marked so or when a later phase has begun; late when its days are over, nothing followed and nobody closed it. */
export function phaseStates(
  phases: readonly { key: string; start: string; end: string; doneOn: string | null }[],
  today: string,
  closed: boolean,
): PhaseState[] {
  const last = phases.findLastIndex((one) => one.start <= today)
  return phases.map((one, i) => {
    if (one.doneOn !== null || closed || i < last) return 'done'
    if (i > last) return 'next'
    return one.end < today ? 'late' : 'now'
  })
}
