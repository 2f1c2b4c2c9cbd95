import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type {} from '../../checkin/server/index.ts'

/** What the report needs of registrations and check-ins, in a fixed number of queries however many people came. */

export type TicketLine = {
  ticketTypeId: string
  name: { zh: string; en: string }
  category: string
  attendance: 'onsite' | 'online'
  price: number
  currency: string
  registered: number
  arrived: number
  amount: number
}
export type DayLine = { day: string; onsite: number; online: number }
export type Arrival = { minute: number; n: number }
export type Attendance = {
  tickets: TicketLine[]
  cancelled: number
  registered: { all: number; onsite: number; online: number }
  /** People, each once, who came on any day. */
  arrived: { onsite: number; online: number }
  days: DayLine[]
  /** First arrivals on site on the first day with any, by quarter of an hour (minutes after midnight in the event's zone). */
  arrivals: Arrival[]
  /** Confirmed registrations by country, most first; '' = not given. */
  countries: { country: string; n: number }[]
  /** Confirmed registrations by local day. */
  registrationsByDay: { day: string; n: number }[]
}

// A confirmed person counts as arrived with one check-in that was not undone.
const arrivedIds = sql`(select distinct registration_id from checkin c where c.organisation_id = app_org() and c.event_id = r.event_id and c.undone_at is null)`

/** Reads it for the ctx's event; `zone` is the event's. */
export async function attendanceOf(ctx: Ctx, zone: string): Promise<Attendance> {
  const event = ctx.eventId!
  const tickets = (
    await sql<TicketLine>`
    select t.id as ticket_type_id, t.name, t.category, r.attendance, r.price, r.currency, count(*)::int as registered,
      count(*) filter (where r.id in ${arrivedIds})::int as arrived, sum(r.price)::float8 as amount
    from registration r join ticket_type t on t.organisation_id = r.organisation_id and t.id = r.ticket_type_id
    where r.organisation_id = app_org() and r.event_id = ${event} and r.status = 'confirmed'
    group by t.id, t.name, t.category, t.position, r.attendance, r.price, r.currency order by t.position, t.id, r.attendance, r.price desc, r.currency`.execute(
      ctx.tx,
    )
  ).rows
  const cancelled = (
    await sql<{
      n: number
    }>`select count(*)::int as n from registration where organisation_id = app_org() and event_id = ${event} and status = 'cancelled'`.execute(
      ctx.tx,
    )
  ).rows[0]!.n
  const days = (
    await sql<DayLine>`
    select to_char(c.day, 'YYYY-MM-DD') as day, count(distinct r.id) filter (where r.attendance = 'onsite')::int as onsite, count(distinct r.id) filter (where r.attendance = 'online')::int as online
    from checkin c join registration r on r.organisation_id = c.organisation_id and r.id = c.registration_id
    where c.organisation_id = app_org() and c.event_id = ${event} and c.undone_at is null and r.status = 'confirmed' group by c.day order by c.day`.execute(
      ctx.tx,
    )
  ).rows
  const firstDay = days.find((d) => d.onsite > 0)?.day
  const arrivals =
    firstDay === undefined
      ? []
      : (
          await sql<Arrival>`
    select (extract(hour from first) * 60 + floor(extract(minute from first) / 15) * 15)::int as minute, count(*)::int as n
    from (select min(c.at) at time zone ${zone} as first from checkin c join registration r on r.organisation_id = c.organisation_id and r.id = c.registration_id
      where c.organisation_id = app_org() and c.event_id = ${event} and c.undone_at is null and r.status = 'confirmed' and r.attendance = 'onsite' and c.day = ${firstDay}::date group by r.id) x
    group by 1 order by 1`.execute(ctx.tx)
        ).rows
  const countries = (
    await sql<{
      country: string
      n: number
    }>`select country, count(*)::int as n from registration where organisation_id = app_org() and event_id = ${event} and status = 'confirmed' group by country order by n desc, country`.execute(
      ctx.tx,
    )
  ).rows
  const registrationsByDay = (
    await sql<{
      day: string
      n: number
    }>`select to_char(registered_at at time zone ${zone}, 'YYYY-MM-DD') as day, count(*)::int as n from registration where organisation_id = app_org() and event_id = ${event} and status = 'confirmed' group by 1 order by 1`.execute(
      ctx.tx,
    )
  ).rows
  const sum = (of: 'registered' | 'arrived', kind?: string) => tickets.reduce((s, t) => s + (kind && t.attendance !== kind ? 0 : t[of]), 0)
  return {
    tickets,
    cancelled,
    days,
    arrivals,
    countries,
    registrationsByDay,
    registered: { all: sum('registered'), onsite: sum('registered', 'onsite'), online: sum('registered', 'online') },
    arrived: { onsite: sum('arrived', 'onsite'), online: sum('arrived', 'online') },
  }
}
