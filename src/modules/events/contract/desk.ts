import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { requiredText } from '../../../kernel/contract/localized.ts'
import { event, eventFormats, eventKinds, eventStates, phase, slug } from './event.ts'
import { goal } from './goal.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const byEvent = z.object({ eventId: id() })
const paging = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), before: z.iso.datetime().optional() })

export const attention = z.object({
  code: z.string(),
  tone: z.enum(['todo', 'warn', 'info']),
  title: text,
  detail: text,
  path: z.string(),
  action: text,
  due: z.string().nullable().optional(),
})
export type Attention = z.output<typeof attention>

/** A goal with what it stands at now; `share` is actual over target (ceiling goals: target over actual), `null` without an actual. */
export const goalState = goal.row.extend({ current: z.number().nullable(), share: z.number().nullable(), met: z.boolean().nullable() })
export type GoalState = z.output<typeof goalState>

export const overview = z.object({
  figures: z.record(z.string(), z.number()),
  goals: z.array(goalState),
  attention: z.array(attention),
  /** Days to the opening (negative after it) on the event's own calendar. */
  daysToOpen: z.number().int(),
  today: z.string(),
})
export type Overview = z.output<typeof overview>

export const historyEntry = z.object({
  id: id(),
  at: z.string(),
  entity: z.string(),
  entityId: z.string(),
  action: z.string(),
  label: z.string(),
  actorName: z.string(),
  actorKind: z.string(),
  changes: z.array(z.object({ field: z.string(), label: text, from: z.unknown(), to: z.unknown() })),
  /** False where the caller may see which fields changed, not what they hold. */
  open: z.boolean(),
})
export type HistoryEntry = z.output<typeof historyEntry>

/** Entries of one request on one kind of record, told as one; a single one carries what changed. */
export const activityEntry = historyEntry.extend({ count: z.number().int().positive() })
export type ActivityEntry = z.output<typeof activityEntry>

export const stages = ['upcoming', 'onsite', 'closing', 'past'] as const
/** An event as the portfolio shows it. `registrations` and `attention` are told for open events, as far as the caller may see them. */
export const portfolioRow = z.object({
  id: id(),
  slug,
  name: text,
  kind: z.enum(eventKinds),
  format: z.enum(eventFormats),
  zone: z.string(),
  startDate: z.string(),
  endDate: z.string(),
  venueName: text,
  phases: z.array(phase),
  status: z.enum(eventStates),
  published: z.boolean(),
  stage: z.enum(stages),
  today: z.string(),
  daysToOpen: z.number().int(),
  registrations: z.number().nullable(),
  target: z.number().nullable(),
  attention: z.array(attention),
})
export type PortfolioRow = z.output<typeof portfolioRow>

export const searchHit = z.object({
  entity: z.string(),
  label: text,
  entityId: z.string(),
  eventId: id().nullable(),
  eventName: text.nullable(),
  title: z.string(),
  subtitle: z.string(),
  /** address in the app */ path: z.string(),
})
export type SearchHit = z.output<typeof searchHit>

export const notice = z.object({
  id: id(),
  eventId: id().nullable(),
  eventSlug: z.string().nullable(),
  kind: z.string(),
  entity: z.string(),
  entityId: z.string(),
  title: z.string(),
  body: z.string(),
  readAt: z.string().nullable(),
  createdAt: z.string(),
  /** address in the app */ path: z.string(),
})
export type Notice = z.output<typeof notice>
export const savedView = z.object({ id: id(), name: z.string(), list: z.string(), shared: z.boolean(), view: z.unknown() })

export const deskEndpoints = {
  overview: endpoint({
    method: 'GET',
    path: '/events/:eventId/overview',
    action: 'events.read',
    summary: 'Dashboard of an event: live figures, goals, what waits and warns',
    params: byEvent,
    response: overview,
  }),
  // Below /events with a name in place of the id: news of one event doesn't make every open screen read the whole portfolio.
  portfolio: endpoint({
    method: 'GET',
    path: '/events/portfolio',
    action: 'events.list',
    summary: 'My events by stage, with what waits in them',
    response: z.object({ rows: z.array(portfolioRow) }),
  }),
  loadDemo: endpoint({
    method: 'POST',
    path: '/demo',
    action: 'organisation.edit',
    summary: 'Fill the organisation with the demo, once',
    rate: 10,
    response: z.object({ slug }),
  }),
  activity: endpoint({
    method: 'GET',
    path: '/events/:eventId/activity',
    action: 'history.read',
    summary: 'What happened in the event, told by request; `next` goes further back',
    params: byEvent,
    query: paging.extend({ entity: z.string().max(400).optional(), by: z.enum(['people', 'others']).optional() }),
    response: z.object({ rows: z.array(activityEntry), next: z.string().nullable() }),
  }),
  history: endpoint({
    method: 'GET',
    path: '/events/:eventId/history',
    action: 'history.read',
    summary: 'Who changed what in the event, or in one record',
    params: byEvent,
    query: paging.extend({ entity: z.string().max(40).optional(), entityId: z.string().max(60).optional() }),
    response: z.object({ rows: z.array(historyEntry) }),
  }),
  organisationHistory: endpoint({
    method: 'GET',
    path: '/history',
    action: 'history.read',
    summary: 'Who changed one record of the organisation',
    query: paging.extend({ entity: z.string().max(40), entityId: z.string().max(60) }),
    response: z.object({ rows: z.array(historyEntry) }),
  }),
  search: endpoint({
    method: 'GET',
    path: '/search',
    action: 'events.list',
    summary: 'Search everything that I may see',
    query: z.object({ q: z.string().trim().min(1).max(100), eventId: id().optional() }),
    response: z.object({ hits: z.array(searchHit) }),
  }),
  clone: endpoint({
    method: 'POST',
    path: '/events/:eventId/clone',
    action: 'events.create',
    summary: 'A new event from a past one; each module takes over what makes sense',
    params: byEvent,
    body: z.strictObject({ slug, name: requiredText(200), startDate: z.iso.date(), team: z.boolean().default(true) }),
    response: event.row,
  }),
  inbox: endpoint({
    method: 'GET',
    path: '/inbox',
    action: 'signedIn',
    summary: 'What waits for me',
    query: paging.extend({ unread: z.stringbool().default(false) }),
    response: z.object({ rows: z.array(notice), unread: z.number().int() }),
  }),
  read: endpoint({
    method: 'POST',
    path: '/inbox/read',
    action: 'signedIn',
    summary: 'Mark notices as read',
    body: z.strictObject({ ids: z.array(id()).max(200) }),
    response: z.object({ unread: z.number().int() }),
  }),
  views: endpoint({
    method: 'GET',
    path: '/views',
    action: 'events.list',
    summary: 'Saved views of a list',
    query: z.object({ list: z.string().max(60) }),
    response: z.object({ rows: z.array(savedView) }),
  }),
  saveView: endpoint({
    method: 'POST',
    path: '/views',
    action: 'events.list',
    summary: 'Save a view of a list',
    body: z.strictObject({
      list: z.string().max(60),
      name: z.string().trim().min(1).max(60),
      shared: z.boolean().default(false),
      view: z.record(z.string(), z.unknown()),
    }),
    response: savedView,
  }),
  removeView: endpoint({
    method: 'DELETE',
    path: '/views/:id',
    action: 'events.list',
    summary: 'Remove a saved view of mine',
    params: z.object({ id: id() }),
    response: z.object({ id: id() }),
  }),
}

export const fileRow = z.object({
  id: id(),
  name: z.string(),
  mime: z.string(),
  size: z.number().int(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  createdByName: z.string(),
  createdAt: z.string(),
  entity: z.string().nullable(),
  entityId: z.string().nullable(),
})
/** In lists with a link for pictures and PDFs that works for five minutes without a cookie. */
export const listedFile = fileRow.extend({ link: z.string().nullable() })
export type FileRow = z.output<typeof listedFile>
const record = z.object({ entity: z.string().max(40), entityId: id() })
const ownShape = z.object({})
const ownOne = z.object({ id: id() })
const inEvent = z.object({ eventId: id(), id: id() })

function filesAt<P extends z.ZodType, O extends z.ZodType<{ id: string }>>(prefix: '' | '/events/:eventId', params: P, one: O) {
  const path = `${prefix}/files`
  return {
    list: endpoint({
      method: 'GET',
      path,
      action: 'files.read',
      summary: prefix ? 'Files of an event or of one record' : 'Files of a record of the organisation',
      params,
      query: record.partial(),
      response: z.object({ rows: z.array(listedFile) }),
    }),
    upload: endpoint({
      method: 'POST',
      path,
      action: 'files.write',
      summary: 'Attach a file (the body is the file)',
      params,
      query: record.partial().extend({ name: z.string().min(1).max(200) }),
      body: z.instanceof(Uint8Array),
      response: fileRow,
      rate: 120,
    }),
    get: endpoint({
      method: 'GET',
      path: `${path}/:id`,
      action: 'files.read',
      summary: 'Download a file',
      params: one,
      query: z.object({ inline: z.stringbool().default(false) }),
      response: z.unknown(),
      raw: true as const,
    }),
    link: endpoint({
      method: 'GET',
      path: `${path}/:id/link`,
      action: 'files.read',
      summary: 'An address of the file that works for five minutes without signing in',
      params: one,
      query: z.object({ inline: z.stringbool().default(true) }),
      response: z.object({ url: z.string(), expiresAt: z.string() }),
      rate: 300,
    }),
    remove: endpoint({
      method: 'DELETE',
      path: `${path}/:id`,
      action: 'files.write',
      summary: 'Remove a file',
      params: one,
      response: z.object({ id: id() }),
    }),
  }
}
export const fileEndpoints = filesAt('/events/:eventId', byEvent, inEvent)
/** The same for records of the organisation, e.g. a person; a record has to be named. */
export const ownFileEndpoints = filesAt('', ownShape, ownOne)

export const openLinkEndpoint = endpoint({
  method: 'GET',
  path: '/files/link/:token',
  action: 'public',
  summary: 'Fetch a file by a link that was made for it',
  params: z.object({ token: z.string().min(40).max(400) }),
  response: z.unknown(),
  raw: true as const,
  rate: 600,
})

export const comment = z.object({
  id: id(),
  entity: z.string(),
  entityId: id(),
  body: z.string(),
  mentions: z.array(z.string()),
  authorId: z.string().nullable(),
  authorName: z.string(),
  editedAt: z.string().nullable(),
  removed: z.boolean(),
  version: z.number().int(),
  createdAt: z.string(),
  mine: z.boolean(),
})
export type Comment = z.output<typeof comment>
const body = z.string().trim().min(1).max(5000)
function commentsAt<P extends z.ZodType, O extends z.ZodType<{ id: string }>>(prefix: '' | '/events/:eventId', params: P, one: O) {
  const path = `${prefix}/comments`
  return {
    list: endpoint({
      method: 'GET',
      path,
      action: 'comments.read',
      summary: 'Comments on a record, and whom one may mention there',
      params,
      query: record,
      response: z.object({
        rows: z.array(comment),
        people: z.array(z.object({ userId: z.string(), name: z.string(), title: z.string() })),
      }),
    }),
    create: endpoint({
      method: 'POST',
      path,
      action: 'comments.write',
      summary: 'Comment; mentioned colleagues who may see the record are told',
      params,
      body: record.extend({ body, mentions: z.array(z.string().max(60)).max(30).default([]) }).strict(),
      response: comment,
    }),
    update: endpoint({
      method: 'PATCH',
      path: `${path}/:id`,
      action: 'comments.write',
      summary: 'Change my comment',
      params: one,
      body: z.strictObject({ body, version: z.number().int() }),
      response: comment,
    }),
    remove: endpoint({
      method: 'DELETE',
      path: `${path}/:id`,
      action: 'comments.write',
      summary: 'Take my comment back',
      params: one,
      response: z.object({ id: id() }),
    }),
  }
}
export const commentEndpoints = commentsAt('/events/:eventId', byEvent, inEvent)
/** The same for records of the organisation, e.g. a company. */
export const ownCommentEndpoints = commentsAt('', ownShape, ownOne)
