import type { Localized } from '../../../kernel/contract/localized.ts'
import type { DeskStep } from './desk-step.ts'

/**
 * Arrivals and service at one station. The model is a fluid queue, nothing drawn by chance: of `people`, `peakShare` percent come
 * evenly through the middle third of the window, the others evenly through the first and the last third; every counter serves
 * 60 ÷ `seconds` people a minute. So the queue is longest at the end of a third. Real arrivals come in bursts: `maxWait` is the reserve.
 */
export type Arrivals = { people: number; windowMinutes: number; peakShare: number; seconds: number }
export type LaneLoad = { counters: number; longestQueue: number; longestWait: number; clearedAfter: number }

/** People a minute in the busiest third. */
export const peakRate = (a: Arrivals): number => rates(a)[1]
function rates(a: Arrivals): [number, number, number] {
  const third = a.windowMinutes / 3
  const middle = (a.people * a.peakShare) / 100
  const side = (a.people - middle) / 2
  return [side / third, middle / third, side / third]
}

/** With so many counters: the longest queue (people), the longest wait and what is left after the window (minutes). */
export function loadAt(a: Arrivals, counters: number): LaneLoad {
  const served = (counters * 60) / a.seconds
  let queue = 0
  let longest = 0
  for (const rate of rates(a)) {
    queue = Math.max(0, queue + ((rate - served) * a.windowMinutes) / 3)
    longest = Math.max(longest, queue)
  }
  const minutes = (people: number) => (people < 1e-9 ? 0 : people / served)
  return { counters, longestQueue: Math.max(0, Math.ceil(longest - 1e-9)), longestWait: minutes(longest), clearedAfter: minutes(queue) }
}

/** The fewest counters at which nobody waits longer than `maxWait` minutes; 0 where nobody comes. */
export function countersFor(a: Arrivals, maxWait: number): number {
  if (a.people <= 0 || a.seconds <= 0) return 0
  let low = 1
  // At the highest rate of all there is no queue.
  let high = Math.max(1, Math.ceil((Math.max(...rates(a)) * a.seconds) / 60))
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (loadAt(a, middle).longestWait <= maxWait + 1e-9) high = middle
    else low = middle + 1
  }
  return low
}

export type LanePlan = {
  people: number | null
  windowMinutes: number
  peakShare: number
  seconds: number | null
  maxWait: number
}
export type Lane = LaneLoad & { station: Localized; seconds: number; arrivals: Arrivals }

const counter: Localized = { zh: '報到櫃檯', en: 'Check-in counter' }
/** Seconds a person where nothing is written down: an assumption of ours that says so wherever it is used. */
export const ASSUMED_SECONDS = 30
export type SecondsFrom = 'plan' | 'steps' | 'assumed'

/**
 * The stations that somebody registered in advance passes, with the counters each needs. Every station is reckoned with the arrivals
 * at the door, although the one before it spreads them: on the safe side. `seconds` of the plan makes one station of all.
 */
export function lanesOf(
  plan: LanePlan,
  steps: Pick<DeskStep, 'flow' | 'station' | 'seconds'>[],
  onsite: number,
): { people: number; from: SecondsFrom; lanes: Lane[] } {
  const people = plan.people ?? onsite
  const stations = new Map<string, { station: Localized; seconds: number }>()
  for (const s of steps) {
    if (s.flow !== 'preregistered' || s.seconds === 0) continue
    const key = s.station.zh.trim() || s.station.en.trim()
    const known = stations.get(key)
    if (known) known.seconds += s.seconds
    else stations.set(key, { station: key ? s.station : counter, seconds: s.seconds })
  }
  const from: SecondsFrom = plan.seconds ? 'plan' : stations.size ? 'steps' : 'assumed'
  const served = from === 'steps' ? [...stations.values()] : [{ station: counter, seconds: plan.seconds ?? ASSUMED_SECONDS }]
  const lanes = served.map(({ station, seconds }) => {
    const arrivals = { people, windowMinutes: plan.windowMinutes, peakShare: plan.peakShare, seconds }
    const counters = countersFor(arrivals, plan.maxWait)
    return {
      station,
      seconds,
      arrivals,
      ...(counters ? loadAt(arrivals, counters) : { counters, longestQueue: 0, longestWait: 0, clearedAfter: 0 }),
    }
  })
  return { people, from, lanes }
}
