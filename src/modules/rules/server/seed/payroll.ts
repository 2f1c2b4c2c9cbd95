import { rowsOf } from './row.ts'

const w = rowsOf('withholding')
const n = rowsOf('nhi')
const f = rowsOf('fees')
const rates = 'L:G0340028 §2, §3, §13'

export const withholdingRules = [
  w('tax.resident.days', 183, 'day', ['居住者在臺天數', 'Days in Taiwan of a resident'], 'gk'),
  w('tax.withholding.9a.resident.rate', 0.1, 'ratio', ['9A 執行業務：居住者', '9A professional fees: resident'], rates),
  w('tax.withholding.9a.nonResident.rate', 0.2, 'ratio', ['9A 執行業務：非居住者', '9A professional fees: non-resident'], rates),
  w('tax.withholding.9b.resident.rate', 0.1, 'ratio', ['9B 稿費、講演鐘點費：居住者', '9B lectures and writing: resident'], rates),
  w('tax.withholding.9b.nonResident.rate', 0.2, 'ratio', ['9B 稿費、講演鐘點費：非居住者', '9B lectures and writing: non-resident'], rates),
  w(
    'tax.withholding.9b.nonResident.exemptUpTo',
    5000,
    'TWD',
    ['9B 非居住者每次免扣上限', '9B non-resident: single payment exempt up to'],
    rates,
  ),
  w('tax.income.9b.yearlyExempt', 180_000, 'TWD', ['9B 全年免稅額（合計）', '9B tax-free a year, all together'], 'L:G0340003 §4-1-23'),
  w(
    'tax.withholding.50.resident.rate',
    0.05,
    'ratio',
    ['50 薪資：居住者兼職、非每月給付', '50 salary: resident, part-time or irregular'],
    'L:G0340013 §5',
  ),
  w('tax.withholding.50.resident.threshold', 88_501, 'TWD', ['50 薪資：居住者起扣點', '50 salary: withholding starts at'], 'gk', {
    from: '2025-01-01',
    to: '2025-12-31',
    note: ['未達起扣點免扣。', 'Below it nothing is withheld.'],
  }),
  w(
    'tax.withholding.50.resident.threshold',
    90_501,
    'TWD',
    ['50 薪資：居住者起扣點', '50 salary: withholding starts at'],
    'S5 · L:G0340013 §8',
    { from: '2026-01-01', note: ['未達起扣點免扣。', 'Below it nothing is withheld.'] },
  ),
  w('tax.withholding.50.nonResident.rate', 0.18, 'ratio', ['50 薪資：非居住者', '50 salary: non-resident'], rates),
  w('tax.withholding.50.nonResident.lowRate', 0.06, 'ratio', ['50 薪資：非居住者低薪', '50 salary: non-resident, low pay'], rates),
  w(
    'tax.withholding.50.nonResident.lowRateMultiple',
    1.5,
    'multiple',
    ['低薪上限：當月基本工資之倍數', 'Low pay: at most this many times the basic wage a month'],
    rates,
  ),
  w('tax.withholding.attendanceFee.code', '50', 'text', ['出席費所得類別', 'Income code of attendance fees'], 'S5', { uncertain: true }),
  w('tax.withholding.51.resident.rate', 0.1, 'ratio', ['51 租金：居住者', '51 rent: resident'], rates),
  w('tax.withholding.51.nonResident.rate', 0.2, 'ratio', ['51 租金：非居住者', '51 rent: non-resident'], rates),
  w('tax.withholding.91.resident.rate', 0.1, 'ratio', ['91 競技競賽及機會中獎：居住者', '91 prizes: resident'], rates),
  w('tax.withholding.91.nonResident.rate', 0.2, 'ratio', ['91 競技競賽及機會中獎：非居住者', '91 prizes: non-resident'], rates),
  w('tax.withholding.92.resident.rate', 0, 'ratio', ['92 其他所得：居住者', '92 other income: resident'], rates, {
    note: ['免扣繳但須列單申報。', 'Nothing withheld, but reported.'],
  }),
  w('tax.withholding.92.nonResident.rate', 0, 'ratio', ['92 其他所得：非居住者', '92 other income: non-resident'], 'gk', {
    note: ['不扣繳，由所得人自行申報。', 'Not withheld; the payee files.'],
  }),
  w('tax.income.92.nonResident.filingRate', 0.2, 'ratio', ['92 非居住者自行申報稅率', '92 non-resident: rate the payee files at'], 'gk'),
  w(
    'tax.withholding.resident.minimumTax',
    2000,
    'TWD',
    ['居住者每次應扣稅額免扣上限', 'Resident: no withholding up to this tax'],
    'L:G0340028 §13',
    {
      note: [
        '逐次判斷：floor(給付額 × 扣繳率) > 2,000 才扣；10% 類自 20,010 元起。',
        'Per payment: withheld when floor(amount × rate) > 2,000; 10 % items start at 20,010.',
      ],
    },
  ),
  w(
    'tax.withholding.listing.minimum',
    1000,
    'TWD',
    ['全年給付同一人免列單上限', 'Yearly payments to one person not listed up to'],
    'L:G0340028 §13',
  ),
  w('tax.withholding.lecture.code', '9B', 'text', ['專題演講所得類別', 'Income code of special lectures'], 'S29', {
    note: ['須由使用者選定並記錄理由。', 'Asked of the user, with the reason kept.'],
  }),
  w('tax.withholding.teaching.code', '50', 'text', ['授課鐘點所得類別', 'Income code of teaching hours'], 'S29'),
  w(
    'tax.withholding.resident.payBy',
    { monthsLater: 1, day: 10 },
    'structure',
    ['居住者扣繳稅款繳納期限', 'Resident: tax paid by'],
    'L:G0340003 §89, §92',
    { note: ['次月 10 日前。', 'By the 10th of the next month.'] },
  ),
  w(
    'tax.withholding.nonResident.payWithin',
    10,
    'day',
    ['非居住者繳納並申報期限', 'Non-resident: pay and report within'],
    'L:G0340003 §89, §92',
  ),
  w(
    'tax.withholding.statement.fileBy',
    { month: 1, day: 31 },
    'structure',
    ['扣（免）扣繳憑單申報期限', 'Statements to the tax office by'],
    'L:G0340003 §89, §92',
  ),
  w(
    'tax.withholding.statement.deliverBy',
    { month: 2, day: 10 },
    'structure',
    ['扣（免）扣繳憑單填發期限', 'Statements to the payee by'],
    'L:G0340003 §89, §92',
  ),
  w(
    'tax.withholding.statement.holidayExtension',
    5,
    'day',
    ['一月遇連續三日國定假日之延長', 'Extension when January has a three-day holiday'],
    'L:G0340003 §89, §92',
  ),
  w('tax.withholding.agent', 'organisation', 'text', ['扣繳義務人', 'Withholding agent'], 'L:G0340003 §89', {
    from: '2025-01-01',
    note: ['2024-08-07 修正；施行日為一般知識。', 'Amended 2024-08-07; the date in force is general knowledge.'],
  }),
  w('labour.basicWage.monthly', 29_500, 'TWD', ['每月基本工資', 'Monthly basic wage'], 'S5 · S30', { from: '2026-01-01' }),
  w('labour.minimumWage.hourly', 196, 'TWD', ['每小時最低工資', 'Hourly minimum wage'], 'gk', { from: '2026-01-01', uncertain: true }),
]

const premium = 'L:L0060001 §31 · L:L0060027 §4, §5'
export const nhiRules = [
  n('nhi.supplementary.rate', 0.0211, 'ratio', ['補充保險費率', 'Supplementary premium rate'], 'S5 · S30', {
    from: '2021-01-01',
    note: ['20,000 → 422；30,000 → 633。起日為一般知識。', '20,000 → 422; 30,000 → 633. The start is general knowledge.'],
  }),
  n('nhi.supplementary.minimum', 20_000, 'TWD', ['單次給付起扣額', 'Single payment from'], premium, {
    note: ['9A、9B、租金、利息、股利。', '9A, 9B, rent, interest, dividends.'],
  }),
  n('nhi.supplementary.maximum', 10_000_000, 'TWD', ['單次給付計費上限', 'Only the part up to'], premium),
  n('nhi.supplementary.salaryMinimum', 29_500, 'TWD', ['兼職薪資起扣額（基本工資）', 'Part-time salary from (basic wage)'], 'S5 · S30', {
    from: '2026-01-01',
  }),
  n('nhi.supplementary.bonusMultiple', 4, 'multiple', ['獎金超過投保金額倍數', 'Bonus beyond this many insured wages'], premium),
  n(
    'nhi.supplementary.categories',
    ['9A', '9B', '50', '51', 'interest', 'dividend', 'bonus'],
    'structure',
    ['計費所得類別', 'Income subject to it'],
    premium,
  ),
  n(
    'nhi.supplementary.exempt.salary',
    ['第二類被保險人（職業工會）', '第五類低收入戶', '未參加全民健保者'],
    'structure',
    ['薪資免扣對象', 'Exempt for salary'],
    premium,
    { note: ['須於給付前提出證明。', 'With proof before payment.'] },
  ),
  n(
    'nhi.supplementary.exempt.professional',
    ['以執行業務所得投保者（專技自行執業、自營作業者）', '第五類低收入戶', '未參加全民健保者'],
    'structure',
    ['9A、9B 免扣對象', 'Exempt for 9A and 9B'],
    premium,
    { note: ['須於給付前提出證明；外籍講者未加保者免扣。', 'With proof before payment; foreign speakers outside NHI are exempt.'] },
  ),
  n('nhi.supplementary.exempt.lowIncomeProofMonths', 2, 'month', ['低收入戶查詢結果效期', 'Low-income query stays valid'], premium),
  n('nhi.supplementary.payBy', { monthsLater: 1, day: 'last' }, 'structure', ['補充保費繳納期限', 'Premium paid by'], premium, {
    note: ['次月底前。', 'By the end of the next month.'],
  }),
  n('nhi.supplementary.yearlyAccumulation', 'onHold', 'text', ['改採全年累計之規劃', 'Plan to accumulate over the year'], 'S30', {
    from: '2026-01-01',
    uncertain: true,
  }),
]

export const feeRules = [
  f('fee.lecture.external', 2000, 'TWD', ['講座鐘點費：外聘（每節上限）', 'Lecture fee cap, external, per session'], 'S31', {
    note: ['政府經費適用。', 'For government money.'],
  }),
  f('fee.lecture.affiliated', 1500, 'TWD', ['講座鐘點費：隸屬機關（每節上限）', 'Lecture fee cap, affiliated body, per session'], 'S31'),
  f('fee.lecture.internal', 1000, 'TWD', ['講座鐘點費：內聘（每節上限）', 'Lecture fee cap, internal, per session'], 'S31'),
  f('fee.lecture.session', 50, 'minute', ['一節長度', 'Length of a session'], 'S31'),
  f('fee.lecture.doubleSession', 90, 'minute', ['連續二節長度', 'Length of two sessions in a row'], 'S31'),
  f('fee.lecture.shortShare', 0.5, 'ratio', ['未滿一節之給付比例', 'Share paid for less than a session'], 'S31'),
  f('fee.lecture.special', 'free', 'text', ['專題演講：自行訂定', 'Special lectures: set freely'], 'S31'),
  f('fee.lecture.foreign', 'negotiable', 'text', ['國外專家：衡酌議定', 'Foreign experts: negotiable'], 'S31'),
  f('fee.lecture.materialsShare', 0.7, 'ratio', ['教材費上限（占鐘點費）', 'Teaching material, at most this share'], 'S31'),
  f('fee.attendance', 2500, 'TWD', ['出席費（每次會議上限）', 'Attendance fee cap per meeting'], 'S32', {
    from: '2018-01-01',
    uncertain: true,
    note: ['2018 年文本，請查是否調整。', 'Text of 2018; check for updates.'],
  }),
  f(
    'fee.writing.chinese',
    { min: 580, max: 870, per: '千字', currency: 'TWD' },
    'structure',
    ['稿費：中文每千字', 'Writing fee per 1,000 characters'],
    'S33',
    { from: '2018-01-01', note: ['2018 年文本。', 'Text of 2018.'] },
  ),
]
