import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../../../src/kernel/server/migrate.ts'
import { AppError } from '../../../src/kernel/server/errors.ts'
import { type FileStore, keyOf } from '../../../src/kernel/server/file-store.ts'
import { fingerprintOf } from './archive.ts'
import { checksOf, dropInstallation, installationState, othersConnected, plainText, tablesOf } from './catalog.ts'
import { fileRefusal, refusal } from './errors.ts'
import { filesIn, hasFiles, syncFolder } from './files.ts'
import type { Head, Manifest } from './manifest.ts'
import { markRestore, unfinishedRestore } from './marker.ts'
import { type Contents, identityOf, inspect } from './read.ts'

const migrations = new URL('../../../db/migrations/', import.meta.url)

export type RestoreOptions = {
  ownerUrl: string
  dataDir: string
  /** Where uploads go, if not into the data folder. */
  files?: FileStore | undefined
  archive: string
  passphrase?: string | undefined
  /** What is there may go. */
  replace: boolean
  /** Letters that waited to be sent stay back, as failed ones that can be sent again by hand. */
  holdMail: boolean
  /** The key given by SECRET_KEY, which wins over the archive's. */
  givenSecret?: string | undefined
}
export type Summary = {
  release: string
  takenAt: string
  organisations: string[]
  migrations: number
  tables: Record<string, number>
  files: number
  missing: number
  damaged: number
  secretIncluded: boolean
}
export type RestoreResult = Summary & {
  /** Migrations applied after the archive's own, because the program is newer. */
  upgraded: string[]
  /** `restored` from the archive, `same` as it, or `differs`: sessions end and sealed values stay closed. */
  secret: 'restored' | 'same' | 'differs'
  mailsHeld: number
}

export const summaryOf = ({ head, manifest }: Contents): Summary => ({
  release: head.release,
  takenAt: head.takenAt,
  organisations: head.organisations.map((o) => o.name),
  migrations: head.migrations.length,
  tables: Object.fromEntries(manifest.tables.map((t) => [t.name, t.rows])),
  files: manifest.files.count,
  missing: manifest.files.missing.count,
  damaged: manifest.files.damaged.count,
  secretIncluded: manifest.secret.included,
})

/** Refuses an archive with migrations that this program does not know: it comes from a newer one. */
async function knowsAll(head: Head): Promise<void> {
  const known = new Set((await readdir(migrations)).filter((f) => f.endsWith('.sql')).map((f) => f.slice(0, -4)))
  if (head.migrations.some((m) => !known.has(m))) throw refusal('restore.newer', { release: head.release })
}

/** Reads everything in an archive and says what is in it. Errors: `restore.*`. */
export async function verifyBackup(path: string, passphrase?: string): Promise<Contents> {
  const contents = await inspect(path, passphrase, { head: knowsAll })
  return contents
}

/** The tables as they were when the archive was made: by its own migrations, in its own order. */
async function makeTables(client: pg.Client, head: Head): Promise<void> {
  await client.query(`create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer default 0 not null)`)
  for (const name of head.migrations) await client.query(await readFile(new URL(`${name}.sql`, migrations), 'utf8'))
}

async function sameTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const shape = (t: { name: string; columns: { name: string; type: string }[] }) =>
    `${t.name}(${t.columns
      .map((c) => `${c.name} ${c.type}`)
      .toSorted()
      .join(', ')})`
  const here = new Set((await tablesOf(client)).map(shape))
  const there = new Set(manifest.tables.map(shape))
  const differs = [...here].find((t) => !there.has(t)) ?? [...there].find((t) => !here.has(t))
  if (differs) throw refusal('restore.schema_differs', { table: differs.replace(/\(.*/s, '') })
}

/** A sink that streams the parts of each table into a COPY of its own, with back-pressure. */
function loader(client: pg.Client, manifest: Manifest) {
  const columns = new Map(manifest.tables.map((t) => [t.name, t.columns]))
  let name = ''
  let copy: CopyStreamQuery | undefined
  let failed: Error | undefined
  const close = async () => {
    if (!copy) return
    copy.end()
    if (!copy.writableFinished && !failed) await once(copy, 'finish')
    copy = undefined
  }
  return {
    close,
    async table(next: string, part: Buffer) {
      if (next !== name) {
        await close()
        name = next
        const list = columns.get(next)
        if (!list) throw refusal('restore.damaged', { reason: next })
        const id = (s: string) => client.escapeIdentifier(s)
        copy = client.query(copyFrom(`copy ${id(next)} (${list.map((c) => id(c.name)).join(', ')}) from stdin`))
        copy.on('error', (e) => (failed = e))
      }
      if (failed) throw failed
      if (!copy!.write(part)) await once(copy!, 'drain')
    },
  }
}

/** Fills the database in the client's open transaction. */
async function load(client: pg.Client, o: RestoreOptions, expected: Contents): Promise<number> {
  await makeTables(client, expected.head)
  await client.query(plainText)
  await client.query("select set_config('app.system', 'on', true)")
  await sameTables(client, expected.manifest)
  const checks = await checksOf(client)
  for (const sql of checks.off) await client.query(sql)
  // What migrations put in themselves is in the archive too.
  const id = (s: string) => client.escapeIdentifier(s)
  await client.query(`truncate ${expected.manifest.tables.map((t) => id(t.name)).join(', ')}`)
  const into = loader(client, expected.manifest)
  const files = o.files ?? filesIn(o.dataDir)
  const again = await inspect(o.archive, o.passphrase, {
    table: into.table,
    file: async (organisationId, sha256, bytes) => {
      await into.close()
      await files.put(keyOf(organisationId, sha256), bytes)
    },
  })
  await into.close()
  if (again.manifest.sha256 !== expected.manifest.sha256) throw refusal('restore.damaged', { reason: 'changed while it was read' })
  for (const s of expected.manifest.sequences)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [`public.${id(s.name)}`, s.value, s.called])
  for (const t of expected.manifest.tables) {
    const { rows } = await client.query<{ n: string }>(`select count(*)::text as n from ${id(t.name)}`)
    if (rows[0]!.n !== String(t.rows)) throw refusal('restore.damaged', { reason: t.name })
  }
  const held = o.holdMail
    ? await client.query(
        "update mail_recipient set status = 'failed', last_error = '還原時保留 / held back by a restore' where status = 'queued'",
      )
    : null
  for (const sql of checks.on) await client.query(sql)
  return held?.rowCount ?? 0
}

async function keepSecret(o: RestoreOptions, c: Contents): Promise<RestoreResult['secret']> {
  const path = join(o.dataDir, 'secrets.json')
  const own = existsSync(path) ? await readFile(path, 'utf8').catch(() => '') : ''
  const read = (text: string) => {
    try {
      return String((JSON.parse(text) as { secretKey: string }).secretKey)
    } catch {
      return ''
    }
  }
  if (fingerprintOf(o.givenSecret ?? read(own)) === c.manifest.secret.fingerprint) return 'same'
  if (o.givenSecret !== undefined || c.secretKey === null) return 'differs'
  // The key that goes stays beside: values sealed with it may lie in an older backup.
  if (own) await rename(path, join(o.dataDir, `secrets.before-${Date.now()}.json`))
  const handle = await open(`${path}.restore`, 'w', 0o600)
  await handle.writeFile(`${JSON.stringify({ secretKey: c.secretKey })}\n`)
  await handle.sync()
  await handle.close()
  await rename(`${path}.restore`, path)
  await syncFolder(o.dataDir)
  return 'restored'
}

/**
 * Puts an installation back: reads the archive through before it changes anything, loads the database in one transaction,
 * then upgrades it to this program's tables. Refuses where there is data (unless `replace`), where anybody is connected, and
 * archives of newer releases. A restore that was killed leaves a marker: nothing starts there until it is done again.
 * Errors: `restore.*`.
 */
export async function restore(o: RestoreOptions): Promise<RestoreResult> {
  const identity = await identityOf(o.archive)
  const contents = await verifyBackup(o.archive, o.passphrase)
  const client = new pg.Client({ connectionString: o.ownerUrl, application_name: 'bantoh restore' })
  client.on('error', () => {})
  await client.connect()
  let mailsHeld: number
  let unmark: (() => Promise<void>) | undefined
  let committing = false
  // A restore that died on this data folder was allowed to replace what was here, or found nothing.
  const again = unfinishedRestore(o.dataDir) !== null
  try {
    await client.query('begin')
    const state = await installationState(client)
    if (state === 'foreign') throw refusal('restore.foreign_database')
    if (!o.replace && !again && (state === 'used' || (await hasFiles(o.files ?? filesIn(o.dataDir))))) throw refusal('restore.not_empty')
    let others = await othersConnected(client)
    // The connections of a process that was killed go a moment after it.
    for (const until = Date.now() + 3000; others > 0 && Date.now() < until; others = await othersConnected(client)) await sleep(100)
    if (others > 0) throw refusal('restore.in_use', { count: others })
    if ((await identityOf(o.archive)) !== identity) throw refusal('restore.damaged', { reason: 'changed while it was read' })
    unmark = await markRestore(o.dataDir, o.archive)
    await dropInstallation(client)
    mailsHeld = await load(client, o, contents)
    committing = true
    await client.query('commit')
  } catch (e) {
    await client.query('rollback').catch(() => {})
    // Rolled back: what was there before is there again. Only files may have been added, which nothing names.
    if (!again && !committing) await unmark?.()
    throw e instanceof AppError ? e : fileRefusal(e, o.dataDir)
  } finally {
    await client.end().catch(() => {})
  }
  const secret = await keepSecret(o, contents)
  const upgraded = await migrate(o.ownerUrl)
  const after = new pg.Client({ connectionString: o.ownerUrl })
  await after.connect()
  await after.query('analyze').finally(() => after.end())
  await unmark()
  return { ...summaryOf(contents), upgraded, secret, mailsHeld }
}
