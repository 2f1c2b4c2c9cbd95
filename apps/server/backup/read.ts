import { createHash, type Hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { z } from 'zod'
import { readArchive } from './archive.ts'
import { refusal } from './errors.ts'
import { sha256Of } from './files.ts'
import { FORMAT, type Head, headSchema, type Manifest, manifestSchema } from './manifest.ts'

export type Contents = { head: Head; manifest: Manifest; secretKey: string | null }
/** What a reader does with the parts of an archive; all are awaited, so that memory stays bounded. */
export type Sink = {
  head?(head: Head): Promise<void>
  /** Parts of one table follow each other; their order is that of the rows. */
  table?(name: string, part: Buffer): Promise<void>
  file?(organisationId: string, sha256: string, bytes: Buffer): Promise<void>
}

const damaged = (reason: string) => refusal('restore.damaged', { reason })
const place = /^(files|damaged)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([0-9a-f]{64})$/
const part = /^tables\/([a-z_][a-z0-9_]{0,62})\/(\d{6})$/

function parse<S extends z.ZodType>(schema: S, name: string, body: Buffer): z.output<S> {
  try {
    return schema.parse(JSON.parse(body.toString('utf8')))
  } catch {
    throw damaged(name)
  }
}

/** The head, for which format and release count before all else. */
function readHead(body: Buffer): Head {
  let raw: { program?: unknown; format?: unknown; release?: unknown }
  try {
    raw = JSON.parse(body.toString('utf8'))
  } catch {
    throw damaged('bantoh.json')
  }
  if (raw?.program !== 'bantoh') throw refusal('restore.not_backup')
  if (typeof raw.format === 'number' && raw.format > FORMAT) throw refusal('restore.newer', { release: String(raw.release).slice(0, 40) })
  return parse(headSchema, 'bantoh.json', body)
}

type Sum = { hash: Hash; rows: number; bytes: number; parts: number }

/**
 * Reads a whole archive and checks every sum: of each table and file, of the sequence of all entries, and the counts in the
 * manifest. Errors: `restore.*`; an archive that passes is complete and as it was written.
 */
export async function inspect(path: string, passphrase?: string, sink: Sink = {}): Promise<Contents> {
  const { entries, digest } = readArchive(path, passphrase)
  let head: Head | undefined
  let manifest: Manifest | undefined
  let secretKey: string | null = null
  const tables = new Map<string, Sum>()
  const files = { sound: 0, damaged: 0, bytes: 0, last: '' }
  let current = ''
  for await (const { name, body } of entries) {
    if (manifest) throw damaged(name)
    const table = part.exec(name)
    const file = place.exec(name)
    if (!head) {
      if (name !== 'bantoh.json') throw refusal('restore.not_backup')
      head = readHead(body)
      await sink.head?.(head)
    } else if (table) {
      const [, of = '', nth] = table
      const sum = tables.get(of) ?? { hash: createHash('sha256'), rows: 0, bytes: 0, parts: 0 }
      if ((sum.parts > 0 && current !== of) || Number(nth) !== sum.parts) throw damaged(name)
      tables.set(of, sum)
      current = of
      sum.parts++
      sum.bytes += body.length
      sum.hash.update(body)
      for (let i = body.indexOf(10); i >= 0; i = body.indexOf(10, i + 1)) sum.rows++
      await sink.table?.(of, body)
    } else if (file) {
      const [, kind, organisationId = '', sha256 = ''] = file
      const key = `${organisationId}/${sha256}`
      if (key <= files.last || (sha256Of(body) === sha256) !== (kind === 'files')) throw damaged(name)
      files.last = key
      files[kind === 'files' ? 'sound' : 'damaged']++
      files.bytes += body.length
      await sink.file?.(organisationId, sha256, body)
    } else if (name === 'secrets.json' && secretKey === null) {
      secretKey = String((JSON.parse(body.toString('utf8')) as { secretKey: unknown }).secretKey)
    } else if (name === 'manifest.json') {
      manifest = parse(manifestSchema, name, body)
      if (manifest.sha256 !== digest()) throw damaged('sha256')
    } else throw damaged(name)
  }
  if (!head || !manifest) throw damaged('manifest.json')
  for (const t of manifest.tables) {
    const sum = tables.get(t.name) ?? { hash: createHash('sha256'), rows: 0, bytes: 0 }
    if (sum.rows !== t.rows || sum.bytes !== t.bytes || sum.hash.digest('hex') !== t.sha256) throw damaged(t.name)
    tables.delete(t.name)
  }
  const f = manifest.files
  if (tables.size > 0 || files.sound + files.damaged !== f.count || files.damaged !== f.damaged.count || files.bytes !== f.bytes)
    throw damaged('manifest.json')
  if (manifest.secret.included !== (secretKey !== null)) throw damaged('secrets.json')
  return { head, manifest, secretKey }
}

/** Length and modification of the file, to notice that it changed between two readings. */
export async function identityOf(path: string): Promise<string> {
  const s = await stat(path).catch(() => {
    throw refusal('restore.no_file', { file: path })
  })
  return `${s.dev}:${s.ino}:${s.size}:${s.mtimeMs}`
}
