import { readdir, readFile } from 'node:fs/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'

const folder = new URL('../../../db/migrations/', import.meta.url)

/**
 * Applies the numbered SQL files of `db/migrations` that are still missing, each in its own transaction, under a lock
 * that lets several processes start at once. Throws the database's error with the file's name.
 */
export async function migrate(url: string): Promise<string[]> {
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }) })
  try {
    const names = (await readdir(folder)).filter((f) => /^\d{4}_.+\.sql$/.test(f)).toSorted()
    const migrations = Object.fromEntries(
      await Promise.all(
        names.map(async (name) => {
          const text = await readFile(new URL(name, folder), 'utf8')
          return [name.replace(/\.sql$/, ''), { up: async (tx: Kysely<any>) => void (await sql.raw(text).execute(tx)) }] as const
        }),
      ),
    )
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations }, allowUnorderedMigrations: true })
    const { error, results } = await migrator.migrateToLatest()
    if (error) {
      const failed = results?.find((r) => r.status === 'Error')?.migrationName ?? '?'
      throw new Error(`migration ${failed}: ${(error as Error).message}`, { cause: error })
    }
    return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName)
  } finally {
    await db.destroy()
  }
}
