import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type certificateEndpoints, type CertificateRow, certificateSorts, serialOf, verifyPath } from '../contract/certificate.ts'
import type {} from './tables.ts'

/** The days on which each confirmed person of the ctx's event checked in, by what stands. */
const stood = (ctx: Ctx) => sql`(
  select c.registration_id, array_agg(distinct c.day::text order by c.day::text) as days
  from checkin c join registration r on r.organisation_id = c.organisation_id and r.id = c.registration_id
  where c.organisation_id = ${ctx.orgId} and c.event_id = ${ctx.eventId} and c.point = 'main' and c.undone_at is null and r.status = 'confirmed'
  group by c.registration_id)`

const attention = sql`case when a.revoked_at is not null then null when r.status <> 'confirmed' then 'cancelled'
  when n.days is null then 'absent' when n.days <> a.days then 'days' end`

const rowsOf = (ctx: Ctx) => sql`
  from attendance_certificate a
  join registration r on r.organisation_id = a.organisation_id and r.id = a.registration_id
  join ticket_type t on t.organisation_id = r.organisation_id and t.id = r.ticket_type_id
  left join ${stood(ctx)} n on n.registration_id = a.registration_id
  where a.organisation_id = ${ctx.orgId} and a.event_id = ${ctx.eventId}`

type Found = Omit<CertificateRow, 'serial' | 'verify'> & { verifyCode: string }
const columns = sql`a.id, a.registration_id as "registrationId", a.number, r.code, r.name, r.name_en as "nameEn", r.organisation, t.name as ticket,
  t.category, r.attendance, a.days, coalesce(n.days, '{}') as "daysNow", a.issues, a.issued_at as "issuedAt", a.issued_by as "issuedBy",
  a.revoked_at as "revokedAt", a.revoked_by as "revokedBy", a.revoke_reason as "revokeReason", ${attention} as attention, a.code as "verifyCode"`

async function slugOf(ctx: Ctx): Promise<string> {
  return (await ctx.tx.selectFrom('event').select('slug').where('id', '=', ctx.eventId!).executeTakeFirstOrThrow()).slug
}
const present = (rows: Found[], slug: string): CertificateRow[] =>
  rows.map(({ verifyCode, ...r }) => ({ ...r, serial: serialOf(r.number), verify: verifyPath(slug, 'zh-TW', verifyCode) }))

/** Those that are valid, in the order of their numbers: what gets printed. Error: `record.not_found` where the one asked for is none. */
export async function validCertificates(ctx: Ctx, id?: string): Promise<CertificateRow[]> {
  const { rows } = await sql<Found>`select ${columns} ${rowsOf(ctx)} and a.revoked_at is null ${
    id ? sql`and a.id = ${id}` : sql``
  } order by a.number`.execute(ctx.tx)
  if (id && !rows.length) throw new AppError('record.not_found')
  return present(rows, await slugOf(ctx))
}

type Query = z.output<NonNullable<(typeof certificateEndpoints.list)['query']>>
const sortColumns = { number: sql`a.number`, name: sql`r.name`, organisation: sql`r.organisation`, issuedAt: sql`a.issued_at` }

/** A page of the list; `after` is an offset. Sorted by number unless told. */
export async function listCertificates(ctx: Ctx, query: Query) {
  const name = (query.sort ?? 'number').replace(/^-/, '') as (typeof certificateSorts)[number]
  if (!certificateSorts.includes(name)) throw new AppError('request.invalid', {}, [{ path: 'sort', code: 'unknown', message: name }])
  const offset = Number(query.after ?? 0)
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > 10_000_000)
    throw new AppError('request.invalid', {}, [{ path: 'after', code: 'invalid', message: '' }])
  const like = query.q && `%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const serial = /^c-?0*(\d{1,9})$/i.exec(query.q ?? '')?.[1]
  const of = sql`${rowsOf(ctx)}
    ${query.state === 'valid' ? sql`and a.revoked_at is null` : query.state === 'revoked' ? sql`and a.revoked_at is not null` : sql``}
    ${query.state === 'attention' ? sql`and ${attention} is not null` : sql``}
    ${
      like
        ? sql`and (r.name ilike ${like} or r.name_en ilike ${like} or r.organisation ilike ${like} or r.code ilike ${like} ${
            serial ? sql`or a.number = ${Number(serial)}` : sql``
          })`
        : sql``
    }`
  const total = (await sql<{ n: number }>`select count(*) as n ${of}`.execute(ctx.tx)).rows[0]!.n
  const { rows } = await sql<Found>`select ${columns} ${of}
    order by ${sortColumns[name]} ${query.sort?.startsWith('-') ? sql`desc` : sql`asc`}, a.number limit ${query.limit} offset ${offset}`.execute(
    ctx.tx,
  )
  return { rows: present(rows, await slugOf(ctx)), total, next: offset + rows.length < total ? String(offset + rows.length) : null }
}

/** One statement. */
export async function certificateSummary(ctx: Ctx) {
  const { rows } = await sql<Record<'came' | 'waiting' | 'valid' | 'revoked' | 'attention' | 'outdated', number>>`
    select s.came, s.waiting, x.* from
      (select count(*) as came, count(*) filter (where a.id is null) as waiting from ${stood(ctx)} n
        left join attendance_certificate a on a.organisation_id = ${ctx.orgId} and a.registration_id = n.registration_id) s,
      (select count(*) filter (where a.revoked_at is null) as valid, count(*) filter (where a.revoked_at is not null) as revoked,
        count(*) filter (where ${attention} is not null) as attention, count(*) filter (where ${attention} = 'days') as outdated ${rowsOf(ctx)}) x`.execute(
    ctx.tx,
  )
  return rows[0]!
}

/** Holds the event's counter to the end of the transaction: who issues at the same time waits here, and a refused issue takes no number. */
async function lastNumber(ctx: Ctx): Promise<number> {
  const row = await ctx.tx
    .insertInto('attendanceCertificateDesk')
    .values({ organisationId: ctx.orgId, eventId: ctx.eventId!, lastNumber: 0 })
    .onConflict((c) =>
      c.columns(['organisationId', 'eventId']).doUpdateSet({ lastNumber: sql<number>`attendance_certificate_desk.last_number` }),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow()
  return row.lastNumber
}

/**
 * Issues certificates to the confirmed people who came (or to those of `registrationIds` who did), in the order of registration.
 * Who has one keeps its number and address; it is renewed where it names other days than stand now. Those revoked stay so, and one
 * whose arrivals were all taken back is left for a person to look at.
 */
export async function issueCertificates(ctx: Ctx, registrationIds?: string[]): Promise<{ issued: number; renewed: number }> {
  const last = await lastNumber(ctx)
  const only = registrationIds ? sql`and n.registration_id = any(${registrationIds}::uuid[])` : sql``
  const { rows: renewed } = await sql<{ id: string; number: number; before: string[]; days: string[] }>`
    update attendance_certificate a set days = n.days, issues = a.issues + 1, issued_at = ${ctx.now}, issued_by = ${ctx.actor.name},
      version = a.version + 1, updated_at = now()
    from ${stood(ctx)} n, attendance_certificate o
    where a.organisation_id = ${ctx.orgId} and a.event_id = ${ctx.eventId} and a.registration_id = n.registration_id and a.revoked_at is null
      and a.days <> n.days and o.organisation_id = a.organisation_id and o.id = a.id ${only}
    returning a.id, a.number, o.days as before, a.days`.execute(ctx.tx)
  const { rows: fresh } = await sql<{ registrationId: string; days: string[] }>`
    select n.registration_id as "registrationId", n.days from ${stood(ctx)} n
    join registration r on r.organisation_id = ${ctx.orgId} and r.id = n.registration_id
    left join attendance_certificate a on a.organisation_id = ${ctx.orgId} and a.registration_id = n.registration_id
    where a.id is null ${only} order by r.number`.execute(ctx.tx)
  const made = fresh.map((f, i) => ({
    ...f,
    id: newId(),
    organisationId: ctx.orgId,
    eventId: ctx.eventId!,
    number: last + 1 + i,
    code: randomBytes(16).toString('base64url'),
    issuedAt: ctx.now,
    issuedBy: ctx.actor.name,
  }))
  for (let i = 0; i < made.length; i += 500)
    await ctx.tx
      .insertInto('attendanceCertificate')
      .values(made.slice(i, i + 500))
      .execute()
  if (made.length)
    await ctx.tx
      .updateTable('attendanceCertificateDesk')
      .set({ lastNumber: last + made.length })
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', ctx.eventId!)
      .execute()
  const entity = 'attendanceCertificate'
  await audit(
    ctx,
    ...made.map((m) => ({ entity, entityId: m.id, action: 'issue', label: serialOf(m.number) })),
    ...renewed.map((r) => ({
      entity,
      entityId: r.id,
      action: 'reissue',
      label: serialOf(r.number),
      changes: [{ field: 'days', label: { zh: '報到日期', en: 'Days checked in' }, from: r.before, to: r.days }],
    })),
  )
  return { issued: made.length, renewed: renewed.length }
}

/** Sets or lifts a revocation; doing the same again is `record.not_found`, as what was asked for isn't there any more. */
async function turn(ctx: Ctx, id: string, reason: string | null): Promise<CertificateRow> {
  const revoke = reason !== null
  const row = await ctx.tx
    .updateTable('attendanceCertificate')
    .set({
      revokedAt: revoke ? ctx.now : null,
      revokedBy: revoke ? ctx.actor.name : null,
      revokeReason: reason ?? '',
      version: sql<number>`version + 1`,
      updatedAt: ctx.now,
    })
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .where('revokedAt', revoke ? 'is' : 'is not', null)
    .returning('number')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  const changes = revoke ? [{ field: 'revokeReason', label: { zh: '撤銷原因', en: 'Reason' }, from: null, to: reason }] : []
  await audit(ctx, {
    entity: 'attendanceCertificate',
    entityId: id,
    action: revoke ? 'revoke' : 'restore',
    label: serialOf(row.number),
    changes,
  })
  const { rows } = await sql<Found>`select ${columns} ${rowsOf(ctx)} and a.id = ${id}`.execute(ctx.tx)
  return present(rows, await slugOf(ctx))[0]!
}
export const revokeCertificate = (ctx: Ctx, id: string, reason: string) => turn(ctx, id, reason)
export const restoreCertificate = (ctx: Ctx, id: string) => turn(ctx, id, null)
