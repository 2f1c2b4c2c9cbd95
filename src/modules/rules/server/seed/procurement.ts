import { rowsOf } from './row.ts'

const p = rowsOf('procurement')
const s = rowsOf('subsidy')
const since2023 = { from: '2023-01-01' }

export const procurementRules = [
  p('procurement.threshold.small', 150_000, 'TWD', ['小額採購（以下）', 'Small purchase, up to'], 'S34', since2023),
  p('procurement.threshold.public', 1_500_000, 'TWD', ['公告金額', 'Publication threshold'], 'S34', since2023),
  p('procurement.threshold.supervision.works', 50_000_000, 'TWD', ['查核金額：工程', 'Supervision threshold: works'], 'S34', since2023),
  p('procurement.threshold.supervision.goods', 50_000_000, 'TWD', ['查核金額：財物', 'Supervision threshold: goods'], 'S34', since2023),
  p('procurement.threshold.supervision.services', 10_000_000, 'TWD', ['查核金額：勞務', 'Supervision threshold: services'], 'S34', since2023),
  p('procurement.threshold.huge.works', 200_000_000, 'TWD', ['巨額採購：工程', 'Huge procurement: works'], 'L:A0030099 §8'),
  p('procurement.threshold.huge.goods', 100_000_000, 'TWD', ['巨額採購：財物', 'Huge procurement: goods'], 'L:A0030099 §8'),
  p('procurement.threshold.huge.services', 20_000_000, 'TWD', ['巨額採購：勞務', 'Huge procurement: services'], 'L:A0030099 §8'),
  p('procurement.quotes.fromShareOfPublic', 0.1, 'ratio', ['公開取得報價或企劃書：自公告金額之比例起', 'Public quotes or proposals from this share of the threshold'], 'L:A0030057 §49'),
  p('procurement.quotes.minimum', 3, 'piece', ['公開取得報價或企劃書家數', 'Written quotes or proposals'], 'L:A0030057 §49', { note: ['第一次未達三家得改採限制性招標（A0030067 §3）。', 'First round below three may turn to limited tendering (A0030067 §3).'] }),
  p('procurement.quotes.belowMinimumAllowsLimited', true, 'flag', ['首次未達家數得改限制性招標', 'Too few in the first round: limited tendering allowed'], 'L:A0030067 §3'),
  p('procurement.methods', ['公開招標', '選擇性招標', '限制性招標'], 'structure', ['招標方式', 'Tendering methods'], 'L:A0030057 §18, §22'),
  p('procurement.event.usualArticles', ['22-1-9', '22-1-14'], 'structure', ['活動案常用條款（專業服務、文化創意）', 'Articles usual for events'], 'L:A0030057 §22', { note: ['經公開評選之限制性招標，準用最有利標，原則不訂底價（§52）。', 'Limited tendering after public selection, most advantageous tender, normally without a reserve price (§52).'] }),
  p('procurement.evaluation.methods', ['總評分法', '評分單價法', '序位法'], 'structure', ['最有利標評定方式', 'Methods of the most advantageous tender'], 'L:A0030080 §10–17'),
  p('procurement.evaluation.priceWeight', { min: 0.2, max: 0.5 }, 'structure', ['價格納入評分之權重', 'Weight of price when scored'], 'L:A0030080 §10–17'),
  p('procurement.evaluation.briefingWeight', 0.2, 'ratio', ['簡報權重上限', 'Weight of the briefing, at most'], 'L:A0030080 §10–17', { note: ['簡報不得變更投標文件內容。', 'The briefing may not change the bid.'] }),
  p('procurement.evaluation.tieBreak', ['重新評選', '權重最高項目得分較高者', '抽籤'], 'structure', ['同分或同序位之處理', 'Ties'], 'L:A0030080 §10–17'),
  p('procurement.evaluation.items', ['技術', '品質', '功能', '管理', '商業條款', '過去履約績效', '價格', '財務', '其他'], 'structure', ['評選項目', 'Families of criteria'], 'L:A0030080 §5'),
  p('procurement.evaluation.typicalWeights', { 計畫內容: 30, 執行能力與團隊: 20, '實績（下限）': 10, '實績（上限）': 15, '創意加值（下限）': 10, '創意加值（上限）': 15, 價格: 20, 簡報: 10 }, 'structure', ['活動案常見配分', 'Typical weights for events'], 'gk'),
  p('procurement.committee.minimum', 5, 'person', ['評選委員人數下限', 'Committee, at least'], 'L:A0030103 §4'),
  p('procurement.committee.expertShare', 1 / 3, 'ratio', ['外聘專家學者比例下限', 'Outside experts, at least'], 'L:A0030103 §4'),
  p('procurement.bidPeriod.belowPublic', 7, 'day', ['等標期：未達公告金額', 'Bid period: below the publication threshold'], 'L:A0030093'),
  p('procurement.bidPeriod.public', 14, 'day', ['等標期：公告金額以上未達查核金額', 'Bid period: publication to supervision threshold'], 'L:A0030093'),
  p('procurement.bidPeriod.supervision', 21, 'day', ['等標期：查核金額以上未達巨額', 'Bid period: supervision threshold to huge'], 'L:A0030093'),
  p('procurement.bidPeriod.huge', 28, 'day', ['等標期：巨額', 'Bid period: huge'], 'L:A0030093'),
  p('procurement.bidPeriod.quotes', 5, 'day', ['等標期：公開取得報價或企劃書', 'Bid period: quotes or proposals'], 'L:A0030093'),
  p('procurement.bidPeriod.cut.electronicDocuments', 3, 'day', ['電子領標得縮短', 'Cut for electronic documents'], 'L:A0030093'),
  p('procurement.bidPeriod.cut.electronicBids', 2, 'day', ['電子投標得縮短', 'Cut for electronic bids'], 'L:A0030093'),
  p('procurement.bidPeriod.floor', 5, 'day', ['縮短後下限', 'Never below'], 'L:A0030093'),
  p('procurement.objection.share', 0.25, 'ratio', ['對招標文件異議：等標期之比例', 'Objection to documents: share of the bid period'], 'L:A0030057 §75'),
  p('procurement.objection.minimum', 10, 'day', ['對招標文件異議：最少日數', 'Objection to documents: at least'], 'L:A0030057 §75'),
  p('procurement.bond.bid.rate', 0.05, 'ratio', ['押標金上限', 'Bid bond, at most'], 'L:A0030079 §9, §10'),
  p('procurement.bond.bid.cap', 50_000_000, 'TWD', ['押標金金額上限', 'Bid bond cap'], 'L:A0030079 §9, §10'),
  p('procurement.bond.performance.rate', 0.1, 'ratio', ['履約保證金上限', 'Performance bond, at most'], 'L:A0030079 §15'),
  p('procurement.bond.warranty.rate', 0.03, 'ratio', ['保固保證金上限', 'Warranty bond, at most'], 'L:A0030079 §25'),
  p('procurement.bond.servicesExempt', true, 'flag', ['勞務採購以免收為原則', 'Services are as a rule exempt from bonds'], 'L:A0030057 §30'),
  p('procurement.bond.guaranteeBeyondQuote', 30, 'day', ['銀行保證效期：報價有效期加', 'Bank guarantee: quote validity plus'], 'L:A0030079'),
  p('procurement.subsidised.share', 0.5, 'ratio', ['補助適用採購法：補助占比', 'Act applies to grantees from this share'], 'L:A0030057 §4', { note: ['且補助額達公告金額以上；藝文採購除外。', 'And the grant reaches the publication threshold; arts purchases exempt.'] }),
  p('procurement.subsidised.artsExempt', true, 'flag', ['藝文採購不適用', 'Arts purchases exempt'], 'L:A0030057 §4'),
]

const conference = 'L:J0090027 §3'
export const subsidyRules = [
  s('subsidy.applyBeforeEvent', true, 'flag', ['須於活動前申請', 'Apply before the event'], 'L:J0090027 §9'),
  s('subsidy.listAllFunders', true, 'flag', ['列明全部經費及各機關補助項目與金額', 'List all funders and amounts per item'], 'L:J0090027 §9'),
  s('meet.internationalConference.countries', 3, 'piece', ['國際會議：國家或地區數（不計主辦國）', 'International conference: countries, host excluded'], conference),
  s('meet.internationalConference.people', 50, 'person', ['國際會議：與會人數', 'International conference: people'], conference, { from: '2024-10-11', note: ['2018 年文本為 100 人，現行文本 50 人之起日未查。', 'The text of 2018 said 100; when it became 50 was not looked up.'] }),
  s('meet.internationalConference.foreigners', 30, 'person', ['國際會議：外國人士', 'International conference: foreigners'], conference),
  s('meet.internationalExhibition.foreignShare', 0.1, 'ratio', ['國際展覽：國外直接參展廠商比例', 'International exhibition: direct foreign exhibitors'], conference, { note: ['或六國以上，擇一即可。', 'Or six countries; either is enough.'] }),
  s('meet.internationalExhibition.countries', 6, 'piece', ['國際展覽：國家或地區數', 'International exhibition: countries'], conference),
  s('meet.sideTour.perPerson', { high: 2000, low: 1000, currency: 'TWD' }, 'structure', ['會前會後旅遊補助（每人）', 'Side-tour subsidy per person'], 'S37', { from: '2026-01-01', to: '2026-12-31' }),
  s('meet.sideTour.perCase', 600_000, 'TWD', ['會前會後旅遊補助（每案上限）', 'Side-tour subsidy cap per case'], 'S37', { from: '2026-01-01', to: '2026-12-31' }),
]
