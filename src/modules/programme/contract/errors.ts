import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const programmeErrors = errorCatalogue({
  'programme.unknown_reference': {
    status: 422,
    zh: '找不到這裡指定的會議室、議程軌、類型或講者。',
    en: 'The room, track, type or speaker named here does not exist.',
  },
  'programme.no_duration': {
    status: 422,
    zh: '排定時間的場次需要長度（至少 1 分鐘）。',
    en: 'A scheduled session needs a length of at least one minute.',
  },
  'programme.link_not_http': {
    status: 422,
    zh: '請填寫 http:// 或 https:// 開頭的網址。',
    en: 'Please give an address that starts with http:// or https://.',
  },
})
