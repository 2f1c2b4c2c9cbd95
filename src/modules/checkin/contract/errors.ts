import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const checkinErrors = errorCatalogue({
  'checkin.nothing_to_scan': { status: 422, zh: '請掃描條碼，或選一位來賓。', en: 'Scan a code or choose a guest.' },
  'checkin.starter_not_empty': {
    status: 409,
    zh: '這份清單已有內容，不再帶入常用項目。',
    en: 'This list has entries already; the usual ones are only put into an empty list.',
  },
})
