import type { Provides } from '../../../kernel/server/module.ts'

const counted = {
  zh: '報到時間隨報名去識別化後只剩代號，供統計與核銷；操作人是本組織成員。',
  en: 'Once the registration is pseudonymised the arrival belongs to a code, kept for counts; who scanned is a member.',
}

const preparing = { zh: '準備報到處', en: 'Preparing the registration desk' }
const byHand = {
  zh: '自由文字：列出提到的地方，由人判斷。',
  en: 'Free text: places that mention the person are listed for a person to judge.',
}

const certified = {
  zh: '字號與日期是已發出證明的紀錄；姓名只在報名裡，去識別化後查驗頁也只剩代號。核發與撤銷的人是本組織成員。',
  en: 'Number and days are the record of a paper that is out; the name is only in the registration, and gone from the public page with it. Who issued or revoked is a member.',
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
  {
    table: 'attendance_certificate',
    entity: 'attendanceCertificate',
    label: { zh: '與會證明', en: 'Certificates of attendance' },
    subjects: { zh: '與會者', en: 'Attendees' },
    purpose: { zh: '證明與會、供人查驗', en: 'Proof of attendance that others can verify' },
    basis: 'contract',
    retention: { code: 'registrations', from: 'none', note: { zh: '隨報名去識別化', en: 'With its registration' } },
    columns: {
      registration_id: ['technical', '報名', 'Registration', 'keep', certified],
      code: ['technical', '查驗碼', 'Verification code', 'keep', certified],
      days: ['activity', '報到日期', 'Days checked in', 'keep', certified],
      issued_by: ['identifying', '核發人', 'Issued by', 'keep', certified],
      revoked_by: ['identifying', '撤銷人', 'Revoked by', 'keep', certified],
      revoke_reason: ['text', '撤銷原因', 'Reason of revocation', 'keep', certified],
    },
    find: { parent: { table: 'registration', column: 'registration_id' } },
    alsoInCopy: { number: ['字號', 'Number'], issued_at: ['核發時間', 'Issued'], revoked_at: ['撤銷時間', 'Revoked'] },
    erase: 'keep',
    why: certified,
  },
  {
    table: 'desk_item',
    entity: 'deskItem',
    label: { zh: '報到準備清單', en: 'Lists of the registration desk' },
    subjects: { zh: '負責人與文字裡提到的人', en: 'Those responsible and people mentioned' },
    purpose: preparing,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      responsible: ['identifying', '負責人', 'Responsible', 'keep', byHand],
      supplier: ['text', '廠商', 'Supplier', 'keep', byHand],
      specification: ['text', '規格', 'Specification', 'keep', byHand],
      note: ['text', '備註', 'Note', 'keep', byHand],
    },
    find: { mention: ['responsible', 'supplier', 'specification', 'note'] },
    erase: 'keep',
    why: byHand,
  },
  {
    table: 'desk_step',
    entity: 'deskStep',
    label: { zh: '報到流程步驟', en: 'Steps at the registration desk' },
    subjects: { zh: '負責人與文字裡提到的人', en: 'Those responsible and people mentioned' },
    purpose: preparing,
    basis: 'legitimate',
    retention: { code: 'texts', from: 'none', note: byHand },
    columns: {
      responsible: ['identifying', '負責人', 'Responsible', 'keep', byHand],
      title: ['text', '怎麼做', 'What is done', 'keep', byHand],
      say: ['text', '怎麼說、何時回報', 'What to say, when to escalate', 'keep', byHand],
    },
    find: { mention: ['responsible', 'title', 'say'] },
    erase: 'keep',
    why: byHand,
  },
]
