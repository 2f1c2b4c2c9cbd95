import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const documentErrors = errorCatalogue({
  'documents.unknown_deliverable': { status: 404, zh: '沒有「{key}」這份文件。', en: 'There is no deliverable “{key}”.' },
  'documents.not_built': { status: 409, zh: '「{key}」還沒有做好，目前無法產出。', en: '“{key}” is not built yet.' },
  'documents.format_unavailable': { status: 422, zh: '「{key}」不能產出 {format}。', en: '“{key}” does not come as {format}.' },
  'documents.section_unknown': { status: 404, zh: '這份文件沒有這一節。', en: 'The deliverable has no such section.' },
  'documents.section_too_long': { status: 422, zh: '這一節太長了，請分節撰寫。', en: 'This section is too long.' },
  'documents.total_mismatch': {
    status: 409,
    zh: '表格「{table}」的合計對不起來，請先核對數字。',
    en: 'Table “{table}” does not add up; check the figures first.',
  },
  'documents.table_without_columns': { status: 409, zh: '表格「{table}」沒有任何欄位。', en: 'Table “{table}” has no columns.' },
  'documents.render_failed': { status: 409, zh: '文件排不出來：{message}', en: 'The document cannot be typeset: {message}' },
  'documents.render_timeout': {
    status: 503,
    zh: '排版超過 {seconds} 秒還沒完成，已經停止。請縮短內容或分成幾份，再試一次。',
    en: 'Typesetting was stopped after {seconds} seconds. Shorten the document or split it, then try again.',
  },
  'documents.render_busy': {
    status: 503,
    zh: '排隊製作的文件太多，請稍後再試。',
    en: 'Too many documents are waiting to be made; please try again shortly.',
  },
  'documents.cannot_render': { status: 409, zh: '文件排不出來：{detail}', en: 'The document cannot be typeset: {detail}' },
})
