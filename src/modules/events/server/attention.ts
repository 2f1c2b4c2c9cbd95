import { daysBetween, instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type Event, phaseNames } from '../contract/event.ts'
import { events } from './event.ts'
import type { Attention, AttentionProvider } from './provides.ts'

/** The site should be public this many days before the opening. */
const SITE_DAYS = 60
const days = (n: number, zh: string, en: (n: string) => string): Localized => ({
  zh: zh.replace('{n}', String(n)),
  en: en(n === 1 ? '1 day' : `${n} days`),
})

/** What the event's own dates, site and goals ask for. `unfilled`: goals entered by hand that have no actual value. */
export function attentionOf(
  e: Pick<Event, 'status' | 'phases' | 'startDate' | 'endDate' | 'published'>,
  today: string,
  unfilled: number,
): Attention[] {
  if (e.status !== 'active') return []
  const out: Attention[] = []
  const late = e.phases.findLast((p) => p.start <= today)
  if (late && late.doneOn === null && late.end < today) {
    const n = daysBetween(late.end, today)
    const name = phaseNames[late.key]
    const closing = late.key === 'closing'
    out.push({
      code: closing ? 'event.closing_overdue' : 'event.phase_overdue',
      tone: 'todo',
      due: late.end,
      path: '/settings',
      title: closing
        ? { zh: '完成結案', en: 'Close the event' }
        : { zh: `「${name.zh}」階段該收尾了`, en: `Wrap up the phase “${name.en}”` },
      detail: days(n, `原訂 ${late.end.replaceAll('-', '/')} 完成，已過 {n} 天`, (d) => `Planned to be done by ${late.end}; ${d} ago`),
      action: closing ? { zh: '去結案', en: 'Close' } : { zh: '更新階段', en: 'Update' },
    })
  }
  if (today > e.endDate && unfilled > 0)
    out.push({
      code: 'event.goals_unfilled',
      tone: 'todo',
      path: '/goals',
      title: { zh: `填 ${unfilled} 個目標的實際值`, en: `Enter the results of ${unfilled} goal${unfilled > 1 ? 's' : ''}` },
      detail: { zh: '這些目標由人填報，結案報告會用到', en: 'These are entered by hand and go into the closing report' },
      action: { zh: '填寫', en: 'Enter' },
    })
  const left = daysBetween(today, e.startDate)
  if (!e.published && left > 0 && left <= SITE_DAYS)
    out.push({
      code: 'event.site_hidden',
      tone: 'warn',
      path: '/settings',
      title: { zh: '官網還沒公開', en: 'The public site is not public' },
      detail: days(left, '離開幕 {n} 天，還沒有人能報名。', (d) => `${d} to the opening, and nobody can register.`),
      action: { zh: '公開官網', en: 'Publish it' },
    })
  return out
}

async function read(ctx: Ctx): Promise<Attention[]> {
  const e = await events.get(ctx, ctx.eventId!)
  const { n } = await ctx.tx
    .selectFrom('eventGoal')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', e.id)
    .where('metric', '=', 'manual')
    .where('actual', 'is', null)
    .executeTakeFirstOrThrow()
  return attentionOf(e, instantToZoned(ctx.now, e.zone).date, Number(n))
}
export const attention: AttentionProvider = { name: 'events', action: 'events.edit', read }
