import { inflateRawSync, constants } from 'node:zlib'

const MAX_ENTRIES = 5000
const MAX_UNPACKED = 1024 ** 3
/** Far beyond what text, drawings or slides reach; a file made to burst is at about a thousand. */
const MAX_RATIO = 250
const MAX_DEPTH = 2
const MAX_NESTED = 25 * 1024 * 1024
const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

type Entry = { name: string; encrypted: boolean; method: number; packed: number; size: number; data: number }

/** The archive's own directory; null where it does not agree with the file: other names, places or counts than it says, data after it. */
function directory(b: Buffer): Entry[] | null {
  const from = Math.max(0, b.length - 22 - 0xffff)
  let end = -1
  for (let i = b.length - 22; i >= from && end < 0; i--)
    if (b.readUInt32LE(i) === END && i + 22 + b.readUInt16LE(i + 20) === b.length) end = i
  if (end < 0) return null
  const count = b.readUInt16LE(end + 10)
  const out: Entry[] = []
  let at = b.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || b.readUInt32LE(at) !== CENTRAL) return null
    const [names, extra, comment, local] = [
      b.readUInt16LE(at + 28),
      b.readUInt16LE(at + 30),
      b.readUInt16LE(at + 32),
      b.readUInt32LE(at + 42),
    ]
    const raw = b.subarray(at + 46, at + 46 + names)
    if (local + 30 > b.length || b.readUInt32LE(local) !== LOCAL) return null
    const its = b.readUInt16LE(local + 26)
    // Two directories that differ show one thing to us and another to the receiver.
    if (!b.subarray(local + 30, local + 30 + its).equals(raw)) return null
    const entry = {
      name: raw.toString('utf8'),
      encrypted: (b.readUInt16LE(at + 8) & 1) === 1,
      method: b.readUInt16LE(at + 10),
      packed: b.readUInt32LE(at + 20),
      size: b.readUInt32LE(at + 24),
      data: local + 30 + its + b.readUInt16LE(local + 28),
    }
    if (entry.data + entry.packed > b.length) return null
    out.push(entry)
    at += 46 + names + extra + comment
  }
  return out
}

/** What an entry begins with; up to a megabyte, whatever it says of its size. */
function beginning(b: Buffer, e: Entry): string {
  const packed = b.subarray(e.data, e.data + Math.min(e.packed, 1000))
  return (e.method === 0 ? packed : inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH })).toString('utf8')
}

/** An XML part of an Office file may hold no document type (ECMA-376-2 §6.2.5): that is where entity bombs live. */
function xmlFlaw(text: string): boolean {
  const bare = text
    .replaceAll(/<!--.*?-->|<\?.*?\?>/gs, '')
    .trimStart()
    .replace(/^\ufeff/, '')
  return bare !== '' && !/^<[A-Za-z_]/.test(bare)
}

/**
 * Why an archive (ZIP, or an Office file, which is one) is not to be kept; '' where nothing speaks against it. Reads its
 * directory, the beginnings of an Office file's parts, and archives inside it, but unpacks nothing large: what the
 * directory promises is what the receiver's program would believe.
 */
export function archiveFlaw(bytes: Uint8Array, office = false, depth = 0): string {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Something before the archive makes a file that is two things at once.
  if (b[0] !== 0x50 || b[1] !== 0x4b) return '不是單純的壓縮檔 / not a plain archive'
  let entries: Entry[] | null
  try {
    entries = directory(b)
  } catch {
    entries = null
  }
  if (!entries) return '壓縮檔讀不出來 / unreadable archive'
  const unpacked = entries.reduce((n, e) => n + e.size, 0)
  if (entries.length > MAX_ENTRIES || unpacked > MAX_UNPACKED || (unpacked > 50 * 1024 * 1024 && unpacked > MAX_RATIO * b.length))
    return '解開後過大的壓縮檔 / an archive that unpacks to far too much'
  for (const e of entries) {
    if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:|\0/i.test(e.name)) return '壓縮檔內有不安全的路徑 / unsafe path in the archive'
    if (/(^|\/)vbaProject\.bin$/i.test(e.name)) return '檔案含有巨集 / the file contains macros'
    if (office && e.encrypted) return '檔案有密碼，無法檢查 / protected by a password'
    if (e.encrypted || e.size === 0) continue
    try {
      const start = beginning(b, e)
      // Empty blocks in front of the content would hide it.
      if (start === '' || (office && /\.(xml|rels|vml)$/i.test(e.name) && xmlFlaw(start)))
        return '檔案內容異常 / strange content in the file'
      if (!start.startsWith('PK\u0003\u0004')) continue
      if (depth >= MAX_DEPTH || e.size > MAX_NESTED) return '壓縮檔裡還有太深或太大的壓縮檔 / archives too deep inside the archive'
      const inner = b.subarray(e.data, e.data + e.packed)
      const flaw = archiveFlaw(e.method === 0 ? inner : inflateRawSync(inner, { maxOutputLength: MAX_NESTED }), false, depth + 1)
      if (flaw) return flaw
    } catch {
      return '壓縮檔讀不出來 / unreadable archive'
    }
  }
  return ''
}
