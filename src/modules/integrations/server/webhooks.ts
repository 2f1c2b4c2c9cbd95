import { sql } from 'kysely'
import type { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { TEST_TYPE } from '../contract/facts.ts'
import { MAX_WEBHOOKS, type Webhook, type webhookDraft, type webhookPatch } from '../contract/webhook.ts'
import { checkUrl } from './address.ts'
import { loopbackAllowed } from './dispatch.ts'
import { newSecret, sealSecret } from './sign.ts'

const labels: Record<string, Localized> = {
  name: { zh: '名稱', en: 'Name' },
  receiver: { zh: '接收端', en: 'Receiver' },
  types: { zh: '事件類型', en: 'Event types' },
  eventId: { zh: '活動', en: 'Event' },
  enabled: { zh: '啟用', en: 'On' },
}
/** What the trail keeps: of the address only where it leads, for many receivers' paths are secrets. */
const told = (w: { name: string; url: string; types: string[]; eventId: string | null; enabled: boolean }) => ({
  ...w,
  receiver: new URL(w.url).origin,
  types: w.types.join(', '),
})
const noted = (ctx: Ctx, w: { id: string; name: string }, action: string, changes: ReturnType<typeof diff> = []) =>
  audit(ctx, { entity: 'webhook', entityId: w.id, action, label: w.name, changes, eventId: null })

const of = (state: string) =>
  sql`from webhook_delivery d where d.organisation_id = w.organisation_id and d.webhook_id = w.id and d.state = ${state}`
export async function listWebhooks(ctx: Ctx, id: string | null = null): Promise<Webhook[]> {
  const { rows } = await sql<Omit<Webhook, 'can'>>`
    select w.id, w.name, w.url, w.types, w.event_id, w.enabled, w.disabled_reason, w.failing_since, w.version, w.created_at, w.updated_at,
      case when w.previous_until > now() then w.previous_until end as previous_until,
      (select count(*)::int ${of('pending')}) as pending, (select count(*)::int ${of('failed')}) as failed,
      (select max(last_at) ${of('delivered')}) as last_delivered_at
    from webhook w
    where w.organisation_id = ${ctx.orgId} and (${id}::uuid is null or w.id = ${id})
    order by w.created_at, w.id`.execute(ctx.tx)
  const edit = ctx.can('webhooks.edit')
  return rows.map((r) => ({ ...r, can: { edit } }))
}

/** Errors: `record.not_found`. */
export async function getWebhook(ctx: Ctx, id: string): Promise<Webhook> {
  const [row] = await listWebhooks(ctx, id)
  if (!row) throw new AppError('record.not_found')
  return row
}

const locked = async (ctx: Ctx, id: string) => {
  const row = await ctx.tx
    .selectFrom('webhook')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row
}

/** Adds a webhook and shows its secret, once. Errors: `webhook.too_many`, `webhook.url_…`, `record.not_found` (event). */
export async function createWebhook(ctx: Ctx, draft: z.output<typeof webhookDraft>): Promise<Webhook & { secret: string }> {
  const url = checkUrl(draft.url, { loopback: loopbackAllowed() }).href
  // Two at once must not both find room for the last one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks/${ctx.orgId}`}, 0))`.execute(ctx.tx)
  const { n } = await ctx.tx
    .selectFrom('webhook')
    .select(sql<number>`count(*)`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  if (n >= MAX_WEBHOOKS) throw new AppError('webhook.too_many', { most: MAX_WEBHOOKS })
  const id = newId()
  const secret = newSecret()
  await ctx.tx
    .insertInto('webhook')
    .values({
      ...draft,
      url,
      id,
      organisationId: ctx.orgId,
      secret: sealSecret(secret, ctx.orgId, id),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .execute()
  await noted(ctx, { id, name: draft.name }, 'create', diff(labels, null, told({ ...draft, url, enabled: true })))
  return { ...(await getWebhook(ctx, id)), secret }
}

/** Changes what is given; turning it on forgets the failures. Errors: `record.not_found`, `record.conflict`, `webhook.url_…`. */
export async function updateWebhook(ctx: Ctx, id: string, { version, ...patch }: z.output<typeof webhookPatch>): Promise<Webhook> {
  const before = await locked(ctx, id)
  if (before.version !== version) throw new AppError('record.conflict')
  const url = patch.url === undefined ? before.url : checkUrl(patch.url, { loopback: loopbackAllowed() }).href
  const given = Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined))
  const after = { ...before, ...given, url }
  await ctx.tx
    .updateTable('webhook')
    .set({
      name: after.name,
      url,
      types: after.types,
      eventId: after.eventId,
      enabled: after.enabled,
      version: version + 1,
      updatedAt: ctx.now,
      ...(patch.enabled === false && before.enabled ? { disabledReason: 'person' } : {}),
      ...(patch.enabled && !before.enabled ? { disabledReason: null, failingSince: null, failures: 0 } : {}),
    })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await noted(ctx, after, 'update', diff(labels, told(before), told(after)))
  return getWebhook(ctx, id)
}

export async function removeWebhook(ctx: Ctx, id: string) {
  const before = await locked(ctx, id)
  await ctx.tx.deleteFrom('webhook').where('organisationId', '=', ctx.orgId).where('id', '=', id).execute()
  await noted(ctx, before, 'remove')
  return { id }
}

/** A new secret; the old one signs beside it for `overlapHours`, so that the receiver can change over without a gap. */
export async function rotateSecret(ctx: Ctx, id: string, overlapHours: number): Promise<Webhook & { secret: string }> {
  const before = await locked(ctx, id)
  const secret = newSecret()
  await ctx.tx
    .updateTable('webhook')
    .set({
      secret: sealSecret(secret, ctx.orgId, id),
      previousSecret: overlapHours ? before.secret : null,
      previousUntil: overlapHours ? (sql`now() + make_interval(hours => ${overlapHours})` as never) : null,
      version: before.version + 1,
      updatedAt: ctx.now,
    })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await noted(ctx, before, 'rotate')
  return { ...(await getWebhook(ctx, id)), secret }
}

/** Queues a test message, which is sent once, also where the webhook is off. */
export async function testWebhook(ctx: Ctx, id: string) {
  await locked(ctx, id)
  const deliveryId = newId()
  await ctx.tx.insertInto('webhookDelivery').values({ id: deliveryId, organisationId: ctx.orgId, webhookId: id, type: TEST_TYPE }).execute()
  return { id: deliveryId }
}
