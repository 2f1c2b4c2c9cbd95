import type { Lang } from '../kernel/contract/localized.ts'
import { useLang } from '../kernel/web/i18n.ts'

type When = string | number | Date
const bare = /^\d{4}-\d\d-\d\d$/

function parts(when: When, zone: string) {
  const day = typeof when === 'string' && bare.test(when)
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: day ? 'UTC' : zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  })
  return Object.fromEntries(format.formatToParts(new Date(when)).map((part) => [part.type, part.value])) as Record<
    'year' | 'month' | 'day' | 'hour' | 'minute' | 'weekday',
    string
  >
}
const weekdays: Record<string, string> = { Sun: '日', Mon: '一', Tue: '二', Wed: '三', Thu: '四', Fri: '五', Sat: '六' }

/** `2026/12/01（二）` or `Tue 1 Dec 2026`; `short` leaves the year out. A bare `YYYY-MM-DD` has no zone. */
export function date(when: When, lang: Lang, options: { zone?: string; short?: boolean; weekday?: boolean } = {}): string {
  const p = parts(when, options.zone ?? 'Asia/Taipei')
  const week = options.weekday ?? true
  if (lang === 'zh-TW') return `${options.short ? '' : `${p.year}/`}${p.month}/${p.day}${week ? `（${weekdays[p.weekday]}）` : ''}`
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(p.month) - 1]
  return `${week ? `${p.weekday} ` : ''}${Number(p.day)} ${month}${options.short ? '' : ` ${p.year}`}`
}
/** `14:00` in the zone. */
export const time = (when: When, zone = 'Asia/Taipei'): string => (({ hour, minute }) => `${hour}:${minute}`)(parts(when, zone))

/** `民國 115 年 12 月 1 日` of a `YYYY-MM-DD`, empty when there is none. */
export function rocDate(day: unknown): string {
  if (typeof day !== 'string' || !bare.test(day)) return ''
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return year > 1911 ? `民國 ${year - 1911} 年 ${month} 月 ${date} 日` : ''
}

/** Today as `YYYY-MM-DD` in the zone. */
export const today = (zone = 'Asia/Taipei', now: When = Date.now()): string =>
  (({ year, month, day }) => `${year}-${month}-${day}`)(parts(now, zone))
/** Whole days from today to a day, both `YYYY-MM-DD`; negative when it is over. */
export const daysTo = (day: string, from: string): number => Math.round((Date.parse(day) - Date.parse(from)) / 86_400_000)
/** `D−42`, `D-Day`, `D+26`. */
export const dDay = (days: number): string => (days === 0 ? 'D-Day' : days > 0 ? `D−${days}` : `D+${-days}`)

export const number = (n: number, digits = 0): string => n.toLocaleString('en-US', { maximumFractionDigits: digits }).replace('-', '−')
/** Minor units to `NT$ 1,234,567`; TWD has no minor unit in use. */
export function money(minor: number, currency = 'TWD'): string {
  const digits = ['TWD', 'JPY', 'KRW'].includes(currency) ? 0 : 2
  const text = Math.abs(minor / 10 ** digits).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${minor < 0 ? '−' : ''}${currency === 'TWD' ? 'NT$' : currency} ${text}`
}
/** A ratio as a whole percentage. */
export const percent = (ratio: number): string => `${Math.round(ratio * 100)}%`

/** All of these in the person's language and one zone. */
export function useFormat(zone = 'Asia/Taipei') {
  const lang = useLang()
  return {
    date: (when: When, options: { short?: boolean; weekday?: boolean } = {}) => date(when, lang, { zone, ...options }),
    time: (when: When) => time(when, zone),
    dateTime: (when: When, options: { short?: boolean; weekday?: boolean } = {}) =>
      `${date(when, lang, { zone, ...options })}${lang === 'en' ? ', ' : options.weekday === false ? ' ' : ''}${time(when, zone)}`,
    number,
    money,
    percent,
  }
}
