import type { DraftSession, DraftSpeaker, DraftTrack, Localized, ProgrammeDraft } from '../contract/interchange.ts'

/** First and second day of the event, local dates `YYYY-MM-DD`. */
export type DemoProgrammeDays = { opening: string; closing: string }

export type DemoSessionType = 'service' | 'ceremony' | 'keynote' | 'panel' | 'talk' | 'workshop' | 'lightning' | 'tour' | 'social'
export type DemoTrackKey = 'collect' | 'city' | 'craft' | 'table' | 'digital' | 'region'
export type DemoRoomKey = 'hall' | 'sieve' | 'hearth' | 'millstone' | 'online'

/** A speaker, chair or host. `key` is also the local part of the e-mail, hyphens turned into dots. */
export type DemoSpeaker = DraftSpeaker & {
  jobTitle: Localized
  organisationName: Localized
  /** The crm demo's company, where the person works for one of them. */
  companyKey?: string
  /** ISO 3166-1 alpha-2. */
  country: string
  email: string
}

export type DemoSession = DraftSession & {
  typeKey: DemoSessionType
  /** 1 or 2. */
  day: 1 | 2
  format: 'onsite' | 'hybrid' | 'online'
  chairKeys: string[]
  /** BCP 47: languages spoken on stage, and those offered by interpreters. */
  languages: string[]
  interpretation: string[]
  /** Seats; smaller than the room's for workshops. */
  capacity: number
  /** Seats must be booked beforehand. */
  signUp: boolean
}

/** Everything that `ProgrammeDraft` holds, so importers and exporters take it as it is, plus the demo's own columns. */
export type DemoProgramme = Omit<ProgrammeDraft, 'speakers' | 'sessions' | 'tracks'> & {
  tracks: (DraftTrack & { colour: string })[]
  speakers: DemoSpeaker[]
  sessions: DemoSession[]
}

/** A session as it is written down in the day files. */
export type SessionSeed = {
  key: string
  /** Local start `HH:MM` and length in minutes. */
  at: string
  min: number
  rooms: [DemoRoomKey, ...DemoRoomKey[]]
  type: DemoSessionType
  track?: DemoTrackKey
  /** Spoken on stage; default `zh-TW`. */
  lang?: 'zh-TW' | 'en' | 'ja'
  /** Simultaneous interpretation zh ⇄ en; default no. */
  si?: true
  speakers?: string[]
  chairs?: string[]
  /** Workshops: seats, booked beforehand. */
  seats?: number
  zh: string
  en: string
  abstractZh: string
  abstractEn: string
}

/** A speaker as written down; `org` is the key of a company of the crm demo, `[zh, en, domain]` an organisation of their own. */
export type SpeakerSeed = {
  key: string
  zh: string
  en: string
  country?: string
  org: string | [zh: string, en: string, domain: string]
  title: [zh: string, en: string]
  bioZh: string
  bioEn: string
}
