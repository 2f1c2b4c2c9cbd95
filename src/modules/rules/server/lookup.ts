import { AppError } from '../../../kernel/server/errors.ts'
import type { Rule } from '../contract/rule.ts'

type Period = Pick<Rule, 'code' | 'jurisdiction' | 'validFrom' | 'validTo'>

const inForce = (r: Period, date: string) => r.validFrom <= date && (r.validTo === null || date <= r.validTo)

/**
 * The row of `code` in force on an ISO date. A city falls back on its country (TW-TPE → TW) and a country on INT.
 * Calculations keep the row that they got, so that a paper can name it. Throws `rules.not_in_force`.
 */
export function ruleOn<R extends Period>(rows: readonly R[], code: string, date: string, jurisdiction = 'TW'): R {
  const wanted = rows.filter((r) => r.code === code && inForce(r, date))
  for (const place of new Set([jurisdiction, jurisdiction.split('-')[0]!, 'INT'])) {
    const found = wanted.find((r) => r.jurisdiction === place)
    if (found) return found
  }
  throw new AppError('rules.not_in_force', { code, date, jurisdiction })
}

/** As `ruleOn`, for rows that must be a number. Throws `rules.not_a_number` too. */
export function numberOn<R extends Period & Pick<Rule, 'value'>>(
  rows: readonly R[],
  code: string,
  date: string,
  jurisdiction = 'TW',
): R & { value: number } {
  const found = ruleOn(rows, code, date, jurisdiction)
  if (typeof found.value !== 'number') throw new AppError('rules.not_a_number', { code })
  return found as R & { value: number }
}

/**
 * Refuses a table in which the answer could depend on the order of its rows: periods of one code and jurisdiction that
 * overlap (`rules.overlap`), or that end before they start (`rules.period_reversed`). Gaps are allowed.
 */
export function validateRules(rows: readonly Period[]): void {
  const sorted = [...rows].sort((a, b) => {
    const [x, y] = [a, b].map((r) => `${r.code} ${r.jurisdiction} ${r.validFrom}`) as [string, string]
    return x < y ? -1 : x > y ? 1 : 0
  })
  sorted.forEach((r, i) => {
    if (r.validTo !== null && r.validTo < r.validFrom) throw new AppError('rules.period_reversed', { code: r.code, first: r.validFrom })
    const next = sorted[i + 1]
    if (next?.code === r.code && next.jurisdiction === r.jurisdiction && (r.validTo === null || next.validFrom <= r.validTo))
      throw new AppError('rules.overlap', { code: r.code, jurisdiction: r.jurisdiction, first: r.validFrom, second: next.validFrom })
  })
}
