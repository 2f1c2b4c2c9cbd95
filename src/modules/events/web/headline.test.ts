import { describe, expect, test } from 'vitest'
import { headline, phaseStates } from './headline.ts'

/** Stands in for the texts: the key and its values, in the order given. */
const t = (key: string, values: Record<string, unknown> = {}) =>
  key === 'headline.colon' ? ': ' : key === 'headline.comma' ? ', ' : [key.replace('headline.', ''), ...Object.values(values)].join(' ')
const event = { startDate: '2027-05-20', endDate: '2027-05-21', closed: false }
const goal = (metric: string, met: boolean | null) => ({ metric, met }) as never
const at = (today: string, figures: Record<string, number> = {}, goals: never[] = [], todo = 0, e = event) =>
  headline(t, e, { today, daysToOpen: Math.round((Date.parse(e.startDate) - Date.parse(today)) / 86_400_000), figures, goals }, todo)

describe('headline', () => {
  test('before: days, registrations, what waits', () => {
    expect(at('2027-04-08', { registrations: 412 }, [], 2)).toBe('before 42: registered 412, todo 2')
    expect(at('2027-05-19', { registrations: 0 })).toBe('before 1: nobody, calm')
    expect(at('2027-05-19', { registrations: 600 }, [goal('registrations', true)])).toBe('before 1: full 600, calm')
    expect(at('2027-05-19')).toBe('before 1: calm')
  })
  test('during: which day, and who came once somebody has', () => {
    expect(at('2027-05-20', { registrations: 400, attendance: 0 })).toBe('during 1 2: registered 400, calm')
    expect(at('2027-05-21', { registrations: 400, attendance: 342 }, [], 1)).toBe('during 2 2: attended 342 400, todo 1')
    expect(at('2027-05-20', {}, [], 0, { ...event, endDate: '2027-05-20' })).toBe('theDay: calm')
  })
  test('after: goals met among those known; a closed event needs nothing', () => {
    expect(at('2027-05-23', { registrations: 400 }, [goal('speakers', true), goal('manual', null), goal('manual', false)], 1)).toBe(
      'after 2: goals 1 2, todo 1',
    )
    expect(at('2027-09-01', { registrations: 400 }, [goal('speakers', true)], 0, { ...event, closed: true })).toBe('closed: goals 1 1')
    expect(at('2027-09-01', {}, [], 0, { ...event, closed: true })).toBe('closed')
  })
})

test('a phase is done when marked or followed, late when its days are over and nothing followed', () => {
  const phases = [
    { key: 'planning', start: '2027-01-01', end: '2027-01-31', doneOn: null },
    { key: 'preparation', start: '2027-02-01', end: '2027-05-10', doneOn: null },
    { key: 'onsite', start: '2027-05-18', end: '2027-05-21', doneOn: null },
  ]
  expect(phaseStates(phases, '2026-12-31', false)).toEqual(['next', 'next', 'next'])
  expect(phaseStates(phases, '2027-01-31', false)).toEqual(['now', 'next', 'next'])
  expect(phaseStates(phases, '2027-02-01', false)).toEqual(['done', 'now', 'next'])
  expect(phaseStates(phases, '2027-05-11', false)).toEqual(['done', 'late', 'next'])
  expect(phaseStates([phases[0]!, { ...phases[1]!, doneOn: '2027-05-09' }, phases[2]!], '2027-05-11', false)).toEqual([
    'done',
    'done',
    'next',
  ])
  expect(phaseStates(phases, '2027-05-11', true)).toEqual(['done', 'done', 'done'])
})
