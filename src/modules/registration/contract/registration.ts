import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { batchEndpoint, entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { currency } from '../../../kernel/contract/money.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { attendances } from './ticket.ts'

export const registrationStates = ['confirmed', 'cancelled'] as const
export const registrationSources = ['public', 'desk', 'import', 'demo'] as const
export const diets = ['', 'meat', 'no-beef', 'lacto-ovo', 'vegan', 'halal', 'other'] as const
export type Diet = (typeof diets)[number]
export const stateNames: Record<(typeof registrationStates)[number], Localized> = {
  confirmed: { zh: '已確認', en: 'Confirmed' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}
export const sourceNames: Record<(typeof registrationSources)[number], Localized> = {
  public: { zh: '官網', en: 'Public site' },
  desk: { zh: '人工登錄', en: 'Entered by the office' },
  import: { zh: '貼上匯入', en: 'Pasted in' },
  demo: { zh: '示範資料', en: 'Demo' },
}
export const dietNames: Record<Diet, Localized> = {
  '': { zh: '未填', en: 'Not given' },
  meat: { zh: '葷食', en: 'No restriction' },
  'no-beef': { zh: '不吃牛', en: 'No beef' },
  'lacto-ovo': { zh: '蛋奶素', en: 'Vegetarian' },
  vegan: { zh: '全素', en: 'Vegan' },
  halal: { zh: '清真', en: 'Halal' },
  other: { zh: '其他', en: 'Other' },
}

/** What a person agreed to: `privacy` (needed on the public form), `news`, `photo` …; `version` is that of the notice shown. */
export const consent = z.object({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  version: z.string().max(40),
  at: z.iso.datetime({ offset: true }),
})
/** No control characters, nor marks that turn the direction of what stands after them on badges and lists. */
const showable = (s: string) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(s)
const line = (max: number) => z.string().trim().max(max).refine(showable, { message: 'text.control' }).default('')

/** One person's place at an event. `code` is what the desk reads (R-0187), unique in the event. */
export const registration = entity({
  name: 'registration',
  scope: 'event',
  fields: {
    name: z.string().trim().min(1).max(120).refine(showable, { message: 'text.control' }),
    nameEn: line(120),
    organisation: line(160),
    title: line(120),
    email: z.union([z.literal(''), z.email().max(254)]).default(''),
    phone: line(60),
    /** ISO 3166-1 alpha-2, '' = not given */
    country: z
      .string()
      .regex(/^([A-Z]{2})?$/)
      .default(''),
    attendance: z.enum(attendances).default('onsite'),
    diet: z.enum(diets).default(''),
    language: z.enum(['zh-TW', 'en']).default('zh-TW'),
    note: z.string().max(1000).default(''),
  },
  columns: {
    code: z.string(),
    number: z.number().int(),
    ticketTypeId: id(),
    status: z.enum(registrationStates),
    source: z.enum(registrationSources),
    /** what this place costs, fixed when it was given; minor units */
    price: z.number().int(),
    currency: currency(),
    consents: z.array(consent),
    /** the person in the directory, once linked */
    personId: id().nullable(),
    registeredAt: z.string(),
    cancelledAt: z.string().nullable(),
    cancelReason: z.string(),
  },
  labels: {
    name: { zh: '姓名', en: 'Name' },
    nameEn: { zh: '英文姓名', en: 'Name in English' },
    organisation: { zh: '單位', en: 'Organisation' },
    title: { zh: '職稱', en: 'Job title' },
    email: { zh: '電子郵件', en: 'E-mail' },
    phone: { zh: '電話', en: 'Phone' },
    country: { zh: '國家／地區', en: 'Country' },
    attendance: { zh: '參加方式', en: 'Attendance' },
    diet: { zh: '飲食', en: 'Diet' },
    language: { zh: '語言', en: 'Language' },
    note: { zh: '備註', en: 'Note' },
  },
  searchable: ['name', 'nameEn', 'organisation', 'code'],
  sortable: ['number', 'name', 'organisation', 'title', 'attendance', 'diet', 'status', 'country', 'registeredAt', 'price', 'ticketTypeId'],
  search: (r) => ({ title: r.name, subtitle: [r.code, r.organisation].filter(Boolean).join(' '), text: `${r.nameEn} ${r.title}` }),
})
export type Registration = Row<typeof registration>

/** As lists and records show it: e-mail, phone and note are masked and the diet is left out for who may not see personal data. */
export const registrationRow = registration.row.extend({
  email: z.string(),
  ticketName: localizedText(),
  masked: z.boolean(),
  can: can.optional(),
})
export type RegistrationRow = z.output<typeof registrationRow>

/** What the office enters. `allowDuplicate` overrides the warning `registration.duplicate`; `notify: false` sends no confirmation mail. */
export const registrationDraft = registration.draft.extend({
  /** left out = as the ticket says */
  attendance: z.enum(attendances).optional(),
  ticketTypeId: id(),
  consents: z.array(consent).max(20).default([]),
  allowDuplicate: z.boolean().default(false),
  notify: z.boolean().default(true),
})
export type RegistrationDraft = z.input<typeof registrationDraft>

const inEvent = z.object({ eventId: id() })
const one = z.object({ eventId: id(), id: id() })
const path = '/events/:eventId/registrations'
export const registrationQuery = listQuery.extend({
  status: z.enum(registrationStates).optional(),
  attendance: z.enum(attendances).optional(),
  ticketTypeId: id().optional(),
})

/** Figures of the list's chips and of the dashboard's tile. `curve` is cumulative, by local day of the event's zone. */
export const registrationSummary = z.object({
  confirmed: z.number().int(),
  onsite: z.number().int(),
  online: z.number().int(),
  cancelled: z.number().int(),
  /** minor units of `currency`: the sum of the confirmed places' prices. Payments are not recorded yet. */
  revenue: z.number().int(),
  currency: currency(),
  target: z.number().nullable(),
  curve: z.array(z.object({ date: z.string(), total: z.number().int() })),
})

export const registrationEndpoints = {
  list: endpoint({
    method: 'GET',
    path,
    action: 'registration.read',
    summary: 'Registrations of an event',
    params: inEvent,
    query: registrationQuery,
    response: pageOf(registrationRow),
  }),
  summary: endpoint({
    method: 'GET',
    path: `${path}/summary`,
    action: 'registration.read',
    summary: 'Counts, revenue and curve of registrations',
    params: inEvent,
    response: registrationSummary,
  }),
  get: endpoint({
    method: 'GET',
    path: `${path}/:id`,
    action: 'registration.read',
    summary: 'One registration',
    params: one,
    response: registrationRow,
  }),
  create: endpoint({
    method: 'POST',
    path,
    action: 'registration.create',
    summary: 'Register a person (office)',
    params: inEvent,
    body: registrationDraft,
    response: registrationRow,
  }),
  paste: endpoint({
    method: 'POST',
    path: `${path}/paste`,
    action: 'registration.edit',
    summary: 'Register many people, all or none',
    params: inEvent,
    body: z.strictObject({ rows: z.array(registrationDraft).min(1).max(500), notify: z.boolean().default(false) }),
    response: z.object({ created: z.number().int(), rows: z.array(registrationRow) }),
  }),
  batch: batchEndpoint({
    path,
    action: 'registration.edit',
    summary: 'Register, change and cancel many, all or none; nobody is written to',
    params: inEvent,
    draft: registrationDraft,
    patch: registration.patch.extend({ ticketTypeId: id().optional() }),
    row: registrationRow,
  }),
  change: endpoint({
    method: 'PATCH',
    path,
    action: 'registration.edit',
    summary: 'Change details of registrations, all or none',
    params: inEvent,
    body: z.strictObject({
      changes: z
        .array(z.strictObject({ id: id(), patch: registration.patch }))
        .min(1)
        .max(500),
    }),
    response: z.object({ rows: z.array(registrationRow) }),
  }),
  cancel: endpoint({
    method: 'POST',
    path: `${path}/:id/cancel`,
    action: 'registration.edit',
    summary: 'Cancel a registration and give its place back (idempotent)',
    params: one,
    body: z.strictObject({ reason: z.string().trim().max(300).default('') }),
    response: registrationRow,
  }),
  reinstate: endpoint({
    method: 'POST',
    path: `${path}/:id/reinstate`,
    action: 'registration.edit',
    summary: 'Take a cancellation back, if a place is left',
    params: one,
    body: z.strictObject({}),
    response: registrationRow,
  }),
  move: endpoint({
    method: 'POST',
    path: `${path}/:id/move`,
    action: 'registration.edit',
    summary: 'Move a registration to another ticket type',
    params: one,
    body: z.strictObject({ ticketTypeId: id() }),
    response: registrationRow,
  }),
  resend: endpoint({
    method: 'POST',
    path: `${path}/:id/resend`,
    action: 'registration.edit',
    summary: 'Send the confirmation again',
    params: one,
    body: z.strictObject({}),
    response: z.object({ queued: z.boolean() }),
  }),
  qr: endpoint({
    method: 'GET',
    path: `${path}/:id/qr.svg`,
    action: 'registration.edit',
    summary: 'QR code of a registration',
    params: one,
    response: z.unknown(),
    raw: true,
  }),
  export: endpoint({
    method: 'GET',
    path: `${path}/export`,
    action: 'registration.read',
    summary: 'The list as CSV (with BOM) or XLSX',
    stepUp: true,
    params: inEvent,
    query: registrationQuery
      .pick({ q: true, status: true, attendance: true, ticketTypeId: true })
      .extend({ format: z.enum(['csv', 'xlsx']).default('csv') }),
    response: z.unknown(),
    raw: true,
  }),
}
