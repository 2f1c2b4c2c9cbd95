import { type RawBuilder, sql } from 'kysely'
import { addDays, rocDateRange } from '../../../kernel/contract/dates.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { saveFile } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { inputOf, renderModel } from '../../documents/server/index.ts'
import { rateFor } from '../../rules/server/index.ts'
import type { CertificateRow, Scope } from '../contract/inventory.ts'
import { taiwanDay } from './deadlines.ts'
import { eraseHits, keptColumns, planOf } from './erase.ts'
import { ERASED, type Hit, tablesOf } from './locate.ts'
import { certificatePaper } from './papers.ts'
import { withChildren } from './retention.ts'

export const scopeTables: Record<Scope, readonly string[]> = {
  attendees: ['registration'],
  speakers: ['speaker'],
  contacts: ['event_contact'],
  mail: ['mail_message'],
  comments: ['comment'],
}
export const scopeNames: Record<Scope, Localized> = {
  attendees: { zh: '報名者與與會者', en: 'Registrants and attendees' },
  speakers: { zh: '講者', en: 'Speakers' },
  contacts: { zh: '活動通訊錄', en: 'Contact list' },
  mail: { zh: '寄出的信', en: 'Mail sent' },
  comments: { zh: '留言與附件', en: 'Comments and attachments' },
}

/** The event's rows of a scope that are still about somebody, with what belongs to them. */
async function hitsOf(ctx: Ctx, services: Services, scope: readonly Scope[]): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const name of new Set(scope.flatMap((s) => scopeTables[s]))) {
    const t = tablesOf(services).find((x) => x.table === name)
    if (!t) continue
    const gone: RawBuilder<unknown> =
      t.find.name && t.columns[t.find.name]?.[3] === 'pseudonym'
        ? sql`and t.${sql.ref(t.find.name)}::text not like ${`%${ERASED.zh}%`}`
        : sql``
    const { rows } = await sql<{ id: string }>`
      select t.id from ${sql.table(name)} t where t.organisation_id = ${ctx.orgId} and t.event_id = ${ctx.eventId} ${gone} order by t.id`.execute(
      ctx.tx,
    )
    hits.push(...rows.map((r): Hit => ({ table: name, id: r.id, eventId: ctx.eventId, name: '', how: 'link', sure: true })))
  }
  const all = await withChildren(ctx, services, hits)
  // Letters' receivers go with the letter by the database's own rule, and are counted.
  const letters = all.filter((h) => h.table === 'mail_message').map((h) => h.id)
  if (letters.length) {
    const { rows } = await sql<{
      id: string
    }>`select id from mail_recipient where organisation_id = ${ctx.orgId} and message_id = any(${letters}::uuid[])`.execute(ctx.tx)
    const known = new Set(all.map((h) => `${h.table} ${h.id}`))
    for (const r of rows)
      if (!known.has(`mail_recipient ${r.id}`))
        all.push({ table: 'mail_recipient', id: r.id, eventId: ctx.eventId, name: '', how: 'link', sure: true })
  }
  return all
}

const certificates = async (ctx: Ctx): Promise<CertificateRow[]> =>
  (await ctx.tx
    .selectFrom('privacyCertificate')
    .select(['id', 'number', 'client', 'scope', 'counts', 'hash', 'files', 'issuedBy', 'issuedAt'])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .orderBy('number', 'desc')
    .execute()) as CertificateRow[]

const eventOf = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('event')
    .leftJoin('company', (j) => j.onRef('company.id', '=', 'event.clientId').onRef('company.organisationId', '=', 'event.organisationId'))
    .select(['event.name', 'event.startDate', 'event.endDate', 'event.site', 'company.name as client'])
    .where('event.organisationId', '=', ctx.orgId)
    .where('event.id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()

/** Personal data of the ctx's event. */
export async function readEventPrivacy(ctx: Ctx, services: Services) {
  const e = await eventOf(ctx)
  const scopes = []
  for (const scope of Object.keys(scopeTables) as Scope[]) {
    const plan = planOf(services, await hitsOf(ctx, services, [scope]))
    scopes.push({ scope, tables: plan.map((p) => ({ table: p.table, label: p.label, action: p.action, why: p.why, rows: p.rows.length })) })
  }
  const consents = await ctx.tx
    .selectFrom('consentEntry')
    .select([
      'purpose',
      sql<number>`(count(*) filter (where act = 'given'))::int`.as('given'),
      sql<number>`(count(*) filter (where act = 'withdrawn'))::int`.as('withdrawn'),
    ])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .groupBy('purpose')
    .orderBy('purpose')
    .execute()
  const { n } = await ctx.tx
    .selectFrom('privacyRequest')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('status', 'in', ['open', 'unconfirmed'])
    .executeTakeFirstOrThrow()
  const hold = await ctx.tx
    .selectFrom('privacyHold')
    .select(['id', 'reason', 'byName', 'since'])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('liftedAt', 'is', null)
    .executeTakeFirst()
  const days = e.site.retentionDays
  return {
    ended: taiwanDay(ctx.now) > e.endDate,
    client: e.client ? e.client.zh || e.client.en : '',
    retentionDays: days,
    eraseOn: addDays(e.endDate, days + 1),
    hold: hold ?? null,
    scopes,
    consents,
    requests: Number(n),
    certificates: await certificates(ctx),
  }
}

/**
 * Erases the chosen data of an event that is over and issues the certificate, in one transaction: no certificate without the erasure, no
 * erasure without it. Errors: `privacy.event_running`, `privacy.on_hold`, `privacy.nothing_to_erase`.
 */
export async function issueCertificate(ctx: Ctx, services: Services, body: { scope: Scope[]; client: string }): Promise<CertificateRow> {
  const e = await eventOf(ctx)
  if (taiwanDay(ctx.now) <= e.endDate) throw new AppError('privacy.event_running')
  await ctx.tx
    .selectFrom('event')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const hold = await ctx.tx
    .selectFrom('privacyHold')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('liftedAt', 'is', null)
    .executeTakeFirst()
  if (hold) throw new AppError('privacy.on_hold', { event: e.name.zh || e.name.en })
  const hits = await hitsOf(ctx, services, body.scope)
  const plan = planOf(services, hits)
  if (!plan.some((p) => p.action !== 'keep')) throw new AppError('privacy.nothing_to_erase')
  const { runId, counts, hash } = await eraseHits(ctx, services, { kind: 'certificate', hits, eventId: ctx.eventId })
  await sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.certificate ${ctx.orgId}`}, 0))`.execute(ctx.tx)
  const last = await ctx.tx
    .selectFrom('privacyCertificate')
    .select(sql<number>`coalesce(max(number), 0)`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const number = last.n + 1
  const id = newId()
  const { letterhead } = await inputOf(ctx, services, '', 'zh-TW')
  const model = certificatePaper({
    lang: 'zh-TW',
    letterhead,
    code: certificateCode(number, ctx.now),
    client: body.client,
    event: e.name as Localized,
    dates: rocDateRange(e.startDate, e.endDate, 'formal', false),
    scope: body.scope.map((s) => scopeNames[s].zh),
    counts,
    columns: counts.flatMap((c) =>
      c.action === 'columns' && c.rows ? keptColumns(services, c.table).map((k) => ({ ...k, rows: c.rows })) : [],
    ),
    years: (await rateFor(ctx, 'retention.accounting.vouchers', taiwanDay(ctx.now))).value,
    hash,
    at: ctx.now,
    by: ctx.actor.name,
  })
  const files: CertificateRow['files'] = []
  for (const format of ['pdf', 'docx'] as const) {
    const name = `個人資料刪除證明書_${certificateCode(number, ctx.now)}.${format}`
    const kept = await saveFile(ctx, { name, bytes: await renderModel(model, format), entity: 'privacyCertificate', entityId: id })
    files.push({ format, fileId: kept.id, name })
  }
  const row = await ctx.tx
    .insertInto('privacyCertificate')
    .values({
      id,
      organisationId: ctx.orgId,
      eventId: ctx.eventId!,
      number,
      client: body.client,
      scope: body.scope,
      runId,
      counts: json(counts),
      hash,
      files: json(files),
      issuedBy: ctx.actor.name,
      issuedAt: ctx.now,
    })
    .returning(['id', 'number', 'client', 'scope', 'counts', 'hash', 'files', 'issuedBy', 'issuedAt'])
    .executeTakeFirstOrThrow()
  await audit(ctx, { entity: 'privacyCertificate', entityId: id, action: 'issue', label: certificateCode(number, ctx.now) })
  return row as CertificateRow
}
/** e.g. `個刪字第115-0007號`: the year by the Taiwan calendar. */
export const certificateCode = (number: number, issuedAt: string): string =>
  `${Number(taiwanDay(issuedAt).slice(0, 4)) - 1911}-${String(number).padStart(4, '0')}`
