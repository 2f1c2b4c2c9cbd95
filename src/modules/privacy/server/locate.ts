import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { PersonalTable } from './provides.ts'

/** Whom we look for. At least one of person, registration and mailbox; a name alone finds too many. */
export type Subject = { personId?: string | null; registrationId?: string | null; email?: string; phone?: string; name?: string }
/**
 * A row that is, or may be, the person's. `sure`: linked by an id, or the same mailbox under a name that fits; a mailbox may be
 * shared, so the same mailbox or number under another name is for a person to decide.
 */
export type Hit = {
  table: string
  id: string
  eventId: string | null
  name: string
  how: 'link' | 'mail' | 'phone' | 'mention'
  sure: boolean
}

export const tablesOf = (services: Services): readonly PersonalTable[] => services.provided('personal')
const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s　·・.]/g, '')
    .replaceAll('臺', '台')
const or = (parts: RawBuilder<unknown>[]) => (parts.length ? sql`(${sql.join(parts, sql` or `)})` : sql`false`)
const has = (ctx: Ctx, table: string, column: string) => ctx.columns.has(`${table}.${column}`)
/** A name as text, whatever its shape: both halves of a localized one. */
const nameOf = (ctx: Ctx, t: PersonalTable) =>
  !t.find.name
    ? sql`''`
    : ctx.columns.get(`${t.table}.${t.find.name}`) === 'jsonb'
      ? sql`concat_ws(' | ', nullif(t.${sql.ref(t.find.name)} ->> 'zh', ''), nullif(t.${sql.ref(t.find.name)} ->> 'en', ''))`
      : sql`t.${sql.ref(t.find.name)}`
const select = (ctx: Ctx, t: PersonalTable) =>
  sql`select t.id, ${has(ctx, t.table, 'event_id') ? sql`t.event_id` : sql`null::uuid as event_id`}, ${nameOf(ctx, t)} as name from ${sql.table(t.table)} t where t.organisation_id = ${ctx.orgId}`
const digits = (s: string) => s.replaceAll(/\D/g, '').slice(-9)
const own = (t: PersonalTable) => t.find.self || t.find.person || t.find.email || t.find.phone
/** Whether a row is still about anybody: what was pseudonymised before is not found again. */
const notErased = (ctx: Ctx, t: PersonalTable): RawBuilder<unknown> =>
  t.find.name && t.columns[t.find.name]?.[3] === 'pseudonym' ? sql`and ${nameOf(ctx, t)} not like ${`${ERASED.zh}%`}` : sql``
export const ERASED = { zh: '（已刪除）', en: 'Erased ' }

type Found = {
  id: string
  eventId: string | null
  name: string
  link: boolean
  mail: boolean
  person: string | null
  emails: string[]
  phones: string[]
}

/** All that is held on one person, in a fixed number of statements per round; rounds end when nothing new turns up. */
export async function locate(ctx: Ctx, services: Services, of: Subject): Promise<Hit[]> {
  const tables = tablesOf(services)
  const people = new Set<string>(of.personId ? [of.personId] : [])
  const emails = new Set<string>(of.email ? [of.email.trim().toLowerCase()] : [])
  const phones = new Set<string>(of.phone && digits(of.phone).length >= 8 ? [digits(of.phone)] : [])
  const names = new Set<string>(of.name ? [fold(of.name)] : [])
  if (!people.size && !emails.size && !of.registrationId) throw new AppError('privacy.subject_unclear')
  const hits = new Map<string, Hit>()
  const rowsOf = async (t: PersonalTable): Promise<Found[]> => {
    const f = t.find
    const link = or([
      ...(f.self && people.size ? [sql`t.id = any(${[...people]}::uuid[])`] : []),
      ...(f.person && people.size ? [sql`t.${sql.ref(f.person)} = any(${[...people]}::uuid[])`] : []),
      ...(t.table === 'registration' && of.registrationId ? [sql`t.id = ${of.registrationId}::uuid`] : []),
    ])
    const mail = or(emails.size ? (f.email ?? []).map((c) => sql`lower(t.${sql.ref(c)}) = any(${[...emails]}::text[])`) : [])
    const phone = or(
      phones.size
        ? (f.phone ?? []).map((c) => sql`right(regexp_replace(t.${sql.ref(c)}, '\D', '', 'g'), 9) = any(${[...phones]}::text[])`)
        : [],
    )
    const list = (columns: readonly string[] | undefined) =>
      columns?.length ? sql`array[${sql.join(columns.map((c) => sql`t.${sql.ref(c)}`))}]::text[]` : sql`'{}'::text[]`
    const { rows } = await sql<Found>`
      select x.* from (
        select t.id, ${has(ctx, t.table, 'event_id') ? sql`t.event_id` : sql`null::uuid as event_id`}, ${nameOf(ctx, t)} as name,
          ${link} as link, ${mail} as mail, ${f.self ? sql`t.id` : f.person ? sql`t.${sql.ref(f.person)}` : sql`null::uuid`} as person,
          ${list(f.email)} as emails, ${list(f.phone)} as phones
        from ${sql.table(t.table)} t
        where t.organisation_id = ${ctx.orgId} and (${link} or ${mail} or ${phone}) ${notErased(ctx, t)}
      ) x order by x.id limit 2000`.execute(ctx.tx)
    return rows
  }
  const fits = (name: string) => name === '' || name.split(' | ').some((n) => names.has(fold(n)))

  for (let size = -1; size !== hits.size + people.size + emails.size + names.size;) {
    size = hits.size + people.size + emails.size + names.size
    for (const t of tables.filter(own)) {
      const rows = await rowsOf(t)
      // Nobody said a name yet: one name under the mailbox is theirs, several need a person to choose.
      if (names.size === 0) {
        const linked = rows.filter((r) => r.link && r.name)
        const shown = linked.length ? linked : rows.filter((r) => r.mail && r.name)
        if (new Set(shown.map((r) => fold(r.name))).size === 1) for (const n of shown[0]!.name.split(' | ')) names.add(fold(n))
      }
      for (const r of rows) {
        const sure = r.link || (r.mail && (!t.find.name || fits(r.name)))
        const key = `${t.table} ${r.id}`
        if (hits.get(key)?.sure) continue
        hits.set(key, {
          table: t.table,
          id: r.id,
          eventId: r.eventId,
          name: r.name,
          how: r.link ? 'link' : r.mail ? 'mail' : 'phone',
          sure,
        })
        if (!sure || !(t.find.self || t.find.person)) continue
        if (r.person) people.add(r.person)
        if (r.link) for (const n of r.name.split(' | ').filter(Boolean)) names.add(fold(n))
        if (r.link || r.mail) for (const e of r.emails.filter(Boolean)) emails.add(e.toLowerCase())
        for (const p of r.phones.map(digits).filter((x) => x.length >= 8)) phones.add(p)
      }
    }
  }
  await addChildren(ctx, tables, hits)
  await addMentions(ctx, tables, hits, [...emails])
  return [...hits.values()]
}

/** Rows that belong to found ones (arrivals, letters) and those that hang on them (comments, files, links), two levels deep. */
export async function addChildren(ctx: Ctx, tables: readonly PersonalTable[], hits: Map<string, Hit>): Promise<void> {
  const put = (t: PersonalTable, rows: { id: string; eventId: string | null; name: string; sure: boolean }[]) => {
    for (const r of rows) {
      const key = `${t.table} ${r.id}`
      const before = hits.get(key)
      if (!before || (!before.sure && r.sure))
        hits.set(key, { table: t.table, id: r.id, eventId: r.eventId, name: r.name, how: 'link', sure: r.sure })
    }
  }
  for (let round = 0; round < 2; round++)
    for (const t of tables) {
      for (const sure of [true, false]) {
        const of = (table: string) =>
          [...hits.values()].filter((h) => h.table === table && h.sure === sure && h.how !== 'mention').map((h) => h.id)
        const p = t.find.parent
        const ids = p ? of(p.table) : []
        if (p && ids.length) {
          const { rows } = await sql<Hit>`${select(ctx, t)} and t.${sql.ref(p.column)} = any(${ids}::uuid[]) order by t.id`.execute(ctx.tx)
          put(
            t,
            rows.map((r) => ({ ...r, sure })),
          )
        }
        if (!t.find.record) continue
        for (const record of tables) {
          const on = record.entity ? of(record.table) : []
          if (!on.length) continue
          const { rows } =
            await sql<Hit>`${select(ctx, t)} and t.entity = ${record.entity} and t.entity_id::text = any(${on}::text[]) order by t.id`.execute(
              ctx.tx,
            )
          put(
            t,
            rows.map((r) => ({ ...r, sure })),
          )
        }
      }
    }
  // The letter goes with its last receiver.
  const receivers = [...hits.values()].filter((h) => h.table === 'mail_recipient')
  if (receivers.length) {
    const { rows } = await sql<{ id: string; eventId: string | null; name: string; sure: boolean }>`
      select m.id, m.event_id, m.subject as name, bool_and(r.id = any(${receivers.filter((h) => h.sure).map((h) => h.id)}::uuid[])) as sure
      from mail_message m join mail_recipient r on r.organisation_id = m.organisation_id and r.message_id = m.id
      where m.organisation_id = ${ctx.orgId} group by m.organisation_id, m.id, m.event_id, m.subject
      having bool_and(r.id = any(${receivers.map((h) => h.id)}::uuid[]))`.execute(ctx.tx)
    put(
      tables.find((t) => t.table === 'mail_message')!,
      rows,
    )
  }
}

async function addMentions(ctx: Ctx, tables: readonly PersonalTable[], hits: Map<string, Hit>, emails: string[]): Promise<void> {
  if (!emails.length) return
  const like = emails.map((e) => `%${e.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  for (const t of tables) {
    if (!t.find.mention) continue
    const { rows } =
      await sql<Hit>`${select(ctx, t)} and ${or(t.find.mention.map((c) => sql`t.${sql.ref(c)}::text ilike any(${like}::text[])`))} order by t.id limit 200`.execute(
        ctx.tx,
      )
    for (const r of rows)
      if (!hits.has(`${t.table} ${r.id}`)) hits.set(`${t.table} ${r.id}`, { ...r, table: t.table, how: 'mention', sure: false })
  }
}
