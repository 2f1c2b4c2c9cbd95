import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { createArchive, fingerprintOf, PASSPHRASE_MIN, type Writer } from './archive.ts'
import { installationState, plainText, sequencesOf, tablesOf, type TableShape } from './catalog.ts'
import { fileRefusal, refusal } from './errors.ts'
import type { FileStore } from '../../../src/kernel/server/file-store.ts'
import { filesIn, readStored, syncFolder } from './files.ts'
import { FORMAT, type Head, type LostFile, type Manifest, release } from './manifest.ts'
import { inspect } from './read.ts'

const PART = 8 * 1024 * 1024
const LF = 10

export type BackupOptions = {
  ownerUrl: string
  dataDir: string
  /** Where uploads lie, if not in the data folder. */
  files?: FileStore | undefined
  /** The new file; refused where it exists. */
  out: string
  /** The installation's key, for its fingerprint and, with `withSecret`, for the archive. */
  secretKey: string
  withSecret: boolean
  passphrase?: string | undefined
}
export type BackupResult = {
  file: string
  bytes: number
  encrypted: boolean
  takenAt: string
  tables: number
  rows: number
  files: number
  secretIncluded: boolean
  missing: { count: number; first: LostFile[] }
  damaged: { count: number; first: LostFile[] }
}

async function putTable(client: pg.Client, archive: Writer, t: TableShape): Promise<Manifest['tables'][number]> {
  const id = (s: string) => client.escapeIdentifier(s)
  const hash = createHash('sha256')
  let [rows, bytes, part, length] = [0, 0, 0, 0]
  let held: Buffer[] = []
  const flush = async () => {
    const body = Buffer.concat(held, length)
    held = []
    length = 0
    hash.update(body)
    bytes += body.length
    for (let i = body.indexOf(LF); i >= 0; i = body.indexOf(LF, i + 1)) rows++
    await archive.put(`tables/${t.name}/${String(part++).padStart(6, '0')}`, body)
  }
  // A query, not the table: `copy` of a table under row-level security is refused, of a query it follows the policies.
  const sql = `copy (select ${t.columns.map((c) => id(c.name)).join(', ')} from ${id(t.name)}) to stdout`
  for await (const chunk of client.query(copyTo(sql)) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + PART - length)
      held.push(piece)
      length += piece.length
      at += piece.length
      if (length === PART) await flush()
    }
  }
  if (length > 0) await flush()
  return { name: t.name, columns: t.columns, rows, bytes, sha256: hash.digest('hex') }
}

async function putFiles(client: pg.Client, archive: Writer, files: FileStore): Promise<Manifest['files']> {
  const out: Manifest['files'] = { count: 0, bytes: 0, missing: { count: 0, first: [] }, damaged: { count: 0, first: [] } }
  const note = (kind: 'missing' | 'damaged', file: LostFile) => {
    out[kind].count++
    if (out[kind].first.length < 1000) out[kind].first.push(file)
  }
  await client.query(`declare stored no scroll cursor for select organisation_id as "organisationId", sha256 collate "C" as sha256, min(name) as name
    from file group by 1, 2 order by 1, 2`)
  for (;;) {
    const { rows } = await client.query<LostFile>('fetch 200 from stored')
    if (rows.length === 0) return out
    for (const file of rows) {
      const found = await readStored(files, file.organisationId, file.sha256)
      if (!found) {
        note('missing', file)
        continue
      }
      if (!found.sound) note('damaged', file)
      await archive.put(`${found.sound ? 'files' : 'damaged'}/${file.organisationId}/${file.sha256}`, found.bytes)
      out.count++
      out.bytes += found.bytes.length
    }
  }
}

/** Runs `fn` while no other backup of this database runs, in any process. Errors: `backup.running`. */
export async function alone<T>(ownerUrl: string, fn: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'bantoh backup lock', keepAlive: true })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock(hashtextextended('bantoh.backup', 0)) as got")
    if (!rows[0]!.got) throw refusal('backup.running')
    return await fn()
  } finally {
    await client.end().catch(() => {})
  }
}

/** Reads database and files as they are at one instant into `archive`. */
async function fill(client: pg.Client, archive: Writer, o: BackupOptions): Promise<{ head: Head; manifest: Manifest }> {
  await client.query('begin isolation level repeatable read read only')
  await client.query(plainText)
  if ((await installationState(client)) === 'none') throw refusal('backup.not_installed')
  await client.query("select set_config('app.system', 'on', true)")
  const tables = await tablesOf(client)
  await client.query("set local lock_timeout = '60s'")
  await client.query(`lock table ${tables.map((t) => client.escapeIdentifier(t.name)).join(', ')} in access share mode`)
  const migrations = await client.query<{ name: string }>('select name from kysely_migration order by timestamp, name')
  const organisations = await client.query<{ id: string; name: string }>(
    'select organisation_id as id, name from organisation order by created_at, organisation_id',
  )
  const server = await client.query<{ version: number; now: Date }>(
    "select current_setting('server_version_num')::int as version, now() as now",
  )
  const head: Head = {
    program: 'bantoh',
    format: FORMAT,
    release,
    takenAt: server.rows[0]!.now.toISOString(),
    postgres: server.rows[0]!.version,
    migrations: migrations.rows.map((m) => m.name),
    organisations: organisations.rows,
  }
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  await archive.put('bantoh.json', json(head))
  const written = []
  for (const t of tables) written.push(await putTable(client, archive, t))
  // Sequences stand outside of transactions: read last, they are never behind the rows.
  const sequences = await sequencesOf(client)
  const files = await putFiles(client, archive, o.files ?? filesIn(o.dataDir))
  if (o.withSecret) await archive.put('secrets.json', json({ secretKey: o.secretKey }))
  const manifest: Manifest = {
    tables: written,
    sequences,
    files,
    secret: { included: o.withSecret, fingerprint: fingerprintOf(o.secretKey) },
    sha256: archive.digest(),
  }
  await archive.put('manifest.json', json(manifest))
  await client.query('commit')
  return { head, manifest }
}

/**
 * Writes everything an installation is into one file, beside running servers: the database in one snapshot and the files that
 * this snapshot names. Memory does not grow with either. The file gets its name only after it is on the disk and was read
 * through again. Call it under `alone`. Errors: `backup.*`.
 */
export async function backup(o: BackupOptions): Promise<BackupResult> {
  if (o.passphrase !== undefined && [...o.passphrase].length < PASSPHRASE_MIN)
    throw refusal('backup.passphrase_short', { min: PASSPHRASE_MIN })
  if (await stat(o.out).catch(() => null)) throw refusal('backup.exists', { file: o.out })
  const draft = `${o.out}.partial`
  const client = new pg.Client({ connectionString: o.ownerUrl, application_name: 'bantoh backup' })
  client.on('error', () => {})
  await client.connect()
  let archive: Writer | undefined
  try {
    await rm(draft, { force: true })
    archive = await createArchive(draft, o.passphrase)
    const { head, manifest } = await fill(client, archive, o)
    const bytes = await archive.finish()
    await inspect(draft, o.passphrase).catch((e: Error) => {
      throw refusal('backup.unsound', { reason: e.message })
    })
    if (await stat(o.out).catch(() => null)) throw refusal('backup.exists', { file: o.out })
    await rename(draft, o.out)
    await syncFolder(dirname(o.out))
    return {
      file: o.out,
      bytes,
      encrypted: o.passphrase !== undefined,
      takenAt: head.takenAt,
      tables: manifest.tables.length,
      rows: manifest.tables.reduce((n, t) => n + t.rows, 0),
      files: manifest.files.count,
      secretIncluded: manifest.secret.included,
      missing: manifest.files.missing,
      damaged: manifest.files.damaged,
    }
  } catch (e) {
    if (archive) {
      await archive.abort()
      await rm(draft, { force: true })
    }
    throw fileRefusal(e, o.out)
  } finally {
    await client.end().catch(() => {})
  }
}
