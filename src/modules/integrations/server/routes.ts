import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { MAX_WEBHOOKS, webhookEndpoints as e } from '../contract/webhook.ts'
import { listDeliveries, readDelivery, replayOne, replaySpan } from './deliveries.ts'
import { loopbackAllowed } from './dispatch.ts'
import { createWebhook, getWebhook, listWebhooks, removeWebhook, rotateSecret, testWebhook, updateWebhook } from './webhooks.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(e.list, async (ctx) => ({
    rows: await listWebhooks(ctx),
    most: MAX_WEBHOOKS,
    loopback: loopbackAllowed(),
    can: { edit: ctx.can('webhooks.edit') },
  }))
  mount.endpoint(e.create, (ctx, { body }) => createWebhook(ctx, body))
  mount.endpoint(e.get, (ctx, { params }) => getWebhook(ctx, params.id))
  mount.endpoint(e.update, (ctx, { params, body }) => updateWebhook(ctx, params.id, body))
  mount.endpoint(e.remove, (ctx, { params }) => removeWebhook(ctx, params.id))
  mount.endpoint(e.rotate, (ctx, { params, body }) => rotateSecret(ctx, params.id, body.overlapHours))
  mount.endpoint(e.test, (ctx, { params }) => testWebhook(ctx, params.id))
  mount.endpoint(e.deliveries, (ctx, { params, query }) => listDeliveries(ctx, params.id, query))
  mount.endpoint(e.delivery, (ctx, { params }) => readDelivery(ctx, params.id, params.deliveryId, services.publicUrl))
  mount.endpoint(e.replayOne, (ctx, { params }) => replayOne(ctx, params.id, params.deliveryId))
  mount.endpoint(e.replay, (ctx, { params, body }) => replaySpan(ctx, params.id, body))
}
