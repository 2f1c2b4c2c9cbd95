import { sql } from 'kysely'
import { audit, type Change, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { seal, unseal } from '../../../kernel/server/seal.ts'
import { indexSearch, type SearchDoc } from '../../../kernel/server/search.ts'
import { company } from '../contract/company.ts'
import { checkPersonalId, maskId } from '../contract/identifiers.ts'
import { person, personalLabels } from '../contract/person.ts'
import { maskStoredEmail, maskStoredPhone, nameKey } from '../contract/values.ts'
import type { StoredCompany, StoredPerson } from './tables.ts'

export type PersonValues = Omit<StoredPerson, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'nameKey'>
export type CompanyValues = Omit<StoredCompany, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'nameKey'>
/** A row that is to be as `next`; `before` is what is stored, absent for a new one. */
export type Write<T, V> = { id: string; before?: T; next: V }

const place = (ctx: Ctx) => `${ctx.orgId}/person.nationalId`
/** The three columns of an identity number that passed its check; empty text clears them. */
export function sealNationalId(ctx: Ctx, text: string): Pick<StoredPerson, 'nationalIdSealed' | 'nationalIdMask' | 'nationalIdKind'> {
  const r = checkPersonalId(text)
  if (!r.ok) return { nationalIdSealed: '', nationalIdMask: '', nationalIdKind: null }
  return { nationalIdSealed: seal(r.value, place(ctx)), nationalIdMask: maskId(r.value), nationalIdKind: r.kind }
}
export const openNationalId = (ctx: Ctx, sealed: string): string | null => (sealed ? unseal(sealed, place(ctx)) : '')

// The trail says that and how something changed, but it must not become a second, open directory.
const labels = { ...person.labels, ...personalLabels }
// jsonb gives its keys back in its own order, which must not look like a change.
const masked = (p: PersonValues | StoredPerson) => ({
  ...p,
  consent: { marketing: p.consent.marketing, at: p.consent.at },
  email: maskStoredEmail(p.email),
  phone: maskStoredPhone(p.phone),
  mobile: maskStoredPhone(p.mobile),
  nationalId: p.nationalIdMask,
})
const personalColumn = { email: 'email', phone: 'phone', mobile: 'mobile', nationalId: 'nationalIdSealed' } as const
/** Masked labelled differences; two values with the same mask still show as changed. */
function personChanges(before: StoredPerson | null, next: PersonValues) {
  const changes = diff(labels, before && masked(before), masked(next) as unknown as Record<string, unknown>)
  if (before)
    for (const [field, column] of Object.entries(personalColumn))
      if (before[column] !== next[column] && !changes.some((c) => c.field === field))
        changes.push({
          field,
          label: personalLabels[field as keyof typeof personalLabels],
          from: masked(before)[field as 'email'],
          to: masked(next)[field as 'email'],
        })
  return changes
}

/** The trail names the company or person that a change points to: an id says nothing, and the record may be gone by then. */
async function withNames(ctx: Ctx, table: 'company' | 'person', changes: Change[]): Promise<void> {
  const pointing = changes.filter((c) => c.field === 'companyId' || c.field === 'contactPersonId')
  const ids = [...new Set(pointing.flatMap((c) => [c.from, c.to]).filter((x): x is string => typeof x === 'string'))]
  if (ids.length === 0) return
  const rows = (await (ctx.tx.selectFrom(table) as any).select(['id', 'name']).where('id', 'in', ids).execute()) as {
    id: string
    name: unknown
  }[]
  const names = new Map(rows.map((r) => [r.id, r.name]))
  for (const c of pointing) {
    c.from = names.get(c.from as string) ?? c.from
    c.to = names.get(c.to as string) ?? c.to
  }
}

const CHUNK = 400
const chunks = <T>(list: T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i) => list.slice(i * CHUNK, i * CHUNK + CHUNK))

/** Upserts rows with as many statements as there are chunks. `keys` are the columns that change. */
async function upsert(ctx: Ctx, table: 'person' | 'company', rows: Record<string, unknown>[]) {
  for (const part of chunks(rows)) {
    const keys = Object.keys(part[0]!).filter((k) => !['id', 'organisationId', 'createdAt', 'version'].includes(k))
    await (ctx.tx.insertInto(table) as any)
      .values(part)
      .onConflict((c: any) =>
        c.columns(['organisationId', 'id']).doUpdateSet((eb: any) => ({
          ...Object.fromEntries(keys.map((k) => [k, eb.ref(`excluded.${k}`)])),
          version: sql`${sql.ref(`${table}.version`)} + 1`,
        })),
      )
      .execute()
  }
}

const stamp = (ctx: Ctx, before?: { createdAt: string }) => ({
  organisationId: ctx.orgId,
  version: 1,
  createdAt: before?.createdAt ?? ctx.now,
  updatedAt: ctx.now,
})

/** Writes people at once with masked audit entries and the global index; `companyNames` by id are for the index. */
export async function writePeople(ctx: Ctx, writes: Write<StoredPerson, PersonValues>[], action?: string): Promise<void> {
  if (!writes.length) return
  await upsert(
    ctx,
    'person',
    writes.map(({ id, before, next }) => ({
      ...next,
      nameKey: nameKey(next.name),
      consent: json(next.consent),
      id,
      ...stamp(ctx, before),
    })),
  )
  const many = writes.length > 50
  const changes = writes.map(({ before, next }) => (many && !before ? [] : personChanges(before ?? null, next)))
  await withNames(ctx, 'company', changes.flat())
  await audit(
    ctx,
    ...writes.map(({ id, before, next }, i) => ({
      entity: 'person',
      entityId: id,
      eventId: null,
      action: action ?? (before ? 'update' : 'create'),
      label: next.name,
      changes: changes[i]!,
    })),
  )
  await indexPeople(
    ctx,
    writes.map(({ id, next }) => ({ id, ...next })),
  )
}

/** The index knows names, titles, company and tags: nothing that is masked elsewhere. */
export async function indexPeople(
  ctx: Ctx,
  rows: (Pick<PersonValues, 'name' | 'nameEn' | 'title' | 'titleEn' | 'companyId' | 'tags'> & { id: string })[],
): Promise<void> {
  const ids = [...new Set(rows.flatMap((r) => (r.companyId ? [r.companyId] : [])))]
  const names = new Map(
    (ids.length ? await ctx.tx.selectFrom('company').select(['id', 'name']).where('id', 'in', ids).execute() : []).map((c) => [
      c.id,
      c.name,
    ]),
  )
  await indexSearch(
    ctx,
    rows.map((r): SearchDoc => {
      const at = r.companyId ? names.get(r.companyId) : undefined
      return {
        entity: 'person',
        entityId: r.id,
        eventId: null,
        title: r.name,
        subtitle: [r.nameEn, at && (at.zh || at.en), r.title].filter(Boolean).join(' '),
        text: `${at?.en ?? ''} ${r.titleEn} ${r.tags.join(' ')}`,
      }
    }),
  )
}

const plain = (c: CompanyValues | StoredCompany): Record<string, unknown> => ({ ...c, name: { zh: c.name.zh, en: c.name.en } })
export async function writeCompanies(ctx: Ctx, writes: Write<StoredCompany, CompanyValues>[], action?: string): Promise<void> {
  if (!writes.length) return
  await upsert(
    ctx,
    'company',
    writes.map(({ id, before, next }) => ({
      ...next,
      name: json(next.name),
      nameKey: nameKey(next.name.zh || next.name.en),
      id,
      ...stamp(ctx, before),
    })),
  )
  const many = writes.length > 50
  const changes = writes.map(({ before, next }) =>
    many && !before ? [] : diff(company.labels, before ? plain(before) : null, plain(next)),
  )
  await withNames(ctx, 'person', changes.flat())
  await audit(
    ctx,
    ...writes.map(({ id, before, next }, i) => ({
      entity: 'company',
      entityId: id,
      eventId: null,
      action: action ?? (before ? 'update' : 'create'),
      label: next.name.zh || next.name.en,
      changes: changes[i]!,
    })),
  )
  await indexSearch(
    ctx,
    writes.map(({ id, next }) => ({ ...company.search!(next), entity: 'company', entityId: id, eventId: null }) as SearchDoc),
  )
  const renamed = writes
    .filter((w) => w.before && (w.before.name.zh !== w.next.name.zh || w.before.name.en !== w.next.name.en))
    .map((w) => w.id)
  if (renamed.length)
    await indexPeople(
      ctx,
      await ctx.tx
        .selectFrom('person')
        .select(['id', 'name', 'nameEn', 'title', 'titleEn', 'companyId', 'tags'])
        .where('companyId', 'in', renamed)
        .execute(),
    )
}

export const emptyPerson = (source: string): PersonValues => ({
  name: '',
  nameEn: '',
  title: '',
  titleEn: '',
  companyId: null,
  country: '',
  languages: [],
  tags: [],
  notes: '',
  consent: { marketing: false, at: null },
  source,
  email: '',
  phone: '',
  mobile: '',
  nationalIdSealed: '',
  nationalIdMask: '',
  nationalIdKind: null,
})
export const emptyCompany = (): CompanyValues => ({
  name: { zh: '', en: '' },
  taxId: '',
  kind: 'other',
  industry: '',
  country: '',
  city: '',
  address: '',
  phone: '',
  email: '',
  website: '',
  contactPersonId: null,
  tags: [],
  notes: '',
})
export const valuesOf = <T extends { id: string; version: number; createdAt: string; updatedAt: string; nameKey: string }>(row: T) => {
  const {
    id: _i,
    version: _v,
    createdAt: _c,
    updatedAt: _u,
    nameKey: _k,
    organisationId: _o,
    ...rest
  } = row as T & { organisationId?: string }
  return rest as Omit<T, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'nameKey'>
}
