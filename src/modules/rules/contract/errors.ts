import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const rulesErrors = errorCatalogue({
  'rules.not_in_force': {
    status: 422,
    zh: '法規參數表沒有 {date} 適用的「{code}」（{jurisdiction}），請補上該期間的數值。',
    en: 'No rule “{code}” ({jurisdiction}) is in force on {date}; add the value for that period.',
  },
  'rules.not_a_number': {
    status: 422,
    zh: '法規參數「{code}」不是數字，無法計算。',
    en: 'Rule “{code}” is not a number and cannot be used in a calculation.',
  },
  'rules.overlap': {
    status: 409,
    zh: '「{code}」（{jurisdiction}）有兩筆期間重疊：{first} 與 {second}。',
    en: 'Two rows of “{code}” ({jurisdiction}) overlap: from {first} and from {second}.',
  },
  'rules.period_reversed': { status: 422, zh: '「{code}」的迄日早於起日 {first}。', en: 'Rule “{code}” ends before it starts on {first}.' },
})
