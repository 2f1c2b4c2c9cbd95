import type { z } from 'zod'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { readQr } from '../../registration/contract/qr.ts'
import { deskKeys } from '../../registration/server/index.ts'
import type { Guest, scan, ScanResult } from '../contract/checkin.ts'
import { deskEvent, guests, readCounts } from './roster.ts'
import type {} from './tables.ts'

type Item = z.output<typeof scan>

/** The registration that each scan means: by QR code (signature checked), by id, or by the printed code. One query for all codes. */
async function resolve(ctx: Ctx, items: Item[]): Promise<Map<string, string | 'foreign' | null>> {
  const { qrKey } = await deskKeys(ctx)
  const out = new Map<string, string | 'foreign' | null>()
  const codes = new Map<string, string>()
  for (const s of items) {
    if (s.registrationId) out.set(s.id, s.registrationId)
    else if (s.code!.startsWith('BTH1.')) out.set(s.id, (await readQr(s.code!, qrKey)) ?? 'foreign')
    else codes.set(s.id, s.code!.toUpperCase())
  }
  if (codes.size) {
    const rows = await ctx.tx
      .selectFrom('registration')
      .select(['id', 'code'])
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', ctx.eventId!)
      .where('code', 'in', [...codes.values()])
      .execute()
    const byCode = new Map(rows.map((r) => [r.code.toUpperCase(), r.id]))
    for (const [key, code] of codes) out.set(key, byCode.get(code) ?? null)
  }
  return out
}

const LATEST_DAYS = 14
/** When it happened as the device says, unless its clock is ahead of ours or weeks behind. ISO UTC. */
function happened(ctx: Ctx, at: string | undefined): string {
  const ms = Date.parse(at ?? '')
  const now = Date.parse(ctx.now)
  return ms < now && ms > now - LATEST_DAYS * 86_400_000 ? new Date(ms).toISOString() : ctx.now
}

/**
 * Of the scans that made nothing now, those that did so before: a repeated one answers as it did the first time, whatever
 * became of the registration since. A device's id may come again only for the person it was made for. Error: `idempotency.reused`.
 */
async function madeBefore(ctx: Ctx, items: Item[], meant: Map<string, string | null>, made: ReadonlySet<string>): Promise<string[]> {
  const again = items.map((s) => s.id).filter((id) => !made.has(id))
  if (!again.length) return []
  const old = await ctx.tx
    .selectFrom('checkin')
    .select(['id', 'registrationId'])
    .where('organisationId', '=', ctx.orgId)
    .where('id', 'in', again)
    .execute()
  for (const o of old) if (![o.registrationId, null, 'foreign'].includes(meant.get(o.id) ?? null)) throw new AppError('idempotency.reused')
  return old.filter((o) => meant.get(o.id) === o.registrationId).map((o) => o.id)
}

type Made = { id: string; registrationId: string; day: string }
type Tried = { found: Map<string, Guest>; now: Map<string, Guest>; made: Made[]; kept: Set<string>; dayOf: Map<string, string> }

/** Puts in what may go in, and reads how it stands afterwards. */
async function tryOnce(ctx: Ctx, items: Item[], meant: Map<string, string | null>, zone: string): Promise<Tried> {
  const ids = [...new Set([...meant.values()].filter((v): v is string => v !== null && v !== 'foreign'))]
  const read = async () => new Map((ids.length ? await guests(ctx, { ids }) : []).map((g) => [g.id, g]))
  const found = await read()
  // One arrival a person and day within this list too: the first one goes in, the others are told.
  const rows = items.flatMap((s) => {
    const g = found.get(meant.get(s.id) ?? '')
    if (!g || g.status !== 'confirmed' || away(g, s)) return []
    const at = happened(ctx, s.at)
    return [
      {
        id: s.id,
        organisationId: ctx.orgId,
        eventId: ctx.eventId!,
        registrationId: g.id,
        day: instantToZoned(at, zone).date,
        point: 'main',
        at,
        device: s.device,
        source: s.source,
        byName: ctx.actor.name,
      },
    ]
  })
  // In one order everywhere, or two devices that send the same people the other way round would lock each other out.
  rows.sort((a, b) => (a.registrationId < b.registrationId ? -1 : a.registrationId > b.registrationId ? 1 : 0))
  const made = rows.length
    ? await ctx.tx
        .insertInto('checkin')
        .values(rows)
        .onConflict((c) => c.doNothing())
        .returning(['id', 'registrationId', 'day'])
        .execute()
    : []
  const madeNow = new Set(made.map((m) => m.id))
  const kept = new Set([...madeNow, ...(await madeBefore(ctx, items, meant, madeNow))])
  return { found, now: await read(), made, kept, dayOf: new Map(rows.map((r) => [r.id, r.day])) }
}
const away = (g: Guest, s: Item) => g.attendance === 'online' && s.source !== 'online'

/** What a scan is told, by what is kept; null where something was in its way that is gone by now. */
function outcomeOf(s: Item, target: string | null, t: Tried): ScanResult | null {
  const guest = target && target !== 'foreign' ? (t.now.get(target) ?? null) : null
  const answer = (outcome: ScanResult['outcome'], first: ScanResult['first'] = null): ScanResult => ({ id: s.id, outcome, guest, first })
  if (target === 'foreign') return answer('foreign')
  if (!guest) return answer(target === null ? 'unknown' : 'foreign')
  const first = guest.seen[t.dayOf.get(s.id) ?? ''] ?? null
  // What is kept was let in: also when the registration is cancelled in the same moment, or between two tries.
  if (t.kept.has(s.id)) return first && first.checkinId !== s.id ? answer('again', first) : answer('ok', first)
  if (guest.status === 'cancelled') return answer('cancelled')
  if (away(guest, s)) return answer('online')
  return first ? answer('again', first) : null
}

/**
 * Checks people in. Every scan gets its own outcome; a repeated id answers as it did the first time, and of two devices
 * that scan one person the earlier insert wins, the other is told `again`. Nobody is told `ok` whose arrival is not kept: where
 * the one in the way is taken back, or the registration reinstated, in the same moment, it is tried anew.
 * Errors: `idempotency.reused`, `server.busy`.
 */
export async function checkIn(ctx: Ctx, items: Item[]): Promise<{ results: ScanResult[]; counts: Awaited<ReturnType<typeof readCounts>> }> {
  const { zone } = await deskEvent(ctx)
  const meant = await resolve(ctx, items)
  const made: (Made & { label: string })[] = []
  let results: ScanResult[] | undefined
  for (let tries = 0; !results; tries++) {
    if (tries === 4) throw new AppError('server.busy')
    const t = await tryOnce(ctx, items, meant, zone)
    made.push(...t.made.map((m) => ({ ...m, label: t.found.get(m.registrationId)!.name })))
    const told = items.map((s) => outcomeOf(s, meant.get(s.id) ?? null, t))
    if (told.every((r) => r !== null)) results = told
  }
  if (made.length) {
    await audit(ctx, ...made.map((m) => ({ entity: 'checkin', entityId: m.registrationId, action: 'checkIn', label: m.label })))
    ctx.emit('attendee.checkedIn', { registrationIds: made.map((m) => m.registrationId) })
  }
  return { results, counts: await readCounts(ctx) }
}

/** Takes an arrival back, which makes room for another one; doing it twice is `record.not_found`. */
export async function undoCheckIn(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .updateTable('checkin')
    .set({ undoneAt: ctx.now, undoneBy: ctx.actor.name })
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .where('undoneAt', 'is', null)
    .returning('registrationId')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'checkin', entityId: row.registrationId, action: 'undoCheckIn' })
  return { id, registrationId: row.registrationId }
}
