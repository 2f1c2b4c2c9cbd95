import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, allocate, amountInWords, type Currency, formatMoney, formatNumber, money, sum } from './money.ts'

const twd = (minor: number) => ({ minor, currency: 'TWD' as Currency })

describe('money', () => {
  test('adds and sums one currency, refuses two', () => {
    expect(add(twd(100), twd(-30))).toEqual(twd(70))
    expect(sum([twd(1), twd(2), twd(3)])).toEqual(twd(6))
    expect(sum([], 'USD')).toEqual({ minor: 0, currency: 'USD' })
    expect(() => add(twd(1), { minor: 1, currency: 'USD' })).toThrow('money.currencyMismatch')
    expect(() => sum([{ minor: 1, currency: 'USD' }])).toThrow('money.currencyMismatch')
    expect(() => add(twd(Number.MAX_SAFE_INTEGER), twd(1))).toThrow('money.notAnInteger')
    expect(() => add(twd(0.5), twd(0.5))).toThrow('money.notAnInteger')
  })

  test('the schema takes integers of a known currency only', () => {
    expect(money().parse({ minor: 1250, currency: 'USD' })).toEqual({ minor: 1250, currency: 'USD' })
    for (const bad of [
      { minor: 1.5, currency: 'TWD' },
      { minor: 1, currency: 'NTD' },
      { minor: '1', currency: 'TWD' },
      { minor: 2 ** 53, currency: 'TWD' },
      { minor: NaN, currency: 'TWD' },
    ])
      expect(money().safeParse(bad).success).toBe(false)
  })

  test('allocates by largest remainder, earlier part first on a tie', () => {
    const split = (n: number, w: number[]) => allocate(twd(n), w).map((m) => m.minor)
    expect(split(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(split(-100, [1, 1, 1])).toEqual([-34, -33, -33])
    expect(split(10, [0, 1, 3])).toEqual([0, 3, 7])
    expect(split(1000, [33.3, 33.3, 33.4])).toEqual([333, 333, 334])
    expect(split(0, [5, 7])).toEqual([0, 0])
    expect(split(9_007_199_254_740_991, [3, 7])).toEqual([2_702_159_776_422_297, 6_305_039_478_318_694])
    for (const bad of [[], [0, 0], [-1, 2], [Number.NaN], [Number.POSITIVE_INFINITY]])
      expect(() => split(1, bad)).toThrow('money.badWeights')
  })

  test('allocated parts add up and stay within one unit of the exact share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 12 }).filter((w) => w.some((x) => x > 0))
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), weights, (total, w) => {
        const parts = allocate(twd(total), w)
        const whole = w.reduce((a, b) => a + b, 0)
        expect(sum(parts)).toEqual(twd(total))
        parts.forEach((p, i) => expect(Math.abs(p.minor - (total * w[i]!) / whole)).toBeLessThan(1))
      }),
    )
  })

  test.each([
    [1_234_567, 'TWD', 'NT$ 1,234,567'],
    [0, 'TWD', 'NT$ 0'],
    [-0, 'TWD', 'NT$ 0'],
    [-3480, 'TWD', '−NT$ 3,480'],
    [123_450, 'USD', 'US$ 1,234.50'],
    [-5, 'USD', '−US$ 0.05'],
    [1_500, 'JPY', 'JP¥ 1,500'],
  ] as const)('%d %s is written %s', (minor, code, text) => {
    expect(formatMoney(minor, code)).toBe(text)
    expect(formatMoney(minor, code, 'en')).toBe(text)
  })

  test('numbers carry a true minus', () => {
    expect(formatNumber(-1234.5)).toBe('−1,234.5')
    expect(formatNumber(-0)).toBe('0')
    expect(formatNumber(51_603, 'en', 1)).toBe('51,603.0')
    expect(() => formatMoney(1.5)).toThrow('money.notAnInteger')
  })
})

describe('大寫金額', () => {
  test.each([
    [0, '零元整'],
    [5, '伍元整'],
    [10, '壹拾元整'],
    [11, '壹拾壹元整'],
    [105, '壹佰零伍元整'],
    [1_000, '壹仟元整'],
    [1_005, '壹仟零伍元整'],
    [1_050, '壹仟零伍拾元整'],
    [10_000, '壹萬元整'],
    [10_500, '壹萬零伍佰元整'],
    [31_640, '參萬壹仟陸佰肆拾元整'],
    [100_000, '壹拾萬元整'],
    [100_001, '壹拾萬零壹元整'],
    [101_000, '壹拾萬零壹仟元整'],
    [1_001_000, '壹佰萬零壹仟元整'],
    [1_234_567, '壹佰貳拾參萬肆仟伍佰陸拾柒元整'],
    [5_996_025, '伍佰玖拾玖萬陸仟零貳拾伍元整'],
    [6_123_600, '陸佰壹拾貳萬參仟陸佰元整'],
    [20_003_000, '貳仟萬參仟元整'],
    [20_000_300, '貳仟萬零參佰元整'],
    [20_030_000, '貳仟零參萬元整'],
    [30_012_000, '參仟零壹萬貳仟元整'],
    [100_000_000, '壹億元整'],
    [100_001_000, '壹億零壹仟元整'],
    [100_010_000, '壹億零壹萬元整'],
    [110_000_000, '壹億壹仟萬元整'],
    [1_000_000_001, '壹拾億零壹元整'],
    [1_000_000_000_000, '壹兆元整'],
    [-800, '負捌佰元整'],
  ])('%d is %s', (n, words) => expect(amountInWords(n)).toBe(words))

  test('fractions and unsafe integers are refused', () => {
    for (const bad of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => amountInWords(bad)).toThrow('money.notAnInteger')
  })

  test('reads back as the same number, never with doubled or trailing 零', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat({ max: 99_999_999 }), sparse()), (n) => {
        const words = amountInWords(n)
        expect(readBack(words)).toBe(n)
        if (n > 0) expect(/零零|零元|零[拾佰仟萬億兆]|^零/.test(words)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Numbers with many zeros, where the rule of 零 matters. */
const sparse = () => fc.array(fc.constantFrom(0, 0, 0, 1, 9), { minLength: 1, maxLength: 15 }).map((d) => Number(d.join('')))

function readBack(words: string): number {
  let total = 0
  let group = 0
  let digit = 0
  for (const c of words.replace('元整', '')) {
    const value = '零壹貳參肆伍陸柒捌玖'.indexOf(c)
    const unit = { 拾: 10, 佰: 100, 仟: 1000 }[c]
    const big = { 萬: 1e4, 億: 1e8, 兆: 1e12 }[c]
    if (value >= 0) digit = value
    else if (unit) group += digit * unit
    else if (big) total += (group + digit) * big
    if (big) group = 0
    if (value < 0) digit = 0
  }
  return total + group + digit
}
