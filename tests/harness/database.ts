import { setTimeout as sleep } from 'node:timers/promises'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** The same server and user, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const u = new URL(url)
  u.pathname = `/${database}`
  return u.href
}

async function onServer(sql: string) {
  const client = new pg.Client({ connectionString: inject('databaseServer') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/**
 * A migrated database of one's own, for one test file. Close every connection to it, then `drop()` (what is left over goes
 * at the end of the run).
 * @example
 * let db: TestDatabase
 * beforeAll(async () => { db = await freshDatabase() })
 * afterAll(() => db.drop())
 */
export async function freshDatabase(o: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const name = `test_${inject('runId')}_${randomBytes(5).toString('hex')}`
  await onServer(`create database ${name} template ${o.migrated === false ? 'template0' : inject('databaseTemplate')}`)
  const drop = async (tries = 20): Promise<void> => {
    try {
      await onServer(`drop database if exists ${name} with (force)`)
    } catch (e) {
      // The server's own worker (autovacuum) is in it just now, and only a superuser may turn that out.
      if ((e as { code?: string }).code !== '42501' || tries === 0) throw e
      await sleep(100)
      await drop(tries - 1)
    }
  }
  return { url: urlOfDatabase(inject('databaseServer'), name), drop: () => drop() }
}
/** `url` signs in as the owner of the tables, who is no superuser. */
export type TestDatabase = { url: string; drop(): Promise<void> }
