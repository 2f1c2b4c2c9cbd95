import { addDays, instantToZoned } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { rateFor } from '../../rules/server/index.ts'
import type { RequestKind } from '../contract/request.ts'
import type { UsedRule } from './tables.ts'

/** The day in Taiwan, by which the law counts. */
export const taiwanDay = (instant: string): string => instantToZoned(instant, 'Asia/Taipei').date

/** The same day so many months later; the last of the month where there is none. */
export function addMonths(iso: string, n: number): string {
  const [y, m, d] = iso.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(y, m - 1 + n + 1, 0)).getUTCDate()
  return new Date(Date.UTC(y, m - 1 + n, Math.min(d, last))).toISOString().slice(0, 10)
}

type RuleUse = { on: string; used: UsedRule }
/** `from` plus the rule of that day; the day of arrival does not count (民法 §120). Errors: `rules.not_in_force`. */
async function after(ctx: Ctx, from: string, code: string, jurisdiction: string, ruleDay = from): Promise<RuleUse> {
  const r = await rateFor(ctx, code, ruleDay, jurisdiction)
  const on = r.unit === 'month' ? addMonths(from, r.value) : addDays(from, r.value)
  return { on, used: { code: r.code, jurisdiction: r.jurisdiction, value: r.value, unit: r.unit, validFrom: r.validFrom } }
}

const codeOf = (kind: RequestKind) => (kind === 'access' ? 'privacy.access' : 'privacy.correction')
/** The last day to answer a request that arrived on a Taiwan day. A weekend or holiday does not put it off here: the stricter day is shown. */
export const dueOf = (ctx: Ctx, kind: RequestKind, regime: 'TW' | 'EU', receivedOn: string): Promise<RuleUse> =>
  regime === 'EU' ? after(ctx, receivedOn, 'privacy.response', 'EU') : after(ctx, receivedOn, `${codeOf(kind)}.days`, 'TW')
/** The last day once extended. */
export const extendedDue = (ctx: Ctx, kind: RequestKind, regime: 'TW' | 'EU', dueOn: string, receivedOn: string): Promise<RuleUse> =>
  regime === 'EU'
    ? after(ctx, dueOn, 'privacy.response.extension', 'EU', receivedOn)
    : after(ctx, dueOn, `${codeOf(kind)}.extension`, 'TW', receivedOn)
