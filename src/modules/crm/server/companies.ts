import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import type { ListQuery } from '../../../kernel/contract/page.ts'
import { audit } from '../../../kernel/server/audit.ts'
import { attempt, demandNone, eachRow, staleRows } from '../../../kernel/server/batch.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { unindexSearch } from '../../../kernel/server/search.ts'
import { store } from '../../../kernel/server/store.ts'
import { company, type CompanyKind, type CompanyRow } from '../contract/company.ts'
import { crmErrors } from '../contract/errors.ts'
import { checkTaxId } from '../contract/identifiers.ts'
import { normaliseEmail, normaliseTaxId, storePhone } from '../contract/values.ts'
import { mergedInto } from './merge.ts'
import type { StoredCompany } from './tables.ts'
import { type CompanyValues, indexPeople, valuesOf, writeCompanies } from './write.ts'

const companies = store(company)

const hintsOf = (taxId: string): CompanyRow['hints'] => {
  const r = checkTaxId(taxId)
  const text = crmErrors['crm.tax_id_new_rule']
  return r.ok && !r.oldRule ? [{ path: 'taxId', code: 'crm.tax_id_new_rule', zh: text.zh, en: text.en }] : []
}

async function present(ctx: Ctx, rows: StoredCompany[]): Promise<CompanyRow[]> {
  if (!rows.length) return []
  const contacts = [...new Set(rows.flatMap((r) => (r.contactPersonId ? [r.contactPersonId] : [])))]
  const names = new Map(
    (contacts.length ? await ctx.tx.selectFrom('person').select(['id', 'name']).where('id', 'in', contacts).execute() : []).map((p) => [
      p.id,
      p.name,
    ]),
  )
  const counts = new Map(
    (
      await ctx.tx
        .selectFrom('person')
        .select(['companyId', sql<number>`count(*)`.as('n')])
        .where(
          'companyId',
          'in',
          rows.map((r) => r.id),
        )
        .groupBy('companyId')
        .execute()
    ).map((c) => [c.companyId, c.n]),
  )
  const can = { update: ctx.can('crm.edit'), remove: ctx.can('crm.edit') }
  return rows.map((r) => ({
    ...r,
    contactName: (r.contactPersonId && names.get(r.contactPersonId)) || '',
    people: counts.get(r.id) ?? 0,
    hints: hintsOf(r.taxId),
    can,
  }))
}

export async function listCompanies(ctx: Ctx, query: ListQuery & { kind?: CompanyKind }) {
  const page = await companies.list(ctx, query, (q) => (query.kind ? q.where('company.kind', '=', query.kind) : q))
  const counted = query.after
    ? []
    : await ctx.tx
        .selectFrom('company')
        .select(['kind', sql<number>`count(*)`.as('n')])
        .groupBy('kind')
        .execute()
  return {
    ...page,
    rows: await present(ctx, page.rows as StoredCompany[]),
    counts: { all: counted.reduce((sum, c) => sum + c.n, 0), ...Object.fromEntries(counted.map((c) => [c.kind, c.n])) },
  }
}
/** Companies as shown, in the order of their ids. */
async function manyCompanies(ctx: Ctx, ids: string[]): Promise<CompanyRow[]> {
  if (ids.length === 0) return []
  const rows = (await ctx.tx
    .selectFrom('company')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()) as StoredCompany[]
  const shown = new Map((await present(ctx, rows)).map((r) => [r.id, r]))
  return ids.map((id) => shown.get(id)!)
}
/** One that was merged answers with the one that it went into. Error: `record.not_found`. */
export async function getCompany(ctx: Ctx, id: string) {
  const found = await companies.find(ctx, id)
  const row = found ?? (await companies.get(ctx, (await mergedInto(ctx, 'company', id)) ?? id))
  return (await present(ctx, [row as StoredCompany]))[0]!
}

const normal = <T extends Partial<CompanyValues>>(v: T): T => ({
  ...v,
  ...(v.taxId === undefined ? {} : { taxId: normaliseTaxId(v.taxId) }),
  ...(v.phone === undefined ? {} : { phone: storePhone(v.phone) ?? '' }),
  ...(v.email === undefined ? {} : { email: normaliseEmail(v.email) }),
})
const taken = (e: unknown): never => {
  if ((e as { constraint?: string }).constraint === 'company_tax_id')
    throw new AppError('crm.tax_id_taken', {}, [{ path: 'taxId', code: 'crm.tax_id_taken', message: 'taxId' }])
  throw e
}
const demandContact = async (ctx: Ctx, ids: (string | null | undefined)[]) => {
  const wanted = [...new Set(ids.filter((x): x is string => Boolean(x)))]
  if (wanted.length && (await ctx.tx.selectFrom('person').select('id').where('id', 'in', wanted).execute()).length < wanted.length)
    throw new AppError('request.invalid', {}, [{ path: 'contactPersonId', code: 'record.not_found', message: 'contactPersonId' }])
}

export async function createCompanies(ctx: Ctx, drafts: z.output<typeof company.draft>[]): Promise<string[]> {
  await demandContact(
    ctx,
    drafts.map((d) => d.contactPersonId),
  )
  const writes = drafts.map((d) => ({ id: newId(), next: normal(d) as CompanyValues }))
  await writeCompanies(ctx, writes).catch(taken)
  return writes.map((w) => w.id)
}
export const createCompany = async (ctx: Ctx, draft: z.output<typeof company.draft>) =>
  getCompany(ctx, (await createCompanies(ctx, [draft]))[0]!)

type Patch = z.output<typeof company.patch>
const lockCompanies = async (ctx: Ctx, ids: string[]) =>
  new Map(
    (ids.length
      ? ((await ctx.tx
          .selectFrom('company')
          .selectAll()
          .where('organisationId', '=', ctx.orgId)
          .where('id', 'in', ids)
          .orderBy('id')
          .forUpdate()
          .execute()) as StoredCompany[])
      : []
    ).map((r) => [r.id, r]),
  )
async function writeChanges(ctx: Ctx, before: ReadonlyMap<string, StoredCompany>, patches: (Patch & { id: string })[]) {
  await demandContact(
    ctx,
    patches.map((p) => p.contactPersonId),
  )
  const writes = patches.map(({ id, version: _, ...rest }) => {
    const changed = normal(Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined)) as Partial<CompanyValues>)
    return { id, before: before.get(id)!, next: { ...(valuesOf(before.get(id)!) as CompanyValues), ...changed } }
  })
  await writeCompanies(ctx, writes).catch(taken)
}

export async function updateCompany(ctx: Ctx, id: string, patch: Patch) {
  const before = await lockCompanies(ctx, [id])
  if (!before.has(id)) throw new AppError('record.not_found')
  if (before.get(id)!.version !== patch.version) throw new AppError('record.conflict')
  await writeChanges(ctx, before, [{ ...patch, id }])
  return getCompany(ctx, id)
}

type CompanyBatch = { create: z.output<typeof company.draft>[]; update: (Patch & { id: string })[]; remove: string[] }
/** Companies all or none, as the grid pastes and undoes them; `batch.refused` tells each row. */
export async function saveCompanies(ctx: Ctx, b: CompanyBatch) {
  const before = await lockCompanies(ctx, [...b.update.map((u) => u.id), ...b.remove])
  demandNone(staleRows(ctx, b, before))
  demandNone(await eachRow(ctx, 'remove', b.remove, (id) => removeCompany(ctx, id)))
  const done = await attempt(ctx, async () => {
    await writeChanges(ctx, before, b.update)
    return createCompanies(ctx, b.create)
  })
  if ('error' in done) {
    demandNone([
      ...(await eachRow(ctx, 'update', b.update, (one) => writeChanges(ctx, before, [one]))),
      ...(await eachRow(ctx, 'create', b.create, (one) => createCompanies(ctx, [one]))),
    ])
    throw done.error
  }
  const shown = await manyCompanies(ctx, [...done.value, ...b.update.map((u) => u.id)])
  return { created: shown.slice(0, b.create.length), updated: shown.slice(b.create.length), removed: b.remove }
}

/** Its people stay, without a company. Error: `record.in_use` where an event has it as its client. */
export async function removeCompany(ctx: Ctx, id: string) {
  const before = (await companies.get(ctx, id)) as StoredCompany
  if (await ctx.tx.selectFrom('event').select('id').where('clientId', '=', id).limit(1).executeTakeFirst())
    throw new AppError('record.in_use')
  const mine = await ctx.tx
    .selectFrom('person')
    .select(['id', 'name', 'nameEn', 'title', 'titleEn', 'tags'])
    .where('companyId', '=', id)
    .execute()
  await ctx.tx.deleteFrom('company').where('organisationId', '=', ctx.orgId).where('id', '=', id).execute()
  await audit(ctx, { entity: 'company', entityId: id, eventId: null, action: 'remove', label: before.name.zh || before.name.en })
  await unindexSearch(ctx, 'company', [id])
  ctx.emit('company.removed', { id })
  if (mine.length)
    await indexPeople(
      ctx,
      mine.map((p) => ({ ...p, companyId: null })),
    )
  return { id }
}
