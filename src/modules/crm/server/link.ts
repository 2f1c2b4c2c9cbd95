import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { PersonRole } from '../contract/person.ts'
import { emailCode, nameKey, normaliseEmail, storePhone } from '../contract/values.ts'
import { candidates, lockDirectory, PeopleIndex, resolveCompanies } from './match.ts'
import type { StoredPerson } from './tables.ts'
import { emptyPerson, type PersonValues, valuesOf, type Write, writePeople } from './write.ts'

/** What another module knows of a person. Values that the directory would refuse (a bad mailbox) are left out, never an error. */
export type KnownPerson = {
  name: string
  nameEn?: string
  email?: string
  phone?: string
  mobile?: string
  title?: string
  titleEn?: string
  country?: string
  companyId?: string | null
  companyName?: string
  companyNameEn?: string
  companyTaxId?: string
  languages?: string[]
  tags?: string[]
  marketing?: boolean
  /** Where the directory has it from, e.g. `registration`; only for new people. */
  source?: string
}
/** The role that it stands for: once for each source record. `eventId` defaults to the ctx's event. */
export type RoleLink = { role: PersonRole; eventId?: string; sourceEntity?: string; sourceId?: string; at?: string }

const fill = (before: string, given: string | undefined) => before || (given ?? '').trim()
const filledFrom = (v: PersonValues, k: KnownPerson, companyId: string | null, now: string): PersonValues => ({
  ...v,
  name: v.name || k.name.trim().slice(0, 120),
  nameEn: fill(v.nameEn, k.nameEn).slice(0, 120),
  title: fill(v.title, k.title).slice(0, 120),
  titleEn: fill(v.titleEn, k.titleEn).slice(0, 120),
  email: v.email || mailbox(k),
  phone: v.phone || (storePhone(k.phone ?? '') ?? ''),
  mobile: v.mobile || (storePhone(k.mobile ?? '') ?? ''),
  country: v.country || (/^[A-Z]{2}$/.test(k.country ?? '') ? k.country! : ''),
  companyId: v.companyId ?? companyId,
  languages: v.languages.length ? v.languages : (k.languages ?? []),
  tags: [...new Set([...v.tags, ...(k.tags ?? [])])],
  consent: k.marketing && !v.consent.marketing ? { marketing: true, at: now } : v.consent,
})
const mailbox = (k: KnownPerson) => (k.email && emailCode(k.email) === null ? normaliseEmail(k.email) : '')

/**
 * Finds or makes the people and notes their roles, in a fixed number of statements; ids in the order of the input. A person is
 * known by mailbox and a compatible name, else by name and company (see `match.ts`); what the directory already knows is never
 * overwritten, gaps are filled. Idempotent: the same call again changes nothing. Call it from an event handler or in the verb's
 * own transaction.
 */
export async function linkPeople(ctx: Ctx, links: { person: KnownPerson; roles?: RoleLink[] }[]): Promise<string[]> {
  if (!links.length) return []
  const known = links.map((l) => ({ ...l.person, name: l.person.name.trim() || l.person.nameEn?.trim() || mailbox(l.person) || '?' }))
  await lockDirectory(
    ctx,
    known.flatMap((k) => [
      mailbox(k) || nameKey(k.name),
      ...(k.companyName || k.companyTaxId ? [`c:${nameKey(k.companyName || k.companyTaxId!)}`] : []),
    ]),
  )
  const companies = await resolveCompanies(
    ctx,
    known.flatMap((k) =>
      !k.companyId && (k.companyName || k.companyTaxId)
        ? [{ name: k.companyName ?? '', taxId: k.companyTaxId ?? '', ...(k.companyNameEn ? { nameEn: k.companyNameEn } : {}) }]
        : [],
    ),
  )
  const index = new PeopleIndex<StoredPerson>()
  for (const p of await candidates(
    ctx,
    known.map((k) => ({ name: k.name, email: mailbox(k) })),
  ))
    index.add(p)
  const writes = new Map<string, Write<StoredPerson, PersonValues>>()
  const ids = known.map((k) => {
    const companyId = k.companyId ?? companies.idOf(k.companyName ?? '', k.companyTaxId ?? '')
    const found = index.find({ name: k.name, ...(k.nameEn ? { nameEn: k.nameEn } : {}), email: mailbox(k), companyId })
    const id = found?.id ?? newId()
    const pending = writes.get(id)
    const base = pending?.next ?? (found ? (valuesOf(found) as PersonValues) : emptyPerson(k.source ?? 'linked'))
    const next = filledFrom(base, k, companyId, ctx.now)
    if (!found) index.add({ ...next, id, version: 1, createdAt: ctx.now, updatedAt: ctx.now, nameKey: nameKey(next.name) })
    if (!found || pending || JSON.stringify(next) !== JSON.stringify(base))
      writes.set(id, { id, ...(pending ? (pending.before ? { before: pending.before } : {}) : found ? { before: found } : {}), next })
    return id
  })
  await writePeople(ctx, [...writes.values()])
  const roles = links.flatMap((l, i) =>
    (l.roles ?? []).map((r) => ({
      id: newId(),
      organisationId: ctx.orgId,
      personId: ids[i]!,
      eventId: r.eventId ?? ctx.eventId!,
      role: r.role,
      sourceEntity: r.sourceEntity ?? '',
      sourceId: r.sourceId ?? '',
      at: r.at ?? ctx.now,
    })),
  )
  for (let i = 0; i < roles.length; i += 1000)
    await ctx.tx
      .insertInto('personRole')
      .values(roles.slice(i, i + 1000))
      .onConflict((c) => c.columns(['organisationId', 'personId', 'eventId', 'role', 'sourceEntity', 'sourceId']).doNothing())
      .execute()
  if (roles.length) ctx.touch('person')
  return ids
}

/** One person with one role (or none); answers the person's id. */
export const linkPerson = async (ctx: Ctx, person: KnownPerson, ...roles: RoleLink[]): Promise<string> =>
  (await linkPeople(ctx, [{ person, roles }]))[0]!

/** Takes back the roles that these source records gave, e.g. of cancelled registrations; the people stay. */
export async function unlinkRoles(ctx: Ctx, sourceEntity: string, sourceIds: string[]): Promise<void> {
  if (!sourceIds.length) return
  await ctx.tx
    .deleteFrom('personRole')
    .where('organisationId', '=', ctx.orgId)
    .where('sourceEntity', '=', sourceEntity)
    .where(sql<boolean>`source_id = any(${sourceIds}::text[])`)
    .execute()
  ctx.touch('person')
}
