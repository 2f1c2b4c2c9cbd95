import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const integrationErrors = errorCatalogue({
  'webhook.url_invalid': {
    status: 422,
    zh: '請填完整的網址，例如 https://example.com/hooks。',
    en: 'A whole address is needed, e.g. https://example.com/hooks.',
  },
  'webhook.url_https': { status: 422, zh: '網址必須以 https:// 開頭。', en: 'The address must start with https://.' },
  'webhook.url_credentials': { status: 422, zh: '網址不能含帳號密碼。', en: 'The address must not hold a user name or password.' },
  'webhook.url_port': { status: 422, zh: '連接埠限 443 或 1024 以上。', en: 'The port must be 443, or 1024 and above.' },
  'webhook.url_internal': {
    status: 422,
    zh: '不能送到本機或內部網路的位址。',
    en: 'Addresses of this machine or of internal networks are refused.',
  },
  'webhook.types_needed': { status: 422, zh: '請至少選一種通知。', en: 'Choose at least one kind of message.' },
  'webhook.too_many': { status: 409, zh: '最多 {most} 個 Webhook。', en: 'At most {most} webhooks.' },
  'webhook.disabled': { status: 409, zh: '這個 Webhook 已停用，請先啟用再重送。', en: 'This webhook is off; turn it on before replaying.' },
  'webhook.span_invalid': {
    status: 422,
    zh: '結束時間要晚於開始時間，最長 31 天。',
    en: 'The end must come after the start, 31 days at most.',
  },
  'webhook.replay_too_many': {
    status: 422,
    zh: '這段時間超過 {most} 筆，請縮短。',
    en: 'More than {most} in this span; choose a shorter one.',
  },
})
