import type { Lang } from '../../../kernel/contract/localized.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { date, money, number } from '../../../ui/format.ts'
import { type RuleUnit, ruleUnits, type RuleValue } from '../contract/rule.ts'

type Scalar = string | number | boolean | null
const words = {
  'zh-TW': {
    yes: '是',
    no: '否',
    none: '無',
    comma: '、',
    semicolon: '；',
    min: '下限',
    max: '上限',
    low: '低',
    high: '高',
    day: '日',
    month: '月',
    monthsLater: '月後',
    fee: '月費',
    messages: '則數',
    counted: '採計',
    halfUp: '四捨五入',
    beforeFiling: '申報前',
    afterFiling: '申報後',
    void: '作廢',
    allowance: '折讓',
    nextOdd: '次單數月',
    last: '最後一日',
    invoice: '統一發票',
    receipt: '收據',
    exemptReceipt: '免用統一發票收據',
    onHold: '暫緩實施',
    saturday: '週六',
    sunday: '週日',
    friday: '週五',
    monday: '週一',
    per: '每',
    paid: '已付款',
    credit: '信用卡',
    atm: 'ATM 轉帳',
    cvs: '超商',
    minMinutes: '最短（分）',
    maxMinutes: '最長（分）',
    perDay: '每日次數',
    extraFrom: '超量每則起',
    interest: '利息',
    dividend: '股利',
    bonus: '獎金',
    atmNumberIssued: '已取得帳號',
    storeCodeIssued: '已取得代碼',
  },
  en: {
    yes: 'yes',
    no: 'no',
    none: 'none',
    comma: ', ',
    semicolon: '; ',
    min: 'min',
    max: 'max',
    low: 'low',
    high: 'high',
    day: 'day',
    month: 'month',
    monthsLater: 'months later',
    fee: 'monthly',
    messages: 'messages',
    counted: 'counted',
    halfUp: 'half up',
    beforeFiling: 'before filing',
    afterFiling: 'after filing',
    nextOdd: 'next odd month',
    last: 'last day',
    exemptReceipt: 'receipt without invoice',
    onHold: 'on hold',
    minMinutes: 'min minutes',
    maxMinutes: 'max minutes',
    perDay: 'per day',
    extraFrom: 'extra from',
    atmNumberIssued: 'account issued',
    storeCodeIssued: 'store code issued',
  },
} as const
const name = (key: string, lang: Lang) => (words[lang] as Record<string, string>)[key] ?? key

function scalar(value: Scalar, unit: RuleUnit, lang: Lang): string {
  if (value === null) return words[lang].none
  if (typeof value === 'boolean') return value ? words[lang].yes : words[lang].no
  if (typeof value === 'string') return unit === 'date' && /^\d{4}-\d\d-\d\d$/.test(value) ? date(value, lang) : name(value, lang)
  if (unit === 'ratio') return `${number(value * 100, 4)}%`
  if (unit === 'TWD') return money(value)
  return unit === 'structure' || unit === 'text' ? number(value, 8) : `${number(value, 8)} ${pick(ruleUnits[unit], lang)}`
}

/** The parts of a value, named where it has parts: `[['', '5%']]`, `[['下限', 'NT$ 580'], …]`. */
export function partsOf(value: RuleValue, unit: RuleUnit, lang: Lang): [string, string][] {
  if (Array.isArray(value)) return value.map((one) => ['', scalar(one, unit, lang)])
  if (value === null || typeof value !== 'object') return [['', scalar(value, unit, lang)]]
  const { currency, ...rest } = value
  const inner: RuleUnit = currency === 'TWD' ? 'TWD' : unit
  return Object.entries(rest).map(([key, one]) => [
    name(key, lang),
    Array.isArray(one) ? one.map((x) => scalar(x, inner, lang)).join(words[lang].comma) : scalar(one as Scalar, inner, lang),
  ])
}

/** A value in one line for a cell; ranges read as ranges. */
export function lineOf(value: RuleValue, unit: RuleUnit, lang: Lang): string {
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    const keys = Object.keys(value).filter((k) => k !== 'currency')
    const range = keys.length === 2 && (['min,max', 'low,high'].includes(keys.join()) || ['max,min', 'high,low'].includes(keys.join()))
    const parts = partsOf(value, unit, lang)
    if (range) return (keys[0] === 'min' || keys[0] === 'low' ? parts : parts.toReversed()).map(([, text]) => text).join('–')
    return parts.map(([k, text]) => `${k} ${text}`).join(words[lang].semicolon)
  }
  return partsOf(value, unit, lang)
    .map(([, text]) => text)
    .join(words[lang].comma)
}

/** What a person edits: ratios in percent, structures as JSON. */
export function textOf(value: RuleValue, unit: RuleUnit): string {
  if (value !== null && typeof value === 'object') return JSON.stringify(value, null, 1)
  if (typeof value === 'number') return String(unit === 'ratio' ? Number((value * 100).toPrecision(12)) : value)
  return value === null ? '' : String(value)
}

/** The reverse of `textOf`; an untouched text gives exactly the value `before`. Throws a RangeError for what can't be a value of that unit. */
export function valueOf(text: string, unit: RuleUnit, before?: RuleValue): RuleValue {
  if (before !== undefined && text === textOf(before, unit)) return before
  const plain = text.trim()
  if (unit === 'flag') return plain === 'true'
  if (/^[[{]/.test(plain)) {
    try {
      return JSON.parse(plain) as RuleValue
    } catch {
      throw new RangeError('structure')
    }
  }
  if (unit === 'text' || unit === 'date' || unit === 'structure') return plain
  const n = Number(plain.replaceAll(/[,%\s]/g, ''))
  if (plain === '' || !Number.isFinite(n)) throw new RangeError('number')
  return unit === 'ratio' ? Number((n / 100).toPrecision(12)) : n
}
