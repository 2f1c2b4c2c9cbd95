import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Event } from '../../events/contract/event.ts'
import { events } from '../../events/server/index.ts'
import type { Room } from '../contract/room.ts'
import type { Session, SessionSpeaker } from '../contract/session.ts'
import type { Speaker } from '../contract/speaker.ts'
import type { SessionType, Track } from '../contract/track.ts'
import type {} from './tables.ts'

export type ProgrammeSession = Session & { roomIds: string[]; speakers: SessionSpeaker[] }
/** One event's programme as records, joined by id. Sessions stand by time, then room; unscheduled ones last. */
export type Programme = {
  event: Event
  rooms: Room[]
  tracks: Track[]
  types: SessionType[]
  speakers: Speaker[]
  sessions: ProgrammeSession[]
  /** The latest change of anything in it, UTC ISO. */
  changedAt: string
}

const inEvent = <Q extends { where(c: any, o: any, v: any): any }>(ctx: Ctx, q: Q): Q =>
  q.where('organisationId', '=', ctx.orgId).where('eventId', '=', ctx.eventId!)

/** Rooms and speakers of sessions (all of the event's, or those named), in order; two queries. */
export async function linksOf(ctx: Ctx, sessionIds?: readonly string[]) {
  if (sessionIds?.length === 0) return { rooms: new Map<string, string[]>(), speakers: new Map<string, SessionSpeaker[]>() }
  let roomLinks = inEvent(ctx, ctx.tx.selectFrom('sessionRoom').select(['sessionId', 'roomId'])).orderBy('position')
  let speakerLinks = inEvent(ctx, ctx.tx.selectFrom('sessionSpeaker').select(['sessionId', 'speakerId', 'role'])).orderBy('position')
  if (sessionIds) {
    roomLinks = roomLinks.where('sessionId', 'in', [...sessionIds])
    speakerLinks = speakerLinks.where('sessionId', 'in', [...sessionIds])
  }
  const rooms = new Map<string, string[]>()
  const speakers = new Map<string, SessionSpeaker[]>()
  for (const r of await roomLinks.execute()) rooms.set(r.sessionId, [...(rooms.get(r.sessionId) ?? []), r.roomId])
  for (const { sessionId, ...s } of await speakerLinks.execute()) speakers.set(sessionId, [...(speakers.get(sessionId) ?? []), s])
  return { rooms, speakers }
}

const late = '9'
/**
 * The whole programme of the ctx's event in a constant number of queries (8). With `publishedOnly` it holds what the public may see:
 * published sessions that are no drafts, the speakers on them, no e-mail addresses and no internal notes.
 */
export async function readProgramme(ctx: Ctx, { publishedOnly = false }: { publishedOnly?: boolean } = {}): Promise<Programme> {
  const event = await events.get(ctx, ctx.eventId!)
  const rooms = (await inEvent(ctx, ctx.tx.selectFrom('room').selectAll()).orderBy('position').orderBy('key').execute()) as Room[]
  const tracks = (await inEvent(ctx, ctx.tx.selectFrom('track').selectAll()).orderBy('position').orderBy('key').execute()) as Track[]
  const types = (await inEvent(ctx, ctx.tx.selectFrom('sessionType').selectAll())
    .orderBy('position')
    .orderBy('key')
    .execute()) as SessionType[]
  let speakers = (await inEvent(ctx, ctx.tx.selectFrom('speaker').selectAll()).orderBy('createdAt').orderBy('key').execute()) as Speaker[]
  let q = inEvent(ctx, ctx.tx.selectFrom('session').selectAll())
  if (publishedOnly) q = q.where('published', '=', true).where('state', '<>', 'draft')
  const rows = (await q.execute()) as Session[]
  const links = await linksOf(ctx)
  const place = new Map(rooms.map((r, i) => [r.id, i]))
  const sessions = rows
    .map((s): ProgrammeSession => ({
      ...s,
      note: publishedOnly ? '' : s.note,
      roomIds: links.rooms.get(s.id) ?? [],
      speakers: links.speakers.get(s.id) ?? [],
    }))
    .sort(
      (a, b) =>
        (a.startAt ?? late).localeCompare(b.startAt ?? late) ||
        (place.get(a.roomIds[0] ?? '') ?? 999) - (place.get(b.roomIds[0] ?? '') ?? 999) ||
        a.key.localeCompare(b.key),
    )
  if (publishedOnly) {
    const on = new Set(sessions.flatMap((s) => s.speakers.map((x) => x.speakerId)))
    speakers = speakers.filter((s) => on.has(s.id)).map((s) => ({ ...s, email: '' }))
  }
  const changedAt = [event, ...rooms, ...tracks, ...types, ...speakers, ...sessions].reduce(
    (m, r) => (r.updatedAt > m ? r.updatedAt : m),
    event.createdAt,
  )
  return { event, rooms, tracks, types, speakers, sessions, changedAt }
}
