import { type RawBuilder, sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { MergeKind } from '../contract/duplicates.ts'

/** A column of some table that says which person or company is meant: a reference, or the id half of `entity` + `entity_id`. */
export type Reference = { table: string; column: string; entity: boolean }
export type Moved = { table: string; column: string; entity: boolean; keys: Record<string, string>[] }
export type Dropped = { table: string; row: Record<string, unknown> }

const columns: Record<MergeKind, string[]> = {
  person: ['person_id', 'contact_person_id', 'holder_id'],
  company: ['company_id', 'client_id', 'holder_id'],
}
/** History stays under the name that it was written with; the index is made anew. */
const apart = new Set(['audit_entry', 'search_entry'])
/** Where a row that would stand twice says nothing that the other does not. Elsewhere two in one place are for people to decide. */
const mayDrop = new Set(['person_role'])

const labels: Record<string, Localized> = {
  person: { zh: '人物', en: 'People' },
  company: { zh: '公司（聯絡人）', en: 'Companies (contact)' },
  person_role: { zh: '活動身分', en: 'Roles at events' },
  registration: { zh: '報名', en: 'Registrations' },
  speaker: { zh: '講者', en: 'Speakers' },
  event: { zh: '活動（客戶）', en: 'Events (client)' },
  comment: { zh: '留言', en: 'Comments' },
  file: { zh: '檔案', en: 'Files' },
  notification: { zh: '通知', en: 'Notices' },
  consent_entry: { zh: '同意紀錄', en: 'Consents' },
  privacy_request: { zh: '個資請求', en: 'Privacy requests' },
  privacy_stop: { zh: '停止利用', en: 'Stops' },
  crm_merge: { zh: '更早的合併紀錄', en: 'Earlier merges' },
  portal_link: { zh: '外部連結', en: 'Portal links' },
}
export const labelOf = (table: string): Localized => labels[table] ?? { zh: table, en: table }

/** All columns of the database that point to this kind of record, by their names and types; a table that comes later is found by itself. */
export function referencesTo(ctx: Pick<Ctx, 'columns'>, kind: MergeKind): Reference[] {
  return [...ctx.columns]
    .flatMap(([key, type]): Reference[] => {
      const [table, column] = key.split('.') as [string, string]
      if (apart.has(table)) return []
      if (column === 'entity_id' && ctx.columns.has(`${table}.entity`)) return [{ table, column, entity: true }]
      return columns[kind].includes(column) && type === 'uuid' ? [{ table, column, entity: false }] : []
    })
    .toSorted((x, y) => (x.table < y.table ? -1 : x.table > y.table ? 1 : x.column < y.column ? -1 : 1))
}

const isHere = (ctx: Ctx, r: Reference, kind: MergeKind, id: string): RawBuilder<boolean> =>
  sql<boolean>`organisation_id = ${ctx.orgId} and ${sql.ref(r.column)}::text = ${id}${r.entity ? sql` and entity = ${kind}` : sql``}`

/** How many rows of each table point to the record; one statement. */
export async function countReferences(ctx: Ctx, kind: MergeKind, id: string) {
  const parts = referencesTo(ctx, kind).map(
    (r) => sql`select ${r.table}::text as "table", count(*)::int as n from ${sql.table(r.table)} where ${isHere(ctx, r, kind, id)}`,
  )
  const { rows } = await sql<{ table: string; n: number }>`${sql.join(parts, sql` union all `)}`.execute(ctx.tx)
  const sums = new Map<string, number>()
  for (const r of rows) if (r.n) sums.set(r.table, (sums.get(r.table) ?? 0) + r.n)
  return [...sums].map(([table, count]) => ({ table, label: labelOf(table), count }))
}

async function keysOf(ctx: Ctx): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select c.relname as "table", array_agg(a.attname::text order by a.attnum) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indisprimary and c.relnamespace = 'public'::regnamespace group by c.relname`.execute(ctx.tx)
  return new Map(rows.map((r) => [r.table, r.columns]))
}
const byKeys = (ctx: Ctx, keys: Record<string, string>[]) =>
  sql<boolean>`organisation_id = ${ctx.orgId} and (${sql.join(
    keys.map(
      (k) =>
        sql`(${sql.join(
          Object.entries(k).map(([c, v]) => sql`${sql.ref(c)}::text = ${v}`),
          sql` and `,
        )})`,
    ),
    sql` or `,
  )})`
const shape = (names: string[]) => sql`jsonb_build_object(${sql.join(names.flatMap((n) => [sql.lit(n), sql`${sql.ref(n)}::text`]))})`
const CHUNK = 500

/** Sets the column in two steps, as the ledger of consent demands of its lines: first nobody's, then another's. */
async function turn(ctx: Ctx, r: Reference, keys: Record<string, string>[], to: string) {
  const type = ctx.columns.get(`${r.table}.${r.column}`) === 'uuid' ? sql`::uuid` : sql``
  for (let i = 0; i < keys.length; i += CHUNK) {
    const these = byKeys(ctx, keys.slice(i, i + CHUNK))
    if (r.table === 'consent_entry') await sql`update consent_entry set ${sql.ref(r.column)} = null where ${these}`.execute(ctx.tx)
    await sql`update ${sql.table(r.table)} set ${sql.ref(r.column)} = ${to}${type} where ${these}`.execute(ctx.tx)
  }
}
const twice = (e: unknown) => (e as { code?: string }).code === '23505'
async function attempt(ctx: Ctx, act: () => Promise<void>): Promise<boolean> {
  await sql`savepoint turning`.execute(ctx.tx)
  try {
    await act()
    await sql`release savepoint turning`.execute(ctx.tx)
    return true
  } catch (e) {
    await sql`rollback to savepoint turning`.execute(ctx.tx)
    if (!twice(e)) throw e
    return false
  }
}

/**
 * Turns everything that points to `from` to `to`, table by table; what would then stand twice is taken out and given back whole.
 * Errors: `crm.merge_conflict` where that must not happen by itself.
 */
export async function moveReferences(ctx: Ctx, kind: MergeKind, from: string, to: string): Promise<{ moved: Moved[]; dropped: Dropped[] }> {
  const primary = await keysOf(ctx)
  const moved: Moved[] = []
  const dropped: Dropped[] = []
  for (const r of referencesTo(ctx, kind)) {
    const names = (primary.get(r.table) ?? ['id']).filter((c) => c !== 'organisation_id')
    const { rows } = await sql<{ key: Record<string, string> }>`
      select ${shape(names)} as key from ${sql.table(r.table)} where ${isHere(ctx, r, kind, from)} for update`.execute(ctx.tx)
    const keys = rows.map((x) => x.key)
    if (!keys.length) continue
    if (await attempt(ctx, () => turn(ctx, r, keys, to))) {
      moved.push({ ...r, keys })
      continue
    }
    if (!mayDrop.has(r.table)) throw new AppError('crm.merge_conflict', { table: labelOf(r.table)[ctx.lang === 'en' ? 'en' : 'zh'] })
    const kept: Record<string, string>[] = []
    for (const key of keys) {
      if (await attempt(ctx, () => turn(ctx, r, [key], to))) kept.push(key)
      else {
        const out = await sql<{
          row: Record<string, unknown>
        }>`delete from ${sql.table(r.table)} t where ${byKeys(ctx, [key])} returning to_jsonb(t) as row`.execute(ctx.tx)
        dropped.push(...out.rows.map((x) => ({ table: r.table, row: x.row })))
      }
    }
    if (kept.length) moved.push({ ...r, keys: kept })
  }
  return { moved, dropped }
}

/** Of what a merge turned, the rows that still point to `at`. */
export async function stillThere(ctx: Ctx, kind: MergeKind, moved: Moved[], at: string): Promise<Moved[]> {
  const out: Moved[] = []
  for (const m of moved) {
    const keys: Record<string, string>[] = []
    const names = Object.keys(m.keys[0] ?? {})
    for (let i = 0; i < m.keys.length; i += CHUNK) {
      const { rows } = await sql<{ key: Record<string, string> }>`
        select ${shape(names)} as key from ${sql.table(m.table)} where ${isHere(ctx, m, kind, at)} and (${byKeys(ctx, m.keys.slice(i, i + CHUNK))})`.execute(
        ctx.tx,
      )
      keys.push(...rows.map((r) => r.key))
    }
    if (keys.length) out.push({ ...m, keys })
  }
  return out
}

/** Turns rows back, and puts in again what was taken out, unless what it belongs to is gone by now. */
export async function returnReferences(ctx: Ctx, moved: Moved[], dropped: Dropped[], to: string): Promise<void> {
  for (const m of moved) await turn(ctx, m, m.keys, to)
  for (const d of dropped) {
    await sql`savepoint returning_row`.execute(ctx.tx)
    try {
      await sql`insert into ${sql.table(d.table)} select * from jsonb_populate_record(null::${sql.table(d.table)}, ${JSON.stringify(d.row)}::jsonb) on conflict do nothing`.execute(
        ctx.tx,
      )
      await sql`release savepoint returning_row`.execute(ctx.tx)
    } catch (e) {
      // Its event is gone: there is nothing left to belong to.
      if ((e as { code?: string }).code !== '23503') throw e
      await sql`rollback to savepoint returning_row`.execute(ctx.tx)
    }
  }
}
