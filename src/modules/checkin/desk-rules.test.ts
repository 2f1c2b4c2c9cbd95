import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ticketCategories } from '../registration/contract/ticket.ts'
import { bases, type Heads, isLate, neededOf, needOf } from './contract/desk-item.ts'
import { type Arrivals, countersFor, lanesOf, loadAt, peakRate } from './contract/lanes.ts'

const counts = fc.record({
  online: fc.integer({ min: 0, max: 50_000 }),
  category: fc.record(Object.fromEntries(ticketCategories.map((c) => [c, fc.integer({ min: 0, max: 5_000 })]))),
})
const heads = counts.map(({ online, category }): Heads => {
  const onsite = Object.values(category).reduce((a, b) => a + b, 0)
  return { all: onsite + online, onsite, online, category: category as Heads['category'] }
})
const rule = fc.record({
  basis: fc.constantFrom(...bases),
  quantity: fc.integer({ min: 0, max: 100_000 }),
  perPeople: fc.integer({ min: 1, max: 100_000 }),
  spare: fc.integer({ min: 0, max: 200 }),
})

describe('what is needed', () => {
  it('is the least whole number that is enough, as counted with whole numbers of any size', () => {
    fc.assert(
      fc.property(rule, heads, (r, h) => {
        const people = r.basis === 'fixed' ? 1 : r.basis in h.category ? h.category[r.basis as 'vip'] : h[r.basis as 'all']
        const per = r.basis === 'fixed' ? 1 : r.perPeople
        const [top, bottom] = [BigInt(r.quantity) * BigInt(people) * BigInt(100 + r.spare), BigInt(per) * 100n]
        expect(neededOf(r, h)).toBe(Number((top + bottom - 1n) / bottom))
      }),
      { numRuns: 2000 },
    )
  })

  it('never falls when one more comes, and counts nobody of another category', () => {
    fc.assert(
      fc.property(rule, heads, fc.constantFrom(...ticketCategories), (r, h, c) => {
        const more: Heads = { ...h, all: h.all + 1, onsite: h.onsite + 1, category: { ...h.category, [c]: h.category[c] + 1 } }
        const [before, after] = [neededOf(r, h), neededOf(r, more)]
        expect(after >= before).toBe(true)
        const touched = r.basis === 'all' || r.basis === 'onsite' || r.basis === c
        if (!touched) expect(after).toBe(before)
      }),
    )
  })

  it('rounds up once and never by binary noise', () => {
    const h: Heads = { all: 412, onsite: 100, online: 312, category: Object.fromEntries(ticketCategories.map((c) => [c, 0])) as never }
    const of = (basis: 'fixed' | 'onsite' | 'all' | 'vip', quantity: number, perPeople: number, spare: number) =>
      neededOf({ basis, quantity, perPeople, spare }, h)
    expect([
      of('onsite', 1, 1, 10),
      of('onsite', 1, 1, 0),
      of('onsite', 1, 30, 0),
      of('all', 1, 20, 5),
      of('fixed', 3, 50, 10),
      of('fixed', 3, 50, 0),
      of('vip', 5, 1, 200),
      of('onsite', 0, 1, 50),
    ]).toEqual([110, 100, 4, 22, 4, 3, 0, 0])
    expect(needOf({ basis: 'onsite', quantity: 1, perPeople: 1, spare: 10, ready: 90, unitCost: 85 }, h)).toEqual({
      people: 100,
      needed: 110,
      shortage: 20,
      amount: 9350,
    })
    expect(needOf({ basis: 'fixed', quantity: 2, perPeople: 1, spare: 0, ready: 5, unitCost: null }, h)).toEqual({
      people: null,
      needed: 2,
      shortage: 0,
      amount: null,
    })
  })

  it('is late only past its day, while short and not there', () => {
    const of = (dueDate: string | null, state: 'todo' | 'arrived', shortage: number) => isLate({ dueDate, state, shortage }, '2027-05-10')
    expect([
      of('2027-05-09', 'todo', 1),
      of('2027-05-10', 'todo', 1),
      of(null, 'todo', 1),
      of('2027-05-09', 'arrived', 1),
      of('2027-05-09', 'todo', 0),
    ]).toEqual([true, false, false, false, false])
  })
})

const arrivals = fc.record({
  people: fc.integer({ min: 0, max: 20_000 }),
  windowMinutes: fc.integer({ min: 5, max: 600 }),
  peakShare: fc.integer({ min: 0, max: 100 }),
  seconds: fc.integer({ min: 1, max: 600 }),
})
/** The same queue walked in small steps, without the closed form. */
function walked(a: Arrivals, counters: number): number {
  const steps = 3 * 400
  const step = a.windowMinutes / steps
  let queue = 0
  let longest = 0
  for (let i = 0; i < steps; i++) {
    const share = i >= steps / 3 && i < (2 * steps) / 3 ? a.peakShare / 100 : (1 - a.peakShare / 100) / 2
    queue = Math.max(0, queue + (a.people * share) / (steps / 3) - (counters * 60 * step) / a.seconds)
    longest = Math.max(longest, queue)
  }
  return longest
}

describe('lanes', () => {
  it('agree with the queue walked step by step', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 60 }), (a, counters) => {
        const { longestQueue } = loadAt(a, counters)
        expect(Math.abs(longestQueue - walked(a, counters)) <= 1 + 1e-3).toBe(true)
      }),
    )
  })

  it('are as few as the wait allows: one less is too slow, one more is never slower', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 60 }), (a, maxWait) => {
        const n = countersFor(a, maxWait)
        fc.pre(a.people > 0)
        expect(loadAt(a, n).longestWait <= maxWait + 1e-6).toBe(true)
        if (n > 1) expect(loadAt(a, n - 1).longestWait > maxWait).toBe(true)
        expect(loadAt(a, n + 1).longestQueue <= loadAt(a, n).longestQueue).toBe(true)
      }),
    )
  })

  it('the example of the guide: 300 people in an hour, half of them in the middle, 30 seconds each', () => {
    const a = { people: 300, windowMinutes: 60, peakShare: 50, seconds: 30 }
    expect(peakRate(a)).toBe(7.5)
    // 7.5 come and 6 are served a minute for 20 minutes: 30 stand there, 5 minutes of work.
    expect(loadAt(a, 3)).toEqual({ counters: 3, longestQueue: 30, longestWait: 5, clearedAfter: 0 })
    expect([countersFor(a, 5), countersFor(a, 4), countersFor(a, 0)]).toEqual([3, 4, 4])
  })

  it('take the times from the steps, station by station; a number entered by hand comes before them', () => {
    const zh = (s: string) => ({ zh: s, en: '' })
    const steps = [
      { flow: 'preregistered' as const, station: zh('入口'), seconds: 5 },
      { flow: 'preregistered' as const, station: zh('櫃檯'), seconds: 12 },
      { flow: 'preregistered' as const, station: zh('櫃檯'), seconds: 18 },
      { flow: 'walkin' as const, station: zh('櫃檯'), seconds: 300 },
    ]
    const plan = { people: null, windowMinutes: 60, peakShare: 50, seconds: null, maxWait: 5 }
    const of = (p: Partial<typeof plan> | { seconds: number }, s = steps) => {
      const { people, from, lanes } = lanesOf({ ...plan, ...p }, s, 300)
      return [people, from, lanes.map((l) => `${l.station.zh} ${l.seconds} ${l.counters}`)]
    }
    expect(of({})).toEqual([300, 'steps', ['入口 5 1', '櫃檯 30 3']])
    expect(of({ seconds: 60 })).toEqual([300, 'plan', ['報到櫃檯 60 6']])
    expect(of({}, [])).toEqual([300, 'assumed', ['報到櫃檯 30 3']])
    expect(lanesOf({ ...plan, people: 0 } as never, steps, 300).lanes.map((l) => [l.counters, l.longestQueue])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})
