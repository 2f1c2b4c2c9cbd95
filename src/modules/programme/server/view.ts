import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { addDays } from '../../../kernel/contract/dates.ts'
import type { GridSession, ProgrammeView } from '../contract/programme.ts'
import { findClashes } from './clashes.ts'
import { readProgramme } from './read.ts'

/** Days of the event, and any other day on which a session stands. */
function daysOf(event: { startDate: string; endDate: string; zone: string }, starts: readonly string[]): string[] {
  const days = new Set(starts.map((s) => instantToZoned(s, event.zone).date))
  for (let d = event.startDate, n = 0; d <= event.endDate && n < 60; d = addDays(d, 1), n++) days.add(d)
  return [...days].sort()
}

/** What grid and lists show; long texts stay behind. */
export async function viewProgramme(ctx: Ctx): Promise<ProgrammeView> {
  const p = await readProgramme(ctx)
  return {
    zone: p.event.zone,
    days: daysOf(
      p.event,
      p.sessions.flatMap((s) => (s.startAt ? [s.startAt] : [])),
    ),
    rooms: p.rooms,
    tracks: p.tracks,
    types: p.types,
    speakers: p.speakers.map(({ id, key, name, organisation, jobTitle, country, personId }) => ({
      id,
      key,
      name,
      organisation,
      jobTitle,
      country,
      personId,
    })),
    sessions: p.sessions as GridSession[],
    clashes: findClashes(p.sessions),
    can: { edit: ctx.can('programme.edit') },
  }
}
