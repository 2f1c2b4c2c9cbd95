import type { Provides } from '../../../kernel/server/module.ts'

const voucher = {
  zh: '報名編號、票種與金額是會計憑證的一部分（商業會計法 §38），去識別化後保留。',
  en: 'Code, ticket and amount belong to accounting vouchers (Business Entity Accounting Act §38); kept without the person.',
}

export const personal: readonly Provides['personal'][] = [
  {
    table: 'registration',
    entity: 'registration',
    label: { zh: '報名', en: 'Registrations' },
    subjects: { zh: '報名者、與會者', en: 'Registrants and attendees' },
    purpose: { zh: '辦理報名、報到、餐飲與活動聯繫', en: 'Registration, check-in, catering and news of the event' },
    basis: 'contract',
    retention: { code: 'registrations', from: 'eventEnd', days: 180, promised: true },
    columns: {
      name: ['identifying', '姓名', 'Name', 'pseudonym'],
      name_en: ['identifying', '英文姓名', 'Name in English'],
      organisation: ['work', '單位', 'Organisation'],
      title: ['work', '職稱', 'Job title'],
      email: ['contact', '電子郵件', 'E-mail'],
      phone: ['contact', '電話', 'Phone'],
      country: ['demographic', '國家／地區', 'Country'],
      diet: ['special', '飲食', 'Diet'],
      note: ['text', '備註', 'Note'],
      consents: ['activity', '同意紀錄', 'Consents'],
      cancel_reason: ['text', '取消原因', 'Reason of cancellation'],
      person_id: ['technical', '人物', 'Person'],
      code: ['activity', '報名編號', 'Code', 'keep', voucher],
      language: ['demographic', '語言', 'Language', 'keep', { zh: '不識別個人', en: 'Identifies nobody' }],
    },
    find: { person: 'person_id', email: ['email'], phone: ['phone'], name: 'name' },
    alsoInCopy: {
      status: ['狀態', 'State'],
      attendance: ['參加方式', 'Attendance'],
      price: ['票價', 'Price'],
      currency: ['幣別', 'Currency'],
      source: ['來源', 'Source'],
      registered_at: ['報名時間', 'Registered'],
      cancelled_at: ['取消時間', 'Cancelled'],
    },
    erase: 'columns',
  },
]
