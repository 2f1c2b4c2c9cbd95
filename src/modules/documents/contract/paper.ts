import { formatDate, formatDateRange, rocDate, rocDateRange, type RocStyle } from '../../../kernel/contract/dates.ts'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { h1 } from './build.ts'
import type { Block } from './model.ts'

/** How days and written parts stand on paper: 民國 in Chinese, the usual date in English. */

// 民國 counts from 1912.
const old = (iso: string) => iso < '1912'

/** `民國 116 年 5 月 13 日（四）`, with `slash` `116/5/13`; en `Thu 13 May 2027`. `iso` is `YYYY-MM-DD`; '' for null. */
export function paperDate(iso: string | null, lang: Lang, style: RocStyle = 'long'): string {
  if (!iso) return ''
  return lang === 'en' || old(iso) ? formatDate(iso, lang) : rocDate(iso, style)
}

/** `民國 116 年 5 月 13 日（四）至 14 日（五）`, with `slash` `116/5/13–5/14`; en `Thu 13 – Fri 14 May 2027`. */
export function paperDates(start: string, end: string, lang: Lang, style: RocStyle = 'long'): string {
  return lang === 'en' || old(start) ? formatDateRange(start, end, lang) : rocDateRange(start, end, style)
}

/** A chapter that people write: its heading and their text; nothing at all while nobody wrote. */
export function writtenChapter(key: string, title: string, written: Block[]): Block[] {
  return written.length ? [h1(title, { section: key, source: 'written' }), ...written] : []
}

/** Shares of `parts` in thousandths that add up to 1 (largest remainder), as ratios for `percent` columns with one decimal. */
export function sharesOf(parts: readonly number[], units = 1000): number[] {
  const total = parts.reduce((s, n) => s + n, 0)
  if (total <= 0) return parts.map(() => 0)
  const exact = parts.map((n) => (n * units) / total)
  const floors = exact.map(Math.floor)
  let left = units - floors.reduce((s, n) => s + n, 0)
  for (const [i] of exact.map((x, i) => [i, x - floors[i]!] as const).toSorted((a, b) => b[1] - a[1] || a[0] - b[0])) {
    if (left-- <= 0) break
    floors[i]!++
  }
  return floors.map((n) => n / units)
}
