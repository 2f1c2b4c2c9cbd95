import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { indexSearch } from '../../../kernel/server/search.ts'
import { events } from '../../events/server/index.ts'
import type { ImportNote, Localized, ParsedProgramme, ProgrammeDraft } from '../contract/interchange.ts'
import type { ImportReport, ImportResult } from '../contract/programme.ts'
import { room } from '../contract/room.ts'
import { session } from '../contract/session.ts'
import { speaker } from '../contract/speaker.ts'
import { sessionType, track } from '../contract/track.ts'
import { upsertMany } from './bulk.ts'
import { noteOf, parseProgramme, ProgrammeImportError } from './interchange/index.ts'
import { kindOf } from './kind.ts'
import { indexSessions, writeLinks } from './session.ts'
import type {} from './tables.ts'

type Old = Record<string, any> & { id: string; key: string; importDigest: string | null }
/** `name` where a record that the last file knew under another key is the same one by its name. */
type Item = { key: string; digest: string; name?: Localized; values: (old: Old | undefined) => Record<string, unknown> }
type Pair = { before: Old; after: Record<string, any> }
type Plan = { created: Record<string, any>[]; updated: Pair[]; unchanged: number; ids: Map<string, string> }

const digestOf = (record: unknown) => createHash('sha1').update(JSON.stringify(record)).digest('base64url')

const namesOf = (name: Localized) => [name.zh, name.en].filter(Boolean).map((n) => n.normalize('NFKC').trim().toLowerCase())

/** Formats of one language say nothing of the other: where both were known, the silent side stays. */
const sides = (next: Localized, old: Localized | undefined, single: boolean): Localized =>
  single && old?.zh && old.en && !(next.zh && next.en) ? { zh: next.zh || old.zh, en: next.en || old.en } : next

/** Shares the file's records out by what the last file said of each; `stale` forces a rewrite, e.g. where a room came back. */
function plan(ctx: Ctx, items: readonly Item[], old: readonly Old[], stale: (key: string) => boolean = () => false): Plan {
  const known = new Map(old.map((o) => [o.key, o]))
  const inFile = new Set(items.map((i) => i.key))
  const left = new Map(old.filter((o) => !inFile.has(o.key)).flatMap((o) => (o.name ? namesOf(o.name).map((n) => [n, o]) : [])))
  const out: Plan = { created: [], updated: [], unchanged: 0, ids: new Map(old.map((o) => [o.key, o.id])) }
  for (const item of items) {
    const before = known.get(item.key)
    const same = before || !item.name ? undefined : namesOf(item.name).flatMap((n) => left.get(n) ?? [])[0]
    if (same) {
      for (const n of namesOf(same.name)) left.delete(n)
      out.unchanged++
      out.ids.set(item.key, same.id)
      continue
    }
    if (before && before.importDigest === item.digest && !stale(item.key)) {
      out.unchanged++
      continue
    }
    const id = before?.id ?? newId()
    out.ids.set(item.key, id)
    const after = { organisationId: ctx.orgId, eventId: ctx.eventId, id, key: item.key, ...item.values(before), importDigest: item.digest }
    if (before) out.updated.push({ before, after })
    else out.created.push(after)
  }
  return out
}

function parse(ctx: Ctx, bytes: Uint8Array, zone: string, filename: string): ParsedProgramme {
  try {
    return parseProgramme(bytes, { zone, filename })
  } catch (e) {
    if (!(e instanceof ProgrammeImportError)) throw e
    throw new AppError(e.code, e.params, e.place ? [{ path: e.place, code: e.code, message: ctx.lang === 'en' ? e.en : e.zh }] : undefined)
  }
}

function itemsOf(p: ProgrammeDraft, single: boolean) {
  const rooms = p.rooms.map(({ order, ...r }): Item => ({
    key: r.key,
    digest: digestOf(r),
    name: r.name,
    values: (o) => ({
      name: sides(r.name, o?.name, single),
      description: r.description ?? o?.description ?? { zh: '', en: '' },
      capacity: r.capacity ?? o?.capacity ?? null,
      online: o?.online ?? /^(線上|online\b)/i.test(r.name.zh || r.name.en),
      position: order,
    }),
  }))
  const tracks = p.tracks.map((t, position): Item => ({
    key: t.key,
    digest: digestOf(t),
    name: t.name,
    values: (o) => ({
      name: sides(t.name, o?.name, single),
      description: t.description ?? o?.description ?? { zh: '', en: '' },
      colour: t.colour ?? o?.colour ?? '',
      position,
    }),
  }))
  const types = p.sessionTypes.map((t, position): Item => ({
    key: t.key,
    digest: digestOf(t),
    name: t.name,
    values: (o) => ({ name: sides(t.name, o?.name, single), position }),
  }))
  const speakers = p.speakers.map((s): Item => ({
    key: s.key,
    digest: digestOf(s),
    values: (o) => ({
      name: sides(s.name, o?.name, single),
      bio: single && !s.bio.zh && !s.bio.en ? (o?.bio ?? s.bio) : sides(s.bio, o?.bio, single),
      avatarUrl: s.avatarUrl ?? o?.avatarUrl ?? '',
      organisation: s.organisation ? { zh: s.organisation, en: '' } : (o?.organisation ?? { zh: '', en: '' }),
      links: single && s.links.length === 0 ? (o?.links ?? []) : s.links,
    }),
  }))
  return { rooms, tracks, types, speakers }
}

const nothing = { zh: '', en: '' }
function sessionItems(
  p: ProgrammeDraft,
  ids: { track: Map<string, string>; type: Map<string, string> },
  online: boolean,
  single: boolean,
): Item[] {
  const types = new Map(p.sessionTypes.map((t) => [t.key, t.name]))
  const tags = new Map(p.tags.map((t) => [t.key, t.name.zh || t.name.en]))
  return p.sessions.map((s): Item => {
    const named = s.tags.map((k) => tags.get(k) ?? k)
    return {
      key: s.key,
      digest: digestOf([s, named]),
      values: (o) => ({
        slug: s.slug ?? '',
        title: sides(s.title, o?.title, single),
        subtitle: sides(s.subtitle ?? nothing, o?.subtitle, single),
        abstract: sides(s.abstract, o?.abstract, single),
        description: sides(s.description, o?.description, single),
        startAt: s.start,
        endAt: s.end,
        durationMin: Math.min(s.durationMin, 10_000_000),
        trackId: s.trackKey === undefined ? null : (ids.track.get(s.trackKey) ?? null),
        typeId: s.typeKey === undefined ? null : (ids.type.get(s.typeKey) ?? null),
        language: (s.language ?? '').slice(0, 60),
        tags: named,
        links: s.links,
        recordingOptOut: s.recordingOptOut ?? o?.recordingOptOut ?? false,
        state: s.state === 'canceled' ? 'cancelled' : s.state === 'confirmed' ? 'confirmed' : (o?.state ?? 'confirmed'),
        published: true,
        format: online ? 'online' : 'onsite',
        kind: kindOf({ title: s.title, type: s.typeKey === undefined ? undefined : types.get(s.typeKey), speakers: s.speakerKeys.length }),
      }),
    }
  })
}

/** Said once, so that a file of another year, or an event with the wrong dates, is noticed; the sessions themselves are kept. */
function outside(p: ProgrammeDraft, event: { startDate: string; endDate: string; zone: string }): ImportNote[] {
  const days = p.sessions
    .flatMap((s) => (s.start ? [instantToZoned(s.start, event.zone).date] : []))
    .filter((d) => d < event.startDate || d > event.endDate)
    .sort()
  if (days.length === 0) return []
  const params = { count: days.length, start: event.startDate, end: event.endDate, first: days[0]!, last: days.at(-1)! }
  return [noteOf('', 'programme.import.outside_event', params)]
}

const bounds = (p: ProgrammeDraft): [string | null, string | null] => {
  const starts = p.sessions.flatMap((s) => (s.start ? [s.start] : [])).sort()
  return [starts[0] ?? null, starts.at(-1) ?? null]
}

async function write(ctx: Ctx, entity: { name: string; table: string; labels: any }, p: Plan, createOnly: readonly string[] = []) {
  const rows = [...p.created, ...p.updated.map((u) => u.after)]
  if (!rows.length) return rows
  await upsertMany(ctx, entity.table, rows, createOnly)
  const label = (r: Record<string, any>) => {
    const t = r.title ?? r.name
    return t.zh || t.en
  }
  await audit(
    ctx,
    ...p.created.map((r) => ({ entity: entity.name, entityId: r.id, action: 'import', label: label(r) })),
    ...p.updated.map((u) => ({
      entity: entity.name,
      entityId: u.after.id,
      action: 'import',
      label: label(u.after),
      changes: diff(entity.labels, u.before, u.after),
    })),
  )
  return rows
}

/**
 * Reads a programme file of any known dialect into the ctx's event, in a constant number of queries, all or nothing (the caller's
 * transaction). Records are recognised by the file's own keys: what a file says as the last one did is left alone, hand edits included;
 * what it says anew is written; what it no longer holds stays, and so does the other language where the format carries only one. Rooms,
 * tracks and types are also recognised by name, so that another format of the same programme doubles none. Times are instants; the event keeps its zone. New sessions are confirmed and
 * published. Tracks and types follow, but are not counted (see `importResult`). Emits `programme.imported`.
 * Errors: `programme.import.*` (see interchange/errors.ts), nothing is written then.
 */
export async function runImport(
  ctx: Ctx,
  bytes: Uint8Array,
  { filename = '', dryRun = false }: { filename?: string; dryRun?: boolean } = {},
): Promise<ImportReport> {
  const event = await events.get(ctx, ctx.eventId!)
  const parsed = parse(ctx, bytes, event.zone, filename)
  const { programme: p } = parsed
  // Two imports into one event must not both find it empty.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`programme ${event.id}`}, 0))`.execute(ctx.tx)
  const old = async (table: 'room' | 'track' | 'sessionType' | 'speaker' | 'session') =>
    (await ctx.tx.selectFrom(table).selectAll().where('organisationId', '=', ctx.orgId).where('eventId', '=', event.id).execute()) as Old[]
  const single = /^(pentabarf|frab|icalendar)/.test(parsed.dialect)
  const items = itemsOf(p, single)
  const rooms = plan(ctx, items.rooms, await old('room'))
  const tracks = plan(ctx, items.tracks, await old('track'))
  const types = plan(ctx, items.types, await old('sessionType'))
  const speakers = plan(ctx, items.speakers, await old('speaker'))
  const fresh = (part: Plan) => new Set(part.created.map((r) => r.key as string))
  const [newRooms, newTracks, newTypes, newSpeakers] = [fresh(rooms), fresh(tracks), fresh(types), fresh(speakers)]
  const byKey = new Map(p.sessions.map((s) => [s.key, s]))
  const people = (key: string) => [...byKey.get(key)!.speakerKeys, ...(byKey.get(key)!.chairKeys ?? [])]
  const oldSessions = await old('session')
  const sessions = plan(
    ctx,
    sessionItems(p, { track: tracks.ids, type: types.ids }, event.format === 'online', single),
    oldSessions,
    (key) => {
      const s = byKey.get(key)!
      return (
        newTracks.has(s.trackKey ?? '') ||
        newTypes.has(s.typeKey ?? '') ||
        s.roomKeys.some((k) => newRooms.has(k)) ||
        people(key).some((k) => newSpeakers.has(k))
      )
    },
  )
  const counted = [sessions, speakers, rooms]
  const sum = (n: (part: Plan) => number) => counted.reduce((a, part) => a + n(part), 0)
  const note = (n: ImportNote) => ({
    place: n.place || (ctx.lang === 'en' ? 'whole file' : '整個檔案'),
    code: n.code,
    reason: ctx.lang === 'en' ? n.en : n.zh,
  })
  const [start, end] = bounds(p)
  const report: ImportReport = {
    dialect: parsed.dialect,
    sessions: p.sessions.length,
    speakers: p.speakers.length,
    rooms: p.rooms.length,
    created: sum((x) => x.created.length),
    updated: sum((x) => x.updated.length),
    unchanged: sum((x) => x.unchanged),
    repaired: [...parsed.repaired, ...outside(p, event)].map(note),
    skipped: parsed.skipped.map(note),
    dryRun,
    tracks: p.tracks.length,
    absent: oldSessions.filter((o) => o.importDigest !== null && !byKey.has(o.key)).length,
    zone: p.zone,
    start,
    end,
    title: p.title,
    first: p.sessions.slice(0, 5).map((s) => s.title),
  }
  if (dryRun) return report
  await write(ctx, room, rooms, ['position', 'online'])
  await write(ctx, track, tracks, ['position'])
  await write(ctx, sessionType, types, ['position'])
  const speakerRows = await write(ctx, speaker, speakers)
  const sessionRows = await write(ctx, session, sessions, ['kind', 'published', 'format'])
  const linked = (rows: readonly Record<string, any>[]) =>
    rows.map((r) => {
      const s = byKey.get(r.key)!
      const on = (keys: readonly string[], role: 'speaker' | 'chair') =>
        keys.flatMap((k) => (speakers.ids.has(k) ? [{ speakerId: speakers.ids.get(k)!, role }] : []))
      return {
        id: r.id as string,
        roomIds: s.roomKeys.flatMap((k) => rooms.ids.get(k) ?? []),
        speakers: [...on(s.speakerKeys, 'speaker'), ...on(s.chairKeys ?? [], 'chair')],
      }
    })
  await writeLinks(ctx, linked(sessions.updated.map((u) => u.after)), { fresh: false })
  await writeLinks(ctx, linked(sessions.created), { fresh: true })
  await indexSessions(ctx, sessionRows)
  await indexSearch(
    ctx,
    speakerRows.map((r) => ({ ...speaker.search!(r)!, entity: 'speaker', entityId: r.id as string, eventId: event.id })),
  )
  if (report.created + report.updated > 0) {
    await audit(ctx, {
      entity: 'programme',
      entityId: event.id,
      action: 'import',
      label: `${filename || parsed.dialect}：+${report.created} ~${report.updated} =${report.unchanged}`,
    })
    ctx.emit('programme.imported', { eventId: event.id, dialect: parsed.dialect, created: report.created, updated: report.updated })
  }
  return report
}

/** The import as the command line prints it; see `runImport`. */
export async function importProgramme(ctx: Ctx, bytes: Uint8Array, o: { filename?: string; dryRun?: boolean } = {}): Promise<ImportResult> {
  const { dialect, sessions, speakers, rooms, created, updated, unchanged, repaired, skipped } = await runImport(ctx, bytes, o)
  return { dialect, sessions, speakers, rooms, created, updated, unchanged, repaired, skipped }
}
