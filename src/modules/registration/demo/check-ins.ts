import { zonedToInstant } from '../../../kernel/contract/dates.ts'
import { oneOf, weighted, whole } from './random.ts'

export type DemoCheckIn = {
  /** 1 or 2. */
  day: 1 | 2
  /** UTC instant. */
  at: string
  gate: 'desk-1' | 'desk-2' | 'online'
  method: 'camera' | 'scanner' | 'name' | 'link'
}

const zone = 'Asia/Taipei'
type Share = readonly [readonly [from: number, to: number], number]
/** Minutes after midnight, with the share of arrivals: the crowd comes between 08:30 and 09:00. */
const arrivals: readonly Share[] = [
  [[490, 509], 7],
  [[510, 519], 17],
  [[520, 529], 25],
  [[530, 539], 21],
  [[540, 559], 16],
  [[560, 619], 8],
  [[620, 810], 6],
]
const joins: readonly Share[] = [
  [[535, 549], 45],
  [[550, 575], 30],
  [[576, 840], 25],
]
/** Of those registered: present on day one, and on day two after having been there on day one or not. */
const shares = { onsite: { one: 0.82, both: 0.8, onlyTwo: 0.24 }, online: { one: 0.74, both: 0.72, onlyTwo: 0.25 } }

/** When a person came on the two days; most come on both, some never. */
export function demoCheckIns(
  attendance: 'onsite' | 'online',
  days: { opening: string; closing: string },
  random: () => number,
): DemoCheckIn[] {
  const share = shares[attendance]
  const one = random() < share.one
  const two = random() < (one ? share.both : share.onlyTwo)
  const at = (date: string) => {
    const [from, to] = attendance === 'onsite' ? weighted(random, arrivals) : weighted(random, joins)
    const minute = whole(random, from, to)
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    return new Date(zonedToInstant(date, time, zone).getTime() + whole(random, 0, 59) * 1000).toISOString()
  }
  const entry = (day: 1 | 2, date: string): DemoCheckIn =>
    attendance === 'online'
      ? { day, at: at(date), gate: 'online', method: 'link' }
      : {
          day,
          at: at(date),
          gate: oneOf(random, ['desk-1', 'desk-2']),
          method: weighted(random, [
            ['camera', 68],
            ['scanner', 22],
            ['name', 10],
          ] as const),
        }
  return [...(one ? [entry(1, days.opening)] : []), ...(two ? [entry(2, days.closing)] : [])]
}
