import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { ReportRow } from '../contract/import.ts'
import { nameKey } from '../contract/values.ts'
import { openNationalId } from './write.ts'
import type { ReadRow } from './importing.ts'
import { candidates, PeopleIndex, resolveCompanies } from './match.ts'
import type { StoredCompany, StoredPerson } from './tables.ts'
import { type CompanyValues, emptyCompany, emptyPerson, type PersonValues, sealNationalId, valuesOf, type Write } from './write.ts'

type Text = string | undefined
const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
const union = (a: string[], b: unknown) => [...new Set([...a, ...((b as string[] | undefined) ?? [])])]
const failed = (r: ReadRow) => r.issues.some((i) => i.level === 'error')
const bad = (r: ReadRow): ReportRow => ({
  row: r.row,
  result: 'error',
  label: String(r.values.name ?? r.values.nameEn ?? '').slice(0, 60),
  issues: r.issues,
})

/** What importing these rows of people would write, worked out in memory from two reads; companies are made only when it is to be applied. */
export async function planPeople(ctx: Ctx, rows: ReadRow[], { apply, source }: { apply: boolean; source: string }) {
  const good = rows.filter((r) => !failed(r))
  const companies = await resolveCompanies(
    ctx,
    good.flatMap((r) =>
      r.values.company || r.values.companyTaxId
        ? [{ name: (r.values.company as Text) ?? '', taxId: (r.values.companyTaxId as Text) ?? '' }]
        : [],
    ),
    { dryRun: !apply },
  )
  const nameOf = (r: ReadRow) => String(r.values.name ?? r.values.nameEn ?? '')
  const index = new PeopleIndex<StoredPerson>()
  for (const p of await candidates(
    ctx,
    good.map((r) => ({ name: nameOf(r), email: (r.values.email as Text) ?? '' })),
  ))
    index.add(p)
  const writes = new Map<string, Write<StoredPerson, PersonValues>>()
  const report = rows.map((r): ReportRow => {
    if (failed(r)) return bad(r)
    const v = r.values
    const given = v.company || v.companyTaxId ? companies.idOf((v.company as Text) ?? '', (v.companyTaxId as Text) ?? '') : null
    const found = index.find({ name: nameOf(r), nameEn: (v.nameEn as Text) ?? '', email: (v.email as Text) ?? '', companyId: given })
    const id = found?.id ?? newId()
    const pending = writes.get(id)
    const base = pending?.next ?? (found ? (valuesOf(found) as PersonValues) : emptyPerson(source))
    // A number that is already there must not look changed because sealing it again gives other letters.
    const number =
      v.nationalId &&
      openNationalId(ctx, base.nationalIdSealed) !== String(v.nationalId).normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
        ? sealNationalId(ctx, v.nationalId as string)
        : {}
    const next: PersonValues = {
      ...base,
      // Found through another script's name: the stored one stays, the new one fills the gap.
      name:
        found && v.name && nameKey(found.name) !== nameKey(v.name as string)
          ? base.name
          : ((v.name as Text) ?? (base.name || (v.nameEn as string))),
      nameEn:
        (v.nameEn as Text) ??
        (found && v.name && nameKey(found.name) !== nameKey(v.name as string) ? base.nameEn || (v.name as string) : base.nameEn),
      title: (v.title as Text) ?? base.title,
      titleEn: (v.titleEn as Text) ?? base.titleEn,
      email: (v.email as Text) ?? base.email,
      phone: (v.phone as Text) ?? base.phone,
      mobile: (v.mobile as Text) ?? base.mobile,
      country: (v.country as Text) ?? base.country,
      notes: (v.notes as Text) ?? base.notes,
      companyId: given ?? base.companyId,
      languages: v.languages ? (v.languages as string[]) : base.languages,
      tags: union(base.tags, v.tags),
      consent:
        v.marketing === undefined || v.marketing === base.consent.marketing
          ? base.consent
          : { marketing: v.marketing as boolean, at: v.marketing ? ctx.now : null },
      ...number,
    }
    if (!found) index.add({ ...next, id, version: 1, createdAt: ctx.now, updatedAt: ctx.now, nameKey: nameKey(next.name) })
    const changed = differs(next, base)
    if (!found || changed)
      writes.set(id, { id, ...(pending ? (pending.before ? { before: pending.before } : {}) : found ? { before: found } : {}), next })
    return { row: r.row, result: !found ? 'created' : changed ? 'updated' : 'unchanged', label: next.name.slice(0, 60), issues: r.issues }
  })
  return { kind: 'people' as const, writes: [...writes.values()], rows: report, companiesCreated: companies.created }
}

/** The same for companies: known by 統編, else by name. */
export async function planCompanies(ctx: Ctx, rows: ReadRow[]) {
  const good = rows.filter((r) => !failed(r))
  const nameOf = (r: ReadRow) => String(r.values.name ?? r.values.nameEn ?? '')
  const taxIds = [...new Set(good.flatMap((r) => (r.values.taxId ? [r.values.taxId as string] : [])))]
  const names = [...new Set(good.map((r) => nameKey(nameOf(r))))]
  const known = (await ctx.tx
    .selectFrom('company')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where(sql<boolean>`((tax_id <> '' and tax_id = any(${taxIds}::text[])) or name_key = any(${names}::text[]))`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()) as StoredCompany[]
  const byTax = new Map(known.filter((c) => c.taxId).map((c) => [c.taxId, c]))
  const byName = new Map(known.toReversed().map((c) => [c.nameKey, c]))
  const writes = new Map<string, Write<StoredCompany, CompanyValues>>()
  const report = rows.map((r): ReportRow => {
    if (failed(r)) return bad(r)
    const v = r.values
    const taxId = (v.taxId as Text) ?? ''
    const named = byName.get(nameKey(nameOf(r)))
    const found = (taxId && byTax.get(taxId)) || (named && (!taxId || !named.taxId || named.taxId === taxId) ? named : undefined)
    const id = found?.id ?? newId()
    const pending = writes.get(id)
    const base = pending?.next ?? (found ? (valuesOf(found) as CompanyValues) : emptyCompany())
    const next: CompanyValues = {
      ...base,
      name: { ...base.name, zh: (v.name as Text) ?? base.name.zh, en: (v.nameEn as Text) ?? base.name.en },
      taxId: taxId || base.taxId,
      kind: (v.kind as CompanyValues['kind'] | undefined) ?? base.kind,
      industry: (v.industry as Text) ?? base.industry,
      country: (v.country as Text) ?? (base.country || (taxId ? 'TW' : '')),
      city: (v.city as Text) ?? base.city,
      address: (v.address as Text) ?? base.address,
      phone: (v.phone as Text) ?? base.phone,
      email: (v.email as Text) ?? base.email,
      website: (v.website as Text) ?? base.website,
      notes: (v.notes as Text) ?? base.notes,
      tags: union(base.tags, v.tags),
    }
    if (!found) {
      const row = { ...next, id, version: 1, createdAt: ctx.now, updatedAt: ctx.now, nameKey: nameKey(next.name.zh || next.name.en) }
      byName.set(row.nameKey, row)
      if (taxId) byTax.set(taxId, row)
    } else if (taxId && !found.taxId) byTax.set(taxId, found)
    const changed = differs(next, base)
    if (!found || changed)
      writes.set(id, { id, ...(pending ? (pending.before ? { before: pending.before } : {}) : found ? { before: found } : {}), next })
    return {
      row: r.row,
      result: !found ? 'created' : changed ? 'updated' : 'unchanged',
      label: (next.name.zh || next.name.en).slice(0, 60),
      issues: r.issues,
    }
  })
  return { kind: 'companies' as const, writes: [...writes.values()], rows: report, companiesCreated: 0 }
}
