/** Invented people and answers for the gallery; nothing of it reaches the product's build. */
const family = '林陳黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐'.split('')
const given = [
  '若安',
  '子晴',
  '宥廷',
  '品妍',
  '柏宇',
  '語彤',
  '冠霖',
  '詠晴',
  '思齊',
  '亭妤',
  '承翰',
  '佳穎',
  '書瑋',
  '采潔',
  '彥廷',
  '宜蓁',
]
const foreign = ['Hana Mori', 'Leilani Kaho', 'Tomas Berg', 'Anjali Rao', 'Nuru Otieno']
const units = [
  '山海會展　專案經理',
  '青埔飯店　宴會業務',
  '澄湖大學　觀光系',
  '北岸永續協會　秘書長',
  '日日印刷　業務',
  '河口藝文基金會　企劃',
  'Harbour Forum　Director',
  '霧台文化　執行長',
  '石門工程　監造',
  '藍鯨翻譯　口譯員',
]

export type Attendee = {
  id: string
  version: number
  code: string
  name: string
  unit: string
  mode: string
  meal: string | null
  fee: number
  paid: string
  state: string
  ticket: string
  at: string
  arrives: string | null
}
let seed = 7
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

export const attendees = (n: number): Attendee[] =>
  Array.from({ length: n }, (_, i) => {
    const ticket = random() < 0.7 ? 'regular' : random() < 0.5 ? 'student' : 'speaker'
    const mode = random() < 0.72 ? 'onsite' : 'online'
    return {
      id: `a${i}`,
      version: 1,
      code: `R-${String(101 + i).padStart(4, '0')}`,
      name: random() < 0.1 ? of(foreign) : of(family) + of(given),
      unit: of(units),
      mode,
      meal: mode === 'online' ? null : of(['meat', 'meat', 'vegetarian', 'vegan']),
      fee: ticket === 'regular' ? of([3000, 3600]) : 0,
      paid: ticket === 'regular' ? (random() < 0.9 ? 'paid' : 'due') : 'free',
      state: random() < 0.86 ? 'confirmed' : of(['review', 'waiting', 'silent']),
      ticket,
      at: `2026-${String(9 + Math.floor(random() * 3)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`,
      arrives: random() < 0.3 ? '2027-01-01' : null,
    }
  })

const event = {
  id: '0190aaaa-0000-7000-8000-000000000001',
  version: 1,
  slug: 'tide-2027',
  name: { zh: '2027 潮間帶城市論壇', en: 'Intertidal Cities Forum 2027' },
  startDate: '2027-01-02',
  endDate: '2027-01-03',
  zone: 'Asia/Taipei',
  venueName: { zh: '北岸會議中心', en: 'North Shore Convention Centre' },
  status: 'active',
}
const others = [
  {
    ...event,
    id: '0190aaaa-0000-7000-8000-000000000002',
    slug: 'press-2026',
    name: { zh: '海風民宿品牌發表會', en: 'Sea Breeze launch' },
    startDate: '2026-12-04',
    endDate: '2026-12-04',
  },
  {
    ...event,
    id: '0190aaaa-0000-7000-8000-000000000003',
    slug: 'award-2026',
    name: { zh: '第 8 屆街區設計獎頒獎典禮', en: '8th Block Design Awards' },
    startDate: '2026-10-17',
    endDate: '2026-10-17',
  },
]
const actions = ['team.read', 'registration.read', 'programme.read', 'organisation.read']
const answers: [RegExp, (url: URL) => unknown][] = [
  [
    /^\/api\/session$/,
    () => ({
      user: { id: 'u1', name: '蘇以真', email: 'su@bantoh.example', locale: 'zh-TW' },
      organisation: { id: 'o1', name: '北岸永續協會' },
      organisations: [],
      role: 'planner',
      permissions: actions,
      eventPermissions: actions,
      setupNeeded: false,
      demo: true,
    }),
  ],
  [/^\/api\/events\/by-slug\/tide-2027$/, () => event],
  [
    /^\/api\/events$/,
    (url) => ({
      rows: [event, ...others].filter((row) => !url.searchParams.get('q') || row.name.zh.includes(url.searchParams.get('q')!)),
      total: 3,
      next: null,
    }),
  ],
]

/** Answers `/api` in the page itself. */
export function fakeServer() {
  const real = window.fetch
  window.fetch = async (input, init) => {
    const url = new URL(String(input instanceof Request ? input.url : input), location.href)
    if (!url.pathname.startsWith('/api/')) return real(input, init)
    await new Promise((resolve) => setTimeout(resolve, 40))
    const found = answers.find(([path]) => path.test(url.pathname))
    return found
      ? Response.json(found[1](url))
      : Response.json(
          { type: 'about:blank', title: '找不到', status: 404, code: 'notFound' },
          { status: 404, headers: { 'content-type': 'application/problem+json' } },
        )
  }
  // Live updates have nobody to talk to here.
  ;(window as { EventSource?: unknown }).EventSource = undefined
}
