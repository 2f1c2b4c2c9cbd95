import { addDays } from '../../../kernel/contract/dates.ts'
import type { Group, Role } from '../../identity/contract/roles.ts'
import type { DemoGroup, DemoMember, DemoOrganisation, DemoTask } from './types.ts'

/** The agency whose office this is. */
export const demoOrganisation: DemoOrganisation = {
  name: { zh: '慢火會展策劃有限公司', en: 'Slow Fire Events Ltd.' },
  shortName: { zh: '慢火會展', en: 'Slow Fire' },
  taxId: '90000017',
  address: { zh: '臺南市中西區文火街 12 號 3 樓', en: '3F, No. 12, Wenhuo Street, West Central District, Tainan' },
  email: 'hello@slowfire.example',
  phone: '0900-000-001',
  website: 'https://www.slowfire.example',
}

type Row = [
  key: string,
  zh: string,
  en: string,
  titleZh: string,
  titleEn: string,
  role: Role,
  groups: Group[],
  dutyZh: string,
  dutyEn: string,
  companyKey?: string,
]

const rows: Row[] = [
  [
    'fan-sheng-mei',
    '范聖美',
    'Fan Sheng-mei',
    '總經理',
    'Managing director',
    'owner',
    ['secretariat'],
    '合約、重大變更與對外授權',
    'Contracts, major changes, authority to sign',
  ],
  [
    'lu-kuo-hua',
    '呂國華',
    'Lu Kuo-hua',
    '活動主管',
    'Event director',
    'director',
    ['secretariat'],
    '現場總指揮、緊急應變',
    'On-site command and emergencies',
  ],
  [
    'chiang-wan-ju',
    '姜婉如',
    'Chiang Wan-ju',
    '資深企劃',
    'Senior planner',
    'planner',
    ['programme', 'secretariat'],
    '議程、講者與口譯',
    'Programme, speakers, interpreting',
  ],
  [
    'tsui-hao-yun',
    '崔皓昀',
    'Tsui Hao-yun',
    '企劃',
    'Planner',
    'planner',
    ['publicity'],
    '官網、新聞稿與社群',
    'Website, press and social media',
  ],
  [
    'pan-i-hsin',
    '潘怡心',
    'Pan I-hsin',
    '企劃',
    'Planner',
    'planner',
    ['sponsorship', 'contractors', 'exhibition'],
    '贊助權益、廠商與借展',
    'Sponsors, contractors and loans',
  ],
  [
    'ou-ting-wei',
    '歐庭瑋',
    'Ou Ting-wei',
    '議事專員',
    'Programme officer',
    'staff',
    ['programme'],
    '講者簡報、場控與細流',
    'Slides, room control, run-sheets',
  ],
  [
    'hsia-yu-chen',
    '夏羽辰',
    'Hsia Yu-chen',
    '註冊專員',
    'Registration officer',
    'staff',
    ['registration'],
    '報名、繳費與名牌',
    'Registration, payment, badges',
  ],
  [
    'tung-chi-feng',
    '董紀豐',
    'Tung Chi-feng',
    '交通住宿專員',
    'Travel officer',
    'staff',
    ['transport'],
    '接駁、訂房與講者接送',
    'Shuttles, rooms, speaker pick-up',
  ],
  [
    'niu-hsiao-han',
    '鈕筱涵',
    'Niu Hsiao-han',
    '展務專員',
    'Exhibition officer',
    'staff',
    ['exhibition'],
    '菜單展、進撤場',
    'Menu display, move-in and move-out',
  ],
  [
    'teng-chia-wei',
    '鄧嘉威',
    'Teng Chia-wei',
    '宴會專員',
    'Banquet officer',
    'staff',
    ['tours'],
    '餐敘、晚宴與過敏原',
    'Catering, dinner, allergens',
  ],
  [
    'mao-shu-hua',
    '毛淑華',
    'Mao Shu-hua',
    '會計',
    'Accountant',
    'accountant',
    ['secretariat'],
    '請款、發票與核銷',
    'Payments, invoices, settlement',
  ],
  [
    'tien-yu-hsin',
    '田羽欣',
    'Tien Yu-hsin',
    '報到組長',
    'Front desk lead',
    'frontdesk',
    ['registration'],
    '一號櫃檯、補發名牌',
    'Desk one, badge reprints',
  ],
  [
    'shih-kai-wen',
    '施凱文',
    'Shih Kai-wen',
    '報到人員',
    'Front desk',
    'frontdesk',
    ['registration'],
    '二號櫃檯、團體報到',
    'Desk two, groups',
  ],
  [
    'lei-an-ni',
    '雷安妮',
    'Lei An-ni',
    '報到人員',
    'Front desk',
    'frontdesk',
    ['registration'],
    '三號櫃檯、外賓報到',
    'Desk three, international guests',
  ],
  [
    'tsai-jing-yi',
    '蔡靜宜',
    'Tsai Jing-yi',
    '董事長',
    'Chair',
    'viewer',
    ['secretariat'],
    '主辦單位決策',
    'Decisions of the organiser',
    'hearthfire',
  ],
  [
    'huang-po-jui',
    '黃柏睿',
    'Huang Po-jui',
    '館長',
    'Director',
    'viewer',
    ['exhibition'],
    '館藏借展與工作坊師資',
    'Loans and workshop tutors',
    'salt-city-museum',
  ],
]
const domains: Record<string, string> = { hearthfire: 'hearthfire.example', 'salt-city-museum': 'saltcity.example' }
/** The client's people keep the number they have in the crm demo. */
const clientPhones: Record<string, string> = { hearthfire: '0900-000-100', 'salt-city-museum': '0900-000-101' }

/** Sixteen people over the seven roles, the order of the contact list. */
export const demoTeam: DemoMember[] = rows.map(([key, zh, en, titleZh, titleEn, role, groups, dutyZh, dutyEn, companyKey], i) => ({
  key,
  name: { zh, en },
  title: { zh: titleZh, en: titleEn },
  role,
  groups,
  email: `${key.replaceAll('-', '.')}@${companyKey ? domains[companyKey]! : 'slowfire.example'}`,
  phone: companyKey ? clientPhones[companyKey]! : `0900-000-${String(i + 2).padStart(3, '0')}`,
  duty: { zh: dutyZh, en: dutyEn },
  ...(companyKey ? { companyKey } : {}),
}))

type TaskRow = [key: string, zh: string, en: string, offset: number, ownerKey: string]
type GroupRow = { key: Group; zh: string; en: string; leadKey: string; missionZh: string; missionEn: string; tasks: TaskRow[] }

const groupRows: GroupRow[] = [
  {
    key: 'secretariat',
    zh: '秘書組',
    en: 'Secretariat',
    leadKey: 'lu-kuo-hua',
    missionZh: '統籌進度、預算、契約與緊急應變。',
    missionEn: 'Schedule, budget, contracts and emergency plans.',
    tasks: [
      ['kickoff', '召開啟動會議並確認分工', 'Kick-off meeting and division of work', -180, 'lu-kuo-hua'],
      ['insurance', '投保公共意外責任險並取得保單', 'Public liability insurance in hand', -30, 'mao-shu-hua'],
      ['emergency', '完成緊急應變計畫與醫療動線', 'Emergency plan and medical routes', -21, 'lu-kuo-hua'],
      ['handbook', '工作手冊定稿並分送各組', 'Staff handbook final and handed out', -7, 'chiang-wan-ju'],
    ],
  },
  {
    key: 'programme',
    zh: '議事組',
    en: 'Programme',
    leadKey: 'chiang-wan-ju',
    missionZh: '讓每位講者準時、安心地站上臺。',
    missionEn: 'Every speaker on stage, on time and at ease.',
    tasks: [
      ['invite', '講者邀請函全數寄出', 'All speaker invitations sent', -150, 'chiang-wan-ju'],
      ['freeze', '議程定稿並上線公告', 'Programme frozen and published', -60, 'chiang-wan-ju'],
      ['consent', '講者授權書與錄影同意書回收', 'Collect speakers’ licences and recording consents', -49, 'ou-ting-wei'],
      ['slides', '簡報檔催收與字型檢查', 'Collect slides and check fonts', -10, 'ou-ting-wei'],
      ['glossary', '提供口譯員專有名詞表', 'Glossary for the interpreters', -14, 'chiang-wan-ju'],
    ],
  },
  {
    key: 'registration',
    zh: '註冊組',
    en: 'Registration',
    leadKey: 'hsia-yu-chen',
    missionZh: '報名順、繳費清、報到不排隊。',
    missionEn: 'Smooth registration, clean payments, no queue at the desk.',
    tasks: [
      ['open', '報名網站測試並開放', 'Registration tested and opened', -110, 'hsia-yu-chen'],
      ['reminder', '待繳費名單提醒第一輪', 'First reminder to unpaid registrations', -40, 'hsia-yu-chen'],
      ['badge', '名牌資料校對與送印', 'Proofread badges and send to print', -14, 'hsia-yu-chen'],
      ['drill', '報到動線演練（含斷網）', 'Check-in drill, network cut included', -1, 'tien-yu-hsin'],
    ],
  },
  {
    key: 'transport',
    zh: '交通住宿組',
    en: 'Travel and rooms',
    leadKey: 'tung-chi-feng',
    missionZh: '接得到、住得好、趕得上早餐。',
    missionEn: 'Met at the station, well housed, in time for breakfast.',
    tasks: [
      ['block', '完成旅店保留房簽約', 'Room block signed', -120, 'tung-chi-feng'],
      ['flights', '海外講者航班與簽證確認', 'Flights and visas of overseas speakers', -45, 'tung-chi-feng'],
      ['release', '未用房釋出', 'Release unused rooms', -21, 'tung-chi-feng'],
      ['shuttle', '接駁班表公告', 'Publish the shuttle timetable', -10, 'tung-chi-feng'],
    ],
  },
  {
    key: 'sponsorship',
    zh: '贊助組',
    en: 'Sponsorship',
    leadKey: 'pan-i-hsin',
    missionZh: '把每一項權益都做到、留下證明。',
    missionEn: 'Deliver every benefit and keep the proof.',
    tasks: [
      ['prospectus', '贊助企劃書寄發', 'Send the prospectus', -170, 'pan-i-hsin'],
      ['contracts', '五家贊助合約用印', 'Five sponsorship contracts sealed', -55, 'pan-i-hsin'],
      ['logos', '標誌檔與露出版位核對', 'Check logos against their places', -25, 'pan-i-hsin'],
    ],
  },
  {
    key: 'contractors',
    zh: '外包組',
    en: 'Contractors',
    leadKey: 'pan-i-hsin',
    missionZh: '音響、口譯、直播與印刷，單一窗口、同一張進度表。',
    missionEn: 'Sound, interpreting, streaming and print: one contact, one schedule.',
    tasks: [
      ['contracts', '視聽、口譯與直播廠商簽約', 'Sign audio-visual, interpreting and streaming', -90, 'pan-i-hsin'],
      ['survey', '五個場地聯合場勘', 'Joint site survey of the five rooms', -46, 'pan-i-hsin'],
      ['print', '手冊與導引看板校樣', 'Proofs of handbook and signs', -18, 'pan-i-hsin'],
      ['rehearsal', '主廳技術彩排', 'Technical rehearsal in the Salt Hall', -1, 'ou-ting-wei'],
    ],
  },
  {
    key: 'publicity',
    zh: '文宣組',
    en: 'Publicity',
    leadKey: 'tsui-hao-yun',
    missionZh: '讓該來的人知道，也讓不能來的人看得到。',
    missionEn: 'Reach those who should come and those who cannot.',
    tasks: [
      ['visual', '主視覺與官網上線', 'Key visual and website live', -130, 'tsui-hao-yun'],
      ['series', '《灶邊》專題六篇刊登', 'Six features in Stoveside Magazine', -43, 'tsui-hao-yun'],
      ['press', '採訪通知發送', 'Send the press invitation', -7, 'tsui-hao-yun'],
    ],
  },
  {
    key: 'exhibition',
    zh: '展覽組',
    en: 'Exhibition',
    leadKey: 'niu-hsiao-han',
    missionZh: '十二份手寫菜單平安來、平安回。',
    missionEn: 'Twelve handwritten menus, safely here and safely home.',
    tasks: [
      ['loan', '借展清冊與保險估值', 'Loan list and insurance values', -75, 'niu-hsiao-han'],
      ['condition', '狀況檢視與點交', 'Condition check and handover', -3, 'niu-hsiao-han'],
      ['movein', '竹構展架進場', 'Move in the bamboo stands', -1, 'niu-hsiao-han'],
    ],
  },
  {
    key: 'tours',
    zh: '旅遊晚宴組',
    en: 'Tours and dinner',
    leadKey: 'teng-chia-wei',
    missionZh: '三十二桌同時上菜，沒有一位客人吃錯。',
    missionEn: 'Thirty-two tables served together, no guest the wrong dish.',
    tasks: [
      ['tasting', '晚宴試菜與菜單確認', 'Tasting and final menu', -50, 'teng-chia-wei'],
      ['rain', '外埕雨備方案場勘', 'Site visit for the rain plan', -35, 'teng-chia-wei'],
      ['allergen', '過敏原與飲食名單交付外燴', 'Hand allergen and diet list to the caterer', -10, 'teng-chia-wei'],
      ['seating', '桌次與說菜人確認', 'Table plan and dish tellers', -5, 'teng-chia-wei'],
    ],
  },
]

/**
 * Groups with their tasks for an event opening on `opening`, seen from `today`. Whatever fell due a day or more before today is done,
 * except `late`, which stays under way: an office in which nothing is late teaches nothing. What is due within ten days is under way.
 */
export function demoGroups(opening: string, today: string, late: string[]): DemoGroup[] {
  const soon = addDays(today, 10)
  const state = (key: string, due: string): DemoTask['state'] =>
    late.includes(key) ? 'doing' : due < today ? 'done' : due <= soon ? 'doing' : 'todo'
  return groupRows.map((g) => ({
    key: g.key,
    name: { zh: g.zh, en: g.en },
    leadKey: g.leadKey,
    mission: { zh: g.missionZh, en: g.missionEn },
    tasks: g.tasks.map(([key, zh, en, offset, ownerKey]) => {
      const due = addDays(opening, offset)
      return { key: `${g.key}-${key}`, title: { zh, en }, due, offset, ownerKey, state: state(`${g.key}-${key}`, due) }
    }),
  }))
}
