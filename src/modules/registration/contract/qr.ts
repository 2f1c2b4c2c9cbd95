const b64 = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
const unb64 = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const hex = (bytes: Uint8Array) => [...bytes].map((x) => x.toString(16).padStart(2, '0')).join('')
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (x) => Number.parseInt(x, 16))

/** A UUID in 22 characters. */
export const shortId = (id: string): string => b64(unhex(id.replaceAll('-', '')))
/** The UUID back, or null for anything that is none. */
export function longId(short: string): string | null {
  if (!/^[\w-]{22}$/.test(short)) return null
  const h = hex(unb64(short))
  return shortId(h) === short ? `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}` : null
}

async function mac(text: string, key: string, bytes: number): Promise<string> {
  const k = await crypto.subtle.importKey('raw', unhex(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return b64(new Uint8Array(await crypto.subtle.sign('HMAC', k, new TextEncoder().encode(text))).slice(0, bytes))
}

/**
 * What the QR code says: `BTH1.<id, 22 characters>.<signature, 11 characters>`, 39 in all. `key` is the event's QR key (hex),
 * which check-in devices hold, so that a code made up or of another event is refused without a network.
 */
export const qrPayload = async (registration: { id: string }, key: string): Promise<string> => {
  const body = `BTH1.${shortId(registration.id)}`
  return `${body}.${await mac(body, key, 8)}`
}

/** The registration's id of a scanned text; null when it is none of ours or its signature does not fit the event's key. */
export async function readQr(text: string, key: string): Promise<string | null> {
  const m = /^(BTH1\.([\w-]{22}))\.([\w-]{11})$/.exec(text.trim())
  if (!m) return null
  return (await mac(m[1]!, key, 8)) === m[3] ? longId(m[2]!) : null
}

/** The token of a person's own page: id and a 128-bit code under the event's page key (hex, never given to devices). */
export const pageToken = async (registration: { id: string }, key: string): Promise<string> =>
  `${shortId(registration.id)}${await mac(`page.${registration.id}`, key, 16)}`

/** The registration's id of a token, or null. */
export async function readPageToken(token: string, key: string): Promise<string | null> {
  if (!/^[\w-]{44}$/.test(token)) return null
  const id = longId(token.slice(0, 22))
  return id && (await pageToken({ id }, key)) === token ? id : null
}
