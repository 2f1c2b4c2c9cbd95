import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../../apps/server/postgres.ts'
import { urlOfDatabase } from './database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test server's maintenance database, and the migrated database that `freshDatabase` copies. */
    databaseServer: string
    databaseTemplate: string
    runId: string
  }
}

const root = join(import.meta.dirname, '../..')
const shortHash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex').slice(0, 12)
/** Kept between runs, so that a run starts in a tenth of a second; the folder is this checkout's and this user's own. */
const folder = join(tmpdir(), `bantoh-test-${process.getuid?.() ?? 0}-${shortHash(root)}`)

function templateName(): string {
  const migrations = join(root, 'db/migrations')
  const files = existsSync(migrations) ? readdirSync(migrations).toSorted() : []
  const code = [...files.map((f) => join(migrations, f)), join(root, 'src/kernel/server/migrate.ts')].filter((f) => existsSync(f))
  return `template_${shortHash(Buffer.concat(code.map((f) => readFileSync(f))))}`
}

/** One migrated database per state of the migrations; made under another name, so that a failed migration leaves none behind. */
async function ensureTemplate(client: pg.Client, server: string): Promise<string> {
  const name = templateName()
  await client.query('select pg_advisory_lock(7001)')
  const { rows } = await client.query("select datname from pg_database where datname like 'template\\_%'")
  if (!rows.some((r) => r.datname === name)) {
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft}`)
    const { migrate } = await import('../../src/kernel/server/migrate.ts')
    await migrate(urlOfDatabase(server, draft))
    await client.query(`alter database ${draft} rename to ${name}`)
  }
  await client.query('select pg_advisory_unlock(7001)')
  return name
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Drops databases of this run and of runs that were killed, and all but the three newest templates. */
async function sweep(client: pg.Client) {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where datname ~ '^(test|template)_' order by oid desc",
  )
  const names = rows.map((r) => r.name)
  const runOf = (name: string) => Number(/^test_(\d+)_/.exec(name)?.[1])
  const over = [
    ...names.filter((name) => name.startsWith('test_') && (runOf(name) === process.pid || !alive(runOf(name)))),
    ...names.filter((name) => name.startsWith('template_') && !name.endsWith('_draft')).slice(3),
  ]
  for (const name of over) await client.query(`drop database if exists ${name} with (force)`).catch(() => {})
}

async function open() {
  const server = await startPostgres({ dataDir: folder, durable: false })
  const url = urlOfDatabase(server.url, 'postgres')
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return { server, url, client }
}

export default async function setup(project: TestProject) {
  // Without fsync a crash of the machine may have torn it; nothing in it is worth repairing.
  const { server, url, client } = await open().catch(() => {
    rmSync(folder, { recursive: true, force: true })
    return open()
  })
  const template = await ensureTemplate(client, url)
  project.provide('databaseServer', url)
  project.provide('databaseTemplate', template)
  project.provide('runId', `${process.pid}`)
  return async () => {
    await sweep(client)
    await client.end()
    await server.stop()
  }
}
