import type { Provides } from '../../../kernel/server/module.ts'

const purpose = { zh: '製作與交付工作產出文件', en: 'Making and delivering documents' }
const byHand = {
  zh: '自由文字：列出提到的地方，由人判斷。',
  en: 'Free text: places that mention the person are listed for a person to judge.',
}
const issued = {
  zh: '已核發並交付的文件是交付憑證，內容不改；需要時重新核發新版並請收件人銷毀舊版。',
  en: 'An issued document is proof of delivery and stays as it is; issue a new version and have the old one destroyed where needed.',
}

export const personal: readonly Provides['personal'][] = [
  {
    table: 'narrative',
    label: { zh: '文件撰寫段落', en: 'Written sections' },
    subjects: { zh: '文字裡提到的人', en: 'People mentioned' },
    purpose,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      content: ['text', '內容', 'Text', 'keep', byHand],
      updated_by: ['identifying', '撰寫人', 'Writer', 'keep', byHand],
    },
    find: { mention: ['content'] },
    erase: 'keep',
    why: byHand,
  },
  {
    table: 'narrative_history',
    label: { zh: '撰寫段落的舊版', en: 'Earlier sections' },
    subjects: { zh: '文字裡提到的人', en: 'People mentioned' },
    purpose,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      content: ['text', '內容', 'Text', 'keep', byHand],
      written_by: ['identifying', '撰寫人', 'Writer', 'keep', byHand],
    },
    find: { mention: ['content'] },
    erase: 'keep',
    why: byHand,
  },
  {
    table: 'document_issue',
    entity: 'documentIssue',
    label: { zh: '已核發文件', en: 'Issued documents' },
    subjects: { zh: '名冊、報告裡的人', en: 'People in rosters and reports' },
    purpose,
    basis: 'contract',
    retention: { code: 'issues', from: 'none', note: issued },
    columns: {
      issued_by: ['identifying', '核發人', 'Issued by', 'keep', issued],
      note: ['text', '備註', 'Note', 'keep', issued],
      files: ['text', '檔案', 'Files', 'keep', issued],
    },
    find: { mention: ['note'] },
    erase: 'keep',
    why: issued,
  },
]
