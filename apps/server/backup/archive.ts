import { createHash, hkdfSync } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { AppError } from '../../../src/kernel/server/errors.ts'
import { refusal } from './errors.ts'
import { type Entry, padding, readTar, tarEnd, tarHeader } from './tar.ts'

/*
 * An archive is tar, compressed with Zstandard, and where there is a passphrase encrypted by age (age-encryption.org/v1): any
 * of the three opens with everybody's tools, so that an office can get at its data without this program.
 */
const ZSTD = Buffer.from('28b52ffd', 'hex')
const AGE = Buffer.from('age-encryption.org/v1\n')
// A frame that every Zstandard reader skips: its presence shows that a plain archive was not cut off at its end. Age sees to that itself.
const WORDS = Buffer.from('bantoh backup ends here\n')
const END = Buffer.concat([Buffer.from('502a4d18', 'hex'), Buffer.from([WORDS.length, 0, 0, 0]), WORDS])
// Costs 64 MiB and a quarter of a second a guess; age's own default would take half a gigabyte on machines that may have one.
const WORK = 16
export const PASSPHRASE_MIN = 12

/** Recognises the installation's key without giving it away: long random keys cannot be guessed from it. */
export const fingerprintOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'bantoh.backup.fingerprint', 8)).toString('hex')

/** Pulled as it is read, so that nothing piles up. */
const streamOf = (source: Readable) => ReadableStream.from(source) as unknown as globalThis.ReadableStream<Uint8Array>

export type Writer = {
  put(name: string, body: Buffer): Promise<void>
  /** Sum of every byte so far. */
  digest(): string
  /** Writes the end and waits until all of it is on the disk. Returns the archive's length in bytes. */
  finish(): Promise<number>
  abort(): Promise<void>
}

/** Starts an archive in a new file (mode 600). Errors of the file system come out of `put` or `finish`. */
export async function createArchive(path: string, passphrase?: string): Promise<Writer> {
  const handle = await open(path, 'wx', 0o600)
  const seconds = Math.floor(Date.now() / 1000)
  const hash = createHash('sha256')
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } })
  let length = 0
  let failed: unknown
  const copying = write().catch((e: unknown) => {
    failed = e
    zstd.destroy()
  })
  async function write() {
    let body: AsyncIterable<Uint8Array> = zstd
    if (passphrase !== undefined) {
      const age = new Encrypter()
      age.setPassphrase(passphrase)
      age.setScryptWorkFactor(WORK)
      body = await age.encrypt(streamOf(zstd))
    }
    for await (const chunk of body) {
      await handle.writeFile(chunk)
      length += chunk.byteLength
    }
    if (passphrase === undefined) {
      await handle.writeFile(END)
      length += END.length
    }
    await handle.sync()
  }
  const send = (bytes: Buffer) =>
    new Promise<void>((done, no) => {
      if (failed) return no(failed as Error)
      if (bytes.length === 0 || zstd.write(bytes)) return done()
      const end = () => {
        zstd.off('drain', end).off('close', end)
        if (failed) no(failed as Error)
        else done()
      }
      zstd.once('drain', end).once('close', end)
    })
  return {
    async put(name, body) {
      for (const part of [tarHeader(name, body.length, seconds), body, padding(body.length)]) {
        hash.update(part)
        await send(part)
      }
    },
    digest: () => hash.copy().digest('hex'),
    async finish() {
      await send(tarEnd)
      zstd.end()
      await copying
      await handle.close()
      if (failed) throw failed
      return length
    },
    async abort() {
      zstd.destroy()
      await copying
      await handle.close().catch(() => {})
    },
  }
}

/** Which kind of file it is, and where its compressed part ends. */
async function recognise(path: string): Promise<{ encrypted: boolean; length: number }> {
  const handle = await open(path, 'r').catch(() => {
    throw refusal('restore.no_file', { file: path })
  })
  try {
    const { size } = await handle.stat()
    const read = async (at: number, n: number) => (await handle.read(Buffer.alloc(n), 0, n, Math.max(at, 0))).buffer
    if ((await read(0, AGE.length)).equals(AGE)) return { encrypted: true, length: size }
    if (!(await read(0, ZSTD.length)).equals(ZSTD)) throw refusal('restore.not_backup')
    if (!(await read(size - END.length, END.length)).equals(END)) throw refusal('restore.damaged', { reason: 'ends too early' })
    return { encrypted: false, length: size - END.length }
  } catch (e) {
    throw e instanceof AppError ? e : refusal('restore.not_backup')
  } finally {
    await handle.close()
  }
}

/** Opens age's stream; the passphrase proves itself here, everything after is authenticated as it is read. */
async function decrypted(file: Readable, passphrase: string | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (passphrase === undefined) throw refusal('restore.passphrase_missing')
  const age = new Decrypter()
  age.addPassphrase(passphrase)
  try {
    return await age.decrypt(streamOf(file))
  } catch {
    throw refusal('restore.passphrase_wrong')
  }
}

/**
 * Reads an archive from its beginning, entry by entry. `digest()` is the sum of everything before the entry last read.
 * Errors: `restore.no_file`, `.not_backup`, `.passphrase_missing`, `.passphrase_wrong`, `.damaged`.
 */
export function readArchive(path: string, passphrase?: string): { entries: AsyncGenerator<Entry>; digest(): string } {
  const hash = createHash('sha256')
  let before = ''
  async function* entries(): AsyncGenerator<Entry> {
    const { encrypted, length } = await recognise(path)
    const file = createReadStream(path, { highWaterMark: 1 << 18, end: length - 1 })
    const zstd = createZstdDecompress()
    try {
      // The callback is there because a pipeline without one throws; the error itself reaches whoever reads `zstd`.
      pipeline(encrypted ? await decrypted(file, passphrase) : file, zstd, () => {})
      yield* readTar(zstd, (_name, ...bytes) => {
        before = hash.copy().digest('hex')
        for (const b of bytes) hash.update(b)
      })
    } catch (e) {
      throw e instanceof AppError ? e : refusal('restore.damaged', { reason: (e as Error).message })
    } finally {
      zstd.destroy()
      file.destroy()
    }
  }
  return { entries: entries(), digest: () => before }
}
