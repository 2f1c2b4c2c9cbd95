import type { DemoProgramme, DemoRoomKey, DemoSessionType, DemoTrackKey } from './types.ts'

/** Seats of each room as the venue lays it out for the forum; the online room's figure is the platform's licence. */
export const rooms: (DemoProgramme['rooms'][number] & { key: DemoRoomKey; capacity: number })[] = [
  {
    key: 'hall',
    name: { zh: '鹽倉大廳', en: 'Salt Hall' },
    description: {
      zh: '一樓，舞臺、同步口譯與直播；後區供茶敘。',
      en: 'Ground floor; stage, interpreting and live stream; tea at the back.',
    },
    capacity: 360,
    order: 1,
  },
  {
    key: 'sieve',
    name: { zh: '竹篩廳', en: 'Bamboo Sieve Room' },
    description: { zh: '二樓東側，階梯座位，設同步口譯。', en: 'First floor east, tiered seats, interpreting.' },
    capacity: 120,
    order: 2,
  },
  {
    key: 'hearth',
    name: { zh: '灶廳', en: 'Hearth Room' },
    description: { zh: '二樓西側，保留原有紅磚灶，設同步口譯。', en: 'First floor west with its old brick stove, interpreting.' },
    capacity: 90,
    order: 3,
  },
  {
    key: 'millstone',
    name: { zh: '石磨工坊', en: 'Millstone Studio' },
    description: { zh: '一樓後棟，水槽與工作檯，需預約。', en: 'Ground floor annexe with sinks and benches; booking required.' },
    capacity: 40,
    order: 4,
  },
  {
    key: 'online',
    name: { zh: '線上廳', en: 'Online Room' },
    description: {
      zh: '大廳場次直播，另有線上專屬場次；提供中英雙語聲道。',
      en: 'Streams the Salt Hall and holds sessions of its own, with Chinese and English audio.',
    },
    capacity: 500,
    order: 5,
  },
]

type Track = DemoProgramme['tracks'][number] & { key: DemoTrackKey }

export const tracks: Track[] = [
  {
    key: 'collect',
    name: { zh: '典藏與口述', en: 'Collecting and Oral History' },
    colour: '#8a3b2e',
    description: { zh: '味道、菜單與記憶如何留下。', en: 'How tastes, menus and memories are kept.' },
  },
  {
    key: 'city',
    name: { zh: '城市與市場', en: 'Cities and Markets' },
    colour: '#2f6f73',
    description: { zh: '市場、夜市與飲食空間的治理。', en: 'Governing markets, night markets and places to eat.' },
  },
  {
    key: 'craft',
    name: { zh: '職人與技藝', en: 'Makers and Skills' },
    colour: '#96601f',
    description: { zh: '手感、師承與節慶的分工。', en: 'Touch, apprenticeship and who does what at a feast.' },
  },
  {
    key: 'table',
    name: { zh: '永續餐桌', en: 'Sustainable Table' },
    colour: '#4f7336',
    description: { zh: '全魚、剩食、學校午餐與供餐碳足跡。', en: 'Whole fish, leftovers, school lunch and the footprint of catering.' },
  },
  {
    key: 'digital',
    name: { zh: '展示與數位', en: 'Display and Digital' },
    colour: '#3f4f8f',
    description: { zh: '展示、近用、數位保存與館所經營。', en: 'Display, access, digital keeping and running museums.' },
  },
  {
    key: 'region',
    name: { zh: '地方創生', en: 'Regional Revitalisation' },
    colour: '#75466f',
    description: { zh: '小鎮食堂、移居與地方品牌。', en: 'Small-town canteens, newcomers and local brands.' },
  },
]

export const sessionTypes: { key: DemoSessionType; name: { zh: string; en: string } }[] = [
  { key: 'service', name: { zh: '報到與餐敘', en: 'Check-in and breaks' } },
  { key: 'ceremony', name: { zh: '典禮', en: 'Ceremony' } },
  { key: 'keynote', name: { zh: '專題演講', en: 'Keynote' } },
  { key: 'panel', name: { zh: '對談', en: 'Panel' } },
  { key: 'talk', name: { zh: '分組演講', en: 'Talk' } },
  { key: 'workshop', name: { zh: '工作坊', en: 'Workshop' } },
  { key: 'lightning', name: { zh: '短講', en: 'Lightning talks' } },
  { key: 'tour', name: { zh: '導覽', en: 'Tour' } },
  { key: 'social', name: { zh: '聯誼', en: 'Social' } },
]
