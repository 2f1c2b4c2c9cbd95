import type { Rule, RuleGroup, RuleUnit, RuleValue } from '../../contract/rule.ts'
import { readSource } from './sources.ts'

const checkedOn = '2026-11-21'
const openStart = '2020-01-01'

type More = {
  /** First day; without it the row starts at 2020-01-01 and its note says that the start was not looked up. */
  from?: string
  to?: string
  /** The source itself is doubtful, marked (?) in the project's Taiwan rules. */
  uncertain?: boolean
  in?: string
  note?: [zh: string, en: string]
}

/** Writes the seed rows of one group: code, value, unit, title, source marks. */
export const rowsOf =
  (group: RuleGroup) =>
  (code: string, value: RuleValue, unit: RuleUnit, title: [zh: string, en: string], marks: string, more: More = {}): Rule => {
    const [zh, en] = more.note ?? ['', '']
    return {
      code,
      jurisdiction: more.in ?? 'TW',
      group,
      title: { zh: title[0], en: title[1] },
      value,
      unit,
      validFrom: more.from ?? openStart,
      validTo: more.to ?? null,
      ...readSource(marks),
      checkedOn,
      uncertain: more.uncertain ?? false,
      note: more.from
        ? { zh, en }
        : { zh: `${zh}起日未查考，暫自 ${openStart} 起。`, en: `${en}${en ? ' ' : ''}Start not looked up; taken from ${openStart}.` },
    }
  }
