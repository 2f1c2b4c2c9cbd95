import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import pg from 'pg'
import { afterAll } from 'vitest'
import { freshDatabase } from '../../../tests/harness/database.ts'
import { prepareDataFolder } from '../../../src/kernel/server/data-folder.ts'

/** An empty database and an empty data folder, as a new machine has them. */
export async function emptyPlace() {
  const database = await freshDatabase({ migrated: false })
  const dataDir = mkdtempSync(join(tmpdir(), 'bantoh-restore-'))
  prepareDataFolder(dataDir)
  afterAll(async () => {
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { url: database.url, dataDir }
}

export async function onClient<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("select set_config('app.system', 'on', false)")
    return await fn(client)
  } finally {
    await client.end()
  }
}

const list = async (client: pg.Client, sql: string) => (await client.query({ text: sql, rowMode: 'array' })).rows.map((r) => r.join(' | '))

/** Every row of every table as text, by table. */
export const rowsOf = (url: string) =>
  onClient(url, async (client) => {
    const names = await list(
      client,
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )
    const out: Record<string, string[]> = {}
    for (const n of names) out[n] = await list(client, `select t::text from ${client.escapeIdentifier(n)} t order by 1`)
    return out
  })

/** Everything that makes up the schema beside the rows: columns, keys, policies, triggers, grants, functions, indexes, sequences. */
export const schemaOf = (url: string) =>
  onClient(url, async (client) => ({
    columns: await list(
      client,
      "select table_name, ordinal_position, column_name, udt_name, is_nullable, column_default, is_identity from information_schema.columns where table_schema = 'public' order by 1, 2",
    ),
    constraints: await list(
      client,
      "select conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2",
    ),
    security: await list(
      client,
      "select relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner), relacl, reloptions from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S') order by 1",
    ),
    policies: await list(
      client,
      "select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2",
    ),
    triggers: await list(
      client,
      'select tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2',
    ),
    functions: await list(
      client,
      "select p.oid::regprocedure, pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f' order by 1::text",
    ),
    indexes: await list(client, "select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1"),
    sequences: await list(client, "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1"),
  }))

/** Every stored file's place and hash. */
export function filesOf(dataDir: string): Record<string, string> {
  const folder = join(dataDir, 'files')
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile())
      .map((f) => join(f.parentPath, f.name))
      .toSorted()
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  )
}

export const codeOf = (p: Promise<unknown>) =>
  p.then(
    () => 'accepted',
    (e: { code?: string }) => e.code ?? String(e),
  )
