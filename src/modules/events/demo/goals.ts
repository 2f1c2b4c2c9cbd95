import type { DemoGoal } from './types.ts'

/** A goal on one line; `actual` is for `manual` metrics only. */
export function goal(
  key: string, zh: string, en: string, unitZh: string, unitEn: string, target: number, metric: DemoGoal['metric'], noteZh: string, noteEn: string,
  actual: number | null = null, direction: DemoGoal['direction'] = 'atLeast',
): DemoGoal {
  return { key, title: { zh, en }, unit: { zh: unitZh, en: unitEn }, target, metric, direction, actual, note: { zh: noteZh, en: noteEn } }
}

export const demoGoals: DemoGoal[] = [
  goal('registrations-onsite', '實體報名', 'On-site registrations', '人', 'people', 300, 'registrations_onsite', '以大廳座位為上限，不含取消。', 'Limited by the hall; cancellations excluded.'),
  goal('registrations-online', '線上報名', 'Online registrations', '人', 'people', 120, 'registrations_online', '含僅線上與團體線上票。', 'Online and group online tickets.'),
  goal('attendance-rate', '報到率', 'Attendance rate', '%', '%', 88, 'attendance_rate', '報到人數除以有效實體報名數。', 'Checked in over valid on-site registrations.'),
  goal('countries', '參與國家數', 'Countries', '國', 'countries', 15, 'countries', '依報名者填寫之國別，含臺灣。', 'By the country given at registration, Taiwan included.'),
  goal('foreign', '外籍參加者', 'Foreign participants', '人', 'people', 60, 'foreign_attendees', '含海外講者。', 'Speakers from abroad included.'),
  goal('speakers', '講者與主持人', 'Speakers and chairs', '位', 'people', 60, 'speakers', '跨場次者計一次。', 'Each person once.'),
  goal('revenue', '報名收入', 'Registration revenue', '元', 'TWD', 700_000, 'revenue', '已繳款之報名費，未扣手續費。', 'Paid fees before charges.'),
  goal('satisfaction', '整體滿意度', 'Overall satisfaction', '分（滿分 5）', 'points of 5', 4.4, 'manual', '會後問卷整體構面平均，回收率四成以上方採計。', 'Mean of the overall question; counts with 40% response.'),
  goal('media', '媒體露出', 'Media coverage', '則', 'items', 18, 'manual', '含會前專題，檢附剪報或連結。', 'Features included, with clippings or links.', 5),
  goal('leftovers', '每人每餐剩食', 'Leftovers per person and meal', '公克', 'grams', 80, 'manual', '四次量測平均，未含果皮與骨頭。', 'Mean of four weighings, without peel and bones.', null, 'atMost'),
]
