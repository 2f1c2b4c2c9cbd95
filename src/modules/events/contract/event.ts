import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { groups } from '../../identity/contract/roles.ts'

export const eventKinds = ['congress', 'forum', 'exhibition', 'press', 'launch', 'award', 'corporate', 'community', 'other'] as const
export const eventFormats = ['onsite', 'online', 'hybrid'] as const
export const eventPhases = ['opportunity', 'planning', 'preparation', 'onsite', 'closing'] as const
export const eventStates = ['draft', 'active', 'closed', 'archived'] as const

type Names<K extends string> = Record<K, Localized>
export const kindNames: Names<(typeof eventKinds)[number]> = {
  congress: { zh: '國際會議', en: 'Congress' },
  forum: { zh: '論壇', en: 'Forum' },
  exhibition: { zh: '展覽', en: 'Exhibition' },
  press: { zh: '記者會', en: 'Press conference' },
  launch: { zh: '發表會', en: 'Launch' },
  award: { zh: '頒獎典禮', en: 'Award ceremony' },
  corporate: { zh: '企業活動', en: 'Corporate event' },
  community: { zh: '社群活動', en: 'Community event' },
  other: { zh: '其他', en: 'Other' },
}
export const formatNames: Names<(typeof eventFormats)[number]> = {
  onsite: { zh: '實體', en: 'On site' },
  online: { zh: '線上', en: 'Online' },
  hybrid: { zh: '實體與線上', en: 'Hybrid' },
}
export const phaseNames: Names<(typeof eventPhases)[number]> = {
  opportunity: { zh: '商機', en: 'Opportunity' },
  planning: { zh: '企劃', en: 'Planning' },
  preparation: { zh: '籌備', en: 'Preparation' },
  onsite: { zh: '現場', en: 'On site' },
  closing: { zh: '結案', en: 'Closing' },
}
export const stateNames: Names<(typeof eventStates)[number]> = {
  draft: { zh: '草稿', en: 'Draft' },
  active: { zh: '進行中', en: 'Active' },
  closed: { zh: '已結案', en: 'Closed' },
  archived: { zh: '已封存', en: 'Archived' },
}

const zones = new Set(Intl.supportedValuesOf('timeZone'))
export const zone = z
  .string()
  .max(60)
  .refine((z) => z === 'UTC' || zones.has(z), { message: 'zone.unknown' })
export const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/)

/** The agreed brief: what the client wants, for whom, within what; feeds plan and proposal. */
export const brief = z.object({
  background: z.string().max(8000).default(''),
  purpose: z.string().max(8000).default(''),
  audience: z.string().max(4000).default(''),
  scope: z.string().max(8000).default(''),
  constraints: z.string().max(4000).default(''),
  /** whole New Taiwan dollars; null = not said */
  budgetMin: z.number().int().nonnegative().nullable().default(null),
  budgetMax: z.number().int().nonnegative().nullable().default(null),
  expectedOnsite: z.number().int().nonnegative().nullable().default(null),
  expectedOnline: z.number().int().nonnegative().nullable().default(null),
})
/** A phase of the life cycle with its calendar days; `doneOn` once it is over. */
export const phase = z.object({
  key: z.enum(eventPhases),
  start: z.iso.date(),
  end: z.iso.date(),
  doneOn: z.iso.date().nullable().default(null),
  note: z.string().max(200).default(''),
})
/** What the public site shows beside the programme. */
export const site = z.object({
  organiser: localizedText(200).prefault({}),
  contactName: z.string().max(100).default(''),
  contactEmail: z.string().max(200).default(''),
  contactPhone: z.string().max(60).default(''),
  transport: z
    .array(z.object({ kind: z.string().max(30), title: localizedText(100), text: localizedText(600) }))
    .max(20)
    .default([]),
  faq: z
    .array(z.object({ q: localizedText(300), a: localizedText(2000) }))
    .max(50)
    .default([]),
  highlights: z
    .array(z.object({ title: localizedText(120), text: localizedText(500) }))
    .max(8)
    .default([]),
  privacyNote: localizedText(4000).prefault({}),
  retentionDays: z.number().int().min(0).max(3650).default(180),
})

export const event = entity({
  name: 'event',
  scope: 'organisation',
  fields: {
    slug,
    name: requiredText(200),
    tagline: localizedText(300).prefault({}),
    description: localizedText(20_000).prefault({}),
    kind: z.enum(eventKinds).default('forum'),
    format: z.enum(eventFormats).default('onsite'),
    zone: zone.default('Asia/Taipei'),
    startDate: z.iso.date(),
    endDate: z.iso.date(),
    venueName: localizedText(200).prefault({}),
    venueAddress: localizedText(300).prefault({}),
    clientId: id().nullable().default(null),
    brief: brief.prefault({}),
    phases: z.array(phase).max(10).default([]),
    groups: z.array(z.enum(groups)).default([]),
    site: site.prefault({}),
    colour: z
      .string()
      .regex(/^(#[0-9a-fA-F]{6})?$/)
      .default(''),
    status: z.enum(eventStates).default('active'),
    published: z.boolean().default(false),
  },
  columns: { clonedFrom: id().nullable() },
  labels: {
    slug: { zh: '網址代稱', en: 'Slug' },
    name: { zh: '活動名稱', en: 'Event name' },
    tagline: { zh: '副標', en: 'Tagline' },
    description: { zh: '活動說明', en: 'Description' },
    kind: { zh: '類型', en: 'Kind' },
    format: { zh: '形式', en: 'Format' },
    zone: { zh: '時區', en: 'Time zone' },
    startDate: { zh: '開始日', en: 'First day' },
    endDate: { zh: '結束日', en: 'Last day' },
    venueName: { zh: '場地', en: 'Venue' },
    venueAddress: { zh: '地址', en: 'Address' },
    clientId: { zh: '委辦單位', en: 'Client' },
    brief: { zh: '需求', en: 'Brief' },
    phases: { zh: '階段', en: 'Phases' },
    groups: { zh: '組別', en: 'Groups' },
    site: { zh: '官網內容', en: 'Public site' },
    colour: { zh: '主色', en: 'Colour' },
    status: { zh: '狀態', en: 'State' },
    published: { zh: '官網公開', en: 'Site is public' },
  },
  searchable: ['slug', 'name'],
  sortable: ['startDate', 'name', 'status'],
  search: (r) => ({
    title: r.name.zh || r.name.en,
    subtitle: `${r.startDate}${r.name.zh && r.name.en ? ` ${r.name.en}` : ''}`,
    text: `${r.slug} ${r.tagline?.zh ?? ''} ${r.tagline?.en ?? ''} ${r.venueName?.zh ?? ''}`,
  }),
})
export type Event = Row<typeof event>

const eventRow = event.row.extend({ can: can.optional() })
const byId = z.object({ eventId: id() })

export const eventEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/events',
    action: 'events.list',
    summary: 'Events that I may see',
    query: listQuery.extend({ status: z.enum(eventStates).optional() }),
    response: pageOf(eventRow),
  }),
  get: endpoint({ method: 'GET', path: '/events/:eventId', action: 'events.read', summary: 'One event', params: byId, response: eventRow }),
  bySlug: endpoint({
    method: 'GET',
    path: '/events/by-slug/:key',
    action: 'events.list',
    summary: 'One event by its slug',
    params: z.object({ key: slug }),
    response: eventRow,
  }),
  slugFree: endpoint({
    method: 'GET',
    path: '/events/slug/:key',
    action: 'events.create',
    summary: 'Is a slug free in the whole installation?',
    params: z.object({ key: slug }),
    response: z.object({ free: z.boolean() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/events',
    action: 'events.create',
    summary: 'Create an event from a brief',
    labels: event.labels,
    body: event.draft,
    response: eventRow,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/events/:eventId',
    action: 'events.edit',
    summary: 'Change an event',
    labels: event.labels,
    params: byId,
    body: event.patch,
    response: eventRow,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/events/:eventId',
    action: 'events.remove',
    summary: 'Remove a draft event and all that hangs on it',
    params: byId,
    response: z.object({ id: id() }),
  }),
}
