import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const checkinErrors = errorCatalogue({
  'checkin.nothing_to_scan': { status: 422, zh: '請掃描條碼，或選一位來賓。', en: 'Scan a code or choose a guest.' },
})
