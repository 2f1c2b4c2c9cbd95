import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { nameKey, normaliseTaxId } from '../contract/values.ts'
import type { StoredCompany, StoredPerson } from './tables.ts'
import { type CompanyValues, emptyCompany, type Write, writeCompanies } from './write.ts'

const PER_ADDRESS = 200

/**
 * Keeps two transactions from making the same person twice: small batches lock their own addresses (so that registrations don't
 * wait for each other), large ones and imports the organisation's directory.
 */
export async function lockDirectory(ctx: Ctx, keys: string[] | 'all'): Promise<void> {
  const whole = sql`hashtextextended(${`crm:${ctx.orgId}`}, 0)`
  const sorted = keys === 'all' ? [] : [...new Set(keys)].toSorted()
  if (keys === 'all' || sorted.length > PER_ADDRESS) return void (await sql`select pg_advisory_xact_lock(${whole})`.execute(ctx.tx))
  await sql`select pg_advisory_xact_lock_shared(${whole})`.execute(ctx.tx)
  await sql`select pg_advisory_xact_lock(h) from (select distinct hashtextextended(${`crm:${ctx.orgId}:`} || k, 0) as h from unnest(${sorted}::text[]) k order by 1) s`.execute(
    ctx.tx,
  )
}

const hasHan = (s: string) => /\p{Script=Han}/u.test(s)
/**
 * May these be one person, seen from their names? Same name in either language; or written in different scripts, where the names
 * can't be compared and the shared mailbox decides. 王大明 and 李小華 with one mailbox are two people: a secretary registered them.
 */
export function sameName(a: { name: string; nameEn?: string }, b: { name: string; nameEn?: string }): boolean {
  const keys = (p: typeof a) => [p.name, p.nameEn ?? ''].map(nameKey).filter(Boolean)
  const [x, y] = [keys(a), keys(b)]
  if (x.some((k) => y.includes(k))) return true
  const scripts = (p: typeof a) => new Set([p.name, p.nameEn ?? ''].filter((n) => nameKey(n)).map(hasHan))
  const [s, t] = [scripts(a), scripts(b)]
  return ![...s].some((k) => t.has(k))
}

type Known = Pick<StoredPerson, 'id' | 'name' | 'nameEn' | 'email' | 'companyId'>
/** People by mailbox and by name, grown while a batch is worked off. */
export class PeopleIndex<P extends Known> {
  private readonly byEmail = new Map<string, P[]>()
  private readonly byName = new Map<string, P[]>()
  add(p: P) {
    if (p.email) this.byEmail.set(p.email, [...(this.byEmail.get(p.email) ?? []), p])
    const key = nameKey(p.name)
    this.byName.set(key, [...(this.byName.get(key) ?? []), p])
  }
  /**
   * Who is meant: by mailbox where the names agree, the identical name first; else by name and company, provided that the mailboxes
   * don't contradict each other.
   */
  find(d: { name: string; nameEn?: string; email: string; companyId: string | null }): P | null {
    const holders = d.email ? (this.byEmail.get(d.email) ?? []) : []
    const exact = holders.find((p) => nameKey(p.name) === nameKey(d.name)) ?? holders.find((p) => sameName(p, d))
    if (exact) return exact
    return (this.byName.get(nameKey(d.name)) ?? []).find((p) => p.companyId === d.companyId && (!p.email || !d.email)) ?? null
  }
}

/** Reads everybody whom a batch could mean, in one statement. */
export async function candidates(ctx: Ctx, drafts: { name: string; email: string }[]): Promise<StoredPerson[]> {
  const emails = [...new Set(drafts.map((d) => d.email).filter(Boolean))]
  const names = [...new Set(drafts.map((d) => nameKey(d.name)))]
  return (await ctx.tx
    .selectFrom('person')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where(sql<boolean>`((email <> '' and email = any(${emails}::text[])) or name_key = any(${names}::text[]))`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()) as StoredPerson[]
}

export type WantedCompany = { name: string; taxId: string; nameEn?: string }
const keyOf = (name: string, taxId: string) => `${normaliseTaxId(taxId)}|${nameKey(name)}`

/**
 * Companies by 統編, else by name; those that are missing are made (unless `dryRun`, where they only get an id).
 * `idOf` answers for every pair that was asked for.
 */
export async function resolveCompanies(ctx: Ctx, wanted: WantedCompany[], { dryRun = false, source = [] as string[] } = {}) {
  const ids = new Map<string, string>()
  const fresh: Write<StoredCompany, CompanyValues>[] = []
  const asked = wanted.filter((w) => nameKey(w.name) || normaliseTaxId(w.taxId))
  if (asked.length) {
    const taxIds = [...new Set(asked.map((w) => normaliseTaxId(w.taxId)).filter(Boolean))]
    const names = [...new Set(asked.map((w) => nameKey(w.name)).filter(Boolean))]
    const found = await ctx.tx
      .selectFrom('company')
      .select(['id', 'nameKey', 'taxId', 'name'])
      .where('organisationId', '=', ctx.orgId)
      .where(sql<boolean>`((tax_id <> '' and tax_id = any(${taxIds}::text[])) or name_key = any(${names}::text[]))`)
      .orderBy('createdAt')
      .orderBy('id')
      .execute()
    const byTax = new Map(found.filter((c) => c.taxId).map((c) => [c.taxId, c.id]))
    const byName = new Map<string, { id: string; taxId: string }>()
    for (const c of found.toReversed()) byName.set(c.nameKey, { id: c.id, taxId: c.taxId })
    for (const w of asked) {
      const taxId = normaliseTaxId(w.taxId)
      const key = nameKey(w.name)
      const named = byName.get(key)
      // Two companies may share a name; two different 統編 are never one company.
      let id = (taxId && byTax.get(taxId)) || (named && (!taxId || !named.taxId || named.taxId === taxId) ? named.id : undefined)
      if (!id) {
        id = newId()
        fresh.push({
          id,
          next: {
            ...emptyCompany(),
            name: hasHan(w.name) || !w.name ? { zh: w.name || taxId, en: w.nameEn ?? '' } : { zh: '', en: w.name },
            taxId,
            country: taxId ? 'TW' : '',
            tags: source,
          },
        })
        byName.set(key, { id, taxId })
        if (taxId) byTax.set(taxId, id)
      }
      ids.set(keyOf(w.name, w.taxId), id)
    }
    if (!dryRun) await writeCompanies(ctx, fresh)
  }
  return { idOf: (name: string, taxId: string) => ids.get(keyOf(name, taxId)) ?? null, created: fresh.length }
}
