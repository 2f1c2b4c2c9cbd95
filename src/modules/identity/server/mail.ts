import { sql } from 'kysely'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { MailAttachment } from '../../../kernel/server/mail.ts'
import type { RawAnswer, Services } from '../../../kernel/server/mount.ts'
import { type MailDetail, type MailRow, mailStatuses } from '../contract/mail.ts'

type Query = {
  q?: string | undefined
  status?: (typeof mailStatuses)[number] | undefined
  sort?: string | undefined
  limit: number
  after?: string | undefined
}
type Status = (typeof mailStatuses)[number]

/**
 * What the caller may see: in an event its letters; outside, those of the events where they may read letters, and for
 * owners and directors the organisation's own. Letters that let somebody in (`identity.…`: reset, invitation) are for owners only.
 */
function visible(ctx: Ctx) {
  const owner = ctx.actor.role === 'owner' || ctx.actor.kind === 'system'
  const secret = owner ? sql`true` : sql`m.kind not like 'identity.%'`
  if (ctx.eventId) return sql`(m.event_id = ${ctx.eventId} and ${secret})`
  if (owner || ctx.actor.role === 'director') return secret
  const mine = [...ctx.actor.events.keys()].filter((eventId) => ctx.can('mail.read', { eventId }))
  return sql`(m.event_id = any(${mine}::uuid[]) and ${secret})`
}

const cursor = (row: { createdAt: string; id: string }) => `${row.createdAt}_${row.id}`
function readCursor(after: string): [string, string] {
  const [at, id] = after.split('_')
  if (!at || Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id ?? ''))
    throw new AppError('request.invalid', {}, [{ path: 'after', code: 'cursor', message: 'after' }])
  return [at, id!]
}

const figures = sql`
  count(r.id)::int as recipients, coalesce(min(r.address), '') as to,
  count(*) filter (where r.status = 'queued')::int as queued, count(*) filter (where r.status = 'sent')::int as sent,
  count(*) filter (where r.status = 'logged')::int as logged, count(*) filter (where r.status = 'failed')::int as failed, count(*) filter (where r.status = 'cancelled')::int as cancelled`
const joined = sql`mail_message m left join mail_recipient r on r.organisation_id = m.organisation_id and r.message_id = m.id`

export async function listMail(ctx: Ctx, q: Query) {
  const like = q.q ? `%${q.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null
  const matches = sql`${visible(ctx)}
    and (${like}::text is null or m.subject ilike ${like} or exists (select 1 from mail_recipient x where x.organisation_id = m.organisation_id and x.message_id = m.id and (x.address ilike ${like} or x.name ilike ${like})))`
  const ofStatus = q.status
    ? sql`and exists (select 1 from mail_recipient x where x.organisation_id = m.organisation_id and x.message_id = m.id and x.status = ${q.status})`
    : sql``
  const old = q.sort === 'createdAt'
  const beyond = q.after
    ? sql`and (m.created_at, m.id) ${sql.raw(old ? '>' : '<')} (${readCursor(q.after)[0]}::timestamptz, ${readCursor(q.after)[1]}::uuid)`
    : sql``
  const order = sql.raw(old ? 'asc' : 'desc')
  const { rows } =
    await sql<MailRow>`select m.id, m.event_id, m.kind, m.subject, m.created_at, ${figures} from ${joined} where ${matches} ${ofStatus} ${beyond} group by m.organisation_id, m.id order by m.created_at ${order}, m.id ${order} limit ${q.limit + 1}`.execute(
      ctx.tx,
    )
  const { rows: sums } = await sql<{
    status: Status
    n: number
    all: number
  }>`select r.status, count(distinct m.id)::int as n from ${joined} where ${matches} and r.id is not null group by r.status`.execute(ctx.tx)
  const { rows: all } = await sql<{ n: number }>`select count(*)::int as n from mail_message m where ${matches} ${ofStatus}`.execute(ctx.tx)
  const shown = rows.slice(0, q.limit)
  const counts = Object.fromEntries(mailStatuses.map((s) => [s, sums.find((x) => x.status === s)?.n ?? 0])) as Record<Status, number>
  return { rows: shown, total: all[0]!.n, next: rows.length > q.limit ? cursor(shown.at(-1)!) : null, counts }
}

/** Errors: `record.not_found` for letters that the caller may not see. */
export async function readMail(ctx: Ctx, id: string): Promise<MailDetail> {
  const { rows } =
    await sql<MailRow>`select m.id, m.event_id, m.kind, m.subject, m.created_at, ${figures} from ${joined} where m.id = ${id} and ${visible(ctx)} group by m.organisation_id, m.id`.execute(
      ctx.tx,
    )
  const row = rows[0]
  if (!row) throw new AppError('record.not_found')
  const people = await ctx.tx
    .selectFrom('mailRecipient')
    .select(['id', 'address', 'name', 'status', 'attempts', 'nextAt', 'lastError', 'sentAt'])
    .where('messageId', '=', id)
    .orderBy('address')
    .limit(2000)
    .execute()
  const files = await sql<{
    filename: string
    contentType: string
    size: number
  }>`select a->>'filename' as filename, a->>'contentType' as content_type, (length(a->>'base64') * 3 / 4)::int as size from mail_message m, jsonb_array_elements(m.attachments) a where m.id = ${id}`.execute(
    ctx.tx,
  )
  return {
    ...row,
    people: people.map((p) => ({ ...p, status: p.status as Status, nextAt: p.status === 'queued' ? p.nextAt : null })),
    attachments: files.rows,
    can: { retry: row.failed > 0 && ctx.can('mail.retry'), cancel: row.queued > 0 && ctx.can('mail.retry') },
  }
}

/** Letters whose link takes over an account. */
const keysToAccounts = new Set(['identity.reset', 'identity.unlock'])
/**
 * Whether such a letter may be read with its link: only where no mail server sends it, so that an owner hands it on, and only of
 * people who belong to no other organisation, into which it would lead too.
 */
async function mayHandOn(ctx: Ctx, services: Services, id: string): Promise<boolean> {
  const { rows } = await services.db.asSystem((tx) =>
    sql<{ status: string; elsewhere: boolean }>`
      select r.status, exists (select 1 from member o join auth_user u on u.id = o.user_id
        where lower(u.email) = lower(r.address) and o.organisation_id <> r.organisation_id) as elsewhere
      from mail_recipient r where r.organisation_id = ${ctx.orgId} and r.message_id = ${id}`.execute(tx),
  )
  return rows.length > 0 && rows.every((r) => r.status === 'logged' && !r.elsewhere)
}

/** The letter for a frame: no script, no address but its own inlined pictures, no way out. */
export async function mailHtml(ctx: Ctx, services: Services, id: string): Promise<RawAnswer> {
  const { rows } = await sql<{
    html: string
    attachments: MailAttachment[]
    kind: string
  }>`select m.html, m.attachments, m.kind from mail_message m where m.id = ${id} and ${visible(ctx)}`.execute(ctx.tx)
  if (!rows[0]) throw new AppError('record.not_found')
  const closed = keysToAccounts.has(rows[0].kind) && !(await mayHandOn(ctx, services, id))
  const html = closed ? rows[0].html.replaceAll(/https?:\/\/[^\s"'<>]*token=[^\s"'<>]*/g, '#') : rows[0].html
  const pictures = rows[0].attachments.filter((a) => a.cid && /^image\/(png|jpeg|webp|gif)$/.test(a.contentType))
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body: pictures.reduce((html, a) => html.replaceAll(`cid:${a.cid}"`, `data:${a.contentType};base64,${a.base64}"`), html),
  }
}

/** Puts the failed recipients of a letter back into the queue. Errors: `record.not_found`. */
export async function retryMail(ctx: Ctx, id: string): Promise<{ retried: number }> {
  const { subject } = await readMail(ctx, id)
  const done = await ctx.tx
    .updateTable('mailRecipient')
    .set({ status: 'queued', attempts: 0, nextAt: ctx.now, lastError: null })
    .where('messageId', '=', id)
    .where('status', '=', 'failed')
    .returning('id')
    .execute()
  if (done.length) await audit(ctx, { entity: 'mail', entityId: id, action: 'retry', label: subject })
  return { retried: done.length }
}

/** Recipients whose letters of the last 30 days failed, as far as the caller sees the letters. */
export async function failedRecipients(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select r.id from mail_recipient r join mail_message m
    on m.organisation_id = r.organisation_id and m.id = r.message_id
    where r.status = 'failed' and m.created_at > now() - interval '30 days' and ${visible(ctx)} order by r.id`.execute(ctx.tx)
  return rows.map((r) => r.id)
}

/** All that failed in the last 30 days, or those of them that are given, as far as the caller sees the letters. One line in the audit trail a letter. */
export async function retryAllMail(ctx: Ctx, only?: readonly string[]): Promise<{ retried: number }> {
  const { rows } = await sql<{ id: string; subject: string }>`
    with again as (
      update mail_recipient r set status = 'queued', attempts = 0, next_at = now(), last_error = null from mail_message m
      where m.organisation_id = r.organisation_id and m.id = r.message_id and r.status = 'failed'
        and m.created_at > now() - interval '30 days' and ${visible(ctx)}
        and (${only ?? null}::uuid[] is null or r.id = any(${only ?? null}::uuid[]))
      returning m.id, m.subject)
    select id, subject from again`.execute(ctx.tx)
  for (const [id, subject] of new Map(rows.map((r) => [r.id, r.subject])))
    await audit(ctx, { entity: 'mail', entityId: id, action: 'retry', label: subject })
  if (rows.length) ctx.touch('mail')
  return { retried: rows.length }
}

/** Calls back who still waits; a letter that is just being handed over may get through. Errors: `record.not_found`. */
export async function cancelMail(ctx: Ctx, id: string): Promise<{ cancelled: number }> {
  const { subject } = await readMail(ctx, id)
  const done = await ctx.tx
    .updateTable('mailRecipient')
    .set({ status: 'cancelled' })
    .where('messageId', '=', id)
    .where('status', '=', 'queued')
    .returning('id')
    .execute()
  if (done.length) await audit(ctx, { entity: 'mail', entityId: id, action: 'cancel', label: subject })
  ctx.touch('mail')
  return { cancelled: done.length }
}
