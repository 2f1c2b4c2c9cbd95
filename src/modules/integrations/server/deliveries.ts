import { sql } from 'kysely'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type Delivery, type DeliveryState, deliveryStates, MAX_REPLAY } from '../contract/webhook.ts'
import { messageId, payload } from './payload.ts'
import { getWebhook } from './webhooks.ts'

type Query = {
  q?: string | undefined
  state?: DeliveryState | undefined
  type?: string | undefined
  sort: 'at' | '-at'
  limit: number
  after?: string | undefined
}
type Stored = Omit<Delivery, 'messageId'>
const columns = sql`d.id, d.type, d.event_id, d.at, d.state, d.attempts, case when d.state = 'pending' then d.next_at end as next_at,
  d.status_code, d.fault, d.duration_ms, d.last_at`
const shown = (d: Stored): Delivery => ({ ...d, messageId: messageId(d.id) })

function readCursor(after: string): [string, string] {
  const [at, id] = after.split('_')
  if (!at || Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id ?? ''))
    throw new AppError('request.invalid', {}, [{ path: 'after', code: 'cursor', message: 'after' }])
  return [at, id!]
}

/** Deliveries of a webhook. `q` looks into types, ids, the body and the answers' status. Errors: `record.not_found`. */
export async function listDeliveries(ctx: Ctx, webhookId: string, q: Query) {
  await getWebhook(ctx, webhookId)
  const like = q.q ? `%${q.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null
  const id = q.q?.replace(/^msg_/, '') ?? null
  const matches = sql`d.organisation_id = ${ctx.orgId} and d.webhook_id = ${webhookId}
    and (${q.type ?? null}::text is null or d.type = ${q.type ?? null})
    and (${like}::text is null or d.type ilike ${like} or replace(d.id::text, '-', '') = replace(${id}::text, '-', '')
      or d.status_code::text = ${id} or d.fact::text ilike ${like})`
  const ofState = q.state ? sql`and d.state = ${q.state}` : sql``
  const old = q.sort === 'at'
  const [at, last] = q.after ? readCursor(q.after) : [null, null]
  const beyond = at ? sql`and (d.at, d.id) ${sql.raw(old ? '>' : '<')} (${at}::timestamptz, ${last}::uuid)` : sql``
  const order = sql.raw(old ? 'asc' : 'desc')
  const { rows } = await sql<Stored>`select ${columns} from webhook_delivery d where ${matches} ${ofState} ${beyond}
    order by d.at ${order}, d.id ${order} limit ${q.limit + 1}`.execute(ctx.tx)
  const { rows: sums } = await sql<{ state: DeliveryState; n: number }>`
    select d.state, count(*)::int as n from webhook_delivery d where ${matches} group by d.state`.execute(ctx.tx)
  const counts = Object.fromEntries(deliveryStates.map((s) => [s, sums.find((x) => x.state === s)?.n ?? 0])) as Record<
    DeliveryState,
    number
  >
  const page = rows.slice(0, q.limit)
  const end = page.at(-1)
  return {
    rows: page.map(shown),
    total: q.state ? counts[q.state] : sums.reduce((n, s) => n + s.n, 0),
    next: rows.length > q.limit && end ? `${end.at}_${end.id}` : null,
    counts,
  }
}

/** Errors: `record.not_found`. */
export async function readDelivery(ctx: Ctx, webhookId: string, id: string, publicUrl: string) {
  const { rows } = await sql<Stored & { fact: Record<string, unknown>; body: string | null }>`
    select ${columns}, d.fact, d.body from webhook_delivery d
    where d.organisation_id = ${ctx.orgId} and d.webhook_id = ${webhookId} and d.id = ${id}`.execute(ctx.tx)
  const row = rows[0]
  if (!row) throw new AppError('record.not_found')
  const tries = await ctx.tx
    .selectFrom('webhookAttempt')
    .select(['id', 'at', 'statusCode', 'fault', 'detail', 'durationMs', 'answer'])
    .where('organisationId', '=', ctx.orgId)
    .where('deliveryId', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  const { fact, body, ...d } = row
  return { ...shown(d), body: body ?? payload({ ...d, organisationId: ctx.orgId, fact, publicUrl }), tries: tries as never }
}

const again = sql`state = 'pending', attempts = 0, next_at = now(), lease = null`

/** Sends one delivery again, with the `webhook-id` that it had. Errors: `record.not_found`, `webhook.disabled`. */
export async function replayOne(ctx: Ctx, webhookId: string, id: string) {
  const w = await getWebhook(ctx, webhookId)
  if (!w.enabled) throw new AppError('webhook.disabled')
  const done = await sql`update webhook_delivery set ${again}
    where organisation_id = ${ctx.orgId} and webhook_id = ${webhookId} and id = ${id}`.execute(ctx.tx)
  if (!done.numAffectedRows) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'webhook', entityId: webhookId, action: 'replay', label: w.name, eventId: null })
  return { id }
}

const DAY = 86_400_000
/**
 * Sends what happened from `from` up to, not including, `to` again: deliveries that failed, facts of which this webhook was
 * never told (it was off, or not there yet, or did not want them), or everything. Facts are kept for 30 days.
 * Errors: `record.not_found`, `webhook.disabled`, `webhook.span_invalid`, `webhook.replay_too_many`.
 */
export async function replaySpan(ctx: Ctx, webhookId: string, o: { from: string; to: string; what: 'failed' | 'missing' | 'all' }) {
  const w = await getWebhook(ctx, webhookId)
  if (!w.enabled) throw new AppError('webhook.disabled')
  const span = Date.parse(o.to) - Date.parse(o.from)
  if (!(span > 0 && span <= 31 * DAY)) throw new AppError('webhook.span_invalid')
  const added =
    o.what === 'failed'
      ? 0
      : Number(
          (
            await sql`insert into webhook_delivery (organisation_id, webhook_id, fact_id, event_id, type, fact, at)
              select f.organisation_id, w.id, f.id, f.event_id, f.type, f.payload, f.created_at
              from outbox f join webhook w on w.organisation_id = f.organisation_id and w.id = ${webhookId}
              where f.organisation_id = ${ctx.orgId} and f.created_at >= ${o.from} and f.created_at < ${o.to}
                and webhook_wants(w, f.type, f.event_id, f.payload)
                and not exists (select 1 from webhook_delivery d
                  where d.organisation_id = w.organisation_id and d.webhook_id = w.id and d.fact_id = f.id)
              order by f.id limit ${MAX_REPLAY + 1}
              on conflict (organisation_id, webhook_id, fact_id) do nothing`.execute(ctx.tx)
          ).numAffectedRows ?? 0,
        )
  const states = o.what === 'failed' ? ['failed'] : ['failed', 'delivered']
  const replayed =
    o.what === 'missing'
      ? 0
      : Number(
          (
            await sql`update webhook_delivery set ${again}
              where organisation_id = ${ctx.orgId} and webhook_id = ${webhookId} and at >= ${o.from} and at < ${o.to}
                and state = any(${states}) and fact_id is not null`.execute(ctx.tx)
          ).numAffectedRows ?? 0,
        )
  if (added + replayed > MAX_REPLAY) throw new AppError('webhook.replay_too_many', { most: MAX_REPLAY })
  const change = (field: string, zh: string, en: string, to: unknown) => ({ field, label: { zh, en }, from: null, to })
  await audit(ctx, {
    entity: 'webhook',
    entityId: webhookId,
    action: 'replay',
    label: w.name,
    eventId: null,
    changes: [change('from', '自', 'From', o.from), change('to', '至', 'To', o.to), change('count', '筆數', 'Messages', added + replayed)],
  })
  return { replayed, added }
}
