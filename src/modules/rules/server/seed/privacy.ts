import { rowsOf } from './row.ts'

const p = rowsOf('privacy')
const r = rowsOf('retention')
const act = 'L:I0050021'

export const privacyRules = [
  p(
    'privacy.notice.fields',
    ['蒐集機關', '目的', '資料類別', '利用期間、地區、對象、方式', '當事人權利及行使方式', '不提供之影響'],
    'structure',
    ['告知事項', 'Contents of the notice'],
    `${act} §8, §9`,
  ),
  p('privacy.access.days', 15, 'day', ['查詢、閱覽、複製：答覆期限', 'Access: answer within'], `${act} §13`),
  p('privacy.access.extension', 15, 'day', ['查詢、閱覽、複製：得延長', 'Access: extension'], `${act} §13`),
  p('privacy.correction.days', 30, 'day', ['更正、刪除：答覆期限', 'Correction, erasure: answer within'], `${act} §13`),
  p('privacy.correction.extension', 30, 'day', ['更正、刪除：得延長', 'Correction, erasure: extension'], `${act} §13`),
  p(
    'privacy.marketing.optOutAtFirst',
    true,
    'flag',
    ['首次行銷須提供免費拒絕方式', 'First marketing offers a free opt-out'],
    `${act} §20`,
    { note: ['表示拒絕即停止。', 'Stop at once when refused.'] },
  ),
  p(
    'privacy.otherPurpose.separateConsent',
    true,
    'flag',
    ['目的外利用須另行同意', 'Use beyond purpose needs separate consent'],
    `${act} §7, §20`,
  ),
  p('privacy.consent.collectorProves', true, 'flag', ['同意由蒐集者舉證', 'The collector proves consent'], `${act} §7`),
  p(
    'privacy.special.writtenConsent',
    ['病歷', '醫療', '基因', '性生活', '健康檢查', '犯罪前科'],
    'structure',
    ['特種個資須書面同意', 'Special data: written consent'],
    `${act} §6`,
  ),
  p(
    'privacy.special.dietary',
    true,
    'flag',
    ['飲食與醫療需求視同特種個資', 'Dietary and medical needs treated as special data'],
    `${act} §6`,
    { uncertain: true },
  ),
  p('privacy.eraseWhenPurposeEnds', true, 'flag', ['目的消失或期限屆滿應刪除', 'Erase when purpose or period ends'], `${act} §11`, {
    note: ['依法須保存者除外。', 'Unless there is a duty to keep.'],
  }),
  p(
    'privacy.fine.general',
    { min: 50_000, max: 500_000, currency: 'TWD' },
    'structure',
    ['罰鍰：違反蒐集利用規定', 'Fine: collection and use'],
    `${act} §47, §48`,
  ),
  p(
    'privacy.fine.security',
    { min: 20_000, max: 2_000_000, currency: 'TWD' },
    'structure',
    ['罰鍰：安全維護不足', 'Fine: security failure'],
    `${act} §47, §48`,
    { from: '2023-06-02', note: ['起日為一般知識。', 'The start is general knowledge.'] },
  ),
  p(
    'privacy.fine.serious',
    { min: 150_000, max: 15_000_000, currency: 'TWD' },
    'structure',
    ['罰鍰：情節重大', 'Fine: serious'],
    `${act} §47, §48`,
    { from: '2023-06-02', note: ['起日為一般知識。', 'The start is general knowledge.'] },
  ),
  p('privacy.breach.notify', 72, 'hour', ['外洩通報期限', 'Breach notified within'], 'S53', {
    from: '2026-01-01',
    uncertain: true,
    note: ['2026-01 草案；施行日未定。通知當事人與主管機關。', 'Draft of 2026-01, date in force open. Both person and authority.'],
  }),
  p('privacy.breach.people', 100, 'person', ['外洩通報：超過人數', 'Breach notified beyond this many people'], 'S53', {
    from: '2026-01-01',
    uncertain: true,
    note: ['或涉特種個資。', 'Or where special data are concerned.'],
  }),
  p('privacy.breach.systemRecords', 10_000, 'piece', ['外洩通報：系統保有筆數', 'Breach notified for systems holding'], 'S53', {
    from: '2026-01-01',
    uncertain: true,
  }),
  p('privacy.breach.notify', 72, 'hour', ['外洩通報期限（GDPR）', 'Breach notified within (GDPR)'], 'gk', { from: '2018-05-25', in: 'EU' }),
  p('privacy.response', 1, 'month', ['權利請求回覆期限（GDPR）', 'Requests answered within (GDPR)'], 'gk', {
    from: '2018-05-25',
    in: 'EU',
  }),
  p('privacy.response.extension', 2, 'month', ['權利請求回覆：得延長（GDPR）', 'Requests: extension (GDPR)'], 'gk', {
    from: '2018-05-25',
    in: 'EU',
  }),
]

export const retentionRules = [
  r('retention.accounting.vouchers', 5, 'year', ['會計憑證', 'Accounting vouchers'], 'L:J0080009 §38'),
  r('retention.accounting.books', 10, 'year', ['會計帳簿與財務報表', 'Accounting books and statements'], 'L:J0080009 §38'),
  r('retention.breachLog', 5, 'year', ['外洩事件紀錄', 'Breach log'], 'S53', { from: '2026-01-01', uncertain: true }),
]
