import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from './database.ts'

let one: TestDatabase
let two: TestDatabase
beforeAll(async () => {
  one = await freshDatabase()
  two = await freshDatabase()
})
afterAll(async () => {
  await one.drop()
  await two.drop()
})

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

test('a fresh database is migrated, and its own', async () => {
  const tables =
    "select count(*)::int as n from information_schema.tables where table_schema = 'public' and table_name in ('audit_entry', 'outbox')"
  expect(await query(one.url, tables)).toEqual([{ n: 2 }])
  await query(one.url, 'create table only_here (id int)')
  expect(await query(two.url, "select to_regclass('only_here')::text as found")).toEqual([{ found: null }])
})

test('its owner is no superuser, so that row-level security binds it', async () => {
  expect(await query(one.url, 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user')).toEqual([
    { rolsuper: false, rolbypassrls: false },
  ])
})
