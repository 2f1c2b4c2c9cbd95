import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dDay,
  daysBetween,
  formatDate,
  formatDateRange,
  formatDateTime,
  instantToZoned,
  isZone,
  parseRocDate,
  rocDate,
  rocDateRange,
  rocYear,
  weekdayName,
  zonedToInstant,
} from './dates.ts'

const day = () =>
  fc.date({ min: new Date('1912-01-01'), max: new Date('2900-12-31'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10))
const plain = (s: string) => s.replaceAll('\u00a0', ' ')

describe('民國', () => {
  test('three styles, number and unit held by no-break spaces', () => {
    expect(rocDate('2027-05-13')).toBe('民國\u00a0116\u00a0年\u00a05\u00a0月\u00a013\u00a0日（四）')
    expect(plain(rocDate('2027-05-13', 'long', false))).toBe('民國 116 年 5 月 13 日')
    expect(rocDate('2027-05-13', 'slash')).toBe('116/5/13')
    expect(rocDate('2027-05-13', 'slash', true)).toBe('116/5/13（四）')
    expect(plain(rocDate('2027-06-25', 'formal'))).toBe('中華民國 116 年 6 月 25 日')
    expect(plain(rocDate('1912-01-01'))).toBe('民國 1 年 1 月 1 日（一）')
    expect(rocYear('2026-11-21')).toBe(115)
  })

  test('before ROC 1 and impossible days are refused', () => {
    expect(() => rocDate('1911-12-31')).toThrow('date.beforeRoc')
    for (const bad of ['2027-02-29', '2027-13-01', '2027-5-13', '116/5/13', '', '2027-05-13T00:00'])
      expect(() => rocDate(bad)).toThrow('date.invalid')
  })

  test('ranges repeat only what changes', () => {
    expect(plain(rocDateRange('2027-05-13', '2027-05-14'))).toBe('民國 116 年 5 月 13 日（四）至 14 日（五）')
    expect(plain(rocDateRange('2027-05-13', '2027-05-14', 'formal'))).toBe('中華民國 116 年 5 月 13 日至 14 日')
    expect(plain(rocDateRange('2027-05-31', '2027-06-01', 'long', false))).toBe('民國 116 年 5 月 31 日至 6 月 1 日')
    expect(plain(rocDateRange('2026-12-31', '2027-01-01', 'long', false))).toBe('民國 115 年 12 月 31 日至 116 年 1 月 1 日')
    expect(rocDateRange('2027-05-13', '2027-05-14', 'slash')).toBe('116/5/13–5/14')
    expect(rocDateRange('2026-12-31', '2027-01-01', 'slash')).toBe('115/12/31–116/1/1')
    expect(rocDateRange('2027-05-13', '2027-05-13', 'slash')).toBe('116/5/13')
  })

  test.each([
    ['114/10/03 15:30', '2025-10-03', '15:30'],
    ['114/10/03', '2025-10-03', null],
    ['99/1/2 9:05', '2010-01-02', '09:05'],
    ['01/01/01', '1912-01-01', null],
    [' 民國114年10月3日 ', '2025-10-03', null],
    ['中華民國 114 年 10 月 03 日 15:30', '2025-10-03', '15:30'],
    ['民國 1 年 1 月 1 日', '1912-01-01', null],
    ['１１４／１０／０３　１５：３０', '2025-10-03', '15:30'],
    ['113/02/29', '2024-02-29', null],
    ['114-10-03 15:30:59', '2025-10-03', '15:30'],
  ])('reads %s', (text, date, time) => expect(parseRocDate(text)).toEqual({ date, time }))

  test.each([
    '00/01/01',
    '000/12/31',
    '民國 0 年 1 月 1 日',
    '民前 3 年 1 月 1 日',
    '2025/10/03',
    '1/1/1',
    '114/02/29',
    '114/13/01',
    '114/10/03 24:00',
    '114/10/03 15:60',
    '114/10',
    '',
    'x114/10/03',
    '114/10/03; drop',
  ])('refuses %s', (text) => expect(parseRocDate(text)).toBeNull())

  test('what is written reads back', () => {
    fc.assert(
      fc.property(day(), (iso) => {
        expect(parseRocDate(rocDate(iso, 'long', false))?.date).toBe(iso)
        expect(parseRocDate(rocDate(iso, 'formal'))?.date).toBe(iso)
        if (rocYear(iso) > 9 && rocYear(iso) < 1000) expect(parseRocDate(rocDate(iso, 'slash'))?.date).toBe(iso)
      }),
    )
  })
})

describe('calendar days', () => {
  test('days between, weekdays, D-day', () => {
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1)
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
    expect(daysBetween('2027-05-20', '2027-04-08')).toBe(-42)
    expect(weekdayName('2027-05-13')).toBe('四')
    expect(weekdayName('2027-05-13', 'zh-TW', 'long')).toBe('星期四')
    expect(weekdayName('2027-05-13', 'en')).toBe('Thu')
    expect(weekdayName('2027-05-13', 'en', 'long')).toBe('Thursday')
    expect(dDay('2027-04-08', '2027-05-20')).toBe('D−42')
    expect(dDay('2027-05-20', '2027-05-20')).toBe('D-Day')
    expect(dDay('2027-06-15', '2027-05-20')).toBe('D+26')
  })

  test('adding the days between arrives', () => {
    fc.assert(
      fc.property(day(), day(), (a, b) => {
        expect(addDays(a, daysBetween(a, b))).toBe(b)
      }),
    )
  })

  test('dates and ranges in both languages', () => {
    expect(formatDate('2026-12-01')).toBe('2026/12/01（二）')
    expect(formatDate('2026-12-01', 'en')).toBe('Tue 1 Dec 2026')
    expect(formatDateRange('2027-05-13', '2027-05-14')).toBe('2027/05/13（四）–05/14（五）')
    expect(formatDateRange('2027-05-13', '2027-05-13')).toBe('2027/05/13（四）')
    expect(formatDateRange('2026-12-31', '2027-01-01')).toBe('2026/12/31（四）–2027/01/01（五）')
    expect(formatDateRange('2027-05-13', '2027-05-14', 'en')).toBe('Thu 13 – Fri 14 May 2027')
    expect(formatDateRange('2027-05-31', '2027-06-01', 'en')).toBe('Mon 31 May – Tue 1 Jun 2027')
    expect(formatDateRange('2026-12-31', '2027-01-01', 'en')).toBe('Thu 31 Dec 2026 – Fri 1 Jan 2027')
  })
})

describe('zones', () => {
  const iso = (date: string, time: string, name: string) => zonedToInstant(date, time, name).toISOString()

  test('instants shown where the event is', () => {
    expect(formatDateTime('2026-12-01T06:00:00Z', 'Asia/Taipei')).toBe('2026/12/01（二）14:00')
    expect(formatDateTime('2026-12-01T06:00:00Z', 'Asia/Taipei', 'en')).toBe('Tue 1 Dec 2026, 14:00')
    expect(formatDateTime('2026-11-30T16:00:00Z', 'Asia/Taipei')).toBe('2026/12/01（二）00:00')
    expect(instantToZoned(new Date('2026-01-01T02:30:00Z'), 'America/St_Johns')).toEqual({
      date: '2025-12-31',
      time: '23:00',
      offset: '-03:30',
    })
    expect(instantToZoned('2026-07-01T00:00:00Z', 'Asia/Kathmandu')).toEqual({ date: '2026-07-01', time: '05:45', offset: '+05:45' })
    expect(instantToZoned('1969-12-31T23:59:59.999Z', 'UTC')).toEqual({ date: '1969-12-31', time: '23:59', offset: '+00:00' })
  })

  test('the clock of a zone becomes an instant, over gaps and overlaps too', () => {
    expect(iso('2026-12-01', '14:00', 'Asia/Taipei')).toBe('2026-12-01T06:00:00.000Z')
    expect(iso('2020-02-01', '09:30:15', 'Europe/Brussels')).toBe('2020-02-01T08:30:15.000Z')
    // New York 2026: 03-08 02:00 → 03:00, 11-01 02:00 → 01:00
    expect(iso('2026-03-08', '01:59', 'America/New_York')).toBe('2026-03-08T06:59:00.000Z')
    expect(iso('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z')
    expect(instantToZoned(zonedToInstant('2026-03-08', '02:30', 'America/New_York'), 'America/New_York').time).toBe('03:30')
    expect(iso('2026-03-08', '03:00', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z')
    expect(iso('2026-11-01', '00:59', 'America/New_York')).toBe('2026-11-01T04:59:00.000Z')
    expect(iso('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
    expect(iso('2026-11-01', '02:00', 'America/New_York')).toBe('2026-11-01T07:00:00.000Z')
    // Lord Howe moves by half an hour; Samoa left out 2011-12-30 altogether
    expect(iso('2026-10-04', '02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z')
    expect(iso('2011-12-31', '00:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
  })

  test('every instant of a whole minute comes back, except in the repeated hour, where the first is meant', () => {
    const zones = ['Asia/Taipei', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(1990, 0) / 6e4, max: Date.UTC(2060, 0) / 6e4 }), (name, minute) => {
        const { date, time } = instantToZoned(minute * 6e4, name)
        const back = zonedToInstant(date, time, name).getTime()
        expect(instantToZoned(back, name)).toMatchObject({ date, time })
        expect(back <= minute * 6e4 && minute * 6e4 - back <= 36e5).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('unknown zones and bad times are refused', () => {
    expect(['Asia/Taipei', 'UTC', 'Europe/Brussels'].map(isZone)).toEqual([true, true, true])
    expect(['Asia/Atlantis', '+08:00', '', '../etc/passwd'].map(isZone)).toEqual([false, false, false, false])
    for (const [d, t] of [
      ['2026-02-30', '10:00'],
      ['2026-02-03', '24:00'],
      ['2026-02-03', '9:00'],
      ['2026-02-03', ''],
    ] as const)
      expect(() => zonedToInstant(d, t, 'Asia/Taipei')).toThrow('date.invalid')
    expect(() => instantToZoned('soon', 'Asia/Taipei')).toThrow('date.invalid')
  })
})
