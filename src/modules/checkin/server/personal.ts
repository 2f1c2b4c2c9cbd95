import type { Provides } from '../../../kernel/server/module.ts'

const counted = {
  zh: '報到時間隨報名去識別化後只剩代號，供統計與核銷；操作人是本組織成員。',
  en: 'Once the registration is pseudonymised the arrival belongs to a code, kept for counts; who scanned is a member.',
}

export const personal: readonly Provides['personal'][] = [
  {
    table: 'checkin',
    entity: 'checkin',
    label: { zh: '報到紀錄', en: 'Arrivals' },
    subjects: { zh: '與會者', en: 'Attendees' },
    purpose: { zh: '現場報到、出席統計', en: 'Check-in and attendance' },
    basis: 'contract',
    retention: { code: 'registrations', from: 'none', note: { zh: '隨報名去識別化', en: 'With its registration' } },
    columns: {
      registration_id: ['technical', '報名', 'Registration', 'keep', counted],
      point: ['activity', '報到點', 'Desk', 'keep', counted],
      device: ['technical', '報到裝置', 'Device', 'keep', counted],
      by_name: ['identifying', '操作人', 'Scanned by', 'keep', counted],
      undone_by: ['identifying', '取消人', 'Undone by', 'keep', counted],
    },
    find: { parent: { table: 'registration', column: 'registration_id' } },
    alsoInCopy: { day: ['日期', 'Day'], at: ['報到時間', 'Arrived'] },
    erase: 'keep',
    why: counted,
  },
]
