import type { IndicatorLabels } from './indicator-labels.ts'

/** KMC2432-002v4 活動主管. */
export const mgr4 = {
  'P1.1.1': { zh: '釐清目的並分析市場與輿情', en: 'Clarify purpose; analyse market and opinion' },
  'P1.1.2': { zh: '蒐整市場與法規並判斷可信度', en: 'Gather and judge market and regulatory information' },
  'P1.1.3': { zh: '研究歷屆與競爭者活動', en: 'Study past and competing events' },
  'P1.2.1': { zh: '從內部強弱項決定定位', en: 'Position the event by internal strengths' },
  'P1.2.2': { zh: '以 SWOT 找出競爭策略', en: 'Derive competitive strategy from SWOT' },
  'P1.2.3': { zh: '描繪潛在客群與偏好', en: 'Profile target audiences and their preferences' },
  'P2.1.1': { zh: '依政策、定位與需求訂目標', en: 'Set goals from policy, position and needs' },
  'P2.1.2': { zh: '盤點資源並排優先順序', en: 'Take stock of resources and prioritise' },
  'P2.1.3': { zh: '向主管爭取並編列預算', en: 'Negotiate and prepare the budget' },
  'P2.2.1': { zh: '向同仁徵集構想與建議', en: 'Seek ideas from colleagues' },
  'P2.2.2': { zh: '整理團隊創意與回饋', en: 'Merge colleagues’ ideas and feedback' },
  'P2.2.3': { zh: '提出切題且不超支的計畫', en: 'Deliver a plan meeting purpose and budget' },
  'P2.3.1': { zh: '按計畫運用資源推動專案', en: 'Carry out projects with available resources' },
  'P2.3.2': { zh: '協調分工並調整策略方案', en: 'Divide work and adjust the strategy' },
  'P3.1.1': { zh: '對照時程表統籌內外資源', en: 'Coordinate all resources against the schedule' },
  'P3.1.2': { zh: '督導各專案進度與成果', en: 'Supervise progress and results of projects' },
  'P3.1.3': { zh: '指揮異常與緊急應變', en: 'Command emergency and incident response' },
  'P3.2.1': { zh: '檢核目標達成並督導結案', en: 'Check goal attainment and supervise closing' },
  'P3.2.2': { zh: '簡報成果並提改善方向', en: 'Present results and propose improvements' },
} satisfies IndicatorLabels
