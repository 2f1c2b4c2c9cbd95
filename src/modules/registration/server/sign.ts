import { createHmac } from 'node:crypto'
import { shortId } from '../contract/qr.ts'

// The same texts as contract/qr.ts makes in a browser, without its trips to the thread pool: one a person in a rush.
const mac = (text: string, key: string, bytes: number) =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest().subarray(0, bytes).toString('base64url')

/** See `qrPayload`. */
export function qrText(registration: { id: string }, key: string): string {
  const body = `BTH1.${shortId(registration.id)}`
  return `${body}.${mac(body, key, 8)}`
}
/** See `pageToken`. */
export const tokenText = (registration: { id: string }, key: string): string =>
  `${shortId(registration.id)}${mac(`page.${registration.id}`, key, 16)}`
