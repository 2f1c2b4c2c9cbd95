import { z } from 'zod'
import { batchEndpoint, entity, type Row } from '../../../kernel/contract/entity.ts'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText } from '../../../kernel/contract/localized.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { countryField, emailField, nationalIdField, phoneField, tagsField } from './values.ts'

export const personRoles = [
  'attendee',
  'speaker',
  'chair',
  'author',
  'reviewer',
  'staff',
  'sponsor',
  'exhibitor',
  'supplier',
  'vip',
  'media',
  'client',
] as const
export type PersonRole = (typeof personRoles)[number]
export const personRoleNames: Record<PersonRole, Localized> = {
  attendee: { zh: '與會者', en: 'Attendee' },
  speaker: { zh: '講者', en: 'Speaker' },
  chair: { zh: '主持人', en: 'Chair' },
  author: { zh: '作者', en: 'Author' },
  reviewer: { zh: '審稿委員', en: 'Reviewer' },
  staff: { zh: '工作人員', en: 'Staff' },
  sponsor: { zh: '贊助商', en: 'Sponsor' },
  exhibitor: { zh: '參展商', en: 'Exhibitor' },
  supplier: { zh: '供應商', en: 'Supplier' },
  vip: { zh: '貴賓', en: 'VIP' },
  media: { zh: '媒體', en: 'Media' },
  client: { zh: '客戶', en: 'Client' },
}

/** A person of the organisation's directory. The personal fields stand apart: no answer but the reveal carries them unmasked. */
export const person = entity({
  name: 'person',
  scope: 'organisation',
  fields: {
    name: z.string().trim().min(1, { error: 'crm.name_required' }).max(120),
    nameEn: z.string().trim().max(120).default(''),
    title: z.string().trim().max(120).default(''),
    titleEn: z.string().trim().max(120).default(''),
    companyId: id().nullable().default(null),
    country: countryField(),
    languages: z.array(z.string().trim().min(2).max(20)).max(10).default([]),
    tags: tagsField(),
    notes: z.string().max(4000).default(''),
    consent: z
      .object({ marketing: z.boolean().default(false), at: z.iso.datetime({ offset: true }).nullable().default(null) })
      .prefault({}),
    source: z.string().trim().max(60).default('manual'),
  },
  labels: {
    name: { zh: '姓名', en: 'Name' },
    nameEn: { zh: '英文姓名', en: 'Name (en)' },
    title: { zh: '職稱', en: 'Title' },
    titleEn: { zh: '英文職稱', en: 'Title (en)' },
    companyId: { zh: '公司', en: 'Company' },
    country: { zh: '國籍', en: 'Country' },
    languages: { zh: '語言', en: 'Languages' },
    tags: { zh: '標籤', en: 'Tags' },
    notes: { zh: '備註', en: 'Notes' },
    consent: { zh: '行銷同意', en: 'Marketing consent' },
    source: { zh: '來源', en: 'Source' },
  },
  sortable: ['name', 'nameEn', 'title', 'country'],
  search: (r) => ({ title: r.name, subtitle: [r.nameEn, r.title].filter(Boolean).join(' ') }),
})
export type Person = Row<typeof person>

export const personalFields = ['email', 'phone', 'mobile', 'nationalId'] as const
export type PersonalField = (typeof personalFields)[number]
export const personalLabels: Record<PersonalField, Localized> = {
  email: { zh: '電子郵件', en: 'E-mail' },
  phone: { zh: '電話', en: 'Phone' },
  mobile: { zh: '手機', en: 'Mobile' },
  nationalId: { zh: '身分證／居留證', en: 'Identity number' },
}
const personal = { email: emailField(), phone: phoneField(), mobile: phoneField(), nationalId: nationalIdField() }
export const personDraft = person.draft.extend(personal)
export type PersonDraft = z.input<typeof personDraft>
// A masked value that comes back as it went out means "unchanged"; the verb tells it from a wrong one.
const loose = z.string().trim().max(200)
export const personPatch = person.patch.extend({
  email: loose.optional(),
  phone: loose.optional(),
  mobile: loose.optional(),
  nationalId: loose.optional(),
})

/** What answers carry: `s***@example.com`, `0912-***-678`, `A******789`; empty where there is none. */
export const personRow = person.row.extend({
  email: z.string(),
  phone: z.string(),
  mobile: z.string(),
  nationalId: z.string(),
  nationalIdKind: z.enum(['national', 'resident', 'passport']).nullable(),
  company: z.object({ id: id(), name: localizedText(200) }).nullable(),
  /** Roles ever held, and at how many events. */
  roles: z.array(z.enum(personRoles)),
  events: z.number().int(),
  can: can.optional(),
})
export type PersonRow = z.output<typeof personRow>
export const eventRole = z.object({
  id: id(),
  eventId: id(),
  slug: z.string(),
  event: localizedText(200),
  startDate: z.string(),
  endDate: z.string(),
  role: z.enum(personRoles),
  source: z.string(),
  at: z.string(),
})
export const personDetail = personRow.extend({
  /** Newest event first; events that the caller may not see are only counted. */
  history: z.array(eventRole),
  hiddenEvents: z.number().int(),
})

const byId = z.object({ id: id() })
export const personEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/crm/people',
    action: 'crm.read',
    summary: 'People of the directory, personal data masked',
    query: listQuery.extend({ role: z.enum(personRoles).optional(), companyId: id().optional(), tag: z.string().max(40).optional() }),
    response: pageOf(personRow).extend({ counts: z.record(z.string(), z.number().int()) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/crm/people/:id',
    action: 'crm.read',
    summary: 'One person with roles across events',
    params: byId,
    response: personDetail,
  }),
  create: endpoint({
    method: 'POST',
    path: '/crm/people',
    action: 'crm.edit',
    summary: 'Add a person',
    labels: person.labels,
    body: personDraft,
    response: personRow,
  }),
  batch: batchEndpoint({
    path: '/crm/people',
    action: 'crm.edit',
    summary: 'Add, change and remove many people, all or none; a company may come by its name',
    params: z.object({}),
    draft: personDraft.extend({ companyName: z.string().trim().max(200).optional() }),
    patch: personPatch,
    row: personRow,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/crm/people/:id',
    action: 'crm.edit',
    summary: 'Change a person; a masked value sent back means unchanged',
    labels: person.labels,
    params: byId,
    body: personPatch,
    response: personRow,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/crm/people/:id',
    action: 'crm.edit',
    summary: 'Remove a person and their roles',
    params: byId,
    response: z.object({ id: id() }),
  }),
  // GET, because the answer of a POST is kept for its idempotency key, and this one must not lie anywhere.
  reveal: endpoint({
    method: 'GET',
    path: '/crm/people/:id/personal',
    action: 'crm.reveal',
    summary: 'Personal data unmasked; every look is in the audit trail',
    rate: 120,
    params: byId,
    query: z.object({
      fields: z
        .string()
        .max(60)
        .transform((v) => v.split(','))
        .pipe(z.array(z.enum(personalFields)).min(1).max(4)),
      /** Why; an identity number is not shown without it. */
      reason: z.string().trim().max(200).default(''),
    }),
    response: z.partialRecord(z.enum(personalFields), z.string()),
  }),
  addRole: endpoint({
    method: 'POST',
    path: '/crm/people/:id/roles',
    action: 'crm.edit',
    summary: 'Note a role at an event by hand',
    params: byId,
    body: z.strictObject({ eventId: id(), role: z.enum(personRoles) }),
    response: z.object({ added: z.boolean() }),
  }),
  removeRole: endpoint({
    method: 'DELETE',
    path: '/crm/people/:id/roles/:roleId',
    action: 'crm.edit',
    summary: 'Take back a role that was noted by hand',
    params: z.object({ id: id(), roleId: id() }),
    response: z.object({ id: id() }),
  }),
}
