/** A seeded generator (mulberry32): the same seed gives the same numbers in [0, 1) on every machine. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const whole = (random: () => number, from: number, to: number): number => from + Math.floor(random() * (to - from + 1))

/** One of a non-empty list. */
export const oneOf = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** One of the entries with the probability of its weight; weights are not negative and not all zero. */
export function weighted<T>(random: () => number, entries: readonly (readonly [T, number])[]): T {
  let left = random() * entries.reduce((sum, [, w]) => sum + w, 0)
  for (const [value, weight] of entries) {
    left -= weight
    if (left < 0) return value
  }
  return entries.findLast(([, w]) => w > 0)![0]
}
