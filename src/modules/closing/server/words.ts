import type { Lang } from '../../../kernel/contract/localized.ts'
import { formatNumber } from '../../../kernel/contract/money.ts'
import { countryName } from '../../registration/contract/country.ts'

/** Small things of grammar that the report's sentences share. */
export type Say = (zh: string, en: string) => string
export const sayIn =
  (lang: Lang): Say =>
  (zh, en) =>
    lang === 'en' ? en : zh
/** `1 session`, `24 sessions`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${formatNumber(n, 'en')} ${n === 1 ? one : many}`
export const num = (n: number): string => formatNumber(n)
/** A whole percent; `—` of nothing. */
export const percentOf = (part: number, whole: number): string => (whole > 0 ? `${Math.round((100 * part) / whole)}%` : '—')
export const ratioOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
/** `甲、乙、丙` and `a, b and c`. */
export const listing = (items: string[], lang: Lang): string =>
  lang === 'en' ? (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`) : items.join('、')
/** `09:15`. */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
/** The country as papers in Taiwan write it. */
export const place = (code: string, lang: Lang): string => countryName(code, lang)
