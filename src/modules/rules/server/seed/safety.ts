import { rowsOf } from './row.ts'

const a = rowsOf('safety')
const b = rowsOf('insurance')
const v = rowsOf('venue')

export const safetyRules = [
  a('safety.massGathering.people', 1000, 'person', ['大型群聚活動：每場次人數', 'Mass gathering: people per session'], 'S38', {
    note: [
      '且持續二小時以上；室內場所依其核定用途使用者除外。',
      'And two hours or more; indoor venues within their licensed use are exempt.',
    ],
  }),
  a('safety.massGathering.hours', 2, 'hour', ['大型群聚活動：持續時間', 'Mass gathering: duration'], 'S38'),
  a('safety.massGathering.indoorExempt', true, 'flag', ['室內依核定用途使用者除外', 'Indoor venues within licensed use exempt'], 'S38'),
  a('safety.massGathering.report.people', { min: 1000, max: 2999 }, 'structure', ['報備人數', 'Headcount to report'], 'S38', {
    note: ['中央要點適用公部門。', 'The central guideline binds public bodies.'],
  }),
  a('safety.massGathering.report.days', 7, 'day', ['活動前報備日數', 'Report this many days before'], 'S38'),
  a('safety.massGathering.report.days', 15, 'day', ['活動前報備日數', 'Report this many days before'], 'S39', { in: 'TW-NWT' }),
  a('safety.massGathering.permit.people', 3000, 'person', ['許可人數', 'Headcount needing a permit'], 'S38'),
  a('safety.massGathering.permit.days', 30, 'day', ['活動前申請許可日數', 'Permit this many days before'], 'S38'),
  a(
    'safety.massGathering.permit.documents',
    ['申請書', '主辦者證明文件', '活動計畫', '安全維護與交通計畫', '場地與易燃物說明', '保險證明'],
    'structure',
    ['許可應備文件', 'Papers for the permit'],
    'S39',
    { in: 'TW-TPE' },
  ),
  a('safety.massGathering.fine', { min: 30_000, max: 100_000, currency: 'TWD' }, 'structure', ['罰鍰', 'Fines'], 'S39', { in: 'TW-TPE' }),
  a('safety.evacuation.indoor', 5, 'minute', ['室內疏散完畢時間', 'Indoor venue clear within'], 'S40', { in: 'TW-TXG' }),
]

export const insuranceRules = [
  b('insurance.publicLiability.outdoor.perPerson', 5_000_000, 'TWD', ['戶外非運動：每人體傷', 'Outdoor, not sport: per person'], 'S41', {
    note: ['參考額，依人數分級。', 'Advisory, graded by headcount.'],
  }),
  b(
    'insurance.publicLiability.outdoor.perAccident',
    { min: 30_000_000, max: 250_000_000, currency: 'TWD' },
    'structure',
    ['戶外非運動：每一事故體傷', 'Outdoor, not sport: per accident'],
    'S41',
  ),
  b('insurance.publicLiability.outdoor.property', 2_000_000, 'TWD', ['戶外非運動：每一事故財損', 'Outdoor, not sport: property'], 'S41'),
  b(
    'insurance.publicLiability.outdoor.total',
    { min: 64_000_000, max: 504_000_000, currency: 'TWD' },
    'structure',
    ['戶外非運動：保險期間總額', 'Outdoor, not sport: total'],
    'S41',
  ),
  b('insurance.publicLiability.minimum.perPerson', 3_000_000, 'TWD', ['常見最低額：每人體傷', 'Common minimum: per person'], 'S42', {
    note: ['較舊之最低額。', 'An older minimum.'],
  }),
  b(
    'insurance.publicLiability.minimum.perAccident',
    15_000_000,
    'TWD',
    ['常見最低額：每一事故體傷', 'Common minimum: per accident'],
    'S42',
  ),
  b('insurance.publicLiability.minimum.property', 2_000_000, 'TWD', ['常見最低額：每一事故財損', 'Common minimum: property'], 'S42'),
  b('insurance.publicLiability.minimum.total', 34_000_000, 'TWD', ['常見最低額：保險期間總額', 'Common minimum: total'], 'S42'),
  b(
    'insurance.publicLiability.premiumExample',
    8600,
    'TWD',
    ['保費例：戶外一日千人', 'Premium example: 1,000 people, one day outdoors'],
    'S43',
    { from: '2018-01-01', note: ['約數，2018 年。', 'About, in 2018.'] },
  ),
  b('insurance.addOns', ['工作人員', '食品中毒', '旅遊平安險', '雇主責任險', '展品險'], 'structure', ['加保項目', 'Further cover'], 'gk'),
]

export const venueRules = [
  v('venue.booth.standard', 9, 'squareMetre', ['標準攤位面積（3 × 3 m）', 'Standard booth (3 × 3 m)'], 'S37'),
  v('venue.booth.small', 6, 'squareMetre', ['小攤位面積（3 × 2 m）', 'Small booth (3 × 2 m)'], 'S44'),
  v('venue.ticc.setUpDiscount', 0.4, 'ratio', ['TICC 進場時段折扣', 'TICC discount for set-up blocks'], 'S44', {
    from: '2001-01-01',
    in: 'TW-TPE',
    note: ['2001 年租金表。', 'Price list of 2001.'],
  }),
  v('venue.ticc.blocks', ['08:30–12:30', '13:30–17:30', '18:30–22:30'], 'structure', ['TICC 租用時段', 'TICC time blocks'], 'S44', {
    from: '2001-01-01',
    in: 'TW-TPE',
  }),
  v('calendar.addedHolidays', ['小年夜', '09-28', '10-25', '12-25', '05-01'], 'structure', ['新增放假日', 'Holidays added'], 'S52', {
    from: '2025-05-01',
    note: ['五一改為全民放假。', '1 May for everybody.'],
  }),
  v('calendar.substitute', { saturday: 'friday', sunday: 'monday' }, 'structure', ['例假日補假', 'Substitute days'], 'S52', {
    from: '2025-05-01',
    note: ['逢週六補週五，逢週日補週一。', 'Saturday gives Friday, Sunday gives Monday.'],
  }),
]
