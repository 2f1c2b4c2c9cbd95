import type { z } from 'zod'
import { sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { unindexSearch } from '../../../kernel/server/search.ts'
import { company } from '../contract/company.ts'
import type { Choice, duplicateEndpoints, MergeKind, MergePreview, MergeRow } from '../contract/duplicates.ts'
import { person, personalLabels } from '../contract/person.ts'
import { maskStoredEmail, maskStoredPhone } from '../contract/values.ts'
import { lockDirectory } from './match.ts'
import { rowsOf, sidesOf } from './pairs.ts'
import { countReferences, moveReferences } from './references.ts'
import type { StoredCompany, StoredPerson } from './tables.ts'
import { type CompanyValues, indexPeople, type PersonValues, valuesOf, writeCompanies, writePeople } from './write.ts'

export type Stored = StoredPerson & StoredCompany
type Values = Record<string, unknown>
type Field = { field: string; label: Localized; several?: true }

/** What people choose between; what holds several values can also be kept of both. */
const fields: Record<MergeKind, Field[]> = {
  person: [
    ...(['name', 'nameEn', 'title', 'titleEn', 'companyId', 'country'] as const).map((f) => ({ field: f, label: person.labels[f] })),
    ...(['email', 'phone', 'mobile', 'nationalId'] as const).map((f) => ({ field: f, label: personalLabels[f] })),
    ...(['languages', 'tags', 'notes'] as const).map((f) => ({ field: f, label: person.labels[f], several: true as const })),
  ],
  company: [
    ...(['name', 'taxId', 'kind', 'industry', 'country', 'city', 'address', 'phone', 'email', 'website', 'contactPersonId'] as const).map(
      (f) => ({
        field: f,
        label: company.labels[f],
      }),
    ),
    ...(['tags', 'notes'] as const).map((f) => ({ field: f, label: company.labels[f], several: true as const })),
  ],
}
const columnsOf = (field: string) => (field === 'nationalId' ? ['nationalIdSealed', 'nationalIdMask', 'nationalIdKind'] : [field])
const main = (field: string) => (field === 'nationalId' ? 'nationalIdMask' : field)
const isEmpty = (field: string, v: unknown): boolean =>
  v === null ||
  v === '' ||
  (Array.isArray(v) && v.length === 0) ||
  (field === 'kind' && v === 'other') ||
  (field === 'name' && typeof v === 'object' && !Object.values(v).some(Boolean))
export const sameValue = (a: unknown, b: unknown) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))
const canonical = (v: unknown): unknown =>
  v !== null && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).toSorted(([x], [y]) => (x < y ? -1 : 1)))
    : (v ?? null)

const suggestion = (f: Field, s: Values, l: Values): Choice => {
  const [x, y] = [s[main(f.field)], l[main(f.field)]]
  if (f.several) return 'both'
  return isEmpty(f.field, x) && !isEmpty(f.field, y) ? 'loser' : 'survivor'
}
const joined = (x: unknown, y: unknown): unknown =>
  Array.isArray(x)
    ? [...new Set([...x, ...(y as unknown[])])]
    : x === y || !y
      ? x
      : !x || (y as string).includes(x as string)
        ? y
        : (x as string).includes(y as string)
          ? x
          : `${x}\n\n${y}`.slice(0, 4000)

/** The survivor's values after the merge. Consent to marketing is the stricter of the two: a no is never lost. */
export function mergedValues(kind: MergeKind, survivor: Stored, loser: Stored, chosen: Record<string, Choice>): Values {
  const [s, l] = [survivor as unknown as Values, loser as unknown as Values]
  const out: Values = { ...valuesOf(survivor) }
  for (const f of fields[kind]) {
    const wanted = chosen[f.field] ?? suggestion(f, s, l)
    if (wanted === 'both' && !f.several)
      throw new AppError('request.invalid', {}, [{ path: `fields.${f.field}`, code: 'crm.one_value', message: '' }])
    for (const c of columnsOf(f.field)) out[c] = wanted === 'survivor' ? s[c] : wanted === 'loser' ? l[c] : joined(s[c], l[c])
  }
  if (kind === 'person') {
    if (!out.name) out.name = survivor.name
    const yes = survivor.consent.marketing && loser.consent.marketing
    out.consent = yes ? (survivor.consent.at! < loser.consent.at! ? loser.consent : survivor.consent) : { marketing: false, at: null }
  }
  return out
}

const shown = (field: string, v: unknown, names: Map<string, string>, lang: string): string => {
  if (v === null || v === undefined || v === '') return ''
  if (field === 'email') return maskStoredEmail(v as string)
  if (field === 'phone' || field === 'mobile') return maskStoredPhone(v as string)
  if (field === 'companyId' || field === 'contactPersonId') return names.get(v as string) ?? ''
  if (Array.isArray(v)) return v.join('、')
  if (typeof v === 'object') {
    const { zh, en } = v as { zh: string; en: string }
    return lang === 'en' ? en || zh : zh || en
  }
  return String(v)
}

type Two = { kind: MergeKind; survivorId: string; loserId: string }
async function two(ctx: Ctx, q: Two, lock = false): Promise<{ survivor: Stored; loser: Stored }> {
  if (q.survivorId === q.loserId) throw new AppError('crm.same_record')
  const rows = await rowsOf(ctx, q.kind, [q.survivorId, q.loserId], lock)
  const [survivor, loser] = [rows.get(q.survivorId), rows.get(q.loserId)]
  if (!survivor || !loser) throw new AppError('record.not_found')
  return { survivor: survivor as Stored, loser: loser as Stored }
}

/** What a merge would do; nothing is written. Errors: `record.not_found`, `crm.same_record`. */
export async function previewMerge(ctx: Ctx, q: Two): Promise<MergePreview> {
  const { survivor, loser } = await two(ctx, q)
  const sides = await sidesOf(ctx, q.kind, [survivor, loser])
  const names = new Map<string, string>()
  const pointed = [survivor, loser].flatMap((r) => (q.kind === 'person' ? r.companyId : r.contactPersonId) ?? [])
  if (pointed.length) {
    const rows = (await (ctx.tx.selectFrom(q.kind === 'person' ? 'company' : 'person') as any)
      .select(['id', 'name'])
      .where('id', 'in', pointed)
      .execute()) as {
      id: string
      name: unknown
    }[]
    for (const r of rows) names.set(r.id, shown('name', r.name, names, ctx.lang))
  }
  const [s, l] = [survivor as unknown as Values, loser as unknown as Values]
  const mask = (f: Field, v: Values) => {
    // The company's own mailbox and telephone are public; a person's are not.
    const value = v[main(f.field)]
    return q.kind === 'company' && ['email', 'phone'].includes(f.field) ? String(value ?? '') : shown(f.field, value, names, ctx.lang)
  }
  return {
    survivor: sides.get(survivor.id)!,
    loser: sides.get(loser.id)!,
    fields: fields[q.kind]
      .filter((f) => columnsOf(f.field).some((c) => !sameValue(s[c], l[c])))
      .map((f) => ({
        field: f.field,
        label: f.label,
        survivor: mask(f, s),
        loser: mask(f, l),
        several: f.several ?? false,
        suggested: suggestion(f, s, l),
      })),
    moved: await countReferences(ctx, q.kind, loser.id),
    consent: q.kind === 'person' ? (mergedValues('person', survivor, loser, {}).consent as Stored['consent']).marketing : null,
  }
}

export const nameOf = (kind: MergeKind, r: Stored): string =>
  kind === 'person'
    ? (r.name as unknown as string)
    : (r.name as unknown as { zh: string; en: string }).zh || (r.name as unknown as { en: string }).en
export const writeOne = (ctx: Ctx, kind: MergeKind, before: Stored, next: Values, action: string) =>
  kind === 'person'
    ? writePeople(ctx, [{ id: before.id, before, next: next as unknown as PersonValues }], action)
    : writeCompanies(ctx, [{ id: before.id, before, next: next as unknown as CompanyValues }], action)

/** Search entries of a company's people name it. */
export async function indexPeopleOf(ctx: Ctx, companyIds: string[]) {
  const rows = await ctx.tx
    .selectFrom('person')
    .select(['id', 'name', 'nameEn', 'title', 'titleEn', 'companyId', 'tags'])
    .where('organisationId', '=', ctx.orgId)
    .where('companyId', 'in', companyIds)
    .execute()
  if (rows.length) await indexPeople(ctx, rows)
}

type Body = z.output<(typeof duplicateEndpoints)['merge']['body'] & z.ZodType>
/**
 * Merges two records in the ctx's transaction: all that points to the one that goes points to the one that stays, and everything
 * that is needed to part them is kept. Whoever saw older versions is refused, so of two at once one acts.
 * Errors: `record.not_found`, `record.conflict`, `crm.same_record`, `crm.merge_conflict`.
 */
export async function merge(ctx: Ctx, body: Body): Promise<MergeRow> {
  const { kind } = body
  await lockDirectory(ctx, 'all')
  const { survivor, loser } = await two(ctx, body, true)
  if (survivor.version !== body.survivorVersion || loser.version !== body.loserVersion) throw new AppError('record.conflict')
  const next = mergedValues(kind, survivor, loser, body.fields)
  // One that points to the other (a contact person's company) must not point to itself afterwards.
  const { moved, dropped } = await moveReferences(ctx, kind, loser.id, survivor.id)
  await ctx.tx.deleteFrom(kind).where('organisationId', '=', ctx.orgId).where('id', '=', loser.id).execute()
  await unindexSearch(ctx, kind, [loser.id])
  const fresh = (await rowsOf(ctx, kind, [survivor.id])).get(survivor.id) as Stored
  await writeOne(ctx, kind, fresh, next, 'merge')
  const after = (await rowsOf(ctx, kind, [survivor.id])).get(survivor.id) as Stored
  const [survivorName, loserName] = [nameOf(kind, after), nameOf(kind, loser)]
  await audit(ctx, { entity: kind, entityId: loser.id, eventId: null, action: 'mergedInto', label: `${loserName} → ${survivorName}` })
  if (kind === 'company') await indexPeopleOf(ctx, [survivor.id])
  const row = await ctx.tx
    .insertInto('crmMerge')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      kind,
      survivorId: survivor.id,
      loserId: loser.id,
      holderId: survivor.id,
      survivorName,
      loserName,
      loser: json(loser),
      before: json(survivor),
      after: json(after),
      moved: json(moved),
      dropped: json(dropped),
      byName: ctx.actor.name,
      at: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  ctx.emit(`${kind}.merged`, { id: loser.id, into: survivor.id })
  return presentMerge(row as unknown as MergeRecord)
}

export type MergeRecord = Omit<MergeRow, 'moved'> & {
  loser: Stored
  before: Stored
  after: Stored
  moved: { table: string; column: string; entity: boolean; keys: Record<string, string>[] }[]
  dropped: { table: string; row: Record<string, unknown> }[]
}
export const presentMerge = (m: MergeRecord): MergeRow => ({
  id: m.id,
  kind: m.kind,
  survivorId: m.survivorId,
  survivorName: m.survivorName,
  loserId: m.loserId,
  loserName: m.loserName,
  moved: m.moved.reduce((n, x) => n + x.keys.length, m.dropped.length),
  byName: m.byName,
  at: m.at,
  undoneAt: m.undoneAt,
  undoneBy: m.undoneBy,
})
export const labelsOf = (kind: MergeKind): Map<string, Localized> =>
  new Map([
    ...fields[kind].map((f) => [f.field, f.label] as const),
    ...(kind === 'person' ? [['consent', person.labels.consent] as const] : []),
  ])
export const fieldColumns = columnsOf

/** Into whom a record went, through all merges since; null where it did not. */
export async function mergedInto(ctx: Ctx, kind: MergeKind, id: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    with recursive way as (
      select survivor_id, 1 as n from crm_merge where organisation_id = ${ctx.orgId} and kind = ${kind} and loser_id = ${id} and undone_at is null
      union all
      select m.survivor_id, n + 1 from way w join crm_merge m on m.organisation_id = ${ctx.orgId} and m.kind = ${kind} and m.loser_id = w.survivor_id and m.undone_at is null
      where n < 100)
    select survivor_id as id from way order by n desc limit 1`.execute(ctx.tx)
  return rows[0]?.id ?? null
}
