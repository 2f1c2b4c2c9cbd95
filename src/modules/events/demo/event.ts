import { addDays } from '../../../kernel/contract/dates.ts'
import { demoBrief, demoContacts, demoFaq, demoHighlights, demoVenue, pastBrief, pastHighlights } from './brief.ts'
import { demoDays, pastDemoDays } from './days.ts'
import { demoDesk, pastDesk } from './desk.ts'
import { demoGoals } from './goals.ts'
import { demoNarratives } from './narratives.ts'
import { pastGoals, pastLessons, pastNarratives } from './past.ts'
import { demoGroups, demoTeam } from './team.ts'
import type { DemoBlock, DemoEvent, DemoPhase, DemoPhaseKey } from './types.ts'

const phaseRows: [DemoPhaseKey, string, string, startOffset: number, endOffset: number][] = [
  ['opportunity', '商機', 'Opportunity', -300, -241],
  ['planning', '企劃', 'Planning', -240, -121],
  ['preparation', '籌備', 'Preparation', -120, -2],
  ['onsite', '現場', 'On site', -1, 1],
  ['closing', '結案', 'Closing', 2, 45],
]

const phases = (opening: string): DemoPhase[] =>
  phaseRows.map(([key, zh, en, startOffset, endOffset]) => ({
    key,
    name: { zh, en },
    startOffset,
    endOffset,
    start: addDays(opening, startOffset),
    end: addDays(opening, endOffset),
  }))

const common = {
  kind: 'forum',
  format: 'hybrid',
  zone: 'Asia/Taipei',
  venue: demoVenue,
  clientKey: 'hearthfire',
  team: demoTeam,
  contacts: demoContacts,
} as const

/** The coming forum, in the middle of its preparation; one task is overdue on purpose. `today` is a date `YYYY-MM-DD`. */
export function demoEvent(today: string): DemoEvent {
  const days = demoDays(today)
  return {
    ...common,
    slug: 'tsaukha-forum-3',
    name: { zh: '第三屆灶腳論壇：把城市端上桌', en: 'The Third Tsàu-kha Forum: Bringing the City to the Table' },
    shortName: { zh: '灶腳論壇', en: 'Tsàu-kha Forum' },
    tagline: { zh: '博物館、市場與廚房，同桌兩日', en: 'Museums, markets and kitchens at one table for two days' },
    status: 'active',
    start: days.opening,
    end: days.closing,
    coOrganiserKeys: ['salt-city-museum', 'city-museums-society', 'stove-school'],
    brandColour: '#8a3b2e',
    description: {
      zh: [
        '「灶腳」是臺語的廚房，也是一家人決定大事的地方。第三屆灶腳論壇邀請博物館、市場、餐飲職人與地方團隊回到同一張桌子，談一座城市如何被煮、被吃、被記得。',
        '兩天裡，一間英國的工人廚房走進博物館，一座日本港都攤開三萬張便當照片；臺南的總舖師帶著手寫菜單，與檔案人員討論什麼該留下、什麼該還回去。你可以在石磨旁學磨米漿，在清晨的市場認識攤商，也可以在家裡加入橫跨三個時區的線上圓桌。',
        '本屆不發提袋，不放瓶裝水，每一餐都會秤剩食。帶一只杯子來，其餘的我們準備。',
      ],
      en: [
        'Tsàu-kha is Taiwanese for kitchen, the place where families settle what matters. The third forum brings museums, markets, makers and local teams back to one table to ask how a city is cooked, eaten and remembered.',
        'In two days an English workers’ kitchen enters a museum and a Japanese port opens thirty thousand lunch boxes; a master cook from the Tainan plain lays his handwritten menus before archivists to settle what to keep and what to give back. Mill rice by hand, meet the stallholders at dawn, or join an online round table across three time zones.',
        'No tote bags, no bottled water, and every meal’s leftovers are weighed. Bring a cup; we bring the rest.',
      ],
    },
    brief: demoBrief,
    phases: phases(days.opening),
    groups: demoGroups(days.opening, today, ['programme-consent']),
    goals: demoGoals,
    highlights: demoHighlights,
    faq: demoFaq,
    narratives: demoNarratives,
    lessons: [],
    desk: demoDesk,
  }
}

/** Last year's edition, finished and reported; its KPI actuals come from its own registrations. */
export function pastDemoEvent(today: string): DemoEvent {
  const days = pastDemoDays(today)
  return {
    ...common,
    slug: 'tsaukha-forum-2',
    name: { zh: '第二屆灶腳論壇：時間的味道', en: 'The Second Tsàu-kha Forum: The Taste of Time' },
    shortName: { zh: '灶腳論壇（第二屆）', en: 'Tsàu-kha Forum 2' },
    tagline: { zh: '一座城的早餐、醬缸與市場', en: 'Breakfasts, soy vats and markets of a city' },
    status: 'closed',
    start: days.opening,
    end: days.closing,
    coOrganiserKeys: ['salt-city-museum'],
    brandColour: '#2f6f73',
    description: {
      zh: [
        '一口醬缸要等三年，一碗粥只等二十分鐘。第二屆灶腳論壇以「時間的味道」為題，邀請釀造師、學徒、記者與館員，談飲食技藝如何在等待中延續與改變。',
        '本屆首次實體與線上同步舉行，並首度量測兩日餐飲的剩食。',
      ],
      en: [
        'A soy vat waits three years, a bowl of congee twenty minutes. The second forum asks brewers, apprentices, reporters and curators how food skills last and change while we wait.',
        'It was the first edition to run on site and online together, and the first to weigh its leftovers.',
      ],
    },
    brief: pastBrief,
    phases: phases(days.opening),
    groups: demoGroups(days.opening, today, []),
    goals: pastGoals,
    highlights: pastHighlights,
    faq: demoFaq,
    narratives: pastNarratives,
    lessons: pastLessons,
    desk: pastDesk,
  }
}

type Node = { type: string; content?: Node[]; text?: string }
const paragraph = (text: string): Node => ({ type: 'paragraph', content: [{ type: 'text', text }] })

/** A written section as the editor's JSON (TipTap `doc`), ready to store. */
export const narrativeDoc = (blocks: DemoBlock[]): Node => ({
  type: 'doc',
  content: blocks.map((b) =>
    typeof b === 'string'
      ? paragraph(b)
      : { type: 'bulletList', content: b.map((item) => ({ type: 'listItem', content: [paragraph(item)] })) },
  ),
})
