import type { EventSite, HomeView, ProgrammeView, SessionItem, Ticket } from './view.ts'

/** A small invented event for tests. */
export const site = (change: Partial<EventSite> = {}): EventSite => ({
  slug: 'harbour-2027',
  name: { zh: '2027 港灣論壇', en: 'Harbour Forum 2027' },
  tagline: { zh: '靠岸，再出發。', en: 'Land, then leave again.' },
  zone: 'Asia/Taipei',
  start: '2027-05-13',
  end: '2027-05-14',
  format: 'hybrid',
  place: { name: { zh: '港灣會議中心', en: 'Harbour Centre' }, address: { zh: '高雄市碼頭路 1 號', en: '1 Pier Rd, Kaohsiung' } },
  organiser: { name: { zh: '港灣協會', en: 'Harbour Association' } },
  contact: { email: 'hello@harbour.example', phone: '07-555-0100 分機 3' },
  brand: { accent: '#0d4347' },
  origin: 'https://events.example.tw',
  has: { programme: true, speakers: true, rooms: true, registration: true },
  registration: { state: 'open', until: '2027-04-30T15:59:00Z' },
  ...change,
})

export const ticket = (change: Partial<Ticket> = {}): Ticket => ({
  id: 't1',
  name: { zh: '一般票', en: 'Standard' },
  price: 5800,
  currency: 'TWD',
  quota: 420,
  remaining: 84,
  state: 'open',
  until: '2027-04-30T15:59:00Z',
  ...change,
})

/** A session from `HH:MM` to `HH:MM` Taipei time on the given day of May 2027. */
export const session = (key: string, from: string, to: string, change: Partial<SessionItem> = {}, day = 13): SessionItem => ({
  key,
  title: { zh: `場次${key}`, en: `Session ${key}` },
  start: new Date(`2027-05-${day}T${from}:00+08:00`).toISOString(),
  end: new Date(`2027-05-${day}T${to}:00+08:00`).toISOString(),
  roomKeys: ['a'],
  speakers: [],
  ...change,
})

export const homeView = (change: Partial<HomeView> = {}): HomeView => ({
  event: site(),
  tickets: [ticket()],
  figures: [],
  speakers: [],
  speakerCount: 0,
  days: [],
  rooms: [],
  transport: [],
  faq: [],
  ...change,
})

export const programmeView = (change: Partial<ProgrammeView> = {}): ProgrammeView => ({
  event: site(),
  days: ['2027-05-13', '2027-05-14'],
  rooms: ['a', 'b', 'c'].map((key) => ({ key, name: { zh: `廳${key}`, en: `Room ${key}` } })),
  tracks: [
    { key: 'x', name: { zh: '減碳', en: 'Carbon' }, colour: '#2b6b80' },
    { key: 'y', name: { zh: '餐食', en: 'Food' } },
  ],
  types: [
    { key: 'talk', name: { zh: '演講', en: 'Talk' } },
    { key: 'ws', name: { zh: '工作坊', en: 'Workshop' } },
  ],
  sessions: [
    { ...session('0', '08:30', '09:00', { roomKeys: [], title: { zh: '報到', en: 'Check-in' } }), isBreak: true },
    session('1', '09:00', '10:00', { roomKeys: ['a', 'b', 'c'], speakers: [{ key: 'p1', name: { zh: '林小美', en: 'Mei Lin' } }] }),
    session('2', '10:00', '11:00', { trackKey: 'x', typeKey: 'talk' }),
    session('3', '10:00', '11:30', { roomKeys: ['b'], trackKey: 'y', typeKey: 'ws' }),
    session('4', '09:30', '10:30', { roomKeys: ['c'], trackKey: 'x' }, 14),
  ],
  query: { day: '2027-05-13', view: 'time' },
  exports: { ical: true, json: true },
  ...change,
})
