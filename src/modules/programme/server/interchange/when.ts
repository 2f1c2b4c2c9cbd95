import type { Local } from './zone.ts'
import { scalar } from './values.ts'

/** What a time in a file can be: an instant (with the offset it was written with), a wall clock, a clock time, a date. */
export type When =
  | { kind: 'instant'; ms: number; offset?: number }
  | { kind: 'local'; local: Local }
  | { kind: 'clock'; hour: number; minute: number; second: number }
  | { kind: 'date'; local: Local }

const early = Date.UTC(1970, 0, 2)
const late = Date.UTC(2200, 0, 1)

const stamp =
  /^(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:(?:\s*T\s*|\s+|\s*[,，]\s*|-)?(?:(上午|下午|早上|晚上|中午|凌晨)\s*)?(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,]\d+)?)?\s*(am|pm)?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?$/i
const compact = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/i
const clock = /^(?:(上午|下午|早上|晚上|中午|凌晨)\s*)?(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,]\d+)?)?\s*(am|pm)?$/i

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const written =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?)\s+(\d{4})(.*)$/i
const dayFirst = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(.*)$/

/** Dates in English words (`Sat Mar 09 2024 09:00:00 GMT+0800 (…)`) and with the day in front, brought to year-month-day. */
function reordered(raw: string): string {
  const tidy = (rest: string) =>
    rest
      .replace(/\s*\([^()]*\)$/, '')
      .replace(/^\s*(?:,|at)\s*/i, ' ')
      .replace(/\b(?:gmt|utc)(?=[+-])/i, '')
  const w = written.exec(raw)
  if (w) {
    const month = months.indexOf((w[2] ?? w[3]!).slice(0, 3).toLowerCase()) + 1
    return month === 0 ? raw : `${w[5]}-${month}-${w[1] ?? w[4]}${tidy(w[6]!)}`
  }
  const d = dayFirst.exec(raw)
  if (!d) return raw
  const [a, b] = [Number(d[1]), Number(d[3])]
  // With slashes Americans put the month first; where both readings are possible, neither is taken.
  if (d[2] === '.' || a > 12 || a === b) return `${d[4]}-${b}-${a}${tidy(d[5]!)}`
  return b > 12 ? `${d[4]}-${a}-${b}${tidy(d[5]!)}` : raw
}

/**
 * A time as files write it: ISO 8601 with or without offset, `2024/3/9 08:30`, `113/03/09 下午 2:00` (ROC year), `20240309T083000`,
 * UNIX seconds or milliseconds, `08:30`, `9 March 2024, 9:00 AM`, `09.03.2024 09:00`. `null` when it is none of these or lies outside 1970–2200.
 */
export function parseWhen(value: unknown): When | null {
  const given = scalar(value)
  if (given === '' || given.length > 80) return null
  const raw = reordered(given.replace(/\[[\w/+-]+\]$/, '').replace(/^(\d{4}-\d{2}-\d{2}T\d{2})(?=$|z$|[+-])/i, '$1:00'))
  const c = compact.exec(raw)
  if (c && plausible(Number(c[1]), Number(c[2]), Number(c[3]))) {
    const local = {
      year: Number(c[1]),
      month: Number(c[2]),
      day: Number(c[3]),
      hour: Number(c[4] ?? 0),
      minute: Number(c[5] ?? 0),
      second: Number(c[6] ?? 0),
    }
    return c[4] === undefined ? { kind: 'date', local } : dated(local, c[7])
  }
  if (/^\d{9,10}(\.\d+)?$/.test(raw)) return instant(Math.round(Number(raw) * 1000))
  if (/^\d{12,13}(\.\d+)?$/.test(raw)) return instant(Math.round(Number(raw)))
  const t = clock.exec(raw)
  if (t) {
    const hour = hourOf(Number(t[2]), t[1] ?? t[5])
    const minute = Number(t[3])
    const second = Number(t[4] ?? 0)
    return hour > 47 || minute > 59 || second > 59 ? null : { kind: 'clock', hour, minute, second }
  }
  const m = stamp.exec(raw)
  if (!m) return null
  // Two- and three-digit years are years of the Republic (民國).
  const year = m[1]!.length < 4 ? Number(m[1]) + 1911 : Number(m[1])
  const local = {
    year,
    month: Number(m[2]),
    day: Number(m[3]),
    hour: hourOf(Number(m[5] ?? 0), m[4] ?? m[8]),
    minute: Number(m[6] ?? 0),
    second: Number(m[7] ?? 0),
  }
  if (m[5] === undefined) return plausible(year, local.month, local.day) ? { kind: 'date', local } : null
  return dated(local, m[9])
}

const hourOf = (hour: number, half?: string): number => {
  if (!half) return hour
  if (/pm|下午|晚上/i.test(half)) return hour < 12 ? hour + 12 : hour
  if (/am|上午|早上|凌晨/i.test(half)) return hour === 12 ? 0 : hour
  return hour === 12 || hour >= 11 ? hour : hour + 12
}

const instant = (ms: number, offset?: number): When | null =>
  ms >= early && ms < late ? { kind: 'instant', ms, ...(offset === undefined ? {} : { offset }) } : null

const plausible = (year: number, month: number, day: number): boolean => {
  const d = new Date(Date.UTC(year, month - 1, day))
  return year > 1970 && year < 2200 && d.getUTCMonth() === month - 1 && d.getUTCDate() === day
}

function dated(l: Local, zone?: string): When | null {
  if (!plausible(l.year, l.month, l.day) || l.hour > 24 || l.minute > 59 || l.second > 60) return null
  if (!zone) return { kind: 'local', local: l }
  const wall = Date.UTC(l.year, l.month - 1, l.day, l.hour, l.minute, l.second)
  if (/^(z|utc|gmt)$/i.test(zone)) return instant(wall)
  const [, sign, h, min] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone)!
  const offset = (sign === '-' ? -1 : 1) * (Number(h) * 60 + Number(min ?? 0)) * 60_000
  return Math.abs(offset) > 15 * 3_600_000 ? null : instant(wall - offset, offset)
}

/**
 * A length in whole minutes: `0:50`, `00:50:00`, `1:00:00:00`, `50`, `"50 min"`, `1.5 h`, `PT1H30M`, 1 小時 30 分.
 * Plain numbers are minutes. `null` when unreadable, negative or longer than 60 days.
 */
export function parseDuration(value: unknown): number | null {
  const raw = scalar(value).toLowerCase()
  if (raw === '' || raw.length > 40) return null
  const minutes = durationOf(raw)
  return minutes === null || !Number.isFinite(minutes) || minutes < 0 || minutes > 86_400 ? null : Math.round(minutes)
}

function durationOf(raw: string): number | null {
  const colon = /^(\d+):(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\.\d+)?$/.exec(raw)
  if (colon) {
    const [a, b, c, d] = colon.slice(1).map((x) => (x === undefined ? undefined : Number(x)))
    return d === undefined ? a! * 60 + b! + (c ?? 0) / 60 : a! * 1440 + b! * 60 + c! + d / 60
  }
  if (/^\d+(\.\d+)?$/.test(raw)) return Number(raw)
  const iso = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?)?$/.exec(raw)
  if (iso && /\d/.test(raw)) {
    const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((x) => Number(x ?? 0))
    return weeks! * 10_080 + days! * 1440 + hours! * 60 + minutes! + seconds! / 60
  }
  const words = /^(?:(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?|小時|時)\s*)?(?:(?:and\s+)?(\d+)\s*(?:m|mins?\.?|minutes?|'|′|分鐘?|分)?)?$/.exec(
    raw,
  )
  return words && (words[1] || words[2]) ? Number(words[1] ?? 0) * 60 + Number(words[2] ?? 0) : null
}
