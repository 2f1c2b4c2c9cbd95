import { createHash, timingSafeEqual } from 'node:crypto'

export type HashKeys = { key: string; iv: string }

/** As ECPay's own servers encode: PHP's urlencode in lower case, with the signs that .NET leaves alone put back. */
const encoded = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+').replaceAll('~', '%7e').replaceAll("'", '%27').toLowerCase()

const folded = (name: string) => name.toLowerCase()
const byName = (a: string, b: string) => (folded(a) < folded(b) ? -1 : folded(a) > folded(b) ? 1 : 0)

/** ECPay's CheckMacValue with SHA-256 (EncryptType=1) over all fields but itself; empty ones count. */
export function checkMacValue(fields: Readonly<Record<string, string>>, { key, iv }: HashKeys): string {
  const pairs = Object.keys(fields)
    .filter((name) => name !== 'CheckMacValue')
    .toSorted(byName)
    .map((name) => `${name}=${fields[name]}`)
  return createHash('sha256')
    .update(encoded([`HashKey=${key}`, ...pairs, `HashIV=${iv}`].join('&')))
    .digest('hex')
    .toUpperCase()
}

/** Equal in a time that tells nothing of where they differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
