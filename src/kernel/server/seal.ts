import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

let key: Buffer | undefined
/** Derives the key of sealed values from the installation's secret; once, at start. */
export const setSealKey = (secret: string) => void (key = Buffer.from(hkdfSync('sha256', secret, '', 'bantoh.seal.v1', 32)))

/**
 * Encrypts a short value for storage (AES-256-GCM). `place` binds it to where it belongs, e.g. `organisationId/person.nationalId`:
 * copied anywhere else it does not open.
 */
export function seal(text: string, place: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key!, iv).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1.${iv.toString('base64url')}.${body.toString('base64url')}`
}

/** The sealed value, or `null` where it was changed, moved or sealed with another key. */
export function unseal(sealed: string, place: string): string | null {
  const [version, iv, body] = sealed.split('.')
  if (version !== 'v1' || !iv || !body) return null
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key!, Buffer.from(iv, 'base64url'))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-16))
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** A value of any shape, sealed; for what holds people's data and is only kept for a while. */
export const sealJson = (value: unknown, place: string): string => seal(JSON.stringify(value ?? null), place)
/** What `sealJson` gave. `undefined` where it does not open. */
export function unsealJson<T>(stored: unknown, place: string): T | undefined {
  const text = typeof stored === 'string' ? unseal(stored, place) : null
  return text === null ? undefined : (JSON.parse(text) as T)
}
