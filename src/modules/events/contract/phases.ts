import type { z } from 'zod'
import type { phase } from './event.ts'

const day = (iso: string, n: number) => new Date(Date.parse(`${iso}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
const later = (a: string, b: string) => (a > b ? a : b)

/**
 * The five phases of an event that opens on `start`, from `today` on: a week to win it, half of the lead time for planning,
 * the rest for preparation, one day before to the last day on site, 45 days for closing. One begins the day after the other.
 */
export function defaultPhases(start: string, end: string, today: string): z.output<typeof phase>[] {
  const lead = Math.max(0, Math.round((Date.parse(start) - Date.parse(today)) / 86_400_000))
  const begin = today < start ? today : day(start, -90)
  const won = day(begin, Math.min(7, Math.max(0, lead - 3)))
  const planned = later(won, day(start, -Math.max(2, Math.round(lead / 2))))
  const at = (key: z.output<typeof phase>['key'], a: string, b: string) => ({ key, start: a, end: later(a, b), doneOn: null, note: '' })
  // Within a few days of the opening phases share days rather than run past it.
  const after = (d: string) => (d < day(start, -1) ? day(d, 1) : d)
  return [
    at('opportunity', begin, won),
    at('planning', after(won), planned),
    at('preparation', after(planned), day(start, -2)),
    at('onsite', day(start, -1), end),
    at('closing', day(end, 1), day(end, 45)),
  ]
}
