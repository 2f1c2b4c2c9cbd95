import type { Provides } from '../../../kernel/server/module.ts'

const staff = { zh: '本組織成員', en: 'Members of the organisation' }
const access = { zh: '帳號登入、權限與安全稽核', en: 'Sign-in, rights and security audit' }
const stays = {
  zh: '在職成員的帳號：離開時先在「成員」移除，帳號本人可自行更改；安全稽核需知道誰做了什麼。',
  en: 'Accounts of working members: remove the member first; the security audit must know who did what.',
}
const code = 'accounts'

/** Accounts are people who work here: they end with the membership, not with a clock. */
export const personal: readonly Provides['personal'][] = [
  {
    table: 'member',
    label: { zh: '成員', en: 'Members' },
    subjects: staff,
    purpose: access,
    basis: 'contract',
    retention: { code, from: 'none', note: stays },
    columns: {
      name: ['identifying', '姓名', 'Name', 'keep', stays],
      email: ['contact', '電子郵件', 'E-mail', 'keep', stays],
      user_id: ['technical', '帳號編號', 'Account', 'keep', stays],
      role: ['work', '角色', 'Role', 'keep', stays],
    },
    find: { email: ['email'], name: 'name' },
    erase: 'keep',
    why: stays,
  },
  {
    table: 'event_member',
    label: { zh: '活動團隊', en: 'Event teams' },
    subjects: staff,
    purpose: access,
    basis: 'contract',
    retention: { code, from: 'none', note: stays },
    columns: {
      user_id: ['technical', '帳號編號', 'Account', 'keep', stays],
      role: ['work', '角色', 'Role', 'keep', stays],
      groups: ['work', '組別', 'Groups', 'keep', stays],
      title: ['work', '職稱', 'Title', 'keep', stays],
    },
    find: {},
    erase: 'keep',
    why: stays,
  },
  {
    table: 'invitation',
    label: { zh: '成員邀請', en: 'Invitations' },
    subjects: { zh: '受邀成為成員的人', en: 'People invited to join' },
    purpose: access,
    basis: 'contract',
    retention: { code: 'invitations', from: 'created', days: 180 },
    columns: {
      email: ['contact', '電子郵件', 'E-mail'],
      name: ['identifying', '姓名', 'Name'],
      invited_by: ['identifying', '邀請人', 'Invited by'],
    },
    find: { email: ['email'], name: 'name' },
    erase: 'row',
  },
  {
    table: 'portal_link',
    entity: 'portalLink',
    label: { zh: '專屬連結', en: 'Personal links' },
    subjects: { zh: '收到專屬連結的人', en: 'Holders of a personal link' },
    purpose: { zh: '不需帳號即可處理自己的資料', en: 'Handling own matters without an account' },
    basis: 'contract',
    retention: { code: 'links', from: 'created', days: 365 },
    columns: { name: ['identifying', '姓名', 'Name'] },
    find: { record: true },
    erase: 'row',
  },
  {
    table: 'security_event',
    label: { zh: '登入安全紀錄', en: 'Security log' },
    subjects: staff,
    purpose: access,
    basis: 'legitimate',
    retention: { code: 'security', from: 'none', note: stays },
    columns: {
      user_id: ['technical', '帳號編號', 'Account', 'keep', stays],
      user_name: ['identifying', '姓名', 'Name', 'keep', stays],
      detail: ['text', '說明', 'Detail', 'keep', stays],
      device: ['technical', '裝置', 'Device', 'keep', stays],
      address: ['technical', '網路位址', 'Network address', 'keep', stays],
      network: ['technical', '網段', 'Network', 'keep', stays],
    },
    find: {},
    erase: 'keep',
    why: stays,
  },
]
