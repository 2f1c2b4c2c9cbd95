import { sql } from 'kysely'
import { daysBetween } from '../../../kernel/contract/dates.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { z } from 'zod'
import { refusalNames, type RequestKind, type requestDraft, requestKindNames, type RequestRow } from '../contract/request.ts'
import { dueOf, extendedDue, taiwanDay } from './deadlines.ts'
import { askConfirmation, tellOutcome } from './letters.ts'
import { linkToken, readToken } from './links.ts'
import type { StoredRequest } from './tables.ts'

const all = (ctx: Ctx) => ctx.tx.selectFrom('privacyRequest').selectAll().where('organisationId', '=', ctx.orgId)
export const codeOf = (r: { number: number }) => `P-${String(r.number).padStart(4, '0')}`

async function show(ctx: Ctx, rows: StoredRequest[]): Promise<RequestRow[]> {
  const ids = [...new Set(rows.flatMap((r) => r.eventId ?? []))]
  const events = ids.length
    ? await ctx.tx.selectFrom('event').select(['id', 'name']).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const names = new Map(events.map((e) => [e.id, e.name as Localized]))
  const today = taiwanDay(ctx.now)
  return rows.map(({ chosen: _, ...r }) => ({
    ...r,
    eventName: (r.eventId && names.get(r.eventId)) || null,
    daysLeft: r.status === 'open' || r.status === 'unconfirmed' ? daysBetween(today, r.extendedOn ?? r.dueOn) : null,
  }))
}
export const showOne = async (ctx: Ctx, r: StoredRequest): Promise<RequestRow> => (await show(ctx, [r]))[0]!

export async function listRequests(ctx: Ctx, eventId?: string): Promise<{ rows: RequestRow[] }> {
  let q = all(ctx)
  if (eventId) q = q.where('eventId', '=', eventId)
  const rows = await q
    .orderBy(sql`status in ('open', 'unconfirmed') desc`)
    .orderBy(sql`case when status in ('open', 'unconfirmed') then coalesce(extended_on, due_on) end`)
    .orderBy('number', 'desc')
    .limit(1000)
    .execute()
  return { rows: await show(ctx, rows as StoredRequest[]) }
}

export async function getRequest(ctx: Ctx, id: string) {
  const row = (await all(ctx).where('id', '=', id).executeTakeFirst()) as StoredRequest | undefined
  if (!row) throw new AppError('record.not_found')
  const runs = await ctx.tx
    .selectFrom('privacyRun')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('requestId', '=', id)
    .orderBy('at', 'desc')
    .execute()
  return { ...(await showOne(ctx, row)), runs: runs as never }
}

type Draft = Omit<z.output<typeof requestDraft>, 'channel'> & { channel: StoredRequest['channel']; registrationId?: string | null }
async function add(ctx: Ctx, d: Draft, status: 'open' | 'unconfirmed'): Promise<StoredRequest> {
  if (
    d.personId &&
    !(await ctx.tx
      .selectFrom('person')
      .select('id')
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', d.personId)
      .executeTakeFirst())
  )
    throw new AppError('record.not_found')
  if (
    d.eventId &&
    !(await ctx.tx.selectFrom('event').select('id').where('organisationId', '=', ctx.orgId).where('id', '=', d.eventId).executeTakeFirst())
  )
    throw new AppError('record.not_found')
  const { on, used } = await dueOf(ctx, d.kind, d.regime, d.receivedOn)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.request ${ctx.orgId}`}, 0))`.execute(ctx.tx)
  const last = await all(ctx)
    .clearSelect()
    .select(sql<number>`coalesce(max(number), 0)`.as('n'))
    .executeTakeFirstOrThrow()
  const row = await ctx.tx
    .insertInto('privacyRequest')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      number: last.n + 1,
      eventId: d.eventId,
      kind: d.kind,
      regime: d.regime,
      channel: d.channel,
      status,
      name: d.name,
      email: d.email.toLowerCase(),
      phone: d.phone,
      personId: d.personId,
      registrationId: d.registrationId ?? null,
      details: d.details,
      receivedOn: d.receivedOn,
      dueOn: on,
      rules: json([used]),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  // The trail names the number, not the person: it must not hold what an erasure would have to look for.
  await audit(ctx, {
    entity: 'privacyRequest',
    entityId: row.id,
    eventId: d.eventId,
    action: 'create',
    label: `${codeOf(row)} ${requestKindNames[d.kind].zh}`,
  })
  return row as StoredRequest
}
/** Enters a request by hand. Errors: `record.not_found`, `request.invalid` for a day that has not come. */
export async function createRequest(ctx: Ctx, d: z.output<typeof requestDraft>): Promise<StoredRequest> {
  if (d.receivedOn > taiwanDay(ctx.now)) throw new AppError('request.invalid', {}, [{ path: 'receivedOn', code: 'future', message: '' }])
  return add(ctx, d, 'open')
}

/** Locks an open request at the version that the person saw. Errors: `record.not_found`, `record.conflict`, `privacy.request_closed`. */
export async function lockRequest(
  ctx: Ctx,
  id: string,
  version: number | null,
  states: readonly string[] = ['open', 'unconfirmed'],
): Promise<StoredRequest> {
  const row = (await all(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) as StoredRequest | undefined
  if (!row) throw new AppError('record.not_found')
  if (!states.includes(row.status)) throw new AppError('privacy.request_closed')
  if (version !== null && row.version !== version) throw new AppError('record.conflict')
  return row
}
/** Nothing is handed out or erased for somebody of whom nobody knows who it is. */
export const demandVerified = (r: StoredRequest) => {
  if (!r.verifiedAt) throw new AppError('privacy.not_verified')
}

export async function change(
  ctx: Ctx,
  r: StoredRequest,
  values: Partial<StoredRequest>,
  action: string,
  label = '',
): Promise<StoredRequest> {
  const row = await ctx.tx
    .updateTable('privacyRequest')
    .set({ ...values, ...(values.rules ? { rules: json(values.rules) } : {}), version: r.version + 1, updatedAt: ctx.now } as never)
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', r.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, {
    entity: 'privacyRequest',
    entityId: r.id,
    eventId: r.eventId,
    action,
    label: `${codeOf(r)}${label ? `　${label}` : ''}`,
  })
  return row as StoredRequest
}
export const close = (ctx: Ctx, r: StoredRequest, values: Partial<StoredRequest>, action: string): Promise<StoredRequest> =>
  change(ctx, r, { status: 'done', answeredAt: ctx.now, handledBy: ctx.actor.name, ...values }, action)

export const verifyRequest = async (ctx: Ctx, id: string, body: { version: number; how: string }) =>
  change(
    ctx,
    await lockRequest(ctx, id, body.version),
    { status: 'open', verifiedAt: ctx.now, verifiedHow: body.how, verifiedBy: ctx.actor.name },
    'verify',
  )

const confirmUrl = (ctx: Ctx, publicUrl: string, id: string) =>
  `${publicUrl}/privacy/confirm/${linkToken('confirm', { organisationId: ctx.orgId, requestId: id }, ctx.now, 72).token}`
/** Errors: `privacy.no_mail`. */
export async function askByMail(ctx: Ctx, publicUrl: string, id: string): Promise<boolean> {
  const r = await lockRequest(ctx, id, null)
  if (!r.email) throw new AppError('privacy.no_mail')
  await audit(ctx, { entity: 'privacyRequest', entityId: id, eventId: r.eventId, action: 'askConfirmation', label: codeOf(r) })
  return askConfirmation(ctx, r, confirmUrl(ctx, publicUrl, id))
}

/** A person asks on the page of their own registration; it counts from today, and a letter asks whether it was them. One open request of a kind. */
export async function askFromPage(
  ctx: Ctx,
  publicUrl: string,
  of: { id: string; eventId: string; name: string; email: string; phone: string; personId: string | null },
  ask: { kind: RequestKind; details: string },
): Promise<StoredRequest> {
  const open = (await all(ctx)
    .where('registrationId', '=', of.id)
    .where('kind', '=', ask.kind)
    .where('status', 'in', ['open', 'unconfirmed'])
    .executeTakeFirst()) as StoredRequest | undefined
  if (open) return open
  const r = await add(
    ctx,
    {
      kind: ask.kind,
      regime: 'TW',
      channel: 'page',
      name: of.name,
      email: of.email,
      phone: of.phone,
      personId: of.personId,
      registrationId: of.id,
      eventId: of.eventId,
      details: ask.details.slice(0, 2000),
      receivedOn: taiwanDay(ctx.now),
    },
    'unconfirmed',
  )
  await askConfirmation(ctx, r, confirmUrl(ctx, publicUrl, r.id))
  return r
}

/** The person pressed the button of the letter; idempotent. Errors: `privacy.link_invalid`. */
export async function confirmByToken(ctx: Ctx, token: string): Promise<StoredRequest> {
  const { requestId } = readToken('confirm', token, ctx.now)
  const r = (await all(ctx).where('id', '=', requestId).forUpdate().executeTakeFirst()) as StoredRequest | undefined
  if (!r) throw new AppError('privacy.link_invalid')
  if (r.verifiedAt || !['open', 'unconfirmed'].includes(r.status)) return r
  return change(
    ctx,
    r,
    { status: 'open', verifiedAt: ctx.now, verifiedHow: '當事人信箱收到的確認連結 Link sent to the person’s mailbox', verifiedBy: r.name },
    'verify',
  )
}

/** Errors: `privacy.extended_before`, `privacy.extension_too_late`. */
export async function extendRequest(ctx: Ctx, id: string, body: { version: number; reason: string }): Promise<StoredRequest> {
  const r = await lockRequest(ctx, id, body.version)
  if (r.extendedOn) throw new AppError('privacy.extended_before')
  if (taiwanDay(ctx.now) > r.dueOn) throw new AppError('privacy.extension_too_late')
  const { on, used } = await extendedDue(ctx, r.kind, r.regime, r.dueOn, r.receivedOn)
  const after = await change(ctx, r, { extendedOn: on, extensionReason: body.reason, rules: [...r.rules, used] }, 'extend', on)
  await tellOutcome(ctx, after, {
    subject: { zh: '您的個人資料請求將延長處理', en: 'Your request takes longer' },
    text: {
      zh: `處理期間依法延長，最遲於 ${on.replaceAll('-', '/')} 答覆。`,
      en: `As the law allows, the time is extended; you will have an answer by ${on}.`,
    },
    rows: [['原因 Reason', body.reason]],
  })
  return after
}

export async function refuseRequest(ctx: Ctx, id: string, body: { version: number; ground: keyof typeof refusalNames; answer: string }) {
  const r = await lockRequest(ctx, id, body.version)
  const after = await change(
    ctx,
    r,
    { status: 'refused', refusalGround: body.ground, answer: body.answer, answeredAt: ctx.now, handledBy: ctx.actor.name },
    'refuse',
    refusalNames[body.ground].zh,
  )
  await tellOutcome(ctx, after, {
    subject: { zh: '您的個人資料請求的答覆', en: 'Answer to your request' },
    text: {
      zh: '我們無法依您的請求辦理，理由如下。您若不同意，可以向主管機關申訴或依法救濟。',
      en: 'We cannot do as you asked, for the reason below. You may complain to the authority or take legal action.',
    },
    rows: [['依據 Ground', `${refusalNames[body.ground].zh} ${refusalNames[body.ground].en}`]],
    answer: body.answer,
  })
  return after
}

export const withdrawRequest = async (ctx: Ctx, id: string, body: { version: number; answer: string }) =>
  change(
    ctx,
    await lockRequest(ctx, id, body.version),
    { status: 'withdrawn', answer: body.answer, answeredAt: ctx.now, handledBy: ctx.actor.name },
    'withdraw',
  )

/** Done by hand, e.g. corrected in the record. Errors: `privacy.not_verified`. */
export async function answerRequest(ctx: Ctx, id: string, body: { version: number; answer: string }): Promise<StoredRequest> {
  const r = await lockRequest(ctx, id, body.version)
  demandVerified(r)
  const after = await close(ctx, r, { answer: body.answer }, 'answer')
  await tellOutcome(ctx, after, {
    subject: { zh: '您的個人資料請求已處理', en: 'Your request has been handled' },
    text: { zh: '我們已依您的請求辦理。', en: 'We have done as you asked.' },
    answer: body.answer,
  })
  return after
}
