import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { FigureProvider } from '../../events/server/index.ts'

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

async function onsite(ctx: Ctx) {
  return ctx.tx
    .selectFrom('registration as r')
    .select([
      sql<number>`count(*)`.as('expected'),
      sql<number>`count(*) filter (where exists (select 1 from checkin c where c.organisation_id = r.organisation_id and c.registration_id = r.id and c.undone_at is null))`.as(
        'came',
      ),
    ])
    .where('r.organisationId', '=', ctx.orgId)
    .where('r.eventId', '=', ctx.eventId!)
    .where('r.status', '=', 'confirmed')
    .where('r.attendance', '=', 'onsite')
    .executeTakeFirstOrThrow()
}

/** People who came on site at least once; the rate in whole percent of the confirmed on-site places. */
export const figures: FigureProvider[] = [
  { metric: 'attendance', read: async (ctx) => (await onsite(ctx)).came },
  {
    metric: 'attendance_rate',
    read: async (ctx) => {
      const { came, expected } = await onsite(ctx)
      return expected ? Math.round((came / expected) * 100) : 0
    },
  },
]
