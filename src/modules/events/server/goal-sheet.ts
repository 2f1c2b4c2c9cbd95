import writeXlsx from 'write-excel-file/node'
import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { RawAnswer, Services } from '../../../kernel/server/mount.ts'
import { goal, metricNames } from '../contract/goal.ts'
import { goalStates } from './overview.ts'

const more: Record<'current' | 'share' | 'met', Localized> = {
  current: { zh: '目前值', en: 'Current' },
  share: { zh: '達成率', en: 'Share reached' },
  met: { zh: '達成', en: 'Met' },
}
const yes: Localized = { zh: '達成', en: 'Yes' }
const no: Localized = { zh: '未達成', en: 'No' }
const direction: Record<'up' | 'down', Localized> = { up: { zh: '至少', en: 'At least' }, down: { zh: '至多', en: 'At most' } }
/** A text that a spreadsheet would run as a formula is made plain (OWASP CSV injection). */
const plain = (v: string) => (/^[=+\-@\t\r]/.test(v) ? `'${v}` : v)

/** Goals in the caller's language: target, what stands now (numbers stay numbers), share as a formula, evidence. */
export async function goalSheet(ctx: Ctx, services: Services): Promise<RawAnswer> {
  const { lang } = ctx
  const rows = await goalStates(ctx, services)
  const { slug } = await ctx.tx
    .selectFrom('event')
    .select('slug')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const l = goal.labels
  const text = (value: string) => ({ value: plain(value), type: String })
  const num = (value: number | null) => (value === null ? null : { value, type: Number })
  const head = [l.title, l.unit, l.direction, l.target, more.current, more.share, more.met, l.metric, l.evidence, l.note].map((h) => ({
    value: pick(h, lang),
    fontWeight: 'bold' as const,
  }))
  const body = rows.map((g, i) => {
    const at = i + 2
    const share = {
      value: g.direction === 'up' ? `IF(D${at}=0,1,E${at}/D${at})` : `IF(E${at}=0,1,D${at}/E${at})`,
      type: 'Formula' as const,
      format: '0%',
    }
    return [
      text(pick(g.title, lang)),
      text(g.unit),
      text(pick(direction[g.direction], lang)),
      num(g.target),
      num(g.current),
      g.current === null ? null : share,
      g.met === null ? null : text(pick(g.met ? yes : no, lang)),
      text(pick(metricNames[g.metric], lang)),
      text(g.evidence),
      text(g.note),
    ]
  })
  const book = await writeXlsx(
    [head, ...body] as never,
    { stickyRowsCount: 1, columns: [40, 8, 8, 12, 12, 10, 10, 18, 30, 40].map((width) => ({ width })) } as never,
  )
  return {
    headers: {
      'content-disposition': `attachment; filename="${slug}-goals.xlsx"`,
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    },
    body: await (book as unknown as { toBuffer(): Promise<Buffer> }).toBuffer(),
  }
}
