import type { Provides } from '../../../kernel/server/module.ts'

const desk = { zh: '籌備工作的溝通與分工', en: 'Work on the event' }
const authors = { zh: '作者是本組織成員；工作紀錄的一部分。', en: 'The author is a member; part of the record of work.' }
const byHand = {
  zh: '自由文字：列出提到的地方，由人判斷。',
  en: 'Free text: places that mention the person are listed for a person to judge.',
}

export const personal: readonly Provides['personal'][] = [
  {
    table: 'event_contact',
    entity: 'eventContact',
    label: { zh: '活動通訊錄', en: 'Contact list' },
    subjects: { zh: '團隊、客戶、場館與廠商窗口', en: 'Team, client, venue and suppliers' },
    purpose: desk,
    basis: 'contract',
    retention: { code: 'eventContacts', from: 'eventEnd', days: 365 },
    columns: {
      name: ['identifying', '姓名', 'Name'],
      role: ['work', '職務', 'Role'],
      company: ['work', '單位', 'Organisation'],
      phone: ['contact', '電話', 'Phone'],
      email: ['contact', '電子郵件', 'E-mail'],
      duty: ['work', '負責事項', 'Duty'],
    },
    find: { email: ['email'], phone: ['phone'], name: 'name' },
    erase: 'row',
  },
  {
    table: 'comment',
    entity: 'comment',
    label: { zh: '留言', en: 'Comments' },
    subjects: { zh: '留言所談的人', en: 'People that comments are about' },
    purpose: desk,
    basis: 'legitimate',
    retention: { code: 'comments', from: 'eventEnd', days: 1095 },
    columns: {
      body: ['text', '內容', 'Text'],
      mentions: ['technical', '提及的成員', 'Mentioned members', 'keep', authors],
      author_id: ['technical', '作者帳號', 'Author’s account', 'keep', authors],
      author_name: ['identifying', '作者', 'Author', 'keep', authors],
    },
    find: { record: true, mention: ['body'] },
    erase: 'row',
  },
  {
    table: 'notification',
    label: { zh: '站內通知', en: 'Notifications' },
    subjects: { zh: '成員與通知所談的人', en: 'Members and the people told of' },
    purpose: desk,
    basis: 'legitimate',
    retention: { code: 'notifications', from: 'created', days: 365 },
    columns: {
      user_id: ['technical', '收件帳號', 'Receiver', 'keep', authors],
      title: ['text', '標題', 'Title'],
      body: ['text', '內容', 'Text'],
    },
    find: { record: true, mention: ['title', 'body'] },
    erase: 'row',
  },
  {
    table: 'event',
    entity: 'event',
    label: { zh: '活動說明與目標', en: 'Event texts' },
    subjects: { zh: '文字裡提到的人', en: 'People mentioned' },
    purpose: desk,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      brief: ['text', '活動簡報', 'Brief', 'keep', byHand],
      description: ['text', '說明', 'Description', 'keep', byHand],
      site: ['contact', '官網聯絡資訊', 'Contact on the site', 'keep', byHand],
    },
    find: { mention: ['brief', 'description', 'site'] },
    erase: 'keep',
    why: byHand,
  },
  {
    table: 'event_goal',
    label: { zh: '目標佐證', en: 'Evidence of goals' },
    subjects: { zh: '文字裡提到的人', en: 'People mentioned' },
    purpose: desk,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      evidence: ['text', '佐證', 'Evidence', 'keep', byHand],
      note: ['text', '備註', 'Note', 'keep', byHand],
    },
    find: { mention: ['evidence', 'note'] },
    erase: 'keep',
    why: byHand,
  },
]
