import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { attendances, ticketCategories, type TicketCategory } from '../../registration/contract/ticket.ts'

/** `C-0001`: the number that stands on the paper. */
export const serialOf = (number: number): string => `C-${String(number).padStart(4, '0')}`

/** Path of the page that verifies a certificate. The event's site serves it. */
export const verifyPath = (slug: string, lang: 'zh-TW' | 'en', code: string): string =>
  `${lang === 'en' ? '/en' : ''}/e/${encodeURIComponent(slug)}/c/${code}`

/** As what a person took part, by the category of the ticket; English with its article, as the sentence says it. */
export const roleNames: Record<TicketCategory, Localized> = {
  general: { zh: '與會者', en: 'a delegate' },
  early: { zh: '與會者', en: 'a delegate' },
  member: { zh: '會員與會者', en: 'a member delegate' },
  student: { zh: '學生與會者', en: 'a student delegate' },
  speaker: { zh: '講者', en: 'a speaker' },
  vip: { zh: '貴賓', en: 'a guest of honour' },
  media: { zh: '媒體', en: 'a member of the press' },
  staff: { zh: '工作人員', en: 'a member of staff' },
  exhibitor: { zh: '參展單位代表', en: 'an exhibitor' },
  other: { zh: '與會者', en: 'a participant' },
}

/**
 * Why somebody should look at a certificate: `absent` = no arrival stands any more, `cancelled` = the registration was cancelled,
 * `days` = the arrivals are of other days than the paper says.
 */
export const attentions = ['absent', 'cancelled', 'days'] as const
export const certificateRow = z.object({
  id: id(),
  registrationId: id(),
  serial: z.string(),
  number: z.number().int(),
  /** the registration's */
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  organisation: z.string(),
  ticket: z.object({ zh: z.string(), en: z.string() }),
  category: z.enum(ticketCategories),
  attendance: z.enum(attendances),
  /** what the paper says, and what stands now; days of the event's zone */
  days: z.array(z.string()),
  daysNow: z.array(z.string()),
  issues: z.number().int(),
  issuedAt: z.string(),
  issuedBy: z.string(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  revokeReason: z.string(),
  attention: z.enum(attentions).nullable(),
  /** path of the public page that verifies it */
  verify: z.string(),
})
export type CertificateRow = z.output<typeof certificateRow>
export const certificateSorts = ['number', 'name', 'organisation', 'issuedAt'] as const

/** `came` = confirmed people with an arrival that stands; `waiting` = those of them without a certificate. */
export const certificateSummary = z.object({
  came: z.number().int(),
  waiting: z.number().int(),
  valid: z.number().int(),
  revoked: z.number().int(),
  attention: z.number().int(),
  /** valid ones whose paper names other days than stand now: issuing again puts them right */
  outdated: z.number().int(),
})

const inEvent = z.object({ eventId: id() })
const one = z.object({ eventId: id(), id: id() })
const path = '/events/:eventId/attendance-certificates'
export const certificateEndpoints = {
  list: endpoint({
    method: 'GET',
    path,
    action: 'checkin.read',
    summary: 'Certificates of attendance',
    params: inEvent,
    query: listQuery.extend({ state: z.enum(['valid', 'revoked', 'attention']).optional() }),
    response: pageOf(certificateRow),
  }),
  summary: endpoint({
    method: 'GET',
    path: `${path}/summary`,
    action: 'checkin.read',
    summary: 'How many came, and how many have a certificate',
    params: inEvent,
    response: certificateSummary,
  }),
  issue: endpoint({
    method: 'POST',
    path,
    action: 'checkin.certify',
    summary: 'Issue certificates to all who came, or to some; who has one keeps its number',
    params: inEvent,
    body: z.strictObject({ registrationIds: z.array(id()).min(1).max(500).optional() }),
    response: z.object({ issued: z.number().int(), renewed: z.number().int() }),
  }),
  file: endpoint({
    method: 'GET',
    path: `${path}/file`,
    action: 'checkin.certify',
    summary: 'The valid certificates as PDF, one page each; `id` takes one',
    params: inEvent,
    query: z.object({ id: id().optional() }),
    response: z.unknown(),
    raw: true as const,
  }),
  revoke: endpoint({
    method: 'POST',
    path: `${path}/:id/revoke`,
    action: 'checkin.revoke',
    summary: 'Revoke a certificate: its page says so from now on',
    params: one,
    body: z.strictObject({ reason: z.string().trim().min(1).max(300) }),
    response: certificateRow,
  }),
  restore: endpoint({
    method: 'POST',
    path: `${path}/:id/restore`,
    action: 'checkin.revoke',
    summary: 'Take a revocation back',
    params: one,
    body: z.strictObject({}),
    response: certificateRow,
  }),
  signIn: endpoint({
    method: 'GET',
    path: '/events/:eventId/sign-in-sheet',
    action: 'checkin.read',
    summary: 'The paper sign-in sheet of one day, or of all days',
    params: inEvent,
    query: z.object({
      day: z.iso.date().optional(),
      /** by registration code, or by strokes of the surname */
      order: z.enum(['code', 'name']).default('code'),
      /** empty rows for walk-ins at the end of each day */
      blank: z.coerce.number().int().min(0).max(200).default(10),
      /** boxes to sign in and out, or in alone */
      boxes: z.enum(['in', 'both']).default('both'),
      lang: z.enum(['zh-TW', 'en']).default('zh-TW'),
    }),
    response: z.unknown(),
    raw: true as const,
  }),
}
