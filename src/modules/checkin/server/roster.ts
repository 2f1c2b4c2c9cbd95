import { sql } from 'kysely'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Counts, DeskEvent, Guest } from '../contract/checkin.ts'
import { deskKeys } from '../../registration/server/index.ts'

const deskColumns = ['id', 'slug', 'name', 'startDate', 'endDate', 'zone', 'colour'] as const

/** The events at whose desk the caller may stand, running and coming ones first; nothing but their names and days. */
export async function deskEvents(ctx: Ctx): Promise<{ rows: DeskEvent[]; name: string; organisation: string }> {
  const wide = ['owner', 'director'].includes(ctx.actor.role ?? '')
  const mine = [...ctx.actor.events.keys()].filter((e) => ctx.can('checkin.do', { eventId: e }))
  let q = ctx.tx.selectFrom('event').select(deskColumns).where('status', '<>', 'archived')
  if (!wide) q = q.where('id', 'in', mine.length ? mine : [ctx.orgId])
  const rows = await q
    .orderBy(sql`end_date < current_date`)
    .orderBy('startDate')
    .limit(50)
    .execute()
  const o = await ctx.tx.selectFrom('organisation').select('name').where('organisationId', '=', ctx.orgId).executeTakeFirst()
  return { rows, name: ctx.actor.name, organisation: o?.name ?? '' }
}

export async function deskEvent(ctx: Ctx): Promise<DeskEvent> {
  return ctx.tx.selectFrom('event').select(deskColumns).where('id', '=', ctx.eventId!).executeTakeFirstOrThrow()
}

/** Guests by registration id, with the first arrival of each day. `ids` limits it to a few, `since` to what changed. */
export async function guests(ctx: Ctx, o: { ids?: string[]; since?: string | undefined } = {}): Promise<Guest[]> {
  let q = ctx.tx
    .selectFrom('registration as r')
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .select([
      'r.id',
      'r.code',
      'r.name',
      'r.nameEn',
      'r.organisation',
      'r.title',
      'r.phone',
      'r.attendance',
      'r.diet',
      'r.status',
      't.name as ticket',
      't.category',
    ])
    .select(
      sql<
        Guest['seen'] | null
      >`(select jsonb_object_agg(c.day, jsonb_build_object('at', to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'device', c.device, 'checkinId', c.id)) from checkin c where c.organisation_id = r.organisation_id and c.registration_id = r.id and c.point = 'main' and c.undone_at is null)`.as(
        'seen',
      ),
    )
    .where('r.organisationId', '=', ctx.orgId)
    .where('r.eventId', '=', ctx.eventId!)
  if (o.ids) q = q.where('r.id', 'in', o.ids)
  if (o.since)
    q = q.where((eb) =>
      eb.or([
        eb('r.updatedAt', '>=', o.since!),
        eb.exists(
          eb
            .selectFrom('checkin as c')
            .select('c.id')
            .whereRef('c.organisationId', '=', 'r.organisationId')
            .whereRef('c.registrationId', '=', 'r.id')
            .where((e) => e.or([e('c.createdAt', '>=', o.since!), e('c.undoneAt', '>=', o.since!)])),
        ),
      ]),
    )
  const rows = await q.orderBy('r.number').execute()
  return rows.map(({ phone, seen, ...r }) => ({ ...r, phoneEnd: phone.replaceAll(/\D/g, '').slice(-4), seen: seen ?? {} })) as Guest[]
}

export async function readRoster(ctx: Ctx, since?: string) {
  const event = await deskEvent(ctx)
  return {
    event,
    today: instantToZoned(ctx.now, event.zone).date,
    qrKey: (await deskKeys(ctx)).qrKey,
    guests: await guests(ctx, { since }),
    asOf: ctx.now,
  }
}

/** Who is expected on site (confirmed) and who came on a day, by device. */
export async function readCounts(ctx: Ctx, day?: string): Promise<Counts> {
  const on = day ?? instantToZoned(ctx.now, (await deskEvent(ctx)).zone).date
  const { n } = await ctx.tx
    .selectFrom('registration')
    .select(sql<number>`count(*)`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('status', '=', 'confirmed')
    .where('attendance', '=', 'onsite')
    .executeTakeFirstOrThrow()
  // Those who gave their place back after they came are in neither figure.
  const rows = await ctx.tx
    .selectFrom('checkin as c')
    .innerJoin('registration as r', (j) => j.onRef('r.organisationId', '=', 'c.organisationId').onRef('r.id', '=', 'c.registrationId'))
    .select(['c.device', sql<number>`count(*)`.as('n')])
    .where('c.organisationId', '=', ctx.orgId)
    .where('c.eventId', '=', ctx.eventId!)
    .where('c.day', '=', on)
    .where('c.point', '=', 'main')
    .where('c.undoneAt', 'is', null)
    .where('r.status', '=', 'confirmed')
    .where('r.attendance', '=', 'onsite')
    .groupBy('c.device')
    .execute()
  return {
    day: on,
    expected: n,
    arrived: rows.reduce((s, r) => s + r.n, 0),
    byDevice: Object.fromEntries(rows.map((r) => [r.device, r.n])),
  }
}
