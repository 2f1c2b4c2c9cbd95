import { describe, expect, test } from 'vitest'
import { defaultPhases } from './phases.ts'

const days = (start: string, end: string, today: string) => defaultPhases(start, end, today).map((p) => [p.key, p.start, p.end])

describe('the usual phases', () => {
  test('follow one another day by day from today to 45 days after the event', () => {
    expect(days('2027-03-05', '2027-03-06', '2026-11-25')).toEqual([
      ['opportunity', '2026-11-25', '2026-12-02'],
      ['planning', '2026-12-03', '2027-01-14'],
      ['preparation', '2027-01-15', '2027-03-03'],
      ['onsite', '2027-03-04', '2027-03-06'],
      ['closing', '2027-03-07', '2027-04-20'],
    ])
  })
  test('never run backwards, whatever the lead', () => {
    for (const today of ['2027-03-04', '2027-03-03', '2027-03-01', '2027-02-25', '2027-03-05', '2027-08-01'])
      for (const [i, p] of defaultPhases('2027-03-05', '2027-03-05', today).entries()) {
        expect([today, p.key, p.start <= p.end]).toEqual([today, p.key, true])
        const before = defaultPhases('2027-03-05', '2027-03-05', today)[i - 1]
        expect([today, p.key, !before || before.start <= p.start]).toEqual([today, p.key, true])
      }
  })
})
