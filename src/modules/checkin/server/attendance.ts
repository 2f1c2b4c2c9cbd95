import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { figureProvider } from '../../events/server/index.ts'

export type Arrival = { registrationId: string; day: string; at: string; device: string; source: string; attendance: 'onsite' | 'online' }

/** All standing arrivals of the ctx's event in the order of time; online log-ins carry the source `online`. */
export const arrivals = (ctx: Ctx): Promise<Arrival[]> =>
  ctx.tx
    .selectFrom('checkin as c')
    .innerJoin('registration as r', (j) => j.onRef('r.organisationId', '=', 'c.organisationId').onRef('r.id', '=', 'c.registrationId'))
    .select(['c.registrationId', 'c.day', 'c.at', 'c.device', 'c.source', 'r.attendance'])
    .where('c.organisationId', '=', ctx.orgId)
    .where('c.eventId', '=', ctx.eventId!)
    .where('c.undoneAt', 'is', null)
    .where('r.status', '=', 'confirmed')
    .orderBy('c.at')
    .execute() as Promise<Arrival[]>

/** People who came on site at least once; the rate in whole percent of the confirmed on-site places. */
export const figures = [
  figureProvider(['attendance', 'attendance_rate'], async (ctx) => {
    const { expected, came } = await ctx.tx
      .selectFrom('registration as r')
      .leftJoin(
        (qb) =>
          qb
            .selectFrom('checkin')
            .select('registrationId')
            .distinct()
            .where('organisationId', '=', ctx.orgId)
            .where('eventId', '=', ctx.eventId!)
            .where('undoneAt', 'is', null)
            .as('c'),
        (j) => j.onRef('c.registrationId', '=', 'r.id'),
      )
      .select([sql<number>`count(*)`.as('expected'), sql<number>`count(c.registration_id)`.as('came')])
      .where('r.organisationId', '=', ctx.orgId)
      .where('r.eventId', '=', ctx.eventId!)
      .where('r.status', '=', 'confirmed')
      .where('r.attendance', '=', 'onsite')
      .executeTakeFirstOrThrow()
    return { attendance: came, attendance_rate: expected ? Math.round((came / expected) * 100) : 0 }
  }),
]
