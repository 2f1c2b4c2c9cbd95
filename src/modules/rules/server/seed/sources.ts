/** Acts and regulations by their number in the national law database. */
const laws: Record<string, string> = {
  A0030057: '政府採購法',
  A0030067: '中央機關未達公告金額採購招標辦法',
  A0030079: '押標金保證金暨其他擔保作業辦法',
  A0030080: '最有利標評選辦法',
  A0030093: '招標期限標準',
  A0030099: '投標廠商資格與特殊或巨額採購認定標準',
  A0030103: '採購評選委員會組織準則',
  D0050138: '公益勸募條例',
  G0340003: '所得稅法',
  G0340013: '薪資所得扣繳辦法',
  G0340028: '各類所得扣繳率標準',
  G0340080: '加值型及非加值型營業稅法',
  G0340082: '統一發票使用辦法',
  G0340091: '印花稅法',
  G0380028: '票據法',
  I0050021: '個人資料保護法',
  J0080009: '商業會計法',
  J0090027: '辦理推廣貿易業務補助辦法',
  L0020073: '醫師執業登記及繼續教育辦法',
  L0020181: '醫事人員執業登記及繼續教育辦法',
  L0060001: '全民健康保險法',
  L0060027: '全民健康保險扣取及繳納補充保險費辦法',
}

/** Other sources by their mark in the project's list of Taiwan rules: readable name and, where known, address. */
const others: Record<string, [name: string, url?: string]> = {
  S2: ['綠界 API 文件（ECPay-API-Skill V3.1）', 'https://github.com/ECPay/ECPay-API-Skill'],
  S4: ['taiwan-id-validator', 'https://github.com/enylin/taiwan-id-validator'],
  S5: ['勞務報酬單產生器 LRS-Generator', 'https://github.com/domaineks/LRS-Generator'],
  S22: ['統一編號檢查碼說明', 'https://cynthiachuang.github.io/Check-Tax-ID-Number'],
  S23: ['新頭殼報導：新式統一證號', 'https://newtalk.tw/news/view/2020-12-16/509552'],
  S24: ['電子發票載具格式（公開程式碼）'],
  S26: ['電子發票存證期限說明', 'https://cetustek.com.tw/news399'],
  S27: ['電子發票 MIG 4.0 說明', 'https://sl-einv.blogspot.com'],
  S28: ['政府支出憑證處理要點', 'https://s6law.com/law/6law/law3s/law35163.html'],
  S29: ['講演鐘點與授課鐘點之區分', 'https://gad.cufa.edu.tw/p/16-1015-889.php'],
  S30: ['2026 補充保費整理（Finacial-planner）', 'https://github.com/ppcvote/Finacial-planner'],
  S31: ['講座鐘點費支給表', 'https://accounting.ndhu.edu.tw/p/406-1022-69075'],
  S32: ['出席費及稿費支給要點（2018 文本）'],
  S33: ['中國醫藥大學稿費支給規定（2018）'],
  S34: ['政府採購金額門檻調整', 'https://fblaw.com.tw/insights-chs/legal-news-2023-2-1'],
  S35: ['gov-procurement-analytics', 'https://github.com/akaiHuang/gov-procurement-analytics'],
  S37: ['2026 會展補助報導', 'https://udn.com/news/story/7238/9328923'],
  S38: ['大型群聚活動安全管理要點（轉載）', 'https://bakery-roc.org.tw'],
  S39: ['直轄市大型群聚活動法規', 'https://laws.taipei.gov.tw'],
  S40: ['臺中市活動安全規定', 'https://lawsearch.taichung.gov.tw'],
  S41: ['公共意外責任險投保建議', 'https://audit.gov.tw/p/16-1000-10833'],
  S42: ['公共意外責任險最低額（舊例）', 'https://laws.taipei.gov.tw'],
  S43: ['活動公共意外險費用例（2018）', 'https://rmim.com.tw/news-detail-21658'],
  S44: ['TICC 場地租金表（2001）'],
  S52: ['紀念日及節日實施條例報導（2025）', 'https://tncvs.tn.edu.tw'],
  S53: ['個資法 2025 修正與通報草案報導', 'https://udn.com/news/story/7314/9300353'],
  S55: ['電力與燃料排放係數（公開資料）'],
  S56: ['電力排碳係數與產品碳足跡（公開資料）'],
  S57: ['臺鐵碳足跡報導（中央社 2025-08-05）'],
  S58: ['高鐵碳足跡（示範資料，可信度低）'],
  S59: ['UK Government GHG factors 2025', 'https://github.com/IDEMSInternational/carbonr'],
  S60: ['emission-calculator：飲食排放', 'https://github.com/eskmag/emission-calculator'],
  S61: ['臺灣護理學會積分說明', 'https://twna.org.tw'],
  S62: ['繼續教育積分上傳表'],
  S63: ['各學會積分申請規定', 'https://idsroc.org.tw/active/apply_rule.asp'],
  S64: ['公務人員終身學習時數登錄說明'],
  S67: ['LINE Notify 終止服務', 'https://github.com/louislam/uptime-kuma/issues/5527'],
  S68: ['LINE Messaging API reference', 'https://developers.line.biz/en/reference/messaging-api'],
  S69: ['LINE 官方帳號方案（2023-09）', 'https://cacafly.com'],
  S71: ['簡訊服務商說明', 'https://sms.ite2.com'],
  S73: ['服務建議書徵求文件範例', 'https://lawinsider.com/zh/contracts/fIpLqLlzRmD'],
  S82: ['協會繳費與憑證規定', 'https://chrma.net'],
  gk: ['一般知識，未查原文'],
}

/** Turns marks such as `L:G0340028 §2 · S5` into readable names and the first address. Throws on an unknown mark. */
export function readSource(marks: string): { source: string; sourceUrl: string | null } {
  const found = marks.split(' · ').map((mark) => {
    const law = /^L:(\w+)( §.+)?$/.exec(mark)
    if (law)
      return {
        text: `${laws[law[1]!]}${law[2] ?? ''}（L:${law[1]}）`,
        url: `https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=${law[1]}`,
        known: Object.hasOwn(laws, law[1]!),
      }
    return { text: `${others[mark]?.[0]}（${mark}）`, url: others[mark]?.[1] ?? null, known: mark in others }
  })
  if (!found.every((f) => f.known)) throw new Error(`rules seed: unknown source in “${marks}”`)
  return { source: found.map((f) => f.text).join('；'), sourceUrl: found.find((f) => f.url)?.url ?? null }
}
