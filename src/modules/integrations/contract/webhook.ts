import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { can } from '../../../kernel/contract/page.ts'
import { hookTypeNames } from './facts.ts'

export const MAX_WEBHOOKS = 20
export const MAX_REPLAY = 5000

const fields = {
  name: z.string().trim().min(1, 'text.required').max(80),
  url: z.string().trim().min(1, 'text.required').max(500),
  /** Only what is named goes out: facts of later releases wait until somebody chooses them. */
  types: z.array(z.enum(hookTypeNames)).min(1, 'webhook.types_needed').max(100),
  /** Facts of this event only. */
  eventId: id().nullable(),
}
export const webhookDraft = z.strictObject({ ...fields, eventId: fields.eventId.default(null) })
export const webhookPatch = z.strictObject({ ...z.object(fields).partial().shape, enabled: z.boolean().optional(), version: z.int() })

/** Why it is off: a person did it, days of failures, or the receiver answered 410. */
export const disabledReasons = ['person', 'failing', 'gone'] as const
export const webhookRow = z.object({
  id: id(),
  ...fields,
  // Stored names may be of a release that knew more.
  types: z.array(z.string()),
  enabled: z.boolean(),
  disabledReason: z.enum(disabledReasons).nullable(),
  /** First failure of a row that no success has ended. */
  failingSince: z.string().nullable(),
  /** Until then the secret before the last rotation signs, too. */
  previousUntil: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  pending: z.number().int(),
  failed: z.number().int(),
  lastDeliveredAt: z.string().nullable(),
  can,
})
export type Webhook = z.output<typeof webhookRow>

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]
/** Why an attempt failed; `status` = the answer was not 2xx. */
export const faults = ['refused', 'dns', 'connect', 'timeout', 'tls', 'redirect', 'status', 'broken'] as const
export type Fault = (typeof faults)[number]

export const deliveryRow = z.object({
  id: id(),
  /** The `webhook-id` header, the same over all attempts and replays. */
  messageId: z.string(),
  type: z.string(),
  eventId: id().nullable(),
  /** When the fact happened. */
  at: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number().int(),
  nextAt: z.string().nullable(),
  statusCode: z.number().int().nullable(),
  fault: z.enum(faults).nullable(),
  durationMs: z.number().int().nullable(),
  lastAt: z.string().nullable(),
})
export type Delivery = z.output<typeof deliveryRow>
export const attemptRow = z.object({
  id: id(),
  at: z.string(),
  statusCode: z.number().int().nullable(),
  fault: z.enum(faults).nullable(),
  detail: z.string(),
  durationMs: z.number().int(),
  /** The first 2 kB of what the receiver said. */
  answer: z.string(),
})
export const deliveryDetail = deliveryRow.extend({ body: z.string(), tries: z.array(attemptRow) })

const byId = z.object({ id: id() })
const byDelivery = z.object({ id: id(), deliveryId: id() })
const withSecret = webhookRow.extend({ secret: z.string() })
const instant = z.iso.datetime({ offset: true })

export const webhookEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/webhooks',
    action: 'webhooks.read',
    summary: 'Webhooks of the organisation',
    response: z.object({ rows: z.array(webhookRow), most: z.number().int(), loopback: z.boolean(), can }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/webhooks',
    action: 'webhooks.edit',
    summary: 'Add a webhook; the answer holds its secret, once',
    stepUp: true,
    rate: 60,
    body: webhookDraft,
    response: withSecret,
  }),
  get: endpoint({
    method: 'GET',
    path: '/webhooks/:id',
    action: 'webhooks.read',
    summary: 'One webhook',
    params: byId,
    response: webhookRow,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/webhooks/:id',
    action: 'webhooks.edit',
    summary: 'Change a webhook, turn it on or off',
    params: byId,
    body: webhookPatch,
    response: webhookRow,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/webhooks/:id',
    action: 'webhooks.edit',
    summary: 'Remove a webhook with its deliveries',
    params: byId,
    response: byId,
  }),
  rotate: endpoint({
    method: 'POST',
    path: '/webhooks/:id/rotate',
    action: 'webhooks.edit',
    summary: 'Make a new secret; the old one signs beside it for some hours',
    stepUp: true,
    rate: 60,
    params: byId,
    body: z.strictObject({ overlapHours: z.int().min(0).max(168).default(24) }),
    response: withSecret,
  }),
  test: endpoint({
    method: 'POST',
    path: '/webhooks/:id/test',
    action: 'webhooks.edit',
    summary: 'Send a test message',
    rate: 20,
    params: byId,
    response: byId,
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/webhooks/:id/deliveries',
    action: 'webhooks.read',
    summary: 'Deliveries of a webhook, newest first',
    params: byId,
    query: z.object({
      q: z.string().trim().max(100).optional(),
      state: z.enum(deliveryStates).optional(),
      type: z.string().max(80).optional(),
      sort: z.enum(['at', '-at']).default('-at'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      after: z.string().max(400).optional(),
    }),
    response: z.object({
      rows: z.array(deliveryRow),
      total: z.number().int(),
      next: z.string().nullable(),
      counts: z.record(z.enum(deliveryStates), z.number().int()),
    }),
  }),
  delivery: endpoint({
    method: 'GET',
    path: '/webhooks/:id/deliveries/:deliveryId',
    action: 'webhooks.read',
    summary: 'One delivery with its body and every attempt',
    params: byDelivery,
    response: deliveryDetail,
  }),
  replayOne: endpoint({
    method: 'POST',
    path: '/webhooks/:id/deliveries/:deliveryId/replay',
    action: 'webhooks.edit',
    summary: 'Send a delivery again, under the same webhook-id',
    rate: 120,
    params: byDelivery,
    response: byId,
  }),
  replay: endpoint({
    method: 'POST',
    path: '/webhooks/:id/replay',
    action: 'webhooks.edit',
    summary: 'Send what happened in a span of time again: what failed, what was never sent, or all of it',
    rate: 20,
    params: byId,
    body: z.strictObject({ from: instant, to: instant, what: z.enum(['failed', 'missing', 'all']).default('failed') }),
    response: z.object({ replayed: z.number().int(), added: z.number().int() }),
  }),
}
