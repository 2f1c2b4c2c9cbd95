import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const badgeErrors = errorCatalogue({
  'badges.none': {
    status: 409,
    zh: '沒有符合條件的名牌：只印已確認、實體參加的報名。',
    en: 'No badge fits: only confirmed registrations on site are printed.',
  },
  'badges.too_many': {
    status: 409,
    zh: '一份檔案最多 {most} 張名牌，這裡有 {count} 張。請到「名牌」分批列印，或選一個票種。',
    en: 'A file holds {most} badges at most and these are {count}. Print them in parts from the screen “Badges”, or choose a ticket type.',
  },
  'badges.not_admitted': {
    status: 409,
    zh: '這筆報名已取消或是線上參加，不印名牌。',
    en: 'This registration was cancelled or is for online attendance: it has no badge.',
  },
})
