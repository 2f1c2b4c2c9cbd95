import { sql } from 'kysely'
import type { z } from 'zod'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import { qrSvg } from '../../registration/server/index.ts'
import { type ArrivalRow, type Board, type boardEndpoints, type GuestRow, guestSorts } from '../contract/board.ts'
import { deskEvent } from './roster.ts'
import type {} from './tables.ts'

const standing = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('checkin as c')
    .innerJoin('registration as r', (j) => j.onRef('r.organisationId', '=', 'c.organisationId').onRef('r.id', '=', 'c.registrationId'))
    .where('c.organisationId', '=', ctx.orgId)
    .where('c.eventId', '=', ctx.eventId!)
    .where('c.point', '=', 'main')
    .where('c.undoneAt', 'is', null)
    .where('r.status', '=', 'confirmed')
    .where('r.attendance', '=', 'onsite')

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const clock = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
/** Puts a zero where a quarter hour between the first and the last had nobody. */
function withoutGaps(bins: { time: string; count: number }[]) {
  if (!bins.length) return []
  const known = new Map(bins.map((b) => [b.time, b.count]))
  const [first, last] = [minutes(bins[0]!.time), minutes(bins.at(-1)!.time)]
  return Array.from({ length: (last - first) / 15 + 1 }, (_, i) => clock(first + 15 * i)).map((time) => ({
    time,
    count: known.get(time) ?? 0,
  }))
}

/** Six statements whatever the size of the event. */
export async function readBoard(ctx: Ctx, wanted?: string): Promise<Board> {
  const event = await deskEvent(ctx)
  const { zone } = event
  const today = instantToZoned(ctx.now, zone).date
  const { n: expected } = await ctx.tx
    .selectFrom('registration')
    .select(sql<number>`count(*)`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('status', '=', 'confirmed')
    .where('attendance', '=', 'onsite')
    .executeTakeFirstOrThrow()
  const days = await standing(ctx)
    .select(['c.day', sql<number>`count(*)`.as('arrived')])
    .groupBy('c.day')
    .orderBy('c.day')
    .execute()
  const over = today > event.endDate
  const day = wanted ?? (over ? (days.at(-1)?.day ?? event.endDate) : today)
  const quarter = sql<string>`to_char(date_bin('15 minutes', c.at at time zone ${zone}, timestamp '2000-01-01'), 'HH24:MI')`
  const bins = await standing(ctx)
    .select([quarter.as('time'), sql<number>`count(*)`.as('count')])
    .where('c.day', '=', day)
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .execute()
  const byDevice = await standing(ctx)
    .select(['c.device', sql<number>`count(*)`.as('count'), sql<string>`max(c.at)`.as('last')])
    .where('c.day', '=', day)
    .groupBy('c.device')
    .orderBy('c.device')
    .execute()
  const recent = await standing(ctx)
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .select(['c.id as checkinId', 'r.id as registrationId', 'c.at', 'c.device', 'c.source', 'r.name', 'r.organisation', 't.name as ticket'])
    .where('c.day', '=', day)
    .orderBy('c.at', 'desc')
    .orderBy('c.id')
    .limit(12)
    .execute()
  return {
    day,
    zone,
    expected,
    days:
      over || days.some((d) => d.day === today) ? days : [...days, { day: today, arrived: 0 }].toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    arrived: days.find((d) => d.day === day)?.arrived ?? 0,
    bins: withoutGaps(bins),
    byDevice,
    recent: recent as ArrivalRow[],
  }
}

type Query = z.output<NonNullable<(typeof boardEndpoints.guests)['query']>>

/** Today while the event is to come or running; afterwards the last day on which somebody arrived. */
async function usualDay(ctx: Ctx): Promise<string> {
  const event = await deskEvent(ctx)
  const today = instantToZoned(ctx.now, event.zone).date
  if (today <= event.endDate) return today
  const last = await standing(ctx)
    .select(({ fn }) => fn.max('c.day').as('day'))
    .executeTakeFirst()
  return last?.day ?? event.endDate
}

/** People expected on site, each with the arrival of the day; sorted by number unless told, `after` is an offset. */
export async function listGuests(ctx: Ctx, query: Query) {
  const day = query.day ?? (await usualDay(ctx))
  const name = (query.sort ?? 'number').replace(/^-/, '') as (typeof guestSorts)[number]
  if (!guestSorts.includes(name)) throw new AppError('request.invalid', {}, [{ path: 'sort', code: 'unknown', message: name }])
  const offset = Number(query.after ?? 0)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new AppError('request.invalid', {}, [{ path: 'after', code: 'invalid', message: '' }])
  let q = ctx.tx
    .selectFrom('registration as r')
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .leftJoin('checkin as c', (j) =>
      j
        .onRef('c.organisationId', '=', 'r.organisationId')
        .onRef('c.registrationId', '=', 'r.id')
        .on('c.day', '=', day)
        .on('c.point', '=', 'main')
        .on('c.undoneAt', 'is', null),
    )
    .where('r.organisationId', '=', ctx.orgId)
    .where('r.eventId', '=', ctx.eventId!)
    .where('r.status', '=', 'confirmed')
    .where('r.attendance', '=', 'onsite')
  if (query.state) q = q.where('c.id', query.state === 'arrived' ? 'is not' : 'is', null)
  if (query.q) {
    const like = `%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    q = q.where((eb) => eb.or((['r.name', 'r.nameEn', 'r.organisation', 'r.code'] as const).map((f) => eb(f, 'ilike', like))))
  }
  const { n: total } = await q.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
  const by = { number: 'r.number', name: 'r.name', organisation: 'r.organisation', at: 'c.at', device: 'c.device' } as const
  const rows = await q
    .select([
      'r.id',
      'r.number',
      'r.code',
      'r.name',
      'r.organisation',
      'r.title',
      't.name as ticket',
      't.category',
      'c.at',
      'c.device',
      'c.source',
      'c.id as checkinId',
    ])
    .orderBy(by[name], (o) => (query.sort?.startsWith('-') ? o.desc().nullsLast() : o.asc().nullsLast()))
    .orderBy('r.number')
    .limit(query.limit)
    .offset(offset)
    .execute()
  return { rows: rows as GuestRow[], total, next: offset + rows.length < total ? String(offset + rows.length) : null }
}

/** The gate app's address for this event, as a QR code to scan with the phone that will stand at the door. */
export async function gateCode(ctx: Ctx, publicUrl: string): Promise<RawAnswer> {
  return {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'private, max-age=60',
      'content-security-policy': "default-src 'none'; sandbox",
    },
    body: qrSvg(`${publicUrl}/checkin/?event=${ctx.eventId}`),
  }
}
