import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { z } from 'zod'
import { maskStoredEmail } from '../../crm/contract/values.ts'
import type { consentDraft, ConsentRow, NoticeRow } from '../contract/consent.ts'
import { linkToken, readToken } from './links.ts'
import type { StoredConsent } from './tables.ts'

type Entry = Pick<StoredConsent, 'purpose' | 'act' | 'channel'> & Partial<Omit<StoredConsent, 'id' | 'createdAt'>>
/** Adds a line to the ledger; once for each source record, purpose and act. */
export async function recordConsent(ctx: Ctx, e: Entry): Promise<StoredConsent | null> {
  const row = await ctx.tx
    .insertInto('consentEntry')
    .values({
      byName: ctx.actor.kind === 'user' ? ctx.actor.name : '',
      at: ctx.now,
      eventId: ctx.eventId,
      ...e,
      email: (e.email ?? '').toLowerCase(),
      id: newId(),
      organisationId: ctx.orgId,
      createdAt: ctx.now,
    })
    .onConflict((c) => c.columns(['organisationId', 'sourceEntity', 'sourceId', 'purpose', 'act']).where('sourceId', '<>', '').doNothing())
    .returningAll()
    .executeTakeFirst()
  ctx.touch('consent')
  return (row as StoredConsent | undefined) ?? null
}

/**
 * Whether a mailbox may be written to for a purpose: the last line of the ledger says given, and nobody put it on the stop list. Mass mail
 * must ask this, of every receiver, when it is sent. Two statements for any number of mailboxes.
 */
export async function consentedAll(ctx: Ctx, emails: readonly string[], purpose: string): Promise<Set<string>> {
  const asked = [...new Set(emails.map((e) => e.trim().toLowerCase()).filter(Boolean))]
  if (!asked.length) return new Set()
  const { rows } = await sql<{ email: string }>`
    select email from (
      select distinct on (email) email, act from consent_entry
      where organisation_id = ${ctx.orgId} and purpose = ${purpose} and email = any(${asked}::text[])
      order by email, at desc, id desc
    ) last where act = 'given' and not exists (
      select 1 from privacy_stop s where s.organisation_id = ${ctx.orgId} and s.email = last.email and s.lifted_at is null
    )`.execute(ctx.tx)
  return new Set(rows.map((r) => r.email))
}
export const consented = async (ctx: Ctx, email: string, purpose: string): Promise<boolean> =>
  (await consentedAll(ctx, [email], purpose)).size === 1

/** The address that belongs at the foot of every marketing letter: one press takes the consent back, without an account. */
export const withdrawUrl = (ctx: Ctx, publicUrl: string, email: string, purpose: string): string =>
  `${publicUrl}/privacy/withdraw/${linkToken('withdraw', { organisationId: ctx.orgId, email: email.toLowerCase(), purpose }, ctx.now, 0).token}`

/** Takes a consent back by the link; again and again the same. Errors: `privacy.link_invalid`. */
export async function withdrawByToken(ctx: Ctx, token: string): Promise<{ email: string; purpose: string }> {
  const { email, purpose, organisationId } = readToken('withdraw', token, ctx.now)
  if (organisationId !== ctx.orgId) throw new AppError('privacy.link_invalid')
  const last = await ctx.tx
    .selectFrom('consentEntry')
    .select(['act', 'personId', 'name'])
    .where('organisationId', '=', ctx.orgId)
    .where('email', '=', email)
    .where('purpose', '=', purpose)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.act !== 'withdrawn') {
    await recordConsent(ctx, {
      email,
      purpose,
      act: 'withdrawn',
      channel: 'link',
      name: last?.name ?? '',
      personId: last?.personId ?? null,
      proof: 'link',
    })
    if (purpose === 'news')
      await sql`update person set consent = '{"marketing":false,"at":null}'::jsonb, version = version + 1, updated_at = ${ctx.now}
        where organisation_id = ${ctx.orgId} and email = ${email} and (consent ->> 'marketing')::boolean`.execute(ctx.tx)
    ctx.touch('person')
  }
  return { email, purpose }
}

async function shown(ctx: Ctx, rows: StoredConsent[]): Promise<ConsentRow[]> {
  const ids = [...new Set(rows.flatMap((r) => r.eventId ?? []))]
  const events = ids.length
    ? await ctx.tx.selectFrom('event').select(['id', 'name']).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const names = new Map(events.map((e) => [e.id, e.name as Localized]))
  return rows.map((r) => ({
    id: r.id,
    eventId: r.eventId,
    eventName: (r.eventId && names.get(r.eventId)) || null,
    personId: r.personId,
    email: maskStoredEmail(r.email),
    name: r.name,
    purpose: r.purpose,
    act: r.act,
    noticeVersion: r.noticeVersion,
    noticeHash: r.noticeHash,
    channel: r.channel,
    proof: r.proof,
    byName: r.byName,
    at: r.at,
  }))
}

export async function listConsents(ctx: Ctx, o: { personId?: string | undefined; eventId?: string | undefined; q?: string | undefined }) {
  const of = () => {
    let q = ctx.tx.selectFrom('consentEntry').where('consentEntry.organisationId', '=', ctx.orgId)
    if (o.personId) q = q.where('personId', '=', o.personId)
    if (o.eventId) q = q.where('eventId', '=', o.eventId)
    if (o.q) {
      const exact = o.q.toLowerCase()
      const like = `%${o.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
      q = q.where((eb) => eb.or([eb('email', '=', exact), eb('name', 'ilike', like)]))
    }
    return q
  }
  const rows = await of().selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(500).execute()
  const { n } = await of()
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return { rows: await shown(ctx, rows as StoredConsent[]), total: Number(n) }
}

/** Errors: `record.not_found`. */
export async function consentsOfPerson(ctx: Ctx, id: string) {
  const person = await ctx.tx
    .selectFrom('person')
    .select(['id', 'email'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!person) throw new AppError('record.not_found')
  const all = (await ctx.tx
    .selectFrom('consentEntry')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('personId', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()) as StoredConsent[]
  // Lines of events that the caller has no part in stay there; what the organisation itself asked for is for all who write to people.
  const wide = ctx.actor.kind === 'system' || ['owner', 'director'].includes(ctx.actor.role ?? '')
  const rows = all.filter((r) => wide || r.eventId === null || ctx.actor.events.has(r.eventId))
  const now = new Map<string, { purpose: string; given: boolean; at: string }>()
  for (const r of rows.toReversed()) now.set(r.purpose, { purpose: r.purpose, given: r.act === 'given', at: r.at })
  const stop = await ctx.tx
    .selectFrom('privacyStop')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('liftedAt', 'is', null)
    .where((eb) => eb.or([eb('personId', '=', id), ...(person.email ? [eb('email', '=', person.email)] : [])]))
    .executeTakeFirst()
  const requests = ctx.can('privacy.read')
    ? await ctx.tx
        .selectFrom('privacyRequest')
        .select(['id', 'number', 'kind', 'status'])
        .where('organisationId', '=', ctx.orgId)
        .where('personId', '=', id)
        .orderBy('number', 'desc')
        .execute()
    : []
  return { rows: await shown(ctx, rows), now: [...now.values()], stopped: Boolean(stop), requests }
}

/** Errors: `privacy.subject_unclear`, `record.not_found`. */
export async function enterConsent(ctx: Ctx, d: z.output<typeof consentDraft>): Promise<ConsentRow> {
  let { email, name } = d
  if (d.personId) {
    const p = await ctx.tx
      .selectFrom('person')
      .select(['email', 'name'])
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', d.personId)
      .executeTakeFirst()
    if (!p) throw new AppError('record.not_found')
    email ||= p.email
    name ||= p.name
  }
  if (!email && !d.personId) throw new AppError('privacy.subject_unclear')
  const row = await recordConsent(ctx, { ...d, email, name })
  await audit(ctx, { entity: 'consent', entityId: row!.id, eventId: null, action: 'create', label: `${d.purpose} ${d.act}` })
  return (await shown(ctx, [row!]))[0]!
}

const hashOf = (body: Localized) =>
  createHash('sha256')
    .update(JSON.stringify([body.zh, body.en]))
    .digest('hex')
/** Keeps a text as it was shown; the same text of a version is kept once. Answers its hash. */
export async function keepNotice(
  ctx: Ctx,
  n: { kind: string; version: string; eventId: string | null; body: Localized },
): Promise<NoticeRow> {
  const hash = hashOf(n.body)
  await sql`insert into privacy_notice (organisation_id, id, event_id, kind, version, body, hash, created_by, created_at)
    values (${ctx.orgId}, ${newId()}, ${n.eventId}, ${n.kind}, ${n.version}, ${JSON.stringify(n.body)}::jsonb, ${hash}, ${ctx.actor.name}, ${ctx.now})
    on conflict do nothing`.execute(ctx.tx)
  let q = ctx.tx.selectFrom('privacyNotice').selectAll().where('organisationId', '=', ctx.orgId).where('kind', '=', n.kind)
  q = q.where('version', '=', n.version).where('hash', '=', hash)
  return (await (n.eventId ? q.where('eventId', '=', n.eventId) : q.where('eventId', 'is', null)).executeTakeFirstOrThrow()) as NoticeRow
}
export const listNotices = async (ctx: Ctx): Promise<{ rows: NoticeRow[] }> => ({
  rows: (await ctx.tx
    .selectFrom('privacyNotice')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()) as NoticeRow[],
})

export const listStops = async (ctx: Ctx) => ({
  rows: (
    await ctx.tx
      .selectFrom('privacyStop')
      .select(['id', 'email', 'name', 'reason', 'byName', 'since'])
      .where('organisationId', '=', ctx.orgId)
      .where('liftedAt', 'is', null)
      .orderBy('since', 'desc')
      .limit(1000)
      .execute()
  ).map((r) => ({ ...r, email: maskStoredEmail(r.email) })),
})
/** Errors: `record.not_found`. */
export async function liftStop(ctx: Ctx, id: string, reason: string): Promise<{ id: string }> {
  const row = await ctx.tx
    .updateTable('privacyStop')
    .set({ liftedAt: ctx.now })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .where('liftedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'privacyStop', entityId: id, eventId: null, action: 'lift', label: reason })
  return row
}
