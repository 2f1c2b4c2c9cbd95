import type { Localized } from '../../../kernel/contract/localized.ts'

/** What a column tells of a person; `special` is data of 個資法 §6 or treated as such (diet, health). */
export const personalKinds = [
  'identifying',
  'contact',
  'idNumber',
  'work',
  'demographic',
  'special',
  'image',
  'text',
  'activity',
  'technical',
] as const
export type PersonalKind = (typeof personalKinds)[number]
export const kindNames: Record<PersonalKind, Localized> = {
  identifying: { zh: '姓名識別', en: 'Name' },
  contact: { zh: '聯絡方式', en: 'Contact' },
  idNumber: { zh: '證號', en: 'Identity number' },
  work: { zh: '職務單位', en: 'Work' },
  demographic: { zh: '個人屬性', en: 'Attributes' },
  special: { zh: '特種或比照特種', en: 'Special category' },
  image: { zh: '影像', en: 'Image' },
  text: { zh: '自由文字', en: 'Free text' },
  activity: { zh: '活動紀錄', en: 'Activity' },
  technical: { zh: '技術紀錄', en: 'Technical' },
}

export const bases = ['contract', 'consent', 'legalDuty', 'legitimate', 'public'] as const
export type Basis = (typeof bases)[number]
export const basisNames: Record<Basis, Localized> = {
  contract: { zh: '契約或類似契約關係（個資法 §19 I ②）', en: 'Contract (PDPA §19 I ②; GDPR 6(1)(b))' },
  consent: { zh: '當事人同意（§19 I ⑤）', en: 'Consent (§19 I ⑤; GDPR 6(1)(a))' },
  legalDuty: { zh: '法律明文規定（§19 I ①）', en: 'Legal duty (§19 I ①; GDPR 6(1)(c))' },
  legitimate: { zh: '對當事人權益無侵害或公共利益所必要（§19 I ⑥、⑧）', en: 'Legitimate interest (§19 I ⑥, ⑧; GDPR 6(1)(f))' },
  public: { zh: '當事人自行公開或已合法公開（§19 I ③）', en: 'Made public by the person (§19 I ③)' },
}

export type ColumnErasure = 'clear' | 'pseudonym' | 'keep'
export type TableErasure = 'row' | 'columns' | 'keep'
export const erasureNames: Record<TableErasure | ColumnErasure, Localized> = {
  row: { zh: '整筆刪除', en: 'Row deleted' },
  columns: { zh: '去識別化', en: 'Pseudonymised' },
  clear: { zh: '清空', en: 'Cleared' },
  pseudonym: { zh: '改為代號', en: 'Replaced by a code' },
  keep: { zh: '保留', en: 'Kept' },
}
