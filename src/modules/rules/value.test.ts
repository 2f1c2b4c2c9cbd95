import { expect, test } from 'vitest'
import { lineOf, partsOf, textOf, valueOf } from './web/value.ts'
import { seedRules } from './server/seed/index.ts'

test('values read as people write them', () => {
  expect([
    lineOf(0.05, 'ratio', 'zh-TW'),
    lineOf(0.0211, 'ratio', 'en'),
    lineOf(20_000, 'TWD', 'zh-TW'),
    lineOf(true, 'flag', 'zh-TW'),
    lineOf(7, 'day', 'zh-TW'),
    lineOf({ max: 100_000, min: 30_000, currency: 'TWD' }, 'structure', 'zh-TW'),
    lineOf(['甲', '乙'], 'structure', 'zh-TW'),
    lineOf({ fee: 800, messages: 3000 }, 'structure', 'en'),
    lineOf(null, 'TWD', 'en'),
  ]).toEqual(['5%', '2.11%', 'NT$ 20,000', '是', '7 日', 'NT$ 30,000–NT$ 100,000', '甲、乙', 'monthly 800; messages 3,000', 'none'])
  expect(partsOf({ high: 2, low: 1 }, 'structure', 'en')).toEqual([
    ['high', '2'],
    ['low', '1'],
  ])
})

test('every shipped value survives being edited without a change', () => {
  for (const r of seedRules) expect([r.code, valueOf(textOf(r.value, r.unit), r.unit, r.value)]).toEqual([r.code, r.value])
  expect(seedRules.length).toBeGreaterThan(200)
})

test('what cannot be a value is refused, not guessed', () => {
  expect(valueOf('12.5%', 'ratio', 0.05)).toBe(0.125)
  expect(valueOf('1,234', 'TWD')).toBe(1234)
  expect(() => valueOf('twelve', 'TWD')).toThrow('number')
  expect(() => valueOf('', 'day')).toThrow('number')
  expect(() => valueOf('{oops', 'structure')).toThrow('structure')
})
