import { gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'

const isZip = (b: Uint8Array) => b[0] === 0x50 && b[1] === 0x4b
/** All text of an answer: archives and Office files are opened, also one in another. */
export function textsOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return textsOf(gunzipSync(bytes))
  if (!isZip(bytes)) return Buffer.from(bytes).toString('utf8')
  return Object.entries(unzipSync(bytes))
    .map(([name, inner]) => `${name}\n${textsOf(inner)}`)
    .join('\n')
}
/** Which of the words stand in an answer: in its body, whatever it is packed in, or in its headers. */
export function found(r: { rawPayload: Uint8Array; headers: Record<string, unknown> }, words: readonly string[]): string[] {
  const text = `${JSON.stringify(r.headers)}\n${textsOf(r.rawPayload)}`.toLowerCase()
  return words.filter((w) => text.includes(w))
}
