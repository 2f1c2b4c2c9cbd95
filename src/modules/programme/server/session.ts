import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import type { ListQuery } from '../../../kernel/contract/page.ts'
import { audit, type Change, diff } from '../../../kernel/server/audit.ts'
import { attempt, demandNone, eachRow } from '../../../kernel/server/batch.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { indexSearch } from '../../../kernel/server/search.ts'
import { store } from '../../../kernel/server/store.ts'
import { type Session, session, type sessionDraft, type sessionPatch, type SessionRow, type SessionState } from '../contract/session.ts'
import { insertLinks, upsertMany } from './bulk.ts'
import { linksOf, type ProgrammeSession } from './read.ts'
import type {} from './tables.ts'

type Draft = z.output<typeof sessionDraft>
type Patch = Omit<z.output<typeof sessionPatch>, 'version'> & { version?: number | undefined }
const sessions = store(session)
const columns = Object.keys(session.fields) as (keyof typeof session.fields)[]

const withCan = (ctx: Ctx, s: ProgrammeSession): SessionRow => ({
  ...s,
  can: { update: ctx.can('programme.edit'), remove: ctx.can('programme.edit') },
})
async function withPeople(ctx: Ctx, rows: readonly Session[]): Promise<ProgrammeSession[]> {
  const links = await linksOf(
    ctx,
    rows.map((r) => r.id),
  )
  return rows.map((r) => ({ ...r, roomIds: links.rooms.get(r.id) ?? [], speakers: links.speakers.get(r.id) ?? [] }))
}
async function byIds(ctx: Ctx, ids: readonly string[], lock = false): Promise<ProgrammeSession[]> {
  let q = ctx.tx
    .selectFrom('session')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('id', 'in', [...ids])
  if (lock) q = q.orderBy('id').forUpdate()
  const rows = new Map((await withPeople(ctx, (await q.execute()) as Session[])).map((r) => [r.id, r]))
  return ids.map((id) => {
    const row = rows.get(id)
    if (!row) throw new AppError('record.not_found')
    return row
  })
}

/** One page of sessions with rooms and speakers; constant number of queries. */
export async function listSessions(ctx: Ctx, query: ListQuery & { state?: SessionState | undefined; trackId?: string | undefined }) {
  const page = await sessions.list(ctx, { ...query, sort: query.sort ?? 'startAt' }, (q) => {
    const inState = query.state ? q.where('session.state', '=', query.state) : q
    return query.trackId ? inState.where('session.trackId', '=', query.trackId) : inState
  })
  return { ...page, rows: (await withPeople(ctx, page.rows)).map((r) => withCan(ctx, r)) }
}

export const getSession = async (ctx: Ctx, id: string) => withCan(ctx, (await byIds(ctx, [id]))[0]!)

/** Every record that the drafts name must be of this event. Error: `programme.unknown_reference` with the fields. */
async function checkReferences(ctx: Ctx, drafts: readonly Partial<Draft>[]) {
  const wanted = {
    room: new Set(drafts.flatMap((d) => d.roomIds ?? [])),
    track: new Set(drafts.flatMap((d) => d.trackId ?? [])),
    sessionType: new Set(drafts.flatMap((d) => d.typeId ?? [])),
    speaker: new Set(drafts.flatMap((d) => d.speakers?.map((s) => s.speakerId) ?? [])),
  }
  const fields = { room: 'roomIds', track: 'trackId', sessionType: 'typeId', speaker: 'speakers' } as const
  const found = async (table: keyof typeof wanted) => {
    const ids = [...wanted[table]]
    if (!ids.length) return []
    const rows = await ctx.tx
      .selectFrom(table)
      .select('id')
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', ctx.eventId!)
      .where('id', 'in', ids)
      .execute()
    return rows.length === ids.length ? [] : [fields[table]]
  }
  const bad = [...(await found('room')), ...(await found('track')), ...(await found('sessionType')), ...(await found('speaker'))]
  if (bad.length)
    throw new AppError(
      'programme.unknown_reference',
      {},
      bad.map((path) => ({ path, code: 'programme.unknown_reference', message: path })),
    )
}

/** The end follows from start and length. Error: `programme.no_duration`. */
function endOf(startAt: string | null, minutes: number): string | null {
  if (!startAt) return null
  if (minutes < 1)
    throw new AppError('programme.no_duration', {}, [{ path: 'durationMin', code: 'programme.no_duration', message: 'durationMin' }])
  return new Date(Date.parse(startAt) + minutes * 60_000).toISOString()
}

type People = { id: string; roomIds: readonly string[]; speakers: ProgrammeSession['speakers'] }
/** Writes the links of sessions anew. */
export async function writeLinks(ctx: Ctx, of: readonly People[], o: { fresh: boolean }) {
  const scope = { organisationId: ctx.orgId, eventId: ctx.eventId! }
  if (!o.fresh && of.length) {
    const ids = of.map((s) => s.id)
    for (const table of ['sessionRoom', 'sessionSpeaker'] as const)
      await ctx.tx
        .deleteFrom(table)
        .where('organisationId', '=', ctx.orgId)
        .where('eventId', '=', ctx.eventId!)
        .where('sessionId', 'in', ids)
        .execute()
  }
  await insertLinks(
    ctx,
    'session_room',
    of.flatMap((s) => s.roomIds.map((roomId, position) => ({ ...scope, sessionId: s.id, roomId, position }))),
  )
  await insertLinks(
    ctx,
    'session_speaker',
    of.flatMap((s) => s.speakers.map((p, position) => ({ ...scope, sessionId: s.id, ...p, position }))),
  )
}

export const indexSessions = (ctx: Ctx, rows: readonly Record<string, any>[]) =>
  indexSearch(
    ctx,
    rows.map((r) => ({ ...session.search!(r)!, entity: 'session', entityId: r.id as string, eventId: ctx.eventId })),
  )

/** Creates sessions, e.g. pasted rows, all or none. Errors: `programme.unknown_reference`, `programme.no_duration`. */
export async function createSessions(ctx: Ctx, drafts: readonly Draft[]): Promise<SessionRow[]> {
  await checkReferences(ctx, drafts)
  const rows = drafts.map(({ roomIds: _r, speakers: _s, ...d }) => ({ ...d, id: newId(), endAt: endOf(d.startAt, d.durationMin) }))
  await sessions.createMany(ctx, rows)
  await writeLinks(
    ctx,
    rows.map((r, i) => ({ id: r.id, roomIds: drafts[i]!.roomIds, speakers: drafts[i]!.speakers })),
    { fresh: true },
  )
  for (const r of rows) ctx.emit('session.created', { eventId: ctx.eventId, sessionId: r.id })
  return (
    await byIds(
      ctx,
      rows.map((r) => r.id),
    )
  ).map((r) => withCan(ctx, r))
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const sorted = (s: ProgrammeSession): string[] => [s.startAt ?? '', String(s.durationMin), ...s.roomIds]

/** Names instead of ids, for the history. */
async function linkChanges(
  ctx: Ctx,
  pairs: readonly { before: ProgrammeSession; after: ProgrammeSession }[],
): Promise<(p: { before: ProgrammeSession; after: ProgrammeSession }) => Change[]> {
  const rooms = pairs.some((p) => !same(p.before.roomIds, p.after.roomIds))
  const speakers = pairs.some((p) => !same(p.before.speakers, p.after.speakers))
  const name = async (table: 'room' | 'speaker') =>
    new Map(
      (
        await ctx.tx
          .selectFrom(table)
          .select(['id', 'name'])
          .where('organisationId', '=', ctx.orgId)
          .where('eventId', '=', ctx.eventId!)
          .execute()
      ).map((r) => [r.id, pick(r.name, ctx.lang)]),
    )
  const roomNames = rooms ? await name('room') : new Map<string, string>()
  const speakerNames = speakers ? await name('speaker') : new Map<string, string>()
  return ({ before, after }) => [
    ...(same(before.roomIds, after.roomIds)
      ? []
      : [
          {
            field: 'roomIds',
            label: { zh: '會議室', en: 'Rooms' },
            from: before.roomIds.map((r) => roomNames.get(r)),
            to: after.roomIds.map((r) => roomNames.get(r)),
          },
        ]),
    ...(same(before.speakers, after.speakers)
      ? []
      : [
          {
            field: 'speakers',
            label: { zh: '講者', en: 'Speakers' },
            from: before.speakers.map((s) => speakerNames.get(s.speakerId)),
            to: after.speakers.map((s) => speakerNames.get(s.speakerId)),
          },
        ]),
  ]
}

/**
 * Changes sessions, all or none, in a constant number of queries. With `version` a session must still be at it. Emits `session.moved`
 * where time or rooms changed, else `session.changed`.
 * Errors: `record.not_found`, `record.conflict`, `programme.unknown_reference`, `programme.no_duration`.
 */
export async function updateSessions(ctx: Ctx, changes: readonly (Patch & { id: string })[]): Promise<SessionRow[]> {
  const byId = new Map<string, Patch & { id: string }>()
  for (const c of changes) byId.set(c.id, { ...byId.get(c.id), ...c })
  const ids = [...byId.keys()]
  const before = await byIds(ctx, ids, true)
  const after = before.map((b): ProgrammeSession => {
    const { id: _, version, ...patch } = byId.get(b.id)!
    if (version !== undefined && version !== b.version) throw new AppError('record.conflict')
    const next = { ...b, ...(Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined)) as Partial<ProgrammeSession>) }
    return { ...next, endAt: endOf(next.startAt, next.durationMin) }
  })
  await checkReferences(ctx, [...byId.values()] as Partial<Draft>[])
  const pairs = before.map((b, i) => ({ before: b, after: after[i]! })).filter((p) => !same(p.before, p.after))
  await upsertMany(
    ctx,
    'session',
    pairs.map(({ after: a }) => ({
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      id: a.id,
      key: a.key,
      ...Object.fromEntries(columns.map((c) => [c, a[c]])),
      endAt: a.endAt,
    })),
  )
  await writeLinks(
    ctx,
    pairs.filter((p) => !same(p.before.roomIds, p.after.roomIds) || !same(p.before.speakers, p.after.speakers)).map((p) => p.after),
    { fresh: false },
  )
  const links = await linkChanges(ctx, pairs)
  if (pairs.length)
    await audit(
      ctx,
      ...pairs.map((p) => ({
        entity: 'session',
        entityId: p.after.id,
        action: 'update',
        label: pick(p.after.title, 'zh-TW'),
        changes: [...diff(session.labels, p.before, p.after), ...links(p)],
      })),
    )
  await indexSessions(
    ctx,
    pairs.map((p) => p.after),
  )
  for (const p of pairs) {
    const at = (s: ProgrammeSession) => ({ startAt: s.startAt, roomIds: s.roomIds })
    if (same(sorted(p.before), sorted(p.after)))
      ctx.emit('session.changed', {
        eventId: ctx.eventId,
        sessionId: p.after.id,
        fields: columns.filter((c) => !same(p.before[c], p.after[c])),
      })
    else ctx.emit('session.moved', { eventId: ctx.eventId, sessionId: p.after.id, from: at(p.before), to: at(p.after) })
  }
  return (await byIds(ctx, ids)).map((r) => withCan(ctx, r))
}

export const updateSession = async (ctx: Ctx, id: string, patch: Patch) => (await updateSessions(ctx, [{ ...patch, id }]))[0]!

export async function removeSession(ctx: Ctx, id: string) {
  const gone = await sessions.remove(ctx, id)
  ctx.emit('session.removed', { eventId: ctx.eventId, sessionId: id })
  return gone
}

type SessionBatch = { create: Draft[]; update: (Patch & { id: string })[]; remove: string[] }
/** Sessions all or none, as the grid pastes and undoes them; `batch.refused` tells each row. */
export async function saveSessions(ctx: Ctx, b: SessionBatch) {
  demandNone(await eachRow(ctx, 'remove', b.remove, (id) => removeSession(ctx, id)))
  const done = await attempt(ctx, async () => ({
    updated: b.update.length ? await updateSessions(ctx, b.update) : [],
    created: b.create.length ? await createSessions(ctx, b.create) : [],
    removed: b.remove,
  }))
  if ('value' in done) return done.value
  demandNone([
    ...(await eachRow(ctx, 'update', b.update, (one) => updateSessions(ctx, [one]))),
    ...(await eachRow(ctx, 'create', b.create, (one) => createSessions(ctx, [one]))),
  ])
  throw done.error
}
