import { z } from 'zod'
import { isoDate } from '../../../kernel/contract/dates.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'

/** Groups of the rules screen, in its order. */
export const ruleGroups = {
  tax: { zh: '稅', en: 'Taxes' },
  invoice: { zh: '發票與收據', en: 'Invoices and receipts' },
  withholding: { zh: '扣繳', en: 'Withholding' },
  nhi: { zh: '二代健保', en: 'Health insurance' },
  fees: { zh: '講座與出席費', en: 'Speaker fees' },
  procurement: { zh: '政府採購', en: 'Procurement' },
  subsidy: { zh: '補助', en: 'Subsidies' },
  safety: { zh: '活動安全', en: 'Safety' },
  insurance: { zh: '保險', en: 'Insurance' },
  venue: { zh: '場地與行事曆', en: 'Venue and calendar' },
  privacy: { zh: '個資', en: 'Privacy' },
  retention: { zh: '保存年限', en: 'Retention' },
  carbon: { zh: '碳排係數', en: 'Carbon factors' },
  credits: { zh: '學分與時數', en: 'Credits' },
  payment: { zh: '金流', en: 'Payments' },
  messaging: { zh: '訊息', en: 'Messaging' },
  identifier: { zh: '證號', en: 'Identifiers' },
} as const satisfies Record<string, Localized>
export type RuleGroup = keyof typeof ruleGroups

/** Units a value may carry; `ratio` is a fraction of 1, `structure` a value whose own keys say what is what. */
export const ruleUnits = {
  ratio: { zh: '比率', en: 'ratio' },
  TWD: { zh: '元', en: 'NT$' },
  day: { zh: '日', en: 'days' },
  month: { zh: '個月', en: 'months' },
  year: { zh: '年', en: 'years' },
  hour: { zh: '小時', en: 'hours' },
  minute: { zh: '分鐘', en: 'minutes' },
  second: { zh: '秒', en: 'seconds' },
  date: { zh: '日期', en: 'date' },
  person: { zh: '人', en: 'people' },
  piece: { zh: '件', en: 'items' },
  multiple: { zh: '倍', en: 'times' },
  point: { zh: '點', en: 'points' },
  character: { zh: '字元', en: 'characters' },
  squareMetre: { zh: '平方公尺', en: 'm²' },
  perSecond: { zh: '次／秒', en: 'per second' },
  'kgCO2e/kWh': { zh: 'kgCO2e／度', en: 'kgCO2e/kWh' },
  'kgCO2e/L': { zh: 'kgCO2e／公升', en: 'kgCO2e/L' },
  'kgCO2e/kg': { zh: 'kgCO2e／公斤', en: 'kgCO2e/kg' },
  'kgCO2e/m3': { zh: 'kgCO2e／立方公尺', en: 'kgCO2e/m³' },
  'kgCO2e/pkm': { zh: 'kgCO2e／延人公里', en: 'kgCO2e/passenger-km' },
  'kgCO2e/km': { zh: 'kgCO2e／公里', en: 'kgCO2e/km' },
  'kgCO2e/roomNight': { zh: 'kgCO2e／房夜', en: 'kgCO2e/room night' },
  'kgCO2e/t': { zh: 'kgCO2e／公噸', en: 'kgCO2e/t' },
  'kgCO2e/personDay': { zh: 'kgCO2e／人日', en: 'kgCO2e/person-day' },
  text: { zh: '文字', en: 'text' },
  flag: { zh: '是否', en: 'yes or no' },
  structure: { zh: '結構', en: 'structure' },
} as const satisfies Record<string, Localized>
export type RuleUnit = keyof typeof ruleUnits

const keys = <T extends object>(o: T) => Object.keys(o) as [keyof T & string, ...(keyof T & string)[]]
const scalar = z.union([z.number(), z.string().max(400), z.boolean(), z.null()])
export const ruleValue = z.union([scalar, z.array(scalar), z.record(z.string(), z.union([scalar, z.array(scalar)]))])
export type RuleValue = z.output<typeof ruleValue>

/**
 * One rate, threshold, factor or deadline as it stood from `validFrom` to `validTo` (both included, null = still in force).
 * `jurisdiction` is an ISO 3166 country (TW) or subdivision (TW-TPE), EU, or INT for what counts anywhere.
 */
export const ruleFields = {
  code: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*(\.[a-z0-9][A-Za-z0-9]*)+$/)
    .max(100),
  jurisdiction: z.string().regex(/^[A-Z]{2,3}(-[A-Z]{3})?$/),
  group: z.enum(keys(ruleGroups)),
  title: localizedText(120),
  value: ruleValue,
  unit: z.enum(keys(ruleUnits)),
  validFrom: isoDate(),
  validTo: isoDate().nullable(),
  source: z.string().min(1).max(300),
  sourceUrl: z.url().nullable(),
  checkedOn: isoDate(),
  uncertain: z.boolean(),
  note: localizedText(600),
}
export const rule = z.object(ruleFields)
export type Rule = z.output<typeof rule>
