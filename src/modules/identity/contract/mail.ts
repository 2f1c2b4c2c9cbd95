import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const byId = z.object({ id: id() })
const byEvent = z.object({ eventId: id() })
const inEvent = z.object({ eventId: id(), id: id() })

export const mailStatuses = ['queued', 'sent', 'logged', 'failed'] as const
/** A letter with the count of its recipients by state. `logged`: kept here only, because no mail server is set. */
export const mailRow = z.object({
  id: id(),
  eventId: id().nullable(),
  kind: z.string(),
  subject: z.string(),
  createdAt: z.string(),
  /** The first recipient, and how many there are. */
  to: z.string(),
  recipients: z.number().int(),
  queued: z.number().int(),
  sent: z.number().int(),
  logged: z.number().int(),
  failed: z.number().int(),
})
export type MailRow = z.output<typeof mailRow>
export const mailDetail = mailRow.extend({
  people: z.array(
    z.object({
      id: id(),
      address: z.string(),
      name: z.string(),
      status: z.enum(mailStatuses),
      attempts: z.number().int(),
      nextAt: z.string().nullable(),
      lastError: z.string().nullable(),
      sentAt: z.string().nullable(),
    }),
  ),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), size: z.number().int() })),
  can: z.object({ retry: z.boolean() }),
})
export type MailDetail = z.output<typeof mailDetail>

const query = z.object({
  q: z.string().trim().max(100).optional(),
  status: z.enum(mailStatuses).optional(),
  sort: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(400).optional(),
})
const page = z.object({
  rows: z.array(mailRow),
  total: z.number().int(),
  next: z.string().nullable(),
  counts: z.record(z.enum(mailStatuses), z.number().int()),
})
const retried = z.object({ retried: z.number().int() })

/** Letters of an event, for its planners. */
export const eventMailEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/events/:eventId/mail',
    action: 'mail.read',
    summary: "An event's letters, newest first",
    params: byEvent,
    query,
    response: page,
  }),
  get: endpoint({
    method: 'GET',
    path: '/events/:eventId/mail/:id',
    action: 'mail.read',
    summary: 'One letter with the state of every recipient',
    params: inEvent,
    response: mailDetail,
  }),
  html: endpoint({
    method: 'GET',
    path: '/events/:eventId/mail/:id/html',
    action: 'mail.read',
    summary: 'The letter as it was sent, locked into a sandbox',
    params: inEvent,
    response: z.unknown(),
    raw: true as const,
  }),
  retry: endpoint({
    method: 'POST',
    path: '/events/:eventId/mail/:id/retry',
    action: 'mail.retry',
    summary: 'Queue the failed recipients again',
    rate: 60,
    params: inEvent,
    response: retried,
  }),
}
/** All letters of the organisation that the caller may see. */
export const mailEndpoints = {
  list: endpoint({ method: 'GET', path: '/mail', action: 'mail.read', summary: 'Letters, newest first', query, response: page }),
  get: endpoint({
    method: 'GET',
    path: '/mail/:id',
    action: 'mail.read',
    summary: 'One letter with the state of every recipient',
    params: byId,
    response: mailDetail,
  }),
  html: endpoint({
    method: 'GET',
    path: '/mail/:id/html',
    action: 'mail.read',
    summary: 'The letter as it was sent, locked into a sandbox',
    params: byId,
    response: z.unknown(),
    raw: true as const,
  }),
  retry: endpoint({
    method: 'POST',
    path: '/mail/:id/retry',
    action: 'mail.retry',
    summary: 'Queue the failed recipients again',
    rate: 60,
    params: byId,
    response: retried,
  }),
}
