import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { can } from '../../../kernel/contract/page.ts'
import { room } from './room.ts'
import { sessionRow } from './session.ts'
import { sessionType, track } from './track.ts'

const byEvent = z.object({ eventId: id() })

/** Two sessions that cannot both be: one room at one time, or one person in two places. */
export const clash = z.object({ kind: z.enum(['room', 'speaker']), of: id(), a: id(), b: id() })
export type Clash = z.output<typeof clash>

const gridSession = sessionRow.pick({
  id: true,
  version: true,
  key: true,
  code: true,
  title: true,
  startAt: true,
  endAt: true,
  durationMin: true,
  trackId: true,
  typeId: true,
  kind: true,
  language: true,
  interpretation: true,
  format: true,
  capacity: true,
  signUp: true,
  state: true,
  published: true,
  roomIds: true,
  speakers: true,
  tags: true,
})
export type GridSession = z.output<typeof gridSession>
const gridSpeaker = z.object({
  id: id(),
  key: z.string(),
  name: localizedText(),
  organisation: localizedText(),
  jobTitle: localizedText(),
  country: z.string(),
  personId: id().nullable(),
})
export type GridSpeaker = z.output<typeof gridSpeaker>

/** The whole programme as the grid and the lists need it, without long texts. `days` are local dates in the event's zone. */
export const programmeView = z.object({
  zone: z.string(),
  days: z.array(z.string()),
  rooms: z.array(room.row),
  tracks: z.array(track.row),
  types: z.array(sessionType.row),
  speakers: z.array(gridSpeaker),
  sessions: z.array(gridSession),
  clashes: z.array(clash),
  can,
})
export type ProgrammeView = z.output<typeof programmeView>

const importNote = z.object({ place: z.string(), code: z.string(), reason: z.string() })
/**
 * What an import did, or would do. `sessions`, `speakers`, `rooms` are what the file holds; `created`, `updated` and `unchanged` share out these
 * three kinds of records, so they add up to `sessions + speakers + rooms`. Reasons are in the caller's language.
 */
export const importResult = z.object({
  dialect: z.string(),
  sessions: z.number().int(),
  speakers: z.number().int(),
  rooms: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  repaired: z.array(importNote),
  skipped: z.array(importNote),
})
export type ImportResult = z.output<typeof importResult>
/** `absent`: sessions imported earlier that this file no longer holds; they stay. `first`: a few titles, so that people recognise the file. */
export const importReport = importResult.extend({
  dryRun: z.boolean(),
  tracks: z.number().int(),
  absent: z.number().int(),
  zone: z.string(),
  start: z.string().nullable(),
  end: z.string().nullable(),
  title: localizedText(),
  first: z.array(localizedText()),
})
export type ImportReport = z.output<typeof importReport>

export const exportFormats = ['ics', 'pentabarf', 'json', 'csv', 'jsonld'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const programmeEndpoints = {
  view: endpoint({
    method: 'GET',
    path: '/events/:eventId/programme',
    action: 'programme.read',
    summary: 'The whole programme: rooms, tracks, speakers, sessions, clashes',
    params: byEvent,
    response: programmeView,
  }),
  import: endpoint({
    method: 'POST',
    path: '/events/:eventId/programme/import',
    action: 'programme.edit',
    rate: 60,
    summary: 'Import a programme file (frab/pentabarf XML, schedule JSON, OPass JSON, pretalx JSON, iCalendar): all or nothing, repeatable',
    params: byEvent,
    query: z.object({ dryRun: z.stringbool().default(false), filename: z.string().max(200).default('') }),
    body: z.instanceof(Uint8Array),
    response: importReport,
  }),
  export: endpoint({
    method: 'GET',
    path: '/events/:eventId/programme/export',
    action: 'programme.read',
    summary: 'The programme as a file',
    params: byEvent,
    query: z.object({
      format: z.enum(exportFormats),
      lang: z.enum(['zh-TW', 'en']).default('zh-TW'),
      publishedOnly: z.stringbool().default(false),
    }),
    response: z.string(),
    raw: true,
  }),
}
