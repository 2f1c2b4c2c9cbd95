import { goal } from './goals.ts'
import type { DemoGoal, DemoLesson, DemoNarrative } from './types.ts'

export const pastGoals: DemoGoal[] = [
  goal(
    'registrations',
    '報名總人數',
    'Registrations',
    '人',
    'people',
    200,
    'registrations',
    '含實體與線上，不含取消。',
    'On site and online, without cancellations.',
  ),
  goal(
    'attendance',
    '實體報到人數',
    'People checked in',
    '人',
    'people',
    120,
    'attendance',
    '兩日任一日完成報到者，不重複計算。',
    'Checked in on either day, counted once.',
  ),
  goal(
    'attendance-rate',
    '報到率',
    'Attendance rate',
    '%',
    '%',
    85,
    'attendance_rate',
    '報到人數除以有效報名數。',
    'Checked in over valid registrations.',
  ),
  goal(
    'countries',
    '參與國家數',
    'Countries',
    '國',
    'countries',
    8,
    'countries',
    '依報名者填寫之國別。',
    'By the country given at registration.',
  ),
  goal(
    'sessions',
    '場次數',
    'Sessions',
    '場',
    'sessions',
    16,
    'sessions',
    '含典禮，不含茶敘、用餐與報到。',
    'Ceremonies included, breaks, meals and check-in not.',
  ),
  goal(
    'satisfaction',
    '整體滿意度',
    'Overall satisfaction',
    '分（滿分 5）',
    'points of 5',
    4.2,
    'manual',
    '會後問卷整體構面平均。',
    'Mean of the overall question.',
    4.4,
  ),
  goal('media', '媒體露出', 'Media coverage', '則', 'items', 12, 'manual', '檢附剪報或連結。', 'With clippings or links.', 15),
  goal(
    'leftovers',
    '每人每餐剩食',
    'Leftovers per person and meal',
    '公克',
    'grams',
    90,
    'manual',
    '四次量測平均，未含果皮與骨頭。',
    'Mean of four weighings, without peel and bones.',
    97,
    'down',
  ),
]

/** What last year taught; the coming forum's plan answers each of them. */
export const pastLessons: DemoLesson[] = [
  {
    key: 'queue',
    area: 'registration',
    finding: {
      zh: '第一日 08:40 至 09:00 報到櫃檯僅開兩座，隊伍延伸至運河步道。',
      en: 'Only two desks were open at 08:40–09:00 on day one and the queue reached the canal path.',
    },
    improvement: {
      zh: '本屆開設三座櫃檯及一座服務檯，並於隊伍前端先行核對 QR Code。',
      en: 'Three desks and a service desk this year, with QR codes checked in the queue.',
    },
  },
  {
    key: 'rooms',
    area: 'programme',
    finding: {
      zh: '灶廳兩場爆滿，竹篩廳同時段僅坐三成。',
      en: 'Two sessions overflowed the Hearth Room while the Sieve Room stood two-thirds empty.',
    },
    improvement: {
      zh: '開放報名時調查意願場次，於 D-30 依預估人數調整場地。',
      en: 'Ask for preferred sessions at registration and reassign rooms at D-30.',
    },
  },
  {
    key: 'interpreting',
    area: 'programme',
    finding: { zh: '口譯員前一日才收到簡報，專有名詞前後不一。', en: 'Interpreters saw slides only the day before, and terms varied.' },
    improvement: { zh: 'D-14 提供名詞表，D-10 截止收件。', en: 'Glossary at D-14, slides due at D-10.' },
  },
  {
    key: 'leftovers',
    area: 'tours',
    finding: {
      zh: '首日白飯過量，剩食超出目標；第二日減量後明顯改善。',
      en: 'Too much rice on day one missed the leftover goal; smaller portions on day two helped.',
    },
    improvement: { zh: '採三種份量餐盒，報名時即可選擇。', en: 'Three portion sizes, chosen at registration.' },
  },
  {
    key: 'online',
    area: 'publicity',
    finding: { zh: '線上參加者反映提問石沉大海。', en: 'Online guests felt that their questions vanished.' },
    improvement: { zh: '增設線上主持人並安排一場線上專屬圓桌。', en: 'A host for the online room and an online-only round table.' },
  },
]

export const pastNarratives: DemoNarrative[] = [
  {
    deliverable: 'goals',
    key: 'approach',
    title: { zh: '目標設定說明', en: 'How the goals were set' },
    zh: [
      '第二屆首次採混成形式，目標以「來得了、聽得懂、剩得少」三句話歸納：實體與線上均有足夠參與、外語場次提供口譯，並首度量測供餐剩食。各項數字除問卷、媒體與剩食外，均由系統紀錄產生。',
    ],
    en: [
      'The first hybrid edition had three aims: people can come, can follow, and leave little behind. Apart from survey, coverage and leftovers, all figures come from the records.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'summary',
    title: { zh: '摘要', en: 'Summary' },
    zh: [
      '第二屆灶腳論壇以「時間的味道」為題，於臺南運河鹽倉文化會館舉行兩日，為本系列首次以實體與線上同步辦理。論壇由一座罐頭工廠的重生談起，經由釀造、市場、學校與廟口的案例，探討飲食技藝如何在時間中延續與改變。',
      '活動如期、如質完成，未發生人員傷亡、資料外洩或重大設備事故。參與及出席情形優於預期，與會者對講者內容及現場氛圍評價最高；報到動線、會議室容量與線上互動則為主要檢討項目。各項數據詳見目標達成情形及活動成果章節。',
    ],
    en: [
      'The second Tsàu-kha Forum, “The taste of time”, met for two days at Canal Salt House in Tainan and was the first of the series to run on site and online together.',
      'It was delivered on time with no injury, data leak or major failure. Speakers and atmosphere were rated highest; check-in flow, room sizes and online interaction are the main points for improvement.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'process',
    title: { zh: '執行過程與大事紀', en: 'Course of the project' },
    zh: [
      '本案自簽約後即成立九個工作組，每週召開進度會議，並於 D-90、D-30 與 D-7 向主辦單位提出書面報告。議程於 D-60 定稿，其後僅因一位講者健康因素調整一場次序；會場於前一日 13:00 進場，21:30 完成五項查驗後封場。',
      '第一日上午報到人潮集中，現場由行政人員支援引導後於開幕前疏解。第一日晚間因陣雨，晚宴依雨備方案於 16:20 決定移入大廳，外燴與音響於九十分鐘內完成轉場。第二日依既定流程進行，15:15 閉幕，17:40 完成撤場並點交場地。',
      '全程共登錄五件現場事件，均於當日結案，包括耳機電量不足兩件、過敏原詢問兩件及遺失物一件。處理紀錄已附於現場事件表。',
    ],
    en: [
      'Nine groups met weekly, with written reports at D-90, D-30 and D-7. The agenda froze at D-60; one session later moved because a speaker fell ill.',
      'The first morning’s queue cleared before the opening. Rain moved the dinner indoors within ninety minutes. Five small incidents were logged and closed the same day.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'outcome',
    title: { zh: '活動成果', en: 'Results' },
    zh: [
      '內容面，論壇公開發表三項成果：老店採訪禮貌守則、食譜授權查核表及活動剩食量測最低標準，均以開放授權提供下載。會後已有兩座館所回報採用授權查核表，一所學校將早餐日記納入課程。',
      '社群面，市場管理單位、館所與地方團隊首次於同一張桌上討論營業時間與照明等具體議題，並促成下一屆「市場改建的十個後悔」對談。海外講者與臺灣團隊另行約定兩項互訪計畫。',
      '示範面，首次公布每餐剩食量測方法與誤差，使後續活動得以比較。雖未達成設定目標，但已找出首日白飯份量為主因。',
    ],
    en: [
      'Three open outputs were published: a code of courtesy for interviewing old shops, a rights checklist for recipes, and a minimum standard for weighing leftovers. Two museums and a school already use them.',
      'Market officials, museums and local teams sat at one table for the first time, which led to this year’s panel on rebuilding markets. The leftover goal was missed, and the cause was found.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'publicity',
    title: { zh: '行銷宣傳與媒體露出', en: 'Publicity and coverage' },
    zh: [
      '宣傳以專題報導、電台現場節目及講者短影音為主，不購買大量廣告。其中「最後一個營業日」專題引發讀者投稿，帶動早鳥期後段的報名；電台於第一日午間進行現場節目，總舖師與水腳同臺受訪，為本屆最受關注的內容。',
      '媒體露出則數達成目標。惟英文露出仍少，海外報名主要來自講者轉介，建議下屆提早提供英文素材予合作館所。',
    ],
    en: [
      'Features, live radio and short clips carried the publicity instead of bought advertising. Coverage met its goal, but English coverage was thin and overseas guests came mainly through speakers.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'improvements',
    title: { zh: '檢討與建議', en: 'Review and recommendations' },
    zh: [
      '本屆最大的教訓是「把尖峰當作常態來設計」。報到、用餐與提問的困難都發生在短短二十分鐘內，平均數看不出問題。建議下屆：',
      [
        '第一日開設三座報到櫃檯，08:15 全員就位，並由引導人員先行核對 QR Code。',
        '於報名時調查意願場次，D-30 依預估人數調整會議室。',
        '簡報與名詞表提前交付口譯員，並安排十分鐘講者對譯會。',
        '餐盒提供三種份量，持續公布剩食量測方法與誤差。',
        '增設線上主持人，線上提問與現場提問交替進行。',
      ],
      '上述建議已納入第三屆計畫書，並指定負責人追蹤。',
    ],
    en: [
      'The lesson is to design for the peak: trouble at check-in, lunch and questions each lasted twenty minutes and hid behind good averages.',
      'Recommendations: three desks, rooms assigned by demand, earlier material for interpreters, three portion sizes, and a host for online guests. All are in the plan of the third edition with a named owner.',
    ],
  },
  {
    deliverable: 'closing-report',
    key: 'sustainability',
    title: { zh: '永續與社會參與', en: 'Sustainability and inclusion' },
    zh: [
      '全程未提供瓶裝水及提袋，杯具以租用為主；竹構展架撤場後由承包商收回，主視覺背板改以布面製作，已捐贈學校作為課程材料。餐飲以當季及縣市內食材為優先，蔬食為預設選項之一而非例外。',
      '可近用服務包括主廳無階差動線、字級加大講義與陪同服務。視障顧問於工作坊給予的意見，已轉化為本公司導引標示的固定檢核項目。',
    ],
    en: [
      'No bottled water or tote bags; rented cups; bamboo stands returned and the fabric backdrop given to a school. Step-free routes, large-print notes and companions were provided, and the consultant’s advice now forms part of our wayfinding checklist.',
    ],
  },
]
