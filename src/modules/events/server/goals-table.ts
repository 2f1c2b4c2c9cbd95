import type { Lang } from '../../../kernel/contract/localized.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { formatNumber } from '../../../kernel/contract/money.ts'
import type { GoalState } from '../contract/desk.ts'

// Units are written once, in Chinese; these are the ones in use.
const english: Record<string, string> = {
  人: 'people',
  人次: 'visits',
  位: 'people',
  國: 'countries',
  場: 'sessions',
  元: 'NT$',
  則: 'items',
  公克: 'g',
  公斤: 'kg',
  分: 'points',
  '分（滿分 5）': 'of 5',
  件: 'items',
  份: 'copies',
  家: 'companies',
  組: 'groups',
  '%': '%',
  萬元: 'NT$ 10,000',
}
/** The unit of a goal in the paper's language; what is not known stays as it was written. */
export const unitOf = (unit: string, lang: Lang): string => (lang === 'en' ? (english[unit.trim()] ?? unit) : unit)

/** `實體報名（人）`: name and unit of a goal, so that the digits below align. */
export function goalLabel(g: GoalState, lang: Lang): string {
  const unit = unitOf(g.unit, lang)
  const name = pick(g.title, lang)
  return !unit || unit.toLowerCase() === name.toLowerCase()
    ? name
    : lang === 'en'
      ? `${name} (${unit})`
      : `${name}（${unit.replaceAll('（', '，').replaceAll('）', '')}）`
}
/** A goal's number as papers print it: at most two decimals. */
export const goalNumber = (n: number | null, lang: Lang): string =>
  n === null || !Number.isFinite(n) ? '—' : formatNumber(Math.round(n * 100) / 100, lang)
/** `200`, for a ceiling `≤ 90`. */
export const goalTarget = (g: GoalState, lang: Lang): string => `${g.direction === 'down' ? '≤\u00a0' : ''}${goalNumber(g.target, lang)}`
/** Actual over target (for a ceiling target over actual), as a whole percent; `—` without an actual, or where the ratio says nothing. */
export const goalShare = (g: GoalState): string =>
  g.share === null || !Number.isFinite(g.share) || g.share < 0 ? '—' : `${Math.round(g.share * 100)}%`
