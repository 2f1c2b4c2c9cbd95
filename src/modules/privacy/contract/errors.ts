import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const privacyErrors = errorCatalogue({
  'privacy.subject_unclear': {
    status: 422,
    zh: '請至少指定名錄裡的人、報名或電子郵件，只有姓名會找到太多人。',
    en: 'Name a person of the directory, a registration or a mailbox; a name alone finds too many.',
  },
  'privacy.request_closed': { status: 409, zh: '這件請求已經結案。', en: 'This request is closed.' },
  'privacy.not_verified': {
    status: 409,
    zh: '還沒確認是本人。請先記錄身分確認方式，或寄確認信給當事人。',
    en: 'Nobody has confirmed that this is the person. Record how it was confirmed, or send the confirmation mail.',
  },
  'privacy.extended_before': { status: 409, zh: '期限只能延長一次。', en: 'The time can be extended once only.' },
  'privacy.extension_too_late': { status: 409, zh: '原期限已過，不能再延長。', en: 'The time is over; it can no longer be extended.' },
  'privacy.no_mail': {
    status: 422,
    zh: '這件請求沒有電子郵件，請改用其他方式確認或答覆。',
    en: 'This request has no mailbox; confirm or answer another way.',
  },
  'privacy.wrong_kind': { status: 422, zh: '這個動作不適用於這類請求。', en: 'This act does not fit the kind of request.' },
  'privacy.on_hold': {
    status: 409,
    zh: '「{event}」設了保全，解除前不能刪除。',
    en: '“{event}” is on hold; nothing of it is erased until the hold is lifted.',
  },
  'privacy.link_invalid': { status: 404, zh: '連結無效或已過期。', en: 'The link is invalid or has expired.' },
  'privacy.notice_unknown': { status: 404, zh: '找不到這個告知事項版本。', en: 'No such version of the notice.' },
  'privacy.rule_unknown': { status: 404, zh: '沒有這條保存期限。', en: 'No such retention rule.' },
  'privacy.rule_fixed': {
    status: 422,
    zh: '這一項不依時間刪除，不能啟用。',
    en: 'This kind is not erased by a clock and cannot be switched on.',
  },
  'privacy.nothing_to_erase': { status: 409, zh: '選擇的範圍裡沒有可以刪除的資料。', en: 'There is nothing to erase in the chosen scope.' },
  'privacy.event_running': {
    status: 409,
    zh: '活動結束後才能核發刪除證明書。',
    en: 'The certificate can be issued once the event is over.',
  },
  'privacy.breach_closed': { status: 409, zh: '這筆外洩紀錄已結案，不能再改。', en: 'This breach record is closed.' },
  'privacy.instant_strange': { status: 422, zh: '這個時間看起來不對，請檢查年份。', en: 'This time looks wrong; check the year.' },
  'privacy.not_notified': {
    status: 409,
    zh: '須通報的事件，要先填通報主管機關與通知當事人的時間才能結案。',
    en: 'A notifiable breach can be closed once the authority and the people have been told.',
  },
})
