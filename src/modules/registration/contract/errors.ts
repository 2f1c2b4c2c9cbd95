import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const registrationErrors = errorCatalogue({
  'registration.sold_out': { status: 409, zh: '這個票種已額滿。', en: 'This ticket is sold out.' },
  'registration.not_open': { status: 409, zh: '報名尚未開始。', en: 'Registration has not opened yet.' },
  'registration.closed': { status: 409, zh: '報名已截止。', en: 'Registration is closed.' },
  'registration.unknown_ticket': { status: 422, zh: '沒有這個票種。', en: 'There is no such ticket.' },
  'registration.duplicate': {
    status: 409,
    zh: '同一個姓名與電子郵件已報名這場活動，報名頁的連結在確認信裡。',
    en: 'This name and e-mail are registered for the event already; the confirmation mail has the link to that registration.',
  },
  'registration.consent_required': { status: 422, zh: '請先同意個人資料蒐集告知事項。', en: 'Please agree to the privacy notice first.' },
  'registration.no_email': { status: 422, zh: '這筆報名沒有電子郵件，無法寄信。', en: 'This registration has no e-mail address.' },
  'registration.is_cancelled': { status: 409, zh: '這筆報名已取消。', en: 'This registration is cancelled.' },
  'ticket.quota_below_sold': { status: 409, zh: '名額不能少於已報名人數。', en: 'The quota cannot be lower than what is already taken.' },
  'ticket.window_reversed': { status: 422, zh: '截止時間早於開始時間。', en: 'Registration closes before it opens.' },
  'text.control': { status: 422, zh: '含有無法顯示的字元。', en: 'Contains characters that cannot be shown.' },
})
