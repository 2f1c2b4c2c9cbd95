import { zonedToInstant } from '../../../kernel/contract/dates.ts'
import { rooms, sessionTypes, tracks } from './frame.ts'
import { pastSessionsDay1 } from './past-sessions-day-1.ts'
import { pastSessionsDay2 } from './past-sessions-day-2.ts'
import { sessionsDay1 } from './sessions-day-1.ts'
import { sessionsDay2 } from './sessions-day-2.ts'
import { speakersAbroad } from './speakers-abroad.ts'
import { pastOnlySpeakers } from './speakers-past.ts'
import { taiwanSpeakers1 } from './speakers-taiwan-1.ts'
import { taiwanSpeakers2 } from './speakers-taiwan-2.ts'
import type { DemoProgramme, DemoProgrammeDays, DemoSession, DemoSpeaker, SessionSeed, SpeakerSeed } from './types.ts'

/** Where a company of the crm demo is the employer: its names and e-mail domain, by company key. */
export type DemoEmployer = { key: string; name: { zh: string; en: string }; domain: string }

const zone = 'Asia/Taipei'
const minuteMs = 60_000

function toSpeaker(seed: SpeakerSeed, employers: Map<string, DemoEmployer>): DemoSpeaker {
  const employer = typeof seed.org === 'string' ? employers.get(seed.org) : undefined
  if (typeof seed.org === 'string' && !employer) throw new Error(`demo speaker ${seed.key}: unknown company ${seed.org}`)
  const [zh, en, domain] = employer ? [employer.name.zh, employer.name.en, employer.domain] : (seed.org as [string, string, string])
  return {
    key: seed.key,
    name: { zh: seed.zh, en: seed.en },
    bio: { zh: seed.bioZh, en: seed.bioEn },
    organisation: zh,
    organisationName: { zh, en },
    companyKey: employer?.key,
    jobTitle: { zh: seed.title[0], en: seed.title[1] },
    country: seed.country ?? 'TW',
    email: `${seed.key.replaceAll('-', '.')}@${domain}`,
    links: [{ label: en, url: `https://www.${domain}` }],
  }
}

function toSession(seed: SessionSeed, day: 1 | 2, date: string): DemoSession {
  const start = zonedToInstant(date, seed.at, zone)
  const language = seed.lang ?? 'zh-TW'
  const room = rooms.find((r) => r.key === seed.rooms[0])!
  const streamed = seed.rooms.includes('online')
  return {
    key: seed.key,
    slug: seed.key,
    day,
    title: { zh: seed.zh, en: seed.en },
    subtitle: { zh: '', en: '' },
    abstract: { zh: seed.abstractZh, en: seed.abstractEn },
    description: { zh: '', en: '' },
    start: start.toISOString(),
    end: new Date(start.getTime() + seed.min * minuteMs).toISOString(),
    durationMin: seed.min,
    roomKeys: seed.rooms,
    trackKey: seed.track,
    typeKey: seed.type,
    language,
    languages: [language],
    interpretation: seed.si ? ['zh-TW', 'en'].filter((l) => l !== language) : [],
    speakerKeys: seed.speakers ?? [],
    chairKeys: seed.chairs ?? [],
    tags: [],
    links: [],
    state: 'confirmed',
    format: seed.rooms[0] === 'online' ? 'online' : streamed ? 'hybrid' : 'onsite',
    capacity: seed.seats ?? room.capacity,
    signUp: seed.seats !== undefined,
  }
}

function programme(
  head: Pick<DemoProgramme, 'title' | 'subtitle'>,
  days: DemoProgrammeDays,
  seeds: [SessionSeed[], SessionSeed[]],
  employers: DemoEmployer[],
): DemoProgramme {
  const byKey = new Map(employers.map((e) => [e.key, e]))
  const sessions = [...seeds[0].map((s) => toSession(s, 1, days.opening)), ...seeds[1].map((s) => toSession(s, 2, days.closing))]
  const on = new Set(sessions.flatMap((s) => [...s.speakerKeys, ...s.chairKeys]))
  const used = new Set(sessions.flatMap((s) => s.roomKeys))
  return {
    ...head,
    zone,
    venue: '運河鹽倉文化會館',
    city: '臺南市',
    country: 'TW',
    start: days.opening,
    end: days.closing,
    rooms: rooms.filter((r) => used.has(r.key)),
    tracks,
    sessionTypes,
    tags: [],
    speakers: [...speakersAbroad, ...taiwanSpeakers1, ...taiwanSpeakers2, ...pastOnlySpeakers]
      .filter((s) => on.has(s.key))
      .map((s) => toSpeaker(s, byKey)),
    sessions,
  }
}

/**
 * The coming forum: 43 sessions in five rooms, 62 people on stage. `employers` are the crm demo's companies
 * (`demoCompanies` fits); throws when a speaker names a company that is not among them.
 */
export const demoProgramme = (days: DemoProgrammeDays, employers: DemoEmployer[]): DemoProgramme =>
  programme(
    {
      title: { zh: '第三屆灶腳論壇', en: 'The Third Tsàu-kha Forum' },
      subtitle: { zh: '把城市端上桌', en: 'Bringing the city to the table' },
    },
    days,
    [sessionsDay1, sessionsDay2],
    employers,
  )

/** Last year's edition: 24 sessions in four rooms. */
export const pastDemoProgramme = (days: DemoProgrammeDays, employers: DemoEmployer[]): DemoProgramme =>
  programme(
    { title: { zh: '第二屆灶腳論壇', en: 'The Second Tsàu-kha Forum' }, subtitle: { zh: '時間的味道', en: 'The taste of time' } },
    days,
    [pastSessionsDay1, pastSessionsDay2],
    employers,
  )
