import { formatDate, instantToZoned, weekdayName } from '../../src/kernel/contract/dates.ts'
import { formatMoney, formatNumber, type Currency } from '../../src/kernel/contract/money.ts'
import { t } from './text.ts'
import type { Lang } from './view.ts'

type Local = { date: string; time: string; offset: string }
const seen = new Map<string, Map<string, Local>>()

/** Wall-clock date, time (`HH:MM`) and offset of a UTC instant in a zone; remembered, as a programme repeats its starts. */
export function local(instant: string, zone: string): Local {
  let byInstant = seen.get(zone)
  if (!byInstant) seen.set(zone, (byInstant = new Map()))
  let hit = byInstant.get(instant)
  if (!hit) {
    if (byInstant.size > 20_000) byInstant.clear()
    byInstant.set(instant, (hit = instantToZoned(instant, zone)))
  }
  return hit
}

/** A date without its year: `05/13（四）`, `Thu 13 May`. */
export const shortDate = (date: string, lang: Lang): string =>
  lang === 'en' ? formatDate(date, lang).split(' ').slice(0, 3).join(' ') : `${date.slice(5).replace('-', '/')}（${weekdayName(date)}）`

/** A UTC instant in a zone: `05/13（四）23:59`, `Thu 13 May, 23:59`; with the year unless it is `year`. */
export function moment(instant: string, zone: string, lang: Lang, year?: string): string {
  const at = local(instant, zone)
  const date = at.date.slice(0, 4) === year ? shortDate(at.date, lang) : formatDate(at.date, lang)
  return lang === 'en' ? `${date}, ${at.time}` : `${date}${at.time}`
}

/** What a zone is called beside its times: `臺北時間（UTC+8）`, `Brussels time (UTC+1)`. */
export function zoneName(zone: string, lang: Lang, at: string): string {
  const offset = `UTC${local(at, zone).offset.replace(/([+-])0?(\d+):(\d\d)/, (_, s: string, h: string, m: string) => `${s === '-' ? '−' : s}${h}${m === '00' ? '' : `:${m}`}`)}`
  const place = zone === 'Asia/Taipei' && lang !== 'en' ? '臺北' : zone.split('/').at(-1)!.replaceAll('_', ' ')
  if (lang === 'en') return `${place} time (${offset})`
  return place === '臺北' ? `臺北時間（${offset}）` : `${place} 當地時間（${offset}）`
}

/** Whole minutes between two UTC instants. */
export const minutesBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

/** `NT$ 5,800`, or 免費 for nothing. */
export const price = (minor: number, currency: Currency, lang: Lang): string =>
  minor === 0 ? t(lang)('free') : formatMoney(minor, currency, lang)

/** A count with separators: `1,234`. */
export const count = formatNumber
