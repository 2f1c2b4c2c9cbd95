import { addDays } from '../../../kernel/contract/dates.ts'

/** The days of the demo, all local dates `YYYY-MM-DD` in the event's zone. */
export type DemoDays = {
  today: string
  /** Thursday, the first of two days (D). */
  opening: string
  /** Friday. */
  closing: string
  zone: 'Asia/Taipei'
}

const thursday = 4

const twoDays = (today: string, opening: string): DemoDays => ({ today, opening, closing: addDays(opening, 1), zone: 'Asia/Taipei' })

/**
 * The forum opens on the first Thursday that is at least 42 days away, so D − today is 42…48 and the preparation is always in full swing.
 * Throws a RangeError when `today` is not a date.
 */
export function demoDays(today: string): DemoDays {
  const earliest = addDays(today, 42)
  const wait = (thursday - new Date(`${earliest}T00:00:00Z`).getUTCDay() + 7) % 7
  return twoDays(today, addDays(earliest, wait))
}

/** Last year's edition: 52 weeks earlier, a Thursday again. */
export function pastDemoDays(today: string): DemoDays {
  return twoDays(today, addDays(demoDays(today).opening, -364))
}
