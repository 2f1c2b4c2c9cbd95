import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { batchEndpoint, entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { links } from './speaker.ts'

export const sessionKinds = ['talk', 'keynote', 'panel', 'workshop', 'break', 'meal', 'social', 'registration', 'other'] as const
export type SessionKind = (typeof sessionKinds)[number]
export const sessionKindNames: Record<SessionKind, Localized> = {
  talk: { zh: '演講', en: 'Talk' },
  keynote: { zh: '專題演講', en: 'Keynote' },
  panel: { zh: '座談', en: 'Panel' },
  workshop: { zh: '工作坊', en: 'Workshop' },
  break: { zh: '茶敘／休息', en: 'Break' },
  meal: { zh: '用餐', en: 'Meal' },
  social: { zh: '聯誼', en: 'Social' },
  registration: { zh: '報到', en: 'Check-in' },
  other: { zh: '其他', en: 'Other' },
}
/** Service times: in the grid and on paper, but no session anybody speaks at. */
export const serviceKinds: readonly SessionKind[] = ['break', 'meal', 'registration']
export const isService = (s: { kind: SessionKind }): boolean => serviceKinds.includes(s.kind)

export const sessionStates = ['draft', 'confirmed', 'cancelled'] as const
export type SessionState = (typeof sessionStates)[number]
export const sessionStateNames: Record<SessionState, Localized> = {
  draft: { zh: '草稿', en: 'Draft' },
  confirmed: { zh: '已確認', en: 'Confirmed' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}
export const speakerRoles = ['speaker', 'chair', 'moderator', 'panelist'] as const
export type SpeakerRole = (typeof speakerRoles)[number]
export const speakerRoleNames: Record<SpeakerRole, Localized> = {
  speaker: { zh: '講者', en: 'Speaker' },
  chair: { zh: '主持人', en: 'Chair' },
  moderator: { zh: '引言人', en: 'Moderator' },
  panelist: { zh: '與談人', en: 'Panelist' },
}

const instant = z.iso.datetime({ offset: true }).transform((v) => new Date(v).toISOString())

export const session = entity({
  name: 'session',
  scope: 'event',
  fields: {
    code: z.string().trim().max(120).default(''),
    title: requiredText(500),
    subtitle: localizedText(500).prefault({}),
    abstract: localizedText(60_000).prefault({}),
    description: localizedText(60_000).prefault({}),
    /** UTC; null = not scheduled */
    startAt: instant.nullable().default(null),
    /** whole minutes; the end is the start and this */
    durationMin: z.number().int().min(0).max(10_000_000).default(30),
    trackId: id().nullable().default(null),
    typeId: id().nullable().default(null),
    kind: z.enum(sessionKinds).default('talk'),
    language: z.string().trim().max(60).default(''),
    interpretation: z.array(z.string().min(1).max(20)).max(8).default([]),
    format: z.enum(['onsite', 'online', 'hybrid']).default('onsite'),
    capacity: z.number().int().min(0).max(1_000_000).nullable().default(null),
    signUp: z.boolean().default(false),
    recordingOptOut: z.boolean().default(false),
    tags: z.array(z.string().trim().min(1).max(400)).max(500).default([]),
    links: links(),
    state: z.enum(sessionStates).default('draft'),
    published: z.boolean().default(false),
    note: z.string().max(4000).default(''),
  },
  columns: { key: z.string(), slug: z.string(), endAt: z.string().nullable() },
  labels: {
    code: { zh: '場次編號', en: 'Code' },
    title: { zh: '場次名稱', en: 'Title' },
    subtitle: { zh: '副標題', en: 'Subtitle' },
    abstract: { zh: '摘要', en: 'Abstract' },
    description: { zh: '說明', en: 'Description' },
    startAt: { zh: '開始時間', en: 'Start' },
    durationMin: { zh: '長度（分鐘）', en: 'Minutes' },
    trackId: { zh: '議程軌', en: 'Track' },
    typeId: { zh: '類型', en: 'Type' },
    kind: { zh: '性質', en: 'Kind' },
    language: { zh: '語言', en: 'Language' },
    interpretation: { zh: '口譯', en: 'Interpretation' },
    format: { zh: '形式', en: 'Format' },
    capacity: { zh: '名額', en: 'Seats' },
    signUp: { zh: '需預約', en: 'Booking needed' },
    recordingOptOut: { zh: '不錄影', en: 'Not recorded' },
    tags: { zh: '標籤', en: 'Tags' },
    links: { zh: '連結', en: 'Links' },
    state: { zh: '狀態', en: 'State' },
    published: { zh: '已公布', en: 'Published' },
    note: { zh: '內部備註', en: 'Internal note' },
  },
  searchable: ['title', 'code'],
  sortable: ['startAt', 'title', 'code', 'state', 'durationMin'],
  search: (r) => ({
    title: r.title?.zh || r.title?.en || '',
    subtitle: r.title?.zh ? (r.title?.en ?? '') : '',
    text: `${r.code ?? ''} ${r.subtitle?.zh ?? ''} ${r.subtitle?.en ?? ''}`,
  }),
})
export type Session = Row<typeof session>

export const sessionSpeaker = z.object({ speakerId: id(), role: z.enum(speakerRoles).default('speaker') })
export type SessionSpeaker = z.output<typeof sessionSpeaker>
/** Who and where: the first room is where the session takes place, the others carry the broadcast. */
const people = { roomIds: z.array(id()).max(500), speakers: z.array(sessionSpeaker).max(1000) }

export const sessionDraft = session.draft.extend({ roomIds: people.roomIds.default([]), speakers: people.speakers.default([]) })
export const sessionPatch = session.patch.extend({ roomIds: people.roomIds.optional(), speakers: people.speakers.optional() })
export const sessionRow = session.row.extend({ ...people, can: can.optional() })
export type SessionRow = z.output<typeof sessionRow>
export type SessionDraft = z.input<typeof sessionDraft>

const byEvent = z.object({ eventId: id() })
const one = z.object({ eventId: id(), id: id() })
const path = '/events/:eventId/sessions'
/** One of several changes at once, from the grid. */
const change = sessionPatch.partial({ version: true }).extend({ id: id() })

export const sessionEndpoints = {
  list: endpoint({
    method: 'GET',
    path,
    action: 'programme.read',
    summary: 'List sessions with rooms and speakers',
    params: byEvent,
    query: listQuery.extend({ state: z.enum(sessionStates).optional(), trackId: id().optional() }),
    response: pageOf(sessionRow),
  }),
  get: endpoint({
    method: 'GET',
    path: `${path}/:id`,
    action: 'programme.read',
    summary: 'One session',
    params: one,
    response: sessionRow,
  }),
  create: endpoint({
    method: 'POST',
    path,
    action: 'programme.edit',
    summary: 'Create a session',
    labels: session.labels,
    params: byEvent,
    body: sessionDraft,
    response: sessionRow,
  }),
  createMany: endpoint({
    method: 'POST',
    path: `${path}/many`,
    action: 'programme.edit',
    summary: 'Create several sessions, e.g. pasted rows',
    params: byEvent,
    body: z.strictObject({ rows: z.array(sessionDraft).min(1).max(500) }),
    response: z.object({ rows: z.array(sessionRow) }),
  }),
  update: endpoint({
    method: 'PATCH',
    path: `${path}/:id`,
    action: 'programme.edit',
    summary: 'Change a session',
    labels: session.labels,
    params: one,
    body: sessionPatch,
    response: sessionRow,
  }),
  updateMany: endpoint({
    method: 'PATCH',
    path,
    action: 'programme.edit',
    summary: 'Change several sessions at once, all or none',
    params: byEvent,
    body: z.strictObject({ changes: z.array(change).min(1).max(1000) }),
    response: z.object({ rows: z.array(sessionRow) }),
  }),
  batch: batchEndpoint({
    path,
    action: 'programme.edit',
    summary: 'Create, change and remove many sessions, all or none; a change without a version means the cell as it stands',
    params: byEvent,
    draft: sessionDraft,
    patch: sessionPatch.partial({ version: true }),
    row: sessionRow,
  }),
  move: endpoint({
    method: 'POST',
    path: `${path}/:id/move`,
    action: 'programme.edit',
    summary: 'Move a session to another time or room; null takes it off the schedule',
    params: one,
    body: z.strictObject({
      startAt: instant.nullable(),
      durationMin: z.number().int().min(1).max(10_000_000).optional(),
      roomIds: people.roomIds.optional(),
      version: z.number().int().optional(),
    }),
    response: sessionRow,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    action: 'programme.edit',
    summary: 'Remove a session',
    labels: session.labels,
    params: one,
    response: z.object({ id: id() }),
  }),
}
