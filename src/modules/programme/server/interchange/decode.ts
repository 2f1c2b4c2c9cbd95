import { ProgrammeImportError } from './errors.ts'

export type Decoded = { text: string; encoding: string }

const attempt = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** UTF-16 without a mark: markup and JSON are mostly ASCII, so every other byte is zero. */
function utf16Guess(bytes: Uint8Array): string | undefined {
  const probe = bytes.subarray(0, 64)
  if (probe.length < 4) return undefined
  let even = 0
  let odd = 0
  probe.forEach((b, i) => {
    if (b !== 0) return
    if (i % 2 === 0) even++
    else odd++
  })
  const half = probe.length / 2
  if (odd > half * 0.6 && even === 0) return 'utf-16le'
  if (even > half * 0.6 && odd === 0) return 'utf-16be'
  return undefined
}

const declaredIn = (bytes: Uint8Array): string | undefined => {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return /<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]?.toLowerCase()
}

/** A wrong guess shows as private-use characters or as text without a single common ideograph. */
const looksChinese = (text: string): boolean => {
  const han = text.match(/[\u4e00-\u9fff]/g)?.length ?? 0
  const odd = text.match(/[\ue000-\uf8ff\ufffd]/g)?.length ?? 0
  return han > 0 && odd * 20 <= han
}

/**
 * Bytes to text: byte-order mark, then UTF-16 by its zeros, then the XML declaration, then UTF-8, then Big5,
 * then Windows-1252 for mostly-ASCII Western files. A declaration that doesn't fit the bytes is not believed.
 * @throws ProgrammeImportError `programme.import.encoding_unreadable`, `programme.import.empty`
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) throw new ProgrammeImportError('programme.import.empty')
  const found = candidates(bytes)
  for (const encoding of found) {
    const text = attempt(bytes, encoding)
    if (text === undefined || text.includes('\0')) continue
    if (encoding === 'big5' && found.length > 1 && !looksChinese(text)) continue
    return { text: text.replace(/^\ufeff/, ''), encoding }
  }
  throw new ProgrammeImportError('programme.import.encoding_unreadable')
}

function candidates(bytes: Uint8Array): string[] {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return ['utf-16le']
  if (a === 0xfe && b === 0xff) return ['utf-16be']
  if (a === 0xef && b === 0xbb) return ['utf-8']
  const wide = utf16Guess(bytes)
  if (wide) return [wide]
  const list = ['utf-8', 'big5', 'gb18030']
  const declared = declaredIn(bytes)
  if (declared && !/^utf-?16/.test(declared) && known(declared)) list.unshift(declared)
  if (mostlyAscii(bytes)) list.push('windows-1252')
  return [...new Set(list)]
}

function known(encoding: string): boolean {
  try {
    return Boolean(new TextDecoder(encoding))
  } catch {
    return false
  }
}

function mostlyAscii(bytes: Uint8Array): boolean {
  let high = 0
  const probe = bytes.subarray(0, 200_000)
  for (const b of probe) if (b >= 0x80) high++
  return high * 10 <= probe.length
}
