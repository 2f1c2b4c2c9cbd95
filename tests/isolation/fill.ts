import { sql } from 'kysely'
import { newId } from '../../src/kernel/contract/ids.ts'
import type { Tx } from '../../src/kernel/server/db.ts'

type Column = { table: string; name: string; type: string; nullable: boolean; hasDefault: boolean; generated: boolean }
type Reference = { table: string; columns: string[]; target: string; targetColumns: string[] }
export type Catalogue = {
  /** Tables of an organisation, in an order in which references come first. */
  tables: string[]
  columns: Map<string, Column[]>
  references: Map<string, Reference[]>
  /** `table.column` → what its check lets in, where that is a list. */
  allowed: Map<string, string[]>
}

/** What the database itself says of the tables that belong to an organisation. */
export async function catalogueOf(tx: Tx): Promise<Catalogue> {
  const columns = await sql<Column>`
    select c.table_name as "table", c.column_name as name, c.udt_name as type, c.is_nullable = 'YES' as nullable,
      (c.column_default is not null or c.is_identity = 'YES' or c.is_generated = 'ALWAYS') as "hasDefault", c.is_generated = 'ALWAYS' as generated
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by c.ordinal_position`.execute(tx)
  const references = await sql<Reference>`
    select r.relname as "table", t.relname as target,
      (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality k(c, n) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.c) as columns,
      (select array_agg(a.attname::text order by k.n) from unnest(c.confkey) with ordinality k(c, n) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.c) as "targetColumns"
    from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_class t on t.oid = c.confrelid
    where c.contype = 'f' and r.relnamespace = 'public'::regnamespace`.execute(tx)
  const checks = await sql<{ table: string; text: string }>`
    select r.relname as "table", pg_get_constraintdef(c.oid) as text
    from pg_constraint c join pg_class r on r.oid = c.conrelid where c.contype = 'c' and r.relnamespace = 'public'::regnamespace`.execute(
    tx,
  )
  const allowed = new Map<string, string[]>()
  for (const { table, text } of checks.rows) {
    const m = /^CHECK \(\(\(?"?(\w+)"?\)?(?:::text)? = ANY \(\(?ARRAY\[(.+?)\]/.exec(text)
    if (m)
      allowed.set(
        `${table}.${m[1]}`,
        [...m[2]!.matchAll(/'([^']*)'/g)].map((x) => x[1]!),
      )
  }
  const by = <T extends { table: string }>(rows: T[]) => {
    const out = new Map<string, T[]>()
    for (const r of rows) out.set(r.table, [...(out.get(r.table) ?? []), r])
    return out
  }
  const columnsOf = by(columns.rows)
  const referencesOf = by(references.rows)
  const granted = await sql<{
    t: string
  }>`select relname as t from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and has_table_privilege('bantoh_app', oid, 'select')`.execute(
    tx,
  )
  const reachable = new Set(granted.rows.map((r) => r.t))
  const scoped = [...columnsOf].filter(([t, cs]) => reachable.has(t) && cs.some((c) => c.name === 'organisation_id')).map(([t]) => t)
  const tables: string[] = []
  const visit = (t: string, path: string[]) => {
    if (tables.includes(t) || path.includes(t) || !scoped.includes(t)) return
    for (const r of referencesOf.get(t) ?? []) visit(r.target, [...path, t])
    tables.push(t)
  }
  for (const t of scoped.toSorted()) visit(t, [])
  return { tables, columns: columnsOf, references: referencesOf, allowed }
}

type Place = { organisationId: string; eventId: string | null; userId: string }
/** Values that no type and no check tells, by `table.column` or `column`. */
const special: Record<string, unknown> = {
  hash: 'f'.repeat(64),
  sha256: 'e'.repeat(64),
  currency: 'TWD',
  country: 'TW',
  zone: 'Asia/Taipei',
  lang: 'zh-TW',
  locale: 'zh-TW',
  url: 'https://receiver.example/hook',
  'webhook.types': ['*'],
  'rule.value': '1',
  'rule.code': 'privacy.answerDays',
  'rule.jurisdiction': 'TW',
  'rule.group': 'privacy',
  'rule.unit': 'day',
  'security_event.kind': 'signIn',
  'oidc_provider.mail_domains': ['agency.example'],
  'privacy_notice.body': '{"zh":"資料","en":""}',
  'privacy_certificate.counts': '[]',
  'privacy_certificate.files': '[]',
  'privacy_run.counts': '[]',
  'privacy_breach.rules': '[]',
  'privacy_request.rules': '[]',
  'crm_import.columns': '[]',
  'crm_import.rows': '[]',
  'portal_link.entity': 'registration',
  'portal_link.scopes': ['attendee'],
  'saved_view.list': 'people',
  'badge_layout.back': '{"zh":"集合地點","en":""}',
  'document_issue.deliverable': 'programme-book',
  'document_issue.files': '[]',
  'narrative_history.content': '{"type":"doc","content":[]}',
  'mail_message.html': '<p>letter</p>',
  'desk_item.category': 'badge',
  'desk_item.basis': 'onsite',
  'desk_item.name': '{"zh":"名牌","en":"Badges"}',
  'desk_item.specification': '{"zh":"","en":""}',
  'desk_step.title': '{"zh":"掃碼","en":"Scan"}',
  'desk_step.station': '{"zh":"櫃檯","en":""}',
  'desk_step.say': '{"zh":"","en":""}',
  'attendance_certificate.code': 'AAAAAAAAAAAAAAAAAAAAAA',
  'attendance_certificate.days': ['2027-05-13'],
}

/** Adds a row to a table that has none at this place. `null` = one is there now; else why not. */
export async function fill(tx: Tx, c: Catalogue, table: string, at: Place): Promise<string | null> {
  const columns = c.columns.get(table)!
  const inEvent = columns.some((x) => x.name === 'event_id')
  const here = sql`organisation_id = ${at.organisationId}`
  const place = inEvent ? sql`${here} and (${at.eventId}::uuid is null or event_id = ${at.eventId})` : here
  const found = await sql`select 1 from ${sql.table(table)} where ${place} limit 1`.execute(tx)
  if (found.rows.length) return null
  const values: Record<string, unknown> = { organisation_id: at.organisationId }
  if (inEvent) values.event_id = at.eventId
  for (const r of c.references.get(table) ?? []) {
    const wanted = r.columns.filter((x) => x in values)
    const conditions = wanted.map((x) => sql`${sql.ref(r.targetColumns[r.columns.indexOf(x)]!)} = ${values[x]}`)
    const row =
      await sql<any>`select * from ${sql.table(r.target)} where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`} limit 1`.execute(
        tx,
      )
    const target = row.rows[0] as Record<string, unknown> | undefined
    const camel = (s: string) => s.replaceAll(/_(\w)/g, (_, x: string) => x.toUpperCase())
    if (target) r.columns.forEach((x, i) => (values[x] ??= target[camel(r.targetColumns[i]!)] ?? target[r.targetColumns[i]!]))
  }
  for (const x of columns) {
    if (x.name in values || (x.hasDefault && !/_text|jsonb/.test(x.type) && x.type !== 'text')) continue
    const known = special[`${table}.${x.name}`] ?? special[x.name]
    if (known !== undefined) values[x.name] = known
    else if (/^(user_id|created_by|asked_by|actor_id)$/.test(x.name)) values[x.name] = at.userId
    else if (c.allowed.has(`${table}.${x.name}`)) values[x.name] = c.allowed.get(`${table}.${x.name}`)![0]
    else if (x.nullable) continue
    else if (x.hasDefault && x.type !== 'text') continue
    else if (x.type === 'uuid') values[x.name] = newId()
    else if (x.type === 'text') values[x.name] = /hash|token|key|digest|secret/.test(x.name) ? newId() : '資料'
    else if (x.name === 'number') {
      const last = await sql<{ n: number }>`select coalesce(max(number), 0)::int as n from ${sql.table(table)} where ${here}`.execute(tx)
      values[x.name] = last.rows[0]!.n + 1
    } else if (/^int|numeric/.test(x.type)) values[x.name] = 1
    else if (x.type === 'bool') values[x.name] = false
    else if (x.type === 'jsonb') values[x.name] = '[]'
    else if (x.type === 'date') values[x.name] = '2027-05-13'
    else if (x.type === 'timestamptz') values[x.name] = /expires|until|due/.test(x.name) ? '2036-01-01T00:00:00Z' : '2026-05-13T01:00:00Z'
    else if (x.type.startsWith('_')) values[x.name] = []
  }
  const names = Object.keys(values)
  try {
    await sql`savepoint filling`.execute(tx)
    await sql`insert into ${sql.table(table)} (${sql.join(names.map((n) => sql.ref(n)))}) values (${sql.join(names.map((n) => sql`${values[n]}`))})`.execute(
      tx,
    )
    await sql`release savepoint filling`.execute(tx)
    return null
  } catch (e) {
    await sql`rollback to savepoint filling`.execute(tx)
    // One a person or an organisation, and there is one.
    if (
      (e as { code?: string }).code === '23505' &&
      (await sql`select 1 from ${sql.table(table)} where ${here} limit 1`.execute(tx)).rows.length
    )
      return null
    return `${table}: ${(e as Error).message}`
  }
}

/** Columns that hold keys and kinds of the program's own, which nobody writes and whose change would break the seed's sense. */
const structural =
  /^(id|organisation_id|.*_id|entity|kind|status|state|role|roles|mime|sha256|prefix|action|actor_kind|deliverable|section|metric|basis|direction|format|zone|lang|language|languages|locale|currency|code|slug|key|.*_key|.*_hash|hash|prev|digest|.*_digest|.*_sealed|sealed|secret|previous_secret|colour|country|list|scopes|scope|types?|type|groups?|attendance|source|source_.*|unit|days?|jurisdiction|regime|channel|act|purpose|purposes?|kinds|category|diet|avatar_url|website|source_url|point|email|mobile|phone|url|attachments|files|digests|interpretation|payload|response|fault|outcome|password|tokens?|asked_by|decided_by|created_by|brief|settings|consent|consents|rules|grams|mail_domains|body_hash|replaces|networks|mentions|network|address_hash|tail|bank_code|bank_account|bank_tail|tax_id|client_kind|event_ids|view|columns|rows|phases|cells)$/

export type Marked = { table: string; column: string; rows: number }
/** Adds `mark` to every text of every row of the place, as far as the database lets it; says where it stands now. */
export async function mark(tx: Tx, c: Catalogue, at: { organisationId: string; eventId?: string }, word: string): Promise<Marked[]> {
  const out: Marked[] = []
  for (const table of c.tables) {
    const columns = c.columns.get(table)!
    const inEvent = columns.some((x) => x.name === 'event_id')
    if (at.eventId && !inEvent && table !== 'event') continue
    const place = at.eventId
      ? sql`organisation_id = ${at.organisationId} and ${sql.ref(table === 'event' ? 'id' : 'event_id')} = ${at.eventId}`
      : sql`organisation_id = ${at.organisationId}`
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx)
    for (const { name, type } of columns) {
      const email = name === 'email' || (name === 'address' && table === 'mail_recipient')
      if (structural.test(name) && !email) continue
      const col = sql.ref(name)
      const value =
        type === 'text'
          ? email
            ? sql`case when ${col} = '' then '' else ${`${word}.`} || ${col} end`
            : sql`coalesce(${col}, '') || ${` ${word}`}`
          : type === 'jsonb'
            ? sql`regexp_replace(regexp_replace(${col}::text, '"([^"\\]*[一-鿿][^"\\]*)"(?!:)', ${`"\\1 ${word}"`}, 'g'), '"(en)": "([^"\\]*)"', ${`"\\1": "\\2 ${word}"`}, 'g')::jsonb`
            : type === '_text'
              ? sql`array_append(${col}, ${word})`
              : null
      if (!value) continue
      try {
        await sql`savepoint marking`.execute(tx)
        const r = await sql`update ${sql.table(table)} set ${col} = ${value} where ${place}`.execute(tx)
        await sql`release savepoint marking`.execute(tx)
        out.push({ table, column: name, rows: Number(r.numAffectedRows ?? 0) })
      } catch {
        await sql`rollback to savepoint marking`.execute(tx)
      }
    }
    await sql`alter table ${sql.table(table)} enable trigger user`.execute(tx)
  }
  return out
}
