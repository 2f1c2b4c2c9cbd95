import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const systemErrors = errorCatalogue({
  'system.not_installation': {
    status: 403,
    zh: '排程工作屬於整套系統，只有最早設定的組織的擁有者可以操作。',
    en: 'Jobs belong to the whole installation; only the owner of the organisation that was set up first may run them.',
  },
  'system.unknown_job': { status: 404, zh: '沒有這項排程工作。', en: 'There is no such job.' },
})
