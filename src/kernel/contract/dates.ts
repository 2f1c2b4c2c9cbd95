import { z } from 'zod'
import type { Lang } from './localized.ts'

// An ISO date is `2027-05-13`; a time `09:30`; an instant a Date or an ISO string with offset; a zone an IANA name.
export const isoDate = () => z.iso.date()
export const clockTime = () => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
export type Instant = Date | string | number

const nb = '\u00a0'
const dayMs = 86_400_000
const pad = (n: number) => String(n).padStart(2, '0')

/** Midnight UTC of an ISO date. Throws RangeError `date.invalid` for anything but a real calendar day. */
function utc(iso: string): Date {
  const d = new Date(`${iso}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(iso) || Number.isNaN(d.getTime()) || d.toISOString().slice(0, 10) !== iso)
    throw new RangeError('date.invalid')
  return d
}
const parts = (iso: string) => [utc(iso).getUTCFullYear(), utc(iso).getUTCMonth() + 1, utc(iso).getUTCDate()] as const

/** Whole calendar days from `from` to `to` (negative when `to` is earlier). */
export const daysBetween = (from: string, to: string): number => (utc(to).getTime() - utc(from).getTime()) / dayMs
export const addDays = (iso: string, n: number): string => new Date(utc(iso).getTime() + n * dayMs).toISOString().slice(0, 10)

const weekdays = {
  'zh-TW': ['日', '一', '二', '三', '四', '五', '六'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** `四` / `Thu`, or `星期四` / `Thursday` when long. */
export function weekdayName(iso: string, lang: Lang = 'zh-TW', style: 'short' | 'long' = 'short'): string {
  const name = weekdays[lang][utc(iso).getUTCDay()]!
  if (lang === 'en') return style === 'short' ? name.slice(0, 3) : name
  return style === 'short' ? name : `星期${name}`
}

/** 民國 year of an ISO date (AD − 1911). Throws RangeError `date.beforeRoc` before 1912. */
export function rocYear(iso: string): number {
  const year = parts(iso)[0] - 1911
  if (year < 1) throw new RangeError('date.beforeRoc')
  return year
}

export type RocStyle = 'long' | 'slash' | 'formal'
/**
 * A 民國 date for papers; number and unit are held together by no-break spaces. The weekday comes with `long` unless told.
 * `long` 民國 116 年 5 月 13 日（四） · `slash` 116/5/13 · `formal` 中華民國 116 年 5 月 13 日
 */
export function rocDate(iso: string, style: RocStyle = 'long', weekday = style === 'long'): string {
  const [, m, d] = parts(iso)
  const day = weekday ? `（${weekdayName(iso)}）` : ''
  if (style === 'slash') return `${rocYear(iso)}/${m}/${d}${day}`
  return [style === 'formal' ? '中華民國' : '民國', rocYear(iso), '年', m, '月', d, '日'].join(nb) + day
}

/** 民國 116 年 5 月 13 日（四）至 14 日（五); month and year are repeated only where they change. `slash` joins with an en dash. */
export function rocDateRange(start: string, end: string, style: RocStyle = 'long', weekday = style === 'long'): string {
  const first = rocDate(start, style, weekday)
  if (start === end) return first
  const [[y1, m1], [y2, m2, d2]] = [parts(start), parts(end)]
  const last = rocDate(end, style, weekday)
  if (style === 'slash') return `${first}–${y1 === y2 ? last.slice(last.indexOf('/') + 1) : last}`
  const rest = [...(y1 === y2 ? [] : [rocYear(end), '年']), ...(y1 === y2 && m1 === m2 ? [] : [m2, '月']), d2, '日']
  return `${first}至${nb}${rest.join(nb)}${weekday ? `（${weekdayName(end)}）` : ''}`
}

/**
 * Reads `114/10/03`, `114/10/03 15:30`, `民國 114 年 10 月 3 日` (ROC year of 2 or 3 digits, 1 too where 民國 is written;
 * full-width figures allowed). `null` for anything else: a year before ROC 1, no such day, a Western year.
 */
export function parseRocDate(text: string): { date: string; time: string | null } | null {
  const t = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim()
  const m =
    /^(\d{2,3})[/.-](\d{1,2})[/.-](\d{1,2})(?: (\d{1,2}):(\d\d)(?::\d\d)?)?$/.exec(t) ??
    /^(?:中華)?(?:民國 ?(?=\d{1,3} ?年)|(?=\d{2,3} ?年))(\d+) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日(?: ?(\d{1,2}):(\d\d)(?::\d\d)?)?$/.exec(t)
  if (!m || Number(m[1]) < 1) return null
  const date = `${Number(m[1]) + 1911}-${m[2]!.padStart(2, '0')}-${m[3]!.padStart(2, '0')}`
  const time = m[4] === undefined ? null : `${m[4].padStart(2, '0')}:${m[5]}`
  if (!isoDate().safeParse(date).success || (time !== null && !clockTime().safeParse(time).success)) return null
  return { date, time }
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(name: string): Intl.DateTimeFormat {
  const f =
    formats.get(name) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  formats.set(name, f)
  return f
}
/** Whether the runtime knows this IANA zone; fixed offsets such as `+08:00` are no zones. */
export function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && format(name) !== undefined
  } catch {
    return false
  }
}

/** Wall-clock milliseconds (as if UTC) of an instant in a zone. */
function wall(instant: number, name: string): number {
  const p = Object.fromEntries(
    format(name)
      .formatToParts(instant)
      .map((x) => [x.type, Number(x.value)]),
  )
  return Date.UTC(p.year!, p.month! - 1, p.day!, p.hour, p.minute, p.second)
}

/** Date, time and UTC offset that a clock in the zone shows. Throws RangeError `date.invalid` or for an unknown zone. */
export function instantToZoned(instant: Instant, name: string): { date: string; time: string; offset: string } {
  const ms = Math.floor(new Date(instant).getTime() / 1000) * 1000
  if (Number.isNaN(ms)) throw new RangeError('date.invalid')
  const local = wall(ms, name)
  const [date, time] = new Date(local).toISOString().split('T') as [string, string]
  const minutes = Math.round(Math.abs(local - ms) / 60_000)
  const offset = `${local < ms ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
  return { date, time: time.slice(0, 5), offset }
}

/**
 * The instant when a clock in the zone shows `date` `time` (HH:mm or HH:mm:ss). A time that the spring change skips counts
 * with the offset before it (02:30 becomes 03:30); of a time that autumn repeats, the first (RFC 5545 §3.3.5).
 */
export function zonedToInstant(date: string, time: string, name: string): Date {
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time)) throw new RangeError('date.invalid')
  utc(date)
  const local = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`)
  const before = wall(local - dayMs, name) - (local - dayMs)
  const after = wall(local + dayMs, name) - (local + dayMs)
  const fits = [before, after].find((offset) => wall(local - offset, name) === local)
  return new Date(local - (fits ?? before))
}

/** `2027/05/13（四）`; en `Thu 13 May 2027`. */
export function formatDate(iso: string, lang: Lang = 'zh-TW'): string {
  const [y, m, d] = parts(iso)
  if (lang === 'en') return `${weekdayName(iso, lang)} ${d} ${months[m - 1]} ${y}`
  return `${y}/${pad(m)}/${pad(d)}（${weekdayName(iso)}）`
}

/** `2026/12/01（二）14:00`; en `Tue 1 Dec 2026, 14:00`. The zone decides the day. */
export function formatDateTime(instant: Instant, name: string, lang: Lang = 'zh-TW'): string {
  const { date, time } = instantToZoned(instant, name)
  return lang === 'en' ? `${formatDate(date, lang)}, ${time}` : formatDate(date, lang) + time
}

/** `2027/05/13（四）–05/14（五）`; en `Thu 13 – Fri 14 May 2027`. What both days share is written once. */
export function formatDateRange(start: string, end: string, lang: Lang = 'zh-TW'): string {
  const [a, b] = [formatDate(start, lang), formatDate(end, lang)]
  if (start === end) return a
  if (start.slice(0, 4) !== end.slice(0, 4)) return lang === 'en' ? `${a} – ${b}` : `${a}–${b}`
  if (lang !== 'en') return `${a}–${b.slice(5)}`
  return `${a
    .split(' ')
    .slice(0, start.slice(5, 7) === end.slice(5, 7) ? 2 : 3)
    .join(' ')} – ${b}`
}

/** Days counted from the opening: `D−42` before, `D-Day`, `D+26` after (true minus). */
export function dDay(today: string, opening: string): string {
  const n = daysBetween(opening, today)
  return n === 0 ? 'D-Day' : `D${n < 0 ? '−' : '+'}${Math.abs(n)}`
}
