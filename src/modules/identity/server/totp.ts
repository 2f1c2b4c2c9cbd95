import { createHmac, randomBytes } from 'node:crypto'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Seconds of a time step, and digits of a code: what every authenticator app takes. */
export const PERIOD = 30
const DIGITS = 6

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  let [bits, have, out] = [0, 0, '']
  for (const b of bytes) {
    bits = (bits << 8) | b
    for (have += 8; have >= 5; have -= 5) out += letters[(bits >> (have - 5)) & 31]
    bits &= (1 << have) - 1
  }
  return have ? out + letters[(bits << (5 - have)) & 31] : out
}
export function fromBase32(text: string): Buffer {
  const out: number[] = []
  let [bits, have] = [0, 0]
  for (const c of text) {
    bits = (bits << 5) | letters.indexOf(c)
    have += 5
    if (have >= 8) out.push((bits >> (have -= 8)) & 255)
    bits &= (1 << have) - 1
  }
  return Buffer.from(out)
}

/** 160 bits, as RFC 4226 §4 recommends. */
export const newSecret = () => base32(randomBytes(20))

/** HOTP (RFC 4226) of a time step, as TOTP (RFC 6238) uses it; SHA-1, because apps know nothing else reliably. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const at = mac[19]! & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}
export const stepAt = (ms: number) => Math.floor(ms / 1000 / PERIOD)

/** The time step to which a code belongs: now, the one before or the one after (clocks differ); `null` where it is none of theirs. */
export function stepOf(secret: string, code: string, now = Date.now()): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const at = stepAt(now)
  let found: number | null = null
  for (const step of [at - 1, at, at + 1]) if (codeAt(secret, step) === code) found = step
  return found
}

/** What the QR code says (Google's key URI format, which all apps read). */
export const keyUri = (secret: string, issuer: string, account: string) =>
  `otpauth://totp/${encodeURIComponent(`${issuer}:${account}`)}?${new URLSearchParams({ secret, issuer, algorithm: 'SHA1', digits: String(DIGITS), period: String(PERIOD) })}`
