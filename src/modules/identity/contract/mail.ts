import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const byId = z.object({ id: id() })
const byEvent = z.object({ eventId: id() })
const inEvent = z.object({ eventId: id(), id: id() })

export const mailStatuses = ['queued', 'sent', 'logged', 'failed', 'cancelled'] as const
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
  cancelled: z.number().int(),
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
  can: z.object({ retry: z.boolean(), cancel: z.boolean() }),
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
const cancelled = z.object({ cancelled: z.number().int() })

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
  retryAll: endpoint({
    method: 'POST',
    path: '/events/:eventId/mail/retry',
    action: 'mail.retry',
    summary: "Queue all failed recipients of the event's letters of the last 30 days again",
    rate: 10,
    params: byEvent,
    response: retried,
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/events/:eventId/mail/:id/cancel',
    action: 'mail.retry',
    summary: 'Call back the recipients that still wait',
    rate: 60,
    params: inEvent,
    response: cancelled,
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
  retryAll: endpoint({
    method: 'POST',
    path: '/mail/retry',
    action: 'mail.retry',
    summary: 'Queue all failed recipients of letters of the last 30 days again, as far as the caller may see them',
    rate: 10,
    response: retried,
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/mail/:id/cancel',
    action: 'mail.retry',
    summary: 'Call back the recipients that still wait',
    rate: 60,
    params: byId,
    response: cancelled,
  }),
}

/** What is behind a failed delivery, from what the mail server said (RFC 3463, RFC 5321 §4.2); `other` where it tells nothing known. */
export type MailTrouble = 'address' | 'full' | 'signIn' | 'spam' | 'unreachable' | 'later' | 'held' | 'other'
export function mailTrouble(said: string | null): MailTrouble {
  const s = said ?? ''
  if (/還原時保留/.test(s)) return 'held'
  if (/\b535\b|EAUTH|authenticat|invalid login/i.test(s)) return 'signIn'
  if (/\b[45]\.2\.2\b|\b552\b|mailbox (is )?full|over ?quota/i.test(s)) return 'full'
  if (/\b5\.1\.[0-3]\b|\b55[013]\b.*(unknown|no such|not exist|invalid|recipient|mailbox)|user unknown|no such user/i.test(s))
    return 'address'
  if (/spam|\b5\.7\.\d+\b|blocked|blacklist|policy|\b554\b/i.test(s)) return 'spam'
  if (/ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ESOCKET|EDNS|timeout|greeting|socket/i.test(s)) return 'unreachable'
  return /\b4\d\d\b|\b4\.\d\.\d+\b/.test(s) ? 'later' : 'other'
}
