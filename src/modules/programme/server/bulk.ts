import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'

const snake = (s: string) => s.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const scope = new Set(['organisationId', 'eventId', 'id', 'key'])

/**
 * Inserts rows of one table, or changes those whose id is there, in one statement however many there are. All rows have the columns of
 * the first. Columns in `createOnly` are written to new rows and left as they are in old ones; `version` counts up.
 */
export async function upsertMany(
  ctx: Ctx,
  table: string,
  rows: readonly Record<string, unknown>[],
  createOnly: readonly string[] = [],
): Promise<void> {
  if (!rows.length) return
  const columns = Object.keys(rows[0]!)
  const plain = rows.map((r) => Object.fromEntries(columns.map((c) => [snake(c), r[c] ?? null])))
  const names = sql.raw(columns.map((c) => `"${snake(c)}"`).join(', '))
  const set = columns.filter((c) => !scope.has(c) && !createOnly.includes(c)).map((c) => `"${snake(c)}" = excluded."${snake(c)}"`)
  await sql`insert into ${sql.raw(table)} (${names}, created_at, updated_at)
    select ${names}, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(plain)}::jsonb)
    on conflict (organisation_id, id) do update set ${sql.raw([...set, `version = ${table}.version + 1`, 'updated_at = excluded.updated_at'].join(', '))}`.execute(
    ctx.tx,
  )
}

/** Inserts link rows (no version, no id) in one statement. */
export async function insertLinks(
  ctx: Ctx,
  table: 'session_room' | 'session_speaker',
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  if (!rows.length) return
  const columns = Object.keys(rows[0]!)
  const names = sql.raw(columns.map(snake).join(', '))
  const plain = rows.map((r) => Object.fromEntries(columns.map((c) => [snake(c), r[c]])))
  await sql`insert into ${sql.raw(table)} (${names}) select ${names} from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(plain)}::jsonb) on conflict do nothing`.execute(
    ctx.tx,
  )
}
