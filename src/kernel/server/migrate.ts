import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'

const FLOOR = "select value #>> '{}' as value from (select set_config('app.system', 'on', true)) s, installation where key = 'schema.needs'"
const folder = new URL('../../../db/migrations/', import.meta.url)

/**
 * A migration that takes away what older programs use says so in a line, `-- needs: 0066_name`: from then on only programs that
 * know that migration may start. All others only add, so that old and new programs serve side by side.
 */
const needs = /^-- needs: (\d{4}_\w+)$/m

/**
 * Applies the numbered SQL files of `db/migrations` that are still missing, each in its own transaction, under a lock that lets
 * several processes start at once. What a newer program has applied is left alone. A busy table is waited for half a second at
 * a time, so that those who serve meanwhile do not queue up behind the change. Throws the database's error with the file's name.
 */
export async function migrate(url: string, from: URL = folder): Promise<string[]> {
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }) })
  const read = async (query: string): Promise<string[]> => (await sql.raw<{ value: string }>(query).execute(db)).rows.map((r) => r.value)
  try {
    const names = (await readdir(from)).filter((f) => /^\d{4}_.+\.sql$/.test(f)).toSorted()
    const migrations: Record<string, Migration> = {}
    for (const name of names) {
      const text = await readFile(new URL(name, from), 'utf8')
      const floor = needs.exec(text)?.[1]
      const mark = floor
        ? `; select set_config('app.system', 'on', true); insert into installation as i (key, value)
        values ('schema.needs', '"${floor}"') on conflict (key) do update set value = greatest(i.value, excluded.value)`
        : ''
      const up = async (tx: Kysely<any>) => void (await sql.raw(`set local lock_timeout = '500ms'; ${text}${mark}`).execute(tx))
      migrations[name.replace(/\.sql$/, '')] = { up }
    }
    const known = new Set(Object.keys(migrations))
    const made: string[] = []
    for (let misses = 0; ;) {
      const before = (await read("select coalesce(to_regclass('kysely_migration')::text, '') as value"))[0] !== ''
      const done = before ? await read('select name as value from kysely_migration') : []
      const [floor] = done.includes('0002_identity') ? await read(FLOOR) : []
      if (floor && !known.has(floor))
        throw new Error(
          `這個程式太舊，資料庫已由較新的版本改過，請更新程式 / this program is too old for the database, which needs ${floor}: update it`,
        )
      for (const name of done) migrations[name] ??= { up: async () => {} }
      const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations }, allowUnorderedMigrations: true })
      const { error, results } = await migrator.migrateUp()
      made.push(...(results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName))
      if (!error && !results?.length) return made
      if (!error) continue
      // Somebody works on the table just now, or a newer program was quicker between our look and our turn.
      const { code = '', message } = error as { code?: string; message: string }
      if (!(['55P03', '40P01'].includes(code) || /previously executed/.test(message)) || ++misses > 100)
        throw new Error(`migration ${results?.find((r) => r.status === 'Error')?.migrationName ?? '?'}: ${message}`, { cause: error })
      await sleep(100 + Math.random() * 300)
    }
  } finally {
    await db.destroy()
  }
}
