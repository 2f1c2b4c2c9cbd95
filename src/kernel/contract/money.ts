import { z } from 'zod'
import type { Lang } from './localized.ts'

/** Currencies that can be quoted, with their minor digits in use (NT$ has none in use) and their prefix. */
export const currencies = {
  TWD: { decimals: 0, symbol: 'NT$' },
  USD: { decimals: 2, symbol: 'US$' },
  EUR: { decimals: 2, symbol: '€' },
  GBP: { decimals: 2, symbol: '£' },
  JPY: { decimals: 0, symbol: 'JP¥' },
  CNY: { decimals: 2, symbol: 'CN¥' },
  HKD: { decimals: 2, symbol: 'HK$' },
  SGD: { decimals: 2, symbol: 'S$' },
} as const
export type Currency = keyof typeof currencies
export const currencyCodes = Object.keys(currencies) as [Currency, ...Currency[]]

/** Integer minor units and their currency: NT$ 1,234 is `{ minor: 1234, currency: 'TWD' }`, US$ 12.50 is `{ minor: 1250, currency: 'USD' }`. */
export type Money = { minor: number; currency: Currency }
export const currency = () => z.enum(currencyCodes)
export const money = () => z.object({ minor: z.int(), currency: currency() })

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('money.notAnInteger')
  return minor === 0 ? 0 : minor
}

/** Sum of two amounts of one currency. Throws RangeError `money.currencyMismatch`, or `money.notAnInteger` beyond 2^53. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError('money.currencyMismatch')
  return { minor: exact(exact(a.minor) + exact(b.minor)), currency: a.currency }
}

/** Sum of a list; `currency` is that of an empty list and the only one allowed. Throws as `add`. */
export const sum = (list: readonly Money[], of: Currency = 'TWD'): Money => list.reduce(add, { minor: 0, currency: of })

/**
 * Splits `total` in proportion to `weights` (≥ 0) by largest remainder: parts are whole minor units and add up exactly;
 * of equal remainders the earlier part gets the unit. Throws RangeError `money.badWeights` when no weight is above 0.
 * @example allocate({ minor: 100, currency: 'TWD' }, [1, 1, 1]) // 34, 33, 33
 */
export function allocate(total: Money, weights: readonly number[]): Money[] {
  if (weights.some((w) => !Number.isFinite(w) || w < 0)) throw new RangeError('money.badWeights')
  // BigInt keeps amount × weight exact; decimal weights (33.3 %) count to six places.
  const scale = weights.every(Number.isInteger) ? 1 : 1e6
  const parts = weights.map((w) => BigInt(Math.round(w * scale)))
  const whole = parts.reduce((a, b) => a + b, 0n)
  if (whole === 0n) throw new RangeError('money.badWeights')
  const amount = BigInt(Math.abs(exact(total.minor)))
  const shares = parts.map((p) => Number((amount * p) / whole))
  let left = Number(amount) - shares.reduce((a, b) => a + b, 0)
  const rest = parts.map((p, i) => ({ i, r: (amount * p) % whole })).sort((a, b) => (a.r === b.r ? a.i - b.i : a.r < b.r ? 1 : -1))
  for (const { i } of rest) if (left-- > 0) shares[i]! += 1
  return shares.map((s) => ({ minor: exact(Math.sign(total.minor) * s), currency: total.currency }))
}

/** Grouped number with a true minus (U+2212), without prefix: `-1234` → `−1,234`. */
export const formatNumber = (n: number, lang: Lang = 'zh-TW', decimals?: number): string =>
  new Intl.NumberFormat(lang, { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 20 })
    .format(n === 0 ? 0 : n)
    .replace('-', '−')

/** `NT$ 1,234,567`, `US$ 1,234.50`, `−NT$ 3,480` (true minus first). */
export function formatMoney(minor: number, code: Currency = 'TWD', lang: Lang = 'zh-TW'): string {
  const { decimals, symbol } = currencies[code]
  const figure = formatNumber(Math.abs(exact(minor)) / 10 ** decimals, lang, decimals)
  return `${minor < 0 ? '−' : ''}${symbol} ${figure}`
}

const digits = '零壹貳參肆伍陸柒捌玖'
const units = ['仟', '佰', '拾', '']
const groups = ['', '萬', '億', '兆']

/**
 * 大寫金額 of whole NT dollars, without the 「新臺幣」 that the paper prints before it: `31640` → `參萬壹仟陸佰肆拾元整`, `0` → `零元整`,
 * negative with 負 in front. Throws RangeError `money.notAnInteger` for anything but a safe integer.
 *
 * Rule of 零: one 零 for every run of zeros between two digits, none at the end; 10 is 壹拾. Where the run ends at a 仟
 * (the group above ends in 0), practice allows both; we write it (1,001,000 → 壹佰萬零壹仟元整, 101,000 → 壹拾萬零壹仟元整),
 * so that nothing can be slipped in, except after whole thousands of the group above, where 仟萬 followed by 仟
 * leaves no place (20,003,000 → 貳仟萬參仟元整). Both examples come from the project's Taiwan rules, §2.1.
 */
export function amountInWords(minor: number): string {
  let text = ''
  let above = 0 // last non-empty group
  let skipped = false
  for (let g = groups.length - 1; g >= 0; g--) {
    const part = Math.floor(Math.abs(exact(minor)) / 10_000 ** g) % 10_000
    if (part === 0) skipped ||= text !== ''
    else {
      const gap = skipped || part < 1000 || (above % 10 === 0 && above % 1000 !== 0)
      text += (text && gap ? '零' : '') + groupInWords(part) + groups[g]
      above = part
      skipped = false
    }
  }
  return `${minor < 0 ? '負' : ''}${text || '零'}元整`
}

function groupInWords(part: number): string {
  const figures = [...String(part).padStart(4, '0')]
  const words = figures.map((d, i) => (d === '0' ? d : digits[Number(d)]! + units[i])).join('')
  return words.replaceAll(/^0+|0+$/g, '').replaceAll(/0+/g, '零')
}
