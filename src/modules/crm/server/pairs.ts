import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { companyKindNames } from '../contract/company.ts'
import { type Level, levels, type MergeKind, type Pair, type Side } from '../contract/duplicates.ts'
import { maskStoredEmail, maskStoredPhone, showPhone } from '../contract/values.ts'
import { type CompanyFacts, levelOf, likeCompanies, type Likeness, likePeople, type PersonFacts } from './likeness.ts'
import type { StoredCompany, StoredPerson } from './tables.ts'
import { openNationalId } from './write.ts'

/** A key that more records share than this is a switchboard or a commonplace, not a likeness. */
const MOST_SHARING = 30
const MOST_PAIRS = 5000
const keys: Record<MergeKind, string[]> = {
  person: ['bantoh_mailbox(email)', 'mobile', 'phone', 'name_key', 'bantoh_words(name_en)', 'bantoh_words(name)'],
  company: ['bantoh_core(name_key)', 'phone', 'website', "bantoh_core(lower(regexp_replace(name->>'en', '[^[:alnum:]]', '', 'g')))"],
}

type Row = StoredPerson | StoredCompany
export const marksOf = (kind: MergeKind, x: Row, y: Row): string => {
  const told = (r: Row) => {
    const p = r as StoredPerson & StoredCompany
    return kind === 'person'
      ? [p.id, p.name, p.nameEn, p.title, p.companyId, p.email, p.phone, p.mobile, p.nationalIdMask]
      : [p.id, p.name, p.taxId, p.phone, p.email, p.website]
  }
  const both = [x, y].toSorted((m, n) => (m.id < n.id ? -1 : 1)).map(told)
  return createHash('sha256').update(JSON.stringify(both)).digest('base64url').slice(0, 32)
}

/** Rows by id, one statement. */
export async function rowsOf(ctx: Ctx, kind: MergeKind, ids: string[], lock = false): Promise<Map<string, Row>> {
  if (!ids.length) return new Map()
  const q = ctx.tx.selectFrom(kind).selectAll().where('organisationId', '=', ctx.orgId).where('id', 'in', ids).orderBy('id')
  const rows = (await (lock ? q.forUpdate() : q).execute()) as unknown as (Row & { organisationId?: string })[]
  return new Map(rows.map(({ organisationId: _, ...r }) => [r.id, r as Row]))
}

function likeness(ctx: Ctx, kind: MergeKind, a: Row, b: Row): Likeness {
  if (kind === 'company') return likeCompanies(a as CompanyFacts, b as CompanyFacts)
  const [x, y] = [a as StoredPerson, b as StoredPerson]
  const numbers = x.nationalIdSealed !== '' && y.nationalIdSealed !== ''
  const facts = (p: StoredPerson): PersonFacts => ({ ...p, nationalId: (numbers && openNationalId(ctx, p.nationalIdSealed)) || '' })
  return likePeople(facts(x), facts(y))
}

/** The two as people see them, personal data masked; three statements however many. */
export async function sidesOf(ctx: Ctx, kind: MergeKind, rows: Row[]): Promise<Map<string, Side>> {
  if (!rows.length) return new Map()
  const ids = rows.map((r) => r.id)
  const companies = new Map<string, { zh: string; en: string }>()
  if (kind === 'person') {
    const wanted = [...new Set((rows as StoredPerson[]).flatMap((r) => r.companyId ?? []))]
    if (wanted.length)
      for (const c of await ctx.tx.selectFrom('company').select(['id', 'name']).where('id', 'in', wanted).execute())
        companies.set(c.id, c.name)
  }
  const counted =
    kind === 'person'
      ? await ctx.tx
          .selectFrom('personRole')
          .select(['personId as id', sql<number>`count(*)`.as('n')])
          .where('personId', 'in', ids)
          .groupBy('personId')
          .execute()
      : await ctx.tx
          .selectFrom('person')
          .select(['companyId as id', sql<number>`count(*)`.as('n')])
          .where('companyId', 'in', ids)
          .groupBy('companyId')
          .execute()
  const links = new Map(counted.map((c) => [c.id, c.n]))
  const text = (n: { zh: string; en: string } | undefined) => (n ? (ctx.lang === 'en' ? n.en || n.zh : n.zh || n.en) : '')
  const side = (r: Row): Side => {
    const common = { id: r.id, version: r.version, links: links.get(r.id) ?? 0, updatedAt: r.updatedAt }
    if (kind === 'company') {
      const c = r as StoredCompany
      const detail = [text(companyKindNames[c.kind]), c.city].filter(Boolean).join(' · ')
      const phone = showPhone(c.phone, ctx.lang)
      return { ...common, name: c.name.zh || c.name.en, nameEn: c.name.zh ? c.name.en : '', detail, email: c.email, phone, taxId: c.taxId }
    }
    const p = r as StoredPerson
    const detail = [text(companies.get(p.companyId ?? '')), p.title].filter(Boolean).join(' · ')
    const phone = maskStoredPhone(p.mobile || p.phone)
    return { ...common, name: p.name, nameEn: p.nameEn, detail, email: maskStoredEmail(p.email), phone, taxId: '' }
  }
  return new Map(rows.map((r) => [r.id, side(r)]))
}

/** Pairs of ids that share a key. One statement; the keys are indexed. */
async function suspects(ctx: Ctx, kind: MergeKind): Promise<[string, string][]> {
  const groups = keys[kind].map(
    (k) => sql`select array_agg(id order by id) as ids from ${sql.table(kind)}
      where organisation_id = ${ctx.orgId} and ${sql.raw(k)} <> '' group by ${sql.raw(k)} having count(*) between 2 and ${sql.lit(MOST_SHARING)}`,
  )
  const { rows } = await sql<{ ids: string[] }>`${sql.join(groups, sql` union all `)}`.execute(ctx.tx)
  const seen = new Set<string>()
  for (const { ids } of rows)
    for (const [i, a] of ids.entries())
      for (const b of ids.slice(i + 1)) {
        // Latin names of people stand in either column; all else compares like with like.
        if (seen.size < MOST_PAIRS * 4) seen.add(`${a} ${b}`)
      }
  return [...seen].map((s) => s.split(' ') as [string, string])
}

/** Everything that may stand twice, the surest first. It is read anew each time, so it is never out of date. */
export async function findPairs(
  ctx: Ctx,
  kind: MergeKind,
): Promise<{ score: number; level: Level; reasons: Likeness['reasons']; a: Row; b: Row }[]> {
  const found = await suspects(ctx, kind)
  const rows = await rowsOf(ctx, kind, [...new Set(found.flat())])
  const apart = new Map(
    (
      await ctx.tx
        .selectFrom('crmDistinct')
        .select(['a', 'b', 'mark'])
        .where('organisationId', '=', ctx.orgId)
        .where('kind', '=', kind)
        .execute()
    ).map((d) => [`${d.a} ${d.b}`, d.mark]),
  )
  return found
    .flatMap(([i, j]) => {
      const [a, b] = [rows.get(i), rows.get(j)]
      if (!a || !b) return []
      const { score, reasons } = likeness(ctx, kind, a, b)
      const level = levelOf(score)
      if (!level || apart.get(`${i} ${j}`) === marksOf(kind, a, b)) return []
      return [{ score, level, reasons, a, b }]
    })
    .toSorted((x, y) => y.score - x.score || (x.a.id < y.a.id ? -1 : 1))
    .slice(0, MOST_PAIRS)
}

export async function listPairs(ctx: Ctx, q: { kind: MergeKind; level?: Level | undefined; limit: number }) {
  const all = await findPairs(ctx, q.kind)
  const counts = Object.fromEntries(levels.map((l) => [l, all.filter((p) => p.level === l).length])) as Record<Level, number>
  const wanted = all.filter((p) => !q.level || p.level === q.level)
  const page = wanted.slice(0, q.limit)
  const sides = await sidesOf(ctx, q.kind, [...new Map(page.flatMap((p) => [p.a, p.b]).map((r) => [r.id, r])).values()])
  // The one with more to it stays by default: more links, then the older one.
  const rows = page.map(({ a, b, ...p }): Pair => {
    const [x, y] = [sides.get(a.id)!, sides.get(b.id)!]
    return y.links > x.links ? { ...p, a: y, b: x } : { ...p, a: x, b: y }
  })
  return { rows, counts, total: wanted.length }
}

/** Errors: `record.not_found`, `crm.same_record`. */
export async function tellApart(ctx: Ctx, body: { kind: MergeKind; a: string; b: string; undo: boolean }) {
  if (body.a === body.b) throw new AppError('crm.same_record')
  const rows = await rowsOf(ctx, body.kind, [body.a, body.b])
  const [x, y] = [body.a, body.b].toSorted().map((i) => rows.get(i))
  if (!x || !y) throw new AppError('record.not_found')
  const pair = { kind: body.kind, a: x.id, b: y.id }
  if (body.undo) {
    await ctx.tx
      .deleteFrom('crmDistinct')
      .where('organisationId', '=', ctx.orgId)
      .where('kind', '=', body.kind)
      .where('a', '=', x.id)
      .where('b', '=', y.id)
      .execute()
    return { distinct: false }
  }
  const mark = marksOf(body.kind, x, y)
  await ctx.tx
    .insertInto('crmDistinct')
    .values({ id: newId(), organisationId: ctx.orgId, ...pair, mark, byName: ctx.actor.name, at: ctx.now })
    .onConflict((c) => c.columns(['organisationId', 'kind', 'a', 'b']).doUpdateSet({ mark, byName: ctx.actor.name, at: ctx.now }))
    .execute()
  return { distinct: true }
}
