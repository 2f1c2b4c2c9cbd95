import type { IndicatorLabels } from './indicator-labels.ts'

/** KMC2432-001v4 活動企劃專員. */
export const pln4 = {
  'P1.1.1': { zh: '收集產業現況與辦理要點', en: 'Gather industry context and event formats' },
  'P1.1.2': { zh: '彙整客戶需求並確認預算', en: 'Consolidate client needs and confirm budget' },
  'P1.2.1': { zh: '向客戶簡報初步提案', en: 'Present the first proposal' },
  'P1.2.2': { zh: '溝通後修提案並排時程', en: 'Revise the proposal and set timeline' },
  'P1.3.1': { zh: '場勘並備妥人力與物資', en: 'Scout venues; source staff and supplies' },
  'P1.3.2': { zh: '選定辦理形式並測試設備', en: 'Settle the format and test equipment' },
  'P1.3.3': { zh: '規劃流程、場地、宣傳與雨備', en: 'Plan flow, venue, publicity and rain plan' },
  'P1.3.4': { zh: '完成計畫書並請客戶核可', en: 'Finish the plan and obtain client approval' },
  'P2.1.1': { zh: '調度人力、經費、保險與器材', en: 'Deploy staff, funds, insurance and equipment' },
  'P2.1.2': { zh: '排定流程順序並辦理彩排', en: 'Set the running order and rehearse' },
  'P2.1.3': { zh: '會前確認與報到、安全說明', en: 'Pre-event checks, check-in and safety briefing' },
  'P2.1.4': { zh: '帶領團隊照流程執行', en: 'Direct the running of the event' },
  'P2.1.5': { zh: '應變現場異常與突發', en: 'Handle irregularities and surprises onsite' },
  'P2.2.1': { zh: '以問卷與回饋單收集意見', en: 'Collect feedback on the event' },
  'P2.2.2': { zh: '處理客訴與後續追蹤', en: 'Resolve complaints and follow up' },
  'P2.2.3': { zh: '登錄客訴並往上呈報', en: 'Record complaints and report upwards' },
  'P2.3.1': { zh: '整合執行紀錄與回饋成結案', en: 'Compile records and feedback into closing report' },
  'P2.3.2': { zh: '從結案歸納下次改善事項', en: 'Recommend improvements from the closing report' },
} satisfies IndicatorLabels
