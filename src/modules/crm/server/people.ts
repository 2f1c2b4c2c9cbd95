import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import type { ListQuery } from '../../../kernel/contract/page.ts'
import { audit } from '../../../kernel/server/audit.ts'
import { attempt, demandNone, eachRow, staleRows } from '../../../kernel/server/batch.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError, knownErrors } from '../../../kernel/server/errors.ts'
import { unindexSearch } from '../../../kernel/server/search.ts'
import { store } from '../../../kernel/server/store.ts'
import {
  emailCode,
  maskStoredEmail,
  maskStoredPhone,
  nationalIdCode,
  normaliseEmail,
  phoneCode,
  showPhone,
  storePhone,
} from '../contract/values.ts'
import {
  person,
  type personDraft,
  type personPatch,
  type PersonalField,
  personalLabels,
  type PersonRole,
  type PersonRow,
} from '../contract/person.ts'
import { mergedInto } from './merge.ts'
import { holding } from './people-search.ts'
import type { StoredPerson } from './tables.ts'
import { emptyPerson, openNationalId, type PersonValues, sealNationalId, valuesOf, writePeople } from './write.ts'
import { resolveCompanies } from './match.ts'

const people = store(person)

/** Masks rows and joins company and roles, in two statements however many rows. */
async function present(ctx: Ctx, rows: StoredPerson[]): Promise<PersonRow[]> {
  if (!rows.length) return []
  const companyIds = [...new Set(rows.flatMap((r) => (r.companyId ? [r.companyId] : [])))]
  const companies = new Map(
    (companyIds.length ? await ctx.tx.selectFrom('company').select(['id', 'name']).where('id', 'in', companyIds).execute() : []).map(
      (c) => [c.id, c],
    ),
  )
  const roles = new Map(
    (
      await ctx.tx
        .selectFrom('personRole')
        .select(['personId', sql<PersonRole[]>`array_agg(distinct role)`.as('roles'), sql<number>`count(distinct event_id)`.as('events')])
        .where(
          'personId',
          'in',
          rows.map((r) => r.id),
        )
        .groupBy('personId')
        .execute()
    ).map((r) => [r.personId, r]),
  )
  const can = {
    update: ctx.can('crm.edit'),
    remove: ctx.can('crm.edit'),
    reveal: ctx.can('crm.reveal'),
    revealId: ctx.can('crm.read_personal'),
  }
  return rows.map((r) => ({
    ...r,
    email: maskStoredEmail(r.email),
    phone: maskStoredPhone(r.phone),
    mobile: maskStoredPhone(r.mobile),
    nationalId: r.nationalIdMask,
    company: (r.companyId && companies.get(r.companyId)) || null,
    roles: roles.get(r.id)?.roles ?? [],
    events: roles.get(r.id)?.events ?? 0,
    can,
  })) as PersonRow[]
}

/** One page. Who may not see addresses can't find people by them either: a search would tell what the mask hides. */
export async function listPeople(ctx: Ctx, query: ListQuery & { role?: PersonRole; companyId?: string; tag?: string }) {
  const { q, ...rest } = query
  const narrow = q ? await holding(ctx, q) : (qb: any) => qb
  const page = await people.list(ctx, rest, (qb) => {
    let out = narrow(qb)
    if (query.role)
      out = out.where((eb: any) =>
        eb.exists(
          eb
            .selectFrom('personRole')
            .select('personRole.id')
            .whereRef('personRole.personId', '=', 'person.id')
            .where('personRole.role', '=', query.role!),
        ),
      )
    if (query.companyId) out = out.where('person.companyId', '=', query.companyId)
    return query.tag ? out.where(sql<boolean>`${query.tag} = any(person.tags)`) : out
  })
  const counted = query.after
    ? []
    : await ctx.tx
        .selectFrom('personRole')
        .select(['role', sql<number>`count(distinct person_id)`.as('n')])
        .groupBy('role')
        .execute()
  const narrowed = q || query.role || query.companyId || query.tag
  const all =
    query.after || !narrowed
      ? query.after
        ? 0
        : page.total
      : Number(
          (
            await ctx.tx
              .selectFrom('person')
              .select(sql<number>`count(*)`.as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        )
  return {
    ...page,
    rows: await present(ctx, page.rows as StoredPerson[]),
    counts: { all, ...Object.fromEntries(counted.map((c) => [c.role, c.n])) },
  }
}

const stored = async (ctx: Ctx, id: string) => (await people.get(ctx, id)) as StoredPerson
const one = async (ctx: Ctx, id: string) => (await present(ctx, [await stored(ctx, id)]))[0]!

async function here(ctx: Ctx, id: string): Promise<string> {
  const found = await ctx.tx
    .selectFrom('person')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return found ? id : ((await mergedInto(ctx, 'person', id)) ?? id)
}
const organisationWide = (ctx: Ctx) => ctx.actor.kind === 'system' || ['owner', 'director'].includes(ctx.actor.role ?? '')

/** One that was merged answers with the one that it went into. Error: `record.not_found`. */
export async function getPerson(ctx: Ctx, wanted: string) {
  const id = await here(ctx, wanted)
  const row = await one(ctx, id)
  const roles = await ctx.tx
    .selectFrom('personRole')
    .innerJoin('event', (j) =>
      j.onRef('event.id', '=', 'personRole.eventId').onRef('event.organisationId', '=', 'personRole.organisationId'),
    )
    .select([
      'personRole.id',
      'personRole.eventId',
      'event.slug',
      'event.name as event',
      'event.startDate',
      'event.endDate',
      'personRole.role',
      'personRole.sourceEntity as source',
      'personRole.at',
    ])
    .where('personRole.personId', '=', id)
    .orderBy('event.startDate', 'desc')
    .orderBy('personRole.role')
    .execute()
  const seen = roles.filter((r) => organisationWide(ctx) || ctx.actor.events.has(r.eventId))
  return { ...row, history: seen as never, hiddenEvents: new Set(roles.filter((r) => !seen.includes(r)).map((r) => r.eventId)).size }
}

type FieldError = { path: string; code: string; message: string }
const fieldError = (ctx: Ctx, path: string, code: string): FieldError => {
  const text = knownErrors().get(code)
  return { path, code, message: text ? (ctx.lang === 'en' ? text.en : text.zh) : code }
}
const demandCompany = async (ctx: Ctx, ids: (string | null | undefined)[]) => {
  const wanted = [...new Set(ids.filter((x): x is string => Boolean(x)))]
  if (!wanted.length) return
  const found = await ctx.tx.selectFrom('company').select('id').where('id', 'in', wanted).execute()
  if (found.length < wanted.length) throw new AppError('request.invalid', {}, [fieldError(ctx, 'companyId', 'record.not_found')])
}
const consentOf = (ctx: Ctx, c: PersonValues['consent']): PersonValues['consent'] => ({
  marketing: c.marketing,
  at: c.marketing ? (c.at ?? ctx.now) : null,
})

function fromDraft(ctx: Ctx, d: z.output<typeof personDraft>): PersonValues {
  const { nationalId, email, phone, mobile, ...rest } = d
  return {
    ...emptyPerson('manual'),
    ...rest,
    consent: consentOf(ctx, rest.consent),
    email: normaliseEmail(email),
    phone: storePhone(phone) ?? '',
    mobile: storePhone(mobile) ?? '',
    ...sealNationalId(ctx, nationalId),
  }
}

export async function createPeople(
  ctx: Ctx,
  drafts: (z.output<typeof personDraft> & { companyName?: string | undefined })[],
): Promise<string[]> {
  await demandCompany(
    ctx,
    drafts.map((d) => d.companyId),
  )
  const companies = await resolveCompanies(
    ctx,
    drafts.flatMap((d) => (d.companyName ? [{ name: d.companyName, taxId: '' }] : [])),
  )
  const writes = drafts.map(({ companyName, ...d }) => ({
    id: newId(),
    next: { ...fromDraft(ctx, d), companyId: d.companyId ?? (companyName ? companies.idOf(companyName, '') : null) },
  }))
  await writePeople(ctx, writes)
  return writes.map((w) => w.id)
}
export const createPerson = async (ctx: Ctx, draft: z.output<typeof personDraft>) => one(ctx, (await createPeople(ctx, [draft]))[0]!)

/** The new stored value of one personal field: what came back as its mask stays, anything else must be whole and right. */
function personalValue(
  before: StoredPerson,
  field: PersonalField,
  given: string,
  errors: (path: string, code: string) => void,
): string | undefined {
  const mask = {
    email: maskStoredEmail(before.email),
    phone: maskStoredPhone(before.phone),
    mobile: maskStoredPhone(before.mobile),
    nationalId: before.nationalIdMask,
  }[field]
  if (given === mask) return undefined
  if (given === '') return ''
  const code = given.includes('*')
    ? 'crm.masked_value'
    : field === 'email'
      ? emailCode(given)
      : field === 'nationalId'
        ? nationalIdCode(given)
        : phoneCode(given)
  if (code) return void errors(field, code)
  return field === 'email' ? normaliseEmail(given) : field === 'nationalId' ? given : storePhone(given)!
}

type Patch = z.output<typeof personPatch>
const lockPeople = async (ctx: Ctx, ids: string[]) =>
  new Map(
    (ids.length
      ? ((await ctx.tx
          .selectFrom('person')
          .selectAll()
          .where('organisationId', '=', ctx.orgId)
          .where('id', 'in', ids)
          .orderBy('id')
          .forUpdate()
          .execute()) as StoredPerson[])
      : []
    ).map((r) => [r.id, r]),
  )
/** What the person becomes. Throws `request.invalid` with each personal field that is neither the mask nor right. */
function changed(ctx: Ctx, before: StoredPerson, patch: Patch): PersonValues {
  const { version: _, email, phone, mobile, nationalId, ...rest } = patch
  const wrong: FieldError[] = []
  const value = (field: PersonalField, given: string | undefined) =>
    given === undefined ? undefined : personalValue(before, field, given, (path, code) => wrong.push(fieldError(ctx, path, code)))
  const next: PersonValues = {
    ...valuesOf(before),
    ...Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined)),
  } as PersonValues
  if (rest.consent) next.consent = consentOf(ctx, rest.consent)
  next.email = value('email', email) ?? before.email
  next.phone = value('phone', phone) ?? before.phone
  next.mobile = value('mobile', mobile) ?? before.mobile
  const sealed = value('nationalId', nationalId)
  if (wrong.length) throw new AppError('request.invalid', {}, wrong)
  if (sealed !== undefined) Object.assign(next, sealNationalId(ctx, sealed))
  return next
}
async function writeChanges(ctx: Ctx, before: ReadonlyMap<string, StoredPerson>, patches: (Patch & { id: string })[]) {
  const writes = patches.map(({ id, ...patch }) => ({ id, before: before.get(id)!, next: changed(ctx, before.get(id)!, patch) }))
  await demandCompany(
    ctx,
    writes.flatMap((w) => (w.next.companyId === w.before.companyId ? [] : [w.next.companyId])),
  )
  await writePeople(ctx, writes)
}

export async function updatePerson(ctx: Ctx, id: string, patch: Patch) {
  const before = await lockPeople(ctx, [id])
  if (!before.has(id)) throw new AppError('record.not_found')
  if (before.get(id)!.version !== patch.version) throw new AppError('record.conflict')
  await writeChanges(ctx, before, [{ ...patch, id }])
  return one(ctx, id)
}

type PersonBatch = {
  create: (z.output<typeof personDraft> & { companyName?: string | undefined })[]
  update: (Patch & { id: string })[]
  remove: string[]
}
/** People all or none, as the grid pastes and undoes them; `batch.refused` tells each row. */
export async function savePeople(ctx: Ctx, b: PersonBatch) {
  const before = await lockPeople(ctx, [...b.update.map((u) => u.id), ...b.remove])
  demandNone(staleRows(ctx, b, before))
  demandNone(await eachRow(ctx, 'remove', b.remove, (id) => removePerson(ctx, id)))
  const done = await attempt(ctx, async () => {
    await writeChanges(ctx, before, b.update)
    return createPeople(ctx, b.create)
  })
  if ('error' in done) {
    demandNone([
      ...(await eachRow(ctx, 'update', b.update, (row) => writeChanges(ctx, before, [row]))),
      ...(await eachRow(ctx, 'create', b.create, (row) => createPeople(ctx, [row]))),
    ])
    throw done.error
  }
  const ids = [...done.value, ...b.update.map((u) => u.id)]
  const rows = ids.length
    ? await ctx.tx.selectFrom('person').selectAll().where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const shown = new Map((await present(ctx, rows as StoredPerson[])).map((r) => [r.id, r]))
  const of = (list: string[]) => list.map((id) => shown.get(id)!)
  return { created: of(done.value), updated: of(b.update.map((u) => u.id)), removed: b.remove }
}

export async function removePerson(ctx: Ctx, id: string) {
  const before = await stored(ctx, id)
  await ctx.tx.deleteFrom('person').where('organisationId', '=', ctx.orgId).where('id', '=', id).execute()
  await audit(ctx, { entity: 'person', entityId: id, eventId: null, action: 'remove', label: before.name })
  await unindexSearch(ctx, 'person', [id])
  ctx.emit('person.removed', { id })
  return { id }
}

/** Personal data of one person in the clear; the look is written down before the answer leaves. Errors: `auth.forbidden`, `crm.reason_required`, `crm.cannot_unseal`. */
export async function revealPerson(ctx: Ctx, id: string, fields: PersonalField[], reason: string) {
  if (fields.includes('nationalId') && !ctx.can('crm.read_personal')) throw new AppError('auth.forbidden')
  if (fields.includes('nationalId') && reason.length < 2) throw new AppError('crm.reason_required')
  const row = await stored(ctx, id)
  const number = fields.includes('nationalId') ? openNationalId(ctx, row.nationalIdSealed) : ''
  if (number === null) throw new AppError('crm.cannot_unseal')
  const all = { email: row.email, phone: showPhone(row.phone, ctx.lang), mobile: showPhone(row.mobile, ctx.lang), nationalId: number }
  await audit(ctx, {
    entity: 'person',
    entityId: id,
    eventId: null,
    action: 'unmask',
    label: row.name,
    changes: [
      ...[...new Set(fields)].map((field) => ({ field, label: personalLabels[field], from: null, to: null })),
      ...(reason ? [{ field: 'reason', label: { zh: '原因', en: 'Reason' }, from: null, to: reason }] : []),
    ],
  })
  return Object.fromEntries(fields.map((f) => [f, all[f]])) as Partial<Record<PersonalField, string>>
}

export async function addRole(ctx: Ctx, id: string, body: { eventId: string; role: PersonRole }) {
  await stored(ctx, id)
  if (!organisationWide(ctx) && !ctx.actor.events.has(body.eventId)) throw new AppError('record.not_found')
  const r = await ctx.tx
    .insertInto('personRole')
    .values({ id: newId(), organisationId: ctx.orgId, personId: id, ...body, at: ctx.now })
    .onConflict((c) => c.columns(['organisationId', 'personId', 'eventId', 'role', 'sourceEntity', 'sourceId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (r) await audit(ctx, { entity: 'person', entityId: id, eventId: body.eventId, action: 'role.add', label: body.role })
  return { added: Boolean(r) }
}

/** Roles that another module's record stands behind end with that record, not here. */
export async function removeRole(ctx: Ctx, id: string, roleId: string) {
  const r = await ctx.tx
    .deleteFrom('personRole')
    .where('organisationId', '=', ctx.orgId)
    .where('personId', '=', id)
    .where('id', '=', roleId)
    .where('sourceEntity', '=', '')
    .returning(['eventId', 'role'])
    .executeTakeFirst()
  if (!r) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'person', entityId: id, eventId: r.eventId, action: 'role.remove', label: r.role })
  return { id: roleId }
}
