/** A tar entry; its body is in memory, because no entry is longer than `MAX_ENTRY`. */
export type Entry = { name: string; body: Buffer }

const BLOCK = 512
export const MAX_ENTRY = 64 * 1024 * 1024
export class TarError extends Error {}

const checksum = (header: Buffer) => header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0)

/** A POSIX ustar header of a plain file (mode 600). `name` is ASCII; beyond 100 characters its folders go into the prefix. */
export function tarHeader(name: string, size: number, seconds: number): Buffer {
  const cut = name.length > 100 ? name.lastIndexOf('/') : -1
  const [prefix, base] = [name.slice(0, Math.max(cut, 0)), name.slice(cut + 1)]
  if (base.length > 100 || prefix.length > 155 || size > MAX_ENTRY) throw new TarError(`entry ${name}`)
  const h = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, width: number) => h.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1')
  h.write(base, 0, 'latin1')
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(seconds, 136, 12)
  h.write('0', 156, 'latin1')
  h.write('ustar\u000000', 257, 'latin1')
  h.write(prefix, 345, 'latin1')
  h.write(`${checksum(h).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return h
}

export const padding = (size: number) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
export const tarEnd = Buffer.alloc(2 * BLOCK)

/** Collects a stream into pieces of the length that is asked for. */
function pieces(source: AsyncIterable<Uint8Array>) {
  const it = source[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let length = 0
  return {
    /** Exactly `n` bytes, or null where the stream ends before. */
    async take(n: number): Promise<Buffer | null> {
      while (length < n) {
        const { value, done } = await it.next()
        if (done) return null
        held.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
        length += value.byteLength
      }
      const all = held.length === 1 ? held[0]! : Buffer.concat(held, length)
      held = length > n ? [all.subarray(n)] : []
      length -= n
      return all.subarray(0, n)
    },
    /** Whether nothing but zeros follows. */
    async onlyZeros(): Promise<boolean> {
      if (held.some((b) => b.some(Boolean))) return false
      for (let r = await it.next(); !r.done; r = await it.next()) if (r.value.some(Boolean)) return false
      return true
    },
  }
}

const text = (h: Buffer, at: number, width: number) => h.toString('latin1', at, at + width).replace(/\0.*$/s, '')

/**
 * Reads what `tarHeader` wrote, and no more of the format: plain files, one after the other, a whole end. `raw` gets every byte
 * of header, body and padding before the entry is yielded. Throws TarError.
 */
export async function* readTar(source: AsyncIterable<Uint8Array>, raw: (entry: string, ...bytes: Buffer[]) => void): AsyncGenerator<Entry> {
  const input = pieces(source)
  for (;;) {
    const header = await input.take(BLOCK)
    if (!header) throw new TarError('ends too early')
    if (!header.some(Boolean)) {
      if (!(await input.onlyZeros())) throw new TarError('bytes after the end')
      return
    }
    const size = Number.parseInt(text(header, 124, 12), 8)
    const kind = text(header, 156, 1)
    const sum = Number.parseInt(text(header, 148, 8), 8)
    if (sum !== checksum(header) || text(header, 257, 5) !== 'ustar' || kind !== '0' || !(size >= 0 && size <= MAX_ENTRY))
      throw new TarError('unreadable header')
    const prefix = text(header, 345, 155)
    const name = (prefix && `${prefix}/`) + text(header, 0, 100)
    const body = await input.take(size)
    const pad = await input.take(padding(size).length)
    if (!body || !pad) throw new TarError('ends too early')
    raw(name, header, body, pad)
    yield { name, body }
  }
}
