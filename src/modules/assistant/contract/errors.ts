import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const assistantErrors = errorCatalogue({
  'assistant.token_invalid': {
    status: 401,
    zh: '這個助理連線無效、過期或已撤銷。',
    en: 'This assistant’s token is invalid, expired or revoked.',
  },
  'assistant.token_too_long': { status: 422, zh: '最長一年。', en: 'One year at most.' },
  'assistant.too_many': {
    status: 409,
    zh: '最多 {most} 個有效的連線，請先撤銷不用的。',
    en: 'At most {most} connections; revoke one first.',
  },
  'assistant.shown_once': {
    status: 409,
    zh: '這次請求已建立過連線，權杖只顯示一次；遺失請撤銷後重建。',
    en: 'This request has made its token already, and it is shown once; if it is lost, revoke it and make another.',
  },
  'assistant.read_only': { status: 403, zh: '這個連線只能讀取，不能提案。', en: 'This connection may read but not propose.' },
  'assistant.unknown_kind': { status: 404, zh: '沒有這種資料，或不開放給助理。', en: 'No such records, or not open to assistants.' },
  'assistant.proposal_over': {
    status: 409,
    zh: '這個提案已處理、過期或正在處理。',
    en: 'This proposal is decided, expired or being carried out.',
  },
  'assistant.inbox_full': {
    status: 409,
    zh: '已有 {most} 個提案等待確認，請先處理。',
    en: '{most} proposals wait already; decide on those first.',
  },
})
