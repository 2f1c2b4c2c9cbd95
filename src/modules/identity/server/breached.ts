import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * Passwords of ten characters and more out of the million commonest of SecLists (MIT; `10-million-password-list-top-1000000`),
 * as a Bloom filter: 20 bits and 14 hashes an entry, so one good password in 15,000 is taken for a bad one, and no bad one
 * for a good one. `makeFilter` made `breached.bin` from the list.
 */
const BITS = 20
const HASHES = 14
const fold = (s: string) => s.normalize('NFKC').toLowerCase()

function* places(word: string, bits: number) {
  const h = createHash('sha256').update(word).digest()
  const [a, b] = [h.readUIntBE(0, 6), h.readUIntBE(6, 6) | 1]
  for (let i = 0; i < HASHES; i++) yield (a + i * (b % bits)) % bits
}

/** A filter over the long ones of a list. */
export function makeFilter(list: Iterable<string>): Uint8Array {
  const words = new Set([...list].map(fold).filter((w) => [...w].length >= 10))
  const bytes = new Uint8Array(Math.ceil((words.size * BITS) / 8))
  for (const w of words) for (const p of places(w, bytes.length * 8)) bytes[p >> 3]! |= 1 << (p & 7)
  return bytes
}

let filter: Uint8Array | undefined
/** Is it on the list, in whatever case? */
export function breached(password: string): boolean {
  const bytes = (filter ??= readFileSync(new URL('breached.bin', import.meta.url)))
  for (const p of places(fold(password), bytes.length * 8)) if (!(bytes[p >> 3]! & (1 << (p & 7)))) return false
  return true
}

let api: string | undefined
/** An address that speaks the range protocol of Have I Been Pwned, e.g. `https://api.pwnedpasswords.com/range/`; empty asks nobody. */
export const setBreachApi = (url: string | undefined) => void (api = url)

/**
 * Asks the breach service by the first five characters of the SHA-1: what was asked for could be any of some 800 passwords.
 * Whatever goes wrong, or takes longer than 1.5 s, counts as „not known“: nobody is kept from working by a service that is down.
 */
export async function knownElsewhere(password: string): Promise<boolean> {
  if (!api) return false
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
  try {
    const answer = await fetch(`${api.replace(/\/?$/, '/')}${hash.slice(0, 5)}`, {
      headers: { 'add-padding': 'true', 'user-agent': 'Bantoh' },
      redirect: 'error',
      signal: AbortSignal.timeout(1500),
    })
    if (!answer.ok) return false
    const suffix = hash.slice(5)
    return (await answer.text()).split(/\r?\n/).some((line) => {
      const [found, count] = line.split(':')
      return found?.toUpperCase() === suffix && Number(count) > 0
    })
  } catch {
    return false
  }
}
