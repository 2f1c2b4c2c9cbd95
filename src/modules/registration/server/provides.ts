import { sql } from 'kysely'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type Attention, type AttentionProvider, figureProvider } from '../../events/server/index.ts'
import { remaining, type TicketType } from '../contract/ticket.ts'

/** Live figures of confirmed registrations. `revenue` is what the places cost in NT$, paid or not: payments are not recorded yet. */
export const figures = [
  figureProvider(
    ['registrations', 'registrations_onsite', 'registrations_online', 'countries', 'foreign_attendees', 'revenue'],
    async (ctx) => {
      const r = await ctx.tx
        .selectFrom('registration')
        .select([
          sql<number>`count(*)`.as('all'),
          sql<number>`count(*) filter (where attendance = 'onsite')`.as('onsite'),
          sql<number>`count(*) filter (where attendance = 'online')`.as('online'),
          sql<number>`count(distinct nullif(country, ''))`.as('countries'),
          sql<number>`count(*) filter (where country not in ('', 'TW'))`.as('foreign'),
          sql<number>`coalesce(sum(price) filter (where currency = 'TWD'), 0)`.as('revenue'),
        ])
        .where('organisationId', '=', ctx.orgId)
        .where('eventId', '=', ctx.eventId!)
        .where('status', '=', 'confirmed')
        .executeTakeFirstOrThrow()
      return {
        registrations: r.all,
        registrations_onsite: r.onsite,
        registrations_online: r.online,
        countries: r.countries,
        foreign_attendees: r.foreign,
        revenue: r.revenue,
      }
    },
  ),
]

const DAY = 86_400_000
/** How many whole days until a ticket type is gone at the pace of the last seven days; null = not in sight. */
export function daysLeft(left: number, lastSevenDays: number): number | null {
  return lastSevenDays > 0 ? Math.floor((left * 7) / lastSevenDays) : null
}

async function read(ctx: Ctx): Promise<Attention[]> {
  const types = (await ctx.tx
    .selectFrom('ticketType')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('visible', '=', true)
    .orderBy('position')
    .execute()) as TicketType[]
  const recent = new Map(
    (
      await ctx.tx
        .selectFrom('registration')
        .select(['ticketTypeId', sql<number>`count(*)`.as('n')])
        .where('organisationId', '=', ctx.orgId)
        .where('eventId', '=', ctx.eventId!)
        .where('status', '=', 'confirmed')
        .where('registeredAt', '>', new Date(Date.parse(ctx.now) - 7 * DAY).toISOString())
        .groupBy('ticketTypeId')
        .execute()
    ).map((r) => [r.ticketTypeId, r.n]),
  )
  const open = types.filter((t) => !t.salesEnd || t.salesEnd > ctx.now)
  const path = '/ticket-types'
  const action = { zh: '調整名額', en: 'Adjust the quota' }
  const out: Attention[] = []
  for (const t of open) {
    const left = remaining(t)
    if (left === null) continue
    const name = { zh: pick(t.name, 'zh-TW'), en: pick(t.name, 'en') }
    if (left === 0 && t.quota! > 0) {
      out.push({
        code: 'registration.sold_out',
        tone: 'info',
        title: { zh: `「${name.zh}」已額滿`, en: `“${name.en}” is sold out` },
        detail: { zh: `${t.sold}／${t.quota} 名`, en: `${t.sold} of ${t.quota}` },
        path,
        action,
      })
      continue
    }
    const days = daysLeft(left, recent.get(t.id) ?? 0)
    if (left <= t.quota! * 0.1 || (days !== null && days <= 7))
      out.push({
        code: 'registration.almost_sold_out',
        tone: 'warn',
        title: { zh: `「${name.zh}」即將額滿`, en: `“${name.en}” is almost sold out` },
        detail: {
          zh: `剩 ${left} 名${days === null ? '' : `，照最近七天的速度約 ${Math.max(days, 1)} 天後額滿`}`,
          en: `${left} left${days === null ? '' : `; at the pace of the last seven days gone in about ${Math.max(days, 1)} day${days > 1 ? 's' : ''}`}`,
        },
        path,
        action,
      })
  }
  if (types.length && !open.length) {
    const event = await ctx.tx
      .selectFrom('event')
      .select(['endDate', 'status'])
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', ctx.eventId!)
      .executeTakeFirst()
    if (event?.status === 'active' && event.endDate >= ctx.now.slice(0, 10))
      out.push({
        code: 'registration.sales_ended',
        tone: 'info',
        title: { zh: '報名已截止', en: 'Registration has closed' },
        detail: { zh: '所有公開票種都過了截止時間。', en: 'Every public ticket type is past its closing time.' },
        path,
        action: { zh: '查看票種', en: 'See ticket types' },
      })
  }
  return out
}
export const attention: AttentionProvider = { name: 'registration', action: 'registration.read', read }
