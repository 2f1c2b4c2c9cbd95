import { sql } from 'kysely'
import type { z } from 'zod'

import type { Ctx } from '../../../kernel/server/ctx.ts'
import { maskEmail, maskPhone, parsePhone } from '../../crm/contract/identifiers.ts'
import type { Registration, registrationQuery, registrationSummary, RegistrationRow } from '../contract/registration.ts'
import { registrations } from './register.ts'

const hidePhone = (text: string) => {
  const phone = parsePhone(text)
  return !text ? '' : phone ? maskPhone(phone) : '***'
}

/** Rows as this actor may see them, with the name of their ticket: one query however many rows. */
export async function present(ctx: Ctx, rows: Registration[]): Promise<RegistrationRow[]> {
  const ids = [...new Set(rows.map((r) => r.ticketTypeId))]
  const types = ids.length
    ? await ctx.tx.selectFrom('ticketType').select(['id', 'name']).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    : []
  const names = new Map(types.map((t) => [t.id, t.name]))
  const open = ctx.can('registration.read_personal')
  const can = { edit: ctx.can('registration.edit') }
  return rows.map((r) => ({
    ...r,
    ...(open ? {} : { email: r.email && maskEmail(r.email), phone: hidePhone(r.phone), note: r.note && '***', diet: '' as const }),
    ticketName: names.get(r.ticketTypeId) ?? { zh: '', en: '' },
    masked: !open,
    can,
  }))
}
export const presentOne = async (ctx: Ctx, row: Registration): Promise<RegistrationRow> => (await present(ctx, [row]))[0]!

type Query = z.output<typeof registrationQuery>
export type Filter = Pick<Query, 'status' | 'attendance' | 'ticketTypeId'>
const narrow = (f: Filter) => (q: any) => {
  for (const k of ['status', 'attendance', 'ticketTypeId'] as const) if (f[k]) q = q.where(`registration.${k}`, '=', f[k])
  return q
}

export async function listRegistrations(ctx: Ctx, query: Query) {
  const page = await registrations.list(ctx, { ...query, sort: query.sort ?? 'number' }, narrow(query))
  return { ...page, rows: await present(ctx, page.rows) }
}

/** All rows of a filter in the order of their numbers, for exports and rosters. */
export async function allRegistrations(ctx: Ctx, filter: Filter & { q?: string | undefined } = {}): Promise<Registration[]> {
  const out: Registration[] = []
  for (let after: string | undefined; ;) {
    const page = await registrations.list(
      ctx,
      { limit: 500, sort: 'number', ...(filter.q ? { q: filter.q } : {}), ...(after ? { after } : {}) },
      narrow(filter),
    )
    out.push(...page.rows)
    if (!page.next) return out
    after = page.next
  }
}

/** Figures of the ctx's event in two statements. `curve` counts confirmed places by the event's local days, cumulative. */
export async function summary(ctx: Ctx): Promise<z.output<typeof registrationSummary>> {
  const of = () =>
    ctx.tx.selectFrom('registration').where('registration.organisationId', '=', ctx.orgId).where('registration.eventId', '=', ctx.eventId!)
  const n = await of()
    .select([
      sql<number>`count(*) filter (where status = 'confirmed')`.as('confirmed'),
      sql<number>`count(*) filter (where status = 'confirmed' and attendance = 'onsite')`.as('onsite'),
      sql<number>`count(*) filter (where status = 'confirmed' and attendance = 'online')`.as('online'),
      sql<number>`count(*) filter (where status = 'cancelled')`.as('cancelled'),
      sql<number>`coalesce(sum(price) filter (where status = 'confirmed' and currency = 'TWD'), 0)`.as('revenue'),
      // The goal for all, else the two halves of a hybrid event together.
      sql<
        number | null
      >`(select coalesce(max(target) filter (where metric = 'registrations'), sum(target) filter (where metric in ('registrations_onsite', 'registrations_online'))) from event_goal g where g.organisation_id = ${ctx.orgId} and g.event_id = ${ctx.eventId})`.as(
        'target',
      ),
    ])
    .executeTakeFirstOrThrow()
  const days = await of()
    .innerJoin('event', (j) =>
      j.onRef('event.organisationId', '=', 'registration.organisationId').onRef('event.id', '=', 'registration.eventId'),
    )
    .select([sql<string>`(registered_at at time zone event.zone)::date`.as('date'), sql<number>`count(*)`.as('n')])
    .where('registration.status', '=', 'confirmed')
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .execute()
  let total = 0
  return { ...n, currency: 'TWD', curve: days.map((d) => ({ date: d.date, total: (total += d.n) })) }
}
