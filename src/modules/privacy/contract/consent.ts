import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'

/** Purposes that the product itself asks for; an organisation may name more. */
export const purposeNames: Record<string, Localized> = {
  privacy: { zh: '告知事項', en: 'Privacy notice' },
  news: { zh: '活動訊息（行銷）', en: 'News (marketing)' },
  photo: { zh: '攝影錄影', en: 'Photos and video' },
  diet: { zh: '飲食與健康需求', en: 'Diet and health' },
}
export const consentChannels = ['web', 'desk', 'import', 'link', 'mail', 'paper', 'phone'] as const
export const consentChannelNames: Record<(typeof consentChannels)[number], Localized> = {
  web: { zh: '官網', en: 'Site' },
  desk: { zh: '人工登錄', en: 'Entered' },
  import: { zh: '匯入', en: 'Imported' },
  link: { zh: '信件連結', en: 'Link in a mail' },
  mail: { zh: '電子郵件', en: 'E-mail' },
  paper: { zh: '書面', en: 'On paper' },
  phone: { zh: '電話', en: 'Phone' },
}
const purpose = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/)
export const consentRow = z.object({
  id: id(),
  eventId: id().nullable(),
  eventName: localizedText().nullable(),
  personId: id().nullable(),
  /** masked */
  email: z.string(),
  name: z.string(),
  purpose: z.string(),
  act: z.enum(['given', 'withdrawn']),
  noticeVersion: z.string(),
  noticeHash: z.string(),
  channel: z.enum(consentChannels),
  proof: z.string(),
  byName: z.string(),
  at: z.string(),
})
export type ConsentRow = z.output<typeof consentRow>
export const consentDraft = z.strictObject({
  personId: id().nullable().default(null),
  email: z.union([z.literal(''), z.email().max(254)]).default(''),
  name: z.string().trim().max(120).default(''),
  purpose,
  act: z.enum(['given', 'withdrawn']),
  channel: z.enum(['mail', 'paper', 'phone', 'desk']),
  proof: z.string().trim().max(300).default(''),
})
export const noticeRow = z.object({
  id: id(),
  eventId: id().nullable(),
  kind: z.string(),
  version: z.string(),
  body: localizedText(20_000),
  hash: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type NoticeRow = z.output<typeof noticeRow>
export const stopRow = z.object({
  id: id(),
  email: z.string(),
  name: z.string(),
  reason: z.string(),
  byName: z.string(),
  since: z.string(),
})

export const consentEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/privacy/consents',
    action: 'privacy.read',
    summary: 'The ledger of consent, newest first; mailboxes masked',
    query: z.object({ personId: id().optional(), eventId: id().optional(), q: z.string().trim().max(120).optional() }),
    response: z.object({ rows: z.array(consentRow), total: z.number().int() }),
  }),
  ofPerson: endpoint({
    method: 'GET',
    path: '/privacy/people/:id/consents',
    action: 'privacy.person',
    summary: 'What one person agreed to and took back, and whether they may be written to',
    params: z.object({ id: id() }),
    response: z.object({
      rows: z.array(consentRow),
      now: z.array(z.object({ purpose: z.string(), given: z.boolean(), at: z.string() })),
      stopped: z.boolean(),
      requests: z.array(z.object({ id: id(), number: z.number().int(), kind: z.string(), status: z.string() })),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/privacy/consents',
    action: 'privacy.edit',
    summary: 'Enter a consent or a withdrawal that came on paper, by phone or mail',
    body: consentDraft,
    response: consentRow,
  }),
  notices: endpoint({
    method: 'GET',
    path: '/privacy/notices',
    action: 'privacy.read',
    summary: 'Versions of the texts that people were shown',
    response: z.object({ rows: z.array(noticeRow) }),
  }),
  addNotice: endpoint({
    method: 'POST',
    path: '/privacy/notices',
    action: 'privacy.edit',
    summary: 'Keep a new version of a notice',
    body: z.strictObject({
      kind: purpose,
      version: z.string().trim().min(1).max(40),
      eventId: id().nullable().default(null),
      body: requiredText(20_000),
    }),
    response: noticeRow,
  }),
  stops: endpoint({
    method: 'GET',
    path: '/privacy/stops',
    action: 'privacy.read',
    summary: 'People who are written to no more; mailboxes masked',
    response: z.object({ rows: z.array(stopRow) }),
  }),
  lift: endpoint({
    method: 'POST',
    path: '/privacy/stops/:id/lift',
    action: 'privacy.edit',
    summary: 'Take somebody off the stop list, with the reason',
    params: z.object({ id: id() }),
    body: z.strictObject({ reason: z.string().trim().min(2).max(300) }),
    response: z.object({ id: id() }),
  }),
}
