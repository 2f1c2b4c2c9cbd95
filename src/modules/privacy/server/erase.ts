import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { unindexSearch } from '../../../kernel/server/search.ts'
import { unsealJson } from '../../../kernel/server/seal.ts'
import { erasureNames, type TableErasure } from '../contract/personal.ts'
import type { RunCount } from '../contract/run.ts'
import { ERASED, type Hit, tablesOf } from './locate.ts'
import type { PersonalTable } from './provides.ts'

/** What happens to a table's rows: as declared, or as the clock does it in the end. */
const actionOf = (t: PersonalTable, clock: boolean): TableErasure => (clock && t.retire ? t.retire : t.erase)
/** A keep without a reason of its own leans on the table's. */
const whyOf = (t: PersonalTable): Localized =>
  t.why ?? Object.values(t.columns).find((c) => c[3] === 'keep' && c[4])?.[4] ?? { zh: '', en: '' }

/** Columns that stay in rows that are pseudonymised, with the reason, e.g. the code and amount of a voucher. */
export const keptColumns = (services: Services, table: string): { label: Localized; why: Localized }[] =>
  tablesOf(services)
    .filter((t) => t.table === table && t.erase === 'columns')
    .flatMap((t) =>
      Object.values(t.columns).flatMap(([, zh, en, how, why]) =>
        how === 'keep' && why ? [{ label: { zh: `${t.label.zh}：${zh}`, en: `${t.label.en}: ${en}` }, why }] : [],
      ),
    )

/** The hits by table with what would be done, in the order of the modules. Names are shown to those who decide. */
export function planOf(services: Services, hits: readonly Hit[], clock = false) {
  return tablesOf(services).flatMap((t) => {
    const rows = hits.filter((h) => h.table === t.table)
    if (!rows.length) return []
    return [{ table: t.table, label: t.label, action: actionOf(t, clock), why: whyOf(t), rows }]
  })
}

const nullable = async (ctx: Ctx, table: string) => {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attnotnull`.execute(ctx.tx)
  return new Set(rows.map((r) => r.name))
}

function blank(ctx: Ctx, t: PersonalTable, column: string, free: Set<string>): RawBuilder<unknown> {
  const type = ctx.columns.get(`${t.table}.${column}`)
  const ref = sql`t.${sql.ref(column)}`
  const [kind, , , how] = t.columns[column]!
  const short = sql`upper(right(t.id::text, 6))`
  if (how === 'pseudonym') {
    if (type === 'jsonb') return sql`jsonb_build_object('zh', ${ERASED.zh}::text || ${short}, 'en', ${ERASED.en}::text || ${short})`
    return kind === 'technical' ? sql`'erased-' || right(t.id::text, 12)` : sql`${ERASED.zh}::text || ${short}`
  }
  if (free.has(column)) return sql`null`
  if (type === 'jsonb')
    return sql`case jsonb_typeof(${ref}) when 'array' then '[]'::jsonb else case when ${ref} ? 'zh' then '{"zh":"","en":""}'::jsonb else '{}'::jsonb end end`
  return type === '_text' ? sql`'{}'::text[]` : sql`''`
}

async function filesOf(ctx: Ctx, t: PersonalTable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string | null }>`
    select ${sql.ref(t.file!)} as id from ${sql.table(t.table)} where organisation_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(
    ctx.tx,
  )
  return rows.flatMap((r) => r.id ?? [])
}

/** Answers kept for retries are sealed: they are opened one by one, and emptied where one of the records or mailboxes stands in it. */
async function emptyAnswers(ctx: Ctx, needles: readonly string[]): Promise<number> {
  let n = 0
  const rows = await ctx.tx
    .selectFrom('idempotency')
    .select(['key', 'caller', 'response'])
    .where('organisationId', '=', ctx.orgId)
    .execute()
  for (const r of rows) {
    if (r.response === null) continue
    const text = JSON.stringify(unsealJson(r.response, `${ctx.orgId}/idempotency/${r.caller}/${r.key}`) ?? '').toLowerCase()
    if (!needles.some((x) => text.includes(x))) continue
    await ctx.tx
      .updateTable('idempotency')
      .set({ response: null })
      .where('organisationId', '=', ctx.orgId)
      .where('caller', '=', r.caller)
      .where('key', '=', r.key)
      .execute()
    n++
  }
  return n
}

/** Blanks what the trail says of the records, and wherever one of the mailboxes stands in it; the chain of hashes goes on holding. */
async function blankTrail(ctx: Ctx, run: string, records: { entity: string; ids: string[] }[], emails: readonly string[]): Promise<number> {
  const entries = new Set<string>()
  for (const r of records) {
    const { rows } = await sql<{ id: string }>`
      select id from audit_entry where organisation_id = ${ctx.orgId} and entity = ${r.entity} and entity_id = any(${r.ids}::text[])`.execute(
      ctx.tx,
    )
    for (const e of rows) entries.add(e.id)
  }
  for (const email of emails) {
    const { rows } = await sql<{ id: string }>`
      select id from audit_entry where organisation_id = ${ctx.orgId} and (strpos(lower(changes::text), ${email}) > 0 or strpos(lower(label), ${email}) > 0)`.execute(
      ctx.tx,
    )
    for (const e of rows) entries.add(e.id)
  }
  if (!entries.size) return 0
  const { rows } = await sql<{ n: number }>`select audit_erase(${run}::uuid, ${[...entries]}::uuid[]) as n`.execute(ctx.tx)
  return rows[0]!.n
}

export type ErasureInput = {
  kind: 'erasure' | 'retention' | 'certificate'
  hits: readonly Hit[]
  emails?: readonly string[]
  requestId?: string | null
  eventId?: string | null
  code?: string
  clock?: boolean
}
export type ErasureDone = { runId: string; hash: string; counts: RunCount[] }

/**
 * Erases rows in the ctx's transaction, all or none: deletes or pseudonymises as their tables declare, with their search entries,
 * what the audit trail says of them, and kept answers. Writes the run with counts and a hash over what was done to which row.
 * Rows that are gone already are not counted: the same again does nothing.
 */
export async function eraseHits(ctx: Ctx, services: Services, input: ErasureInput): Promise<ErasureDone> {
  const runId = newId()
  const plan = planOf(services, input.hits, input.clock)
  const counts: RunCount[] = []
  const done: string[] = []
  const records: { entity: string; ids: string[] }[] = []
  for (const p of plan.toReversed()) {
    const t = tablesOf(services).find((x) => x.table === p.table)!
    const ids = p.rows.map((r) => r.id)
    let touched: string[] = []
    // Portraits go with the record that lets go of them.
    const files = t.file && p.action !== 'keep' ? await filesOf(ctx, t, ids) : []
    if (p.action === 'row') {
      const { rows } = await sql<{
        id: string
      }>`delete from ${sql.table(t.table)} where organisation_id = ${ctx.orgId} and id = any(${ids}::uuid[]) returning id`.execute(ctx.tx)
      touched = rows.map((r) => r.id)
    } else if (p.action === 'columns') {
      const free = await nullable(ctx, t.table)
      const set = Object.entries(t.columns).flatMap(([c, spec]) =>
        spec[3] === 'keep' ? [] : [sql`${sql.ref(c)} = ${blank(ctx, t, c, free)}`],
      )
      if (ctx.columns.has(`${t.table}.version`)) set.push(sql`version = t.version + 1`)
      if (ctx.columns.has(`${t.table}.updated_at`)) set.push(sql`updated_at = ${ctx.now}`)
      const { rows } = await sql<{ id: string }>`
        update ${sql.table(t.table)} t set ${sql.join(set)} where t.organisation_id = ${ctx.orgId} and t.id = any(${ids}::uuid[]) returning t.id`.execute(
        ctx.tx,
      )
      touched = rows.map((r) => r.id)
    } else touched = ids
    for (const id of touched) done.push(`${t.table} ${id} ${p.action}`)
    counts.push({
      table: t.table,
      label: t.label,
      action: p.action,
      rows: touched.length,
      ...(p.action === 'keep' ? { why: p.why } : {}),
      columns: p.action === 'columns' ? Object.entries(t.columns).filter(([, c]) => c[3] !== 'keep').length : 0,
    })
    if (p.action === 'keep' || !touched.length) continue
    if (files.length) await sql`delete from file where organisation_id = ${ctx.orgId} and id = any(${files}::uuid[])`.execute(ctx.tx)
    if (t.entity) {
      records.push({ entity: t.entity, ids: touched })
      await unindexSearch(ctx, t.entity, touched)
      if (t.entity === 'person') for (const id of touched) ctx.emit('person.removed', { id })
      ctx.touch(t.entity)
    }
  }
  const emails = (input.emails ?? []).map((e) => e.toLowerCase()).filter(Boolean)
  const blanked = await blankTrail(ctx, runId, records, emails)
  const emptied = await emptyAnswers(ctx, [...emails, ...records.flatMap((r) => r.ids)])
  const extra = (table: string, rows: number): RunCount[] =>
    rows ? [{ table, label: tablesOf(services).find((t) => t.table === table)!.label, action: 'columns', rows, columns: 1 }] : []
  counts.reverse()
  counts.push(...extra('audit_entry', blanked), ...extra('idempotency', emptied))
  return { runId, counts, hash: await writeRun(ctx, runId, { ...input, counts, done }) }
}

/** The run's own line and its entry in the trail, which vouches for every entry that it blanked. */
export async function writeRun(
  ctx: Ctx,
  runId: string,
  r: { kind: string; counts: RunCount[]; done: readonly string[]; requestId?: string | null; eventId?: string | null; code?: string },
): Promise<string> {
  const { rows } = await sql<{ hash: string }>`select audit_tombstones(${ctx.orgId}::uuid, ${runId}::uuid) as hash`.execute(ctx.tx)
  const tombstones = rows[0]!.hash
  const hash = createHash('sha256')
    .update([runId, ctx.now, r.kind, tombstones, ...r.done.toSorted()].join('\n'))
    .digest('hex')
  await ctx.tx
    .insertInto('privacyRun')
    .values({
      id: runId,
      organisationId: ctx.orgId,
      kind: r.kind,
      eventId: r.eventId ?? null,
      requestId: r.requestId ?? null,
      code: r.code ?? '',
      counts: json(r.counts),
      hash,
      byName: ctx.actor.name,
      at: ctx.now,
    })
    .execute()
  const line = (field: string, zh: string, en: string, to: unknown) => ({ field, label: { zh, en }, from: null, to })
  await audit(ctx, {
    entity: 'privacyRun',
    entityId: runId,
    eventId: r.eventId ?? null,
    action: r.kind === 'export' ? 'export' : 'erase',
    label: r.kind,
    changes: [
      ...r.counts.map((c) => line(c.table, c.label.zh, c.label.en, `${erasureNames[c.action].zh} ${c.rows}`)),
      line('tombstones', '抹除的稽核紀錄（指紋）', 'Blanked entries (digest)', tombstones),
      line('hash', '執行指紋', 'Digest of the run', hash),
    ],
  })
  return hash
}
