import { sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'

export type Line = { name: Localized | null; kind: string; sessions: number; minutes: number; people: number }
export type ProgrammeFacts = {
  /** Sessions that somebody speaks at: without breaks, meals, check-in and cancelled ones. */
  sessions: number
  minutes: number
  services: number
  cancelled: number
  rooms: number
  /** Each person once. */
  speakers: number
  byType: Line[]
  byTrack: Line[]
  speakerCountries: { country: string; n: number }[]
}

/** The programme in figures, for the ctx's event: five queries however large it is. */
export async function programmeOf(ctx: Ctx): Promise<ProgrammeFacts> {
  const event = ctx.eventId!
  const talks = sql`s.organisation_id = app_org() and s.event_id = ${event} and s.state <> 'cancelled' and s.kind not in ('break', 'meal', 'registration')`
  const counts = (
    await sql<{ sessions: number; minutes: number; services: number; cancelled: number }>`
    select count(*) filter (where state <> 'cancelled' and kind not in ('break', 'meal', 'registration'))::int as sessions,
      coalesce(sum(duration_min) filter (where state <> 'cancelled' and kind not in ('break', 'meal', 'registration')), 0)::int as minutes,
      count(*) filter (where state <> 'cancelled' and kind in ('break', 'meal', 'registration'))::int as services, count(*) filter (where state = 'cancelled')::int as cancelled
    from session where organisation_id = app_org() and event_id = ${event}`.execute(ctx.tx)
  ).rows[0]!
  // A session without a type of its own goes under what it is (talk, panel, workshop …).
  const byType = (
    await sql<Line>`
    select t.name, case when t.id is null then s.kind else '' end as kind, count(*)::int as sessions, sum(s.duration_min)::int as minutes, coalesce(sum(x.n), 0)::int as people
    from session s left join session_type t on t.organisation_id = s.organisation_id and t.id = s.type_id
      left join (select session_id, count(distinct speaker_id) as n from session_speaker where organisation_id = app_org() and event_id = ${event} group by session_id) x on x.session_id = s.id
    where ${talks} group by t.id, t.name, t.position, 2 order by count(*) desc, t.position, 2`.execute(ctx.tx)
  ).rows
  const byTrack = (
    await sql<Line>`
    select t.name, '' as kind, count(*)::int as sessions, sum(s.duration_min)::int as minutes, coalesce(sum(x.n), 0)::int as people
    from session s left join track t on t.organisation_id = s.organisation_id and t.id = s.track_id
      left join (select session_id, count(distinct speaker_id) as n from session_speaker where organisation_id = app_org() and event_id = ${event} group by session_id) x on x.session_id = s.id
    where ${talks} group by t.id, t.name, t.position order by count(*) desc, t.position, t.id`.execute(ctx.tx)
  ).rows
  const speakerCountries = (
    await sql<{ country: string; n: number }>`
    select p.country, count(distinct p.id)::int as n from speaker p join session_speaker ss on ss.organisation_id = p.organisation_id and ss.speaker_id = p.id
      join session s on s.organisation_id = ss.organisation_id and s.id = ss.session_id where s.organisation_id = app_org() and s.event_id = ${event} and s.state <> 'cancelled' group by p.country order by n desc, p.country`.execute(
      ctx.tx,
    )
  ).rows
  const rooms = (
    await sql<{
      n: number
    }>`select count(distinct sr.room_id)::int as n from session_room sr join session s on s.organisation_id = sr.organisation_id and s.id = sr.session_id where ${talks} and sr.position = 0`.execute(
      ctx.tx,
    )
  ).rows[0]!.n
  return { ...counts, rooms, byType, byTrack, speakerCountries, speakers: speakerCountries.reduce((s, c) => s + c.n, 0) }
}
