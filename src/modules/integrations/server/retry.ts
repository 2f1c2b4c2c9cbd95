/** Pauses before the second and later attempts, in seconds: 28 h 35 min in all. */
const PAUSES = [5, 300, 1800, 7200, 4 * 3600, 6 * 3600, 8 * 3600, 8 * 3600]
export const MAX_ATTEMPTS = PAUSES.length + 1

/**
 * Seconds to wait after `attempts` failed attempts, ±10 % so that many don't come back at once; `null` when it is given up.
 * A receiver's `retry-after` (seconds) can lengthen a pause up to eight hours, never shorten it.
 * @param random 0 ≤ random < 1
 */
export function pauseAfter(attempts: number, random: number, retryAfter = 0): number | null {
  const base = PAUSES[attempts - 1]
  if (base === undefined) return null
  return Math.max(base * (0.9 + 0.2 * random), Math.min(retryAfter, 8 * 3600))
}
/** Sends failures in a row, over so many days, that end in turning the webhook off: one delivery's retries alone don't. */
export const GIVE_UP = { days: 5, failures: MAX_ATTEMPTS + 3 }
