import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../kernel/contract/dates.ts'
import { rulesErrors } from './contract/errors.ts'
import { rule, ruleGroups, type Rule } from './contract/rule.ts'
import { numberOn, ruleOn, validateRules } from './server/lookup.ts'
import { seedRules } from './server/seed/index.ts'
import { readSource } from './server/seed/sources.ts'

const today = '2026-11-21'
const value = (code: string, date = today, jurisdiction = 'TW') => ruleOn(seedRules, code, date, jurisdiction).value
const values = (prefix: string, keys: string[]) => keys.map((k) => value(`${prefix}.${k}`))
const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (e) {
    return (e as { code: string }).code
  }
  return 'nothing thrown'
}
const row = (validFrom: string, validTo: string | null, more: Partial<Rule> = {}) => ({
  ...seedRules[0]!,
  code: 'a.b',
  jurisdiction: 'TW',
  validFrom,
  validTo,
  ...more,
})

describe('the seed', () => {
  test('every row fits the contract, no two overlap, every group has rows', () => {
    for (const r of seedRules)
      expect({ code: r.code, problems: rule.safeParse(r).error?.issues ?? [] }).toEqual({ code: r.code, problems: [] })
    expect(codeOf(() => validateRules(seedRules))).toBe('nothing thrown')
    expect(new Set(seedRules.map((r) => r.group))).toEqual(new Set(Object.keys(ruleGroups)))
  })

  test('both languages, a readable source, the day it was checked', () => {
    for (const r of seedRules) {
      expect([r.code, r.title.zh !== '', r.title.en !== '']).toEqual([r.code, true, true])
      expect([r.code, /（(S\d+|L:\w+|gk)）/.test(r.source), r.checkedOn]).toEqual([r.code, true, today])
    }
    expect(ruleOn(seedRules, 'tax.withholding.9b.resident.rate', today)).toMatchObject({
      source: '各類所得扣繳率標準 §2, §3, §13（L:G0340028）',
      sourceUrl: 'https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=G0340028',
    })
    expect(readSource('S5 · gk').source).toBe('勞務報酬單產生器 LRS-Generator（S5）；一般知識，未查原文（gk）')
    expect(() => readSource('S999')).toThrow('unknown source')
    expect(() => readSource('L:Z9999999 §1')).toThrow('unknown source')
  })

  test('the figures that calculations need', () => {
    expect(value('tax.vat.rate')).toBe(0.05)
    expect(
      values('tax.withholding', [
        '9a.resident.rate',
        '9a.nonResident.rate',
        '9b.resident.rate',
        '9b.nonResident.rate',
        '9b.nonResident.exemptUpTo',
      ]),
    ).toEqual([0.1, 0.2, 0.1, 0.2, 5000])
    expect(
      values('tax.withholding.50', ['resident.rate', 'nonResident.rate', 'nonResident.lowRate', 'nonResident.lowRateMultiple']),
    ).toEqual([0.05, 0.18, 0.06, 1.5])
    expect(
      values('tax.withholding', [
        '51.resident.rate',
        '51.nonResident.rate',
        '91.resident.rate',
        '91.nonResident.rate',
        '92.resident.rate',
        '92.nonResident.rate',
      ]),
    ).toEqual([0.1, 0.2, 0.1, 0.2, 0, 0])
    expect([value('tax.income.9b.yearlyExempt'), value('tax.withholding.resident.minimumTax'), value('labour.basicWage.monthly')]).toEqual([
      180_000, 2000, 29_500,
    ])
    expect(values('nhi.supplementary', ['rate', 'minimum', 'salaryMinimum', 'maximum', 'bonusMultiple'])).toEqual([
      0.0211, 20_000, 29_500, 10_000_000, 4,
    ])
    expect(
      values('procurement.threshold', [
        'small',
        'public',
        'supervision.works',
        'supervision.services',
        'huge.works',
        'huge.goods',
        'huge.services',
      ]),
    ).toEqual([150_000, 1_500_000, 50_000_000, 10_000_000, 200_000_000, 100_000_000, 20_000_000])
    expect(values('procurement.bidPeriod', ['belowPublic', 'public', 'supervision', 'huge', 'quotes', 'floor'])).toEqual([
      7, 14, 21, 28, 5, 5,
    ])
    expect(values('procurement.bond', ['bid.rate', 'performance.rate', 'warranty.rate', 'bid.cap'])).toEqual([0.05, 0.1, 0.03, 50_000_000])
    expect(values('meet.internationalConference', ['countries', 'people', 'foreigners'])).toEqual([3, 50, 30])
    expect(values('fee.lecture', ['external', 'affiliated', 'internal'])).toEqual([2000, 1500, 1000])
    expect(values('invoice.deposit', ['b2b', 'b2c', 'holidayExtends'])).toEqual([7, 2, false])
    expect(values('privacy', ['access.days', 'correction.days', 'breach.notify'])).toEqual([15, 30, 72])
    expect(values('retention.accounting', ['vouchers', 'books'])).toEqual([5, 10])
    expect(values('sms.length', ['unicode', 'unicodePart', 'latin', 'latinPart'])).toEqual([70, 67, 160, 153])
    expect(values('tax.stamp', ['receipt', 'contract', 'bidBondReceipt'])).toEqual([0.004, 0.001, 0.001])
  })

  test('what changed is dated', () => {
    expect(['2025-12-31', '2026-01-01', '2027-05-13'].map((d) => value('tax.withholding.50.resident.threshold', d))).toEqual([
      88_501, 90_501, 90_501,
    ])
    expect(['2023-07-29', '2024-12-31', '2025-01-01', '2026-11-21'].map((d) => value('carbon.grid.electricity', d))).toEqual([
      0.494, 0.474, 0.467, 0.467,
    ])
    expect(['2023-03-31', '2023-04-01'].map((d) => value('identifier.taxId.divisor', d))).toEqual([10, 5])
    expect(value('credits.medical.total')).toBe(120)
    expect(codeOf(() => value('credits.physician.total'))).toBe('rules.not_in_force')
    expect(codeOf(() => value('meet.sideTour.perCase', '2027-01-01'))).toBe('rules.not_in_force')
  })

  test('places: a city before its country, a country before the world', () => {
    expect(['TW', 'TW-NWT', 'TW-TPE'].map((place) => value('safety.massGathering.report.days', today, place))).toEqual([7, 15, 7])
    expect(['TW', 'JP', 'KR'].map((place) => value('carbon.hotel.night', today, place))).toEqual([45, 39, 55.8])
    expect(value('carbon.flight.international.economy')).toBe(0.109)
    expect(value('privacy.breach.notify', '2019-01-01', 'EU')).toBe(72)
    expect(codeOf(() => value('carbon.hotel.night', today, 'TH'))).toBe('rules.not_in_force')
  })

  test('what the source doubts is marked', () => {
    const doubtful = [
      'tax.withholding.attendanceFee.code',
      'labour.minimumWage.hourly',
      'nhi.supplementary.yearlyAccumulation',
      'fee.attendance',
      'receipt.kind.association',
      'privacy.special.dietary',
      'privacy.breach.notify',
      'carbon.hotel.night',
      'line.plan.light',
    ]
    expect(doubtful.filter((code) => !ruleOn(seedRules, code, today).uncertain)).toEqual([])
    expect(ruleOn(seedRules, 'tax.vat.rate', today).uncertain).toBe(false)
  })
})

describe('looking up', () => {
  test('both ends of a period count; beyond them nothing is guessed', () => {
    const rows = [row('2025-01-01', '2025-12-31', { value: 1 }), row('2026-01-01', '2026-06-30', { value: 2 })]
    expect(['2025-01-01', '2025-12-31', '2026-01-01', '2026-06-30'].map((d) => ruleOn(rows, 'a.b', d).value)).toEqual([1, 1, 2, 2])
    for (const d of ['2024-12-31', '2026-07-01']) expect(codeOf(() => ruleOn(rows, 'a.b', d))).toBe('rules.not_in_force')
    expect(codeOf(() => ruleOn([], 'a.b', today))).toBe('rules.not_in_force')
  })

  test('numbers only where a calculation needs one', () => {
    expect(numberOn(seedRules, 'tax.vat.rate', today).value).toBe(0.05)
    expect(codeOf(() => numberOn(seedRules, 'tax.vat.rounding', today))).toBe('rules.not_a_number')
  })

  test('overlapping and reversed periods are refused, with codes of the catalogue', () => {
    const overlap = codeOf(() => validateRules([row('2025-01-01', null), row('2026-01-01', null)]))
    expect(overlap).toBe('rules.overlap')
    expect(codeOf(() => validateRules([row('2026-01-01', null), row('2025-01-01', '2026-01-01')]))).toBe('rules.overlap')
    expect(codeOf(() => validateRules([row('2025-01-01', '2025-06-30'), row('2025-01-01', '2025-06-30')]))).toBe('rules.overlap')
    expect(codeOf(() => validateRules([row('2025-01-02', '2025-01-01')]))).toBe('rules.period_reversed')
    const beside = [
      row('2025-01-01', '2025-12-31'),
      row('2026-01-01', null),
      row('2025-01-01', null, { jurisdiction: 'TW-TPE' }),
      row('2025-01-01', null, { code: 'a.c' }),
    ]
    expect(codeOf(() => validateRules(beside))).toBe('nothing thrown')
    expect(Object.keys(rulesErrors)).toEqual(['rules.not_in_force', 'rules.not_a_number', 'rules.overlap', 'rules.period_reversed'])
  })

  test('a table is refused exactly when two rows share a day; in the others order means nothing', () => {
    const day = fc.integer({ min: 0, max: 60 })
    const rows = fc
      .array(fc.tuple(day, fc.option(fc.integer({ min: 0, max: 20 }))), { maxLength: 6 })
      .map((list) =>
        list.map(([from, length], i) =>
          row(addDays('2026-01-01', from), length === null ? null : addDays('2026-01-01', from + length), { value: i }),
        ),
      )
    fc.assert(
      fc.property(rows, day, (list, on) => {
        const date = addDays('2026-01-01', on)
        const shared = list.some((a, i) =>
          list.some((b, j) => i < j && a.validFrom <= (b.validTo ?? '9') && b.validFrom <= (a.validTo ?? '9')),
        )
        expect(codeOf(() => validateRules(list))).toBe(shared ? 'rules.overlap' : 'nothing thrown')
        if (shared) return
        const inForce = list.filter((r) => r.validFrom <= date && date <= (r.validTo ?? '9'))
        const found = (table: Rule[]) => (inForce.length ? ruleOn(table, 'a.b', date).value : codeOf(() => ruleOn(table, 'a.b', date)))
        expect(found(list)).toBe(inForce[0]?.value ?? 'rules.not_in_force')
        expect(found(list.toReversed())).toBe(found(list))
      }),
      { numRuns: 500 },
    )
  })
})
