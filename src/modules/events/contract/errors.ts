import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const eventErrors = errorCatalogue({
  'event.dates_reversed': { status: 422, zh: '結束日早於開始日。', en: 'The last day is before the first.' },
  'event.slug_taken': { status: 409, zh: '這個網址代稱已有人使用，請換一個。', en: 'This slug is taken; choose another.' },
  'event.not_a_draft': {
    status: 409,
    zh: '只有未公開的草稿可以刪除；其他活動請改為封存。',
    en: 'Only an unpublished draft can be removed; archive the event instead.',
  },
  'event.unknown_slug': { status: 404, zh: '沒有代稱為「{slug}」的活動。', en: 'There is no event with the slug “{slug}”.' },
  'file.link_invalid': {
    status: 404,
    zh: '這個連結無效，或給連結的人已不能看這個檔案。',
    en: 'This link is not valid, or whoever gave it may no longer see the file.',
  },
  'file.link_expired': {
    status: 410,
    zh: '這個連結過期了（只有五分鐘），請重新取得。',
    en: 'This link has run out (it works for five minutes); get a new one.',
  },
  'demo.loaded_already': { status: 409, zh: '這個組織已經載入過示範資料。', en: 'The demo is in this organisation already.' },
  'demo.not_carried': { status: 409, zh: '這套系統沒有附示範資料。', en: 'This installation carries no demo.' },
})
