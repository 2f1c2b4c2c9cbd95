import type { Localized } from '../../../kernel/contract/localized.ts'

export type { Localized }

/**
 * A programme outside the database: what a file held once it was read, and what the writers are given.
 * Keys are the file's own stable identifiers (or derived from its content where it has none), so that reading the
 * same or a later version of the file again yields the same keys. Instants are UTC, `2024-03-09T00:30:00.000Z`.
 * Empty text is `''`; what is not known is `undefined`, `null` only where the type says so.
 */
export type ProgrammeDraft = {
  title: Localized
  subtitle?: Localized
  /** IANA name, e.g. `Asia/Taipei`; the zone in which days are cut and local times are shown. */
  zone: string
  venue?: string
  city?: string
  country?: string
  url?: string
  /** First and last day, local dates `YYYY-MM-DD`. */
  start?: string
  end?: string
  rooms: DraftRoom[]
  tracks: DraftTrack[]
  sessionTypes: DraftSessionType[]
  /** Every tag that a session carries, and those that the file declares without use. */
  tags: DraftTag[]
  speakers: DraftSpeaker[]
  sessions: DraftSession[]
}

export type DraftRoom = { key: string; name: Localized; description?: Localized; capacity?: number; order: number }
/** `colour` is `#rrggbb`. */
export type DraftTrack = { key: string; name: Localized; description?: Localized; colour?: string }
export type DraftSessionType = { key: string; name: Localized }
export type DraftTag = { key: string; name: Localized }
export type DraftLink = { label: string; url: string }

export type DraftSpeaker = {
  key: string
  name: Localized
  /** Plain text or Markdown. */
  bio: Localized
  avatarUrl?: string
  organisation?: string
  links: DraftLink[]
}

export type DraftSession = {
  /** Stable external id within the file. */
  key: string
  title: Localized
  subtitle: Localized
  /** Plain text or Markdown, never HTML. */
  abstract: Localized
  description: Localized
  /** UTC instants, both null when the session is not scheduled. */
  start: string | null
  end: string | null
  /** Whole minutes; equals `end - start` when scheduled; 0 when unknown. */
  durationMin: number
  /** The first is the room where it takes place, the others carry the broadcast. */
  roomKeys: string[]
  trackKey?: string
  typeKey?: string
  /** As the file says it: `zh-TW`, `en`, `中文`, `漢語` … */
  language?: string
  speakerKeys: string[]
  chairKeys?: string[]
  /** Keys of `ProgrammeDraft.tags`. */
  tags: string[]
  links: DraftLink[]
  recordingOptOut?: boolean
  state?: 'confirmed' | 'canceled'
  slug?: string
}

export type ProgrammeDialect =
  | 'pentabarf-xml'
  | 'frab-xml'
  | 'frab-json'
  | 'opass-json'
  | 'pretalx-grid-json'
  | 'pretalx-api-json'
  | 'pretalx-widget-json'
  | 'icalendar'

/** One repair or one skipped record: `place` is where it stands in the file, `code` is stable, the rest is for people. */
export type ImportNote = {
  /** E.g. `sessions[3].start` or `day 2 / room Janson / event 9025 (line 13612)`. */
  place: string
  /** Stable and dotted, e.g. `programme.import.end_missing`. */
  code: string
  zh: string
  en: string
}

export type ParsedProgramme = {
  dialect: ProgrammeDialect
  programme: ProgrammeDraft
  /** What was read differently from how it stands in the file. */
  repaired: ImportNote[]
  /** Records that were left out. Sessions in the file = `programme.sessions` + skips with `record: 'session'`. */
  skipped: SkippedNote[]
}
export type SkippedNote = ImportNote & { record: 'session' | 'speaker' | 'room' | 'track' | 'type' | 'tag' | 'other' }

export type ParseOptions = {
  /** IANA zone of the event, used where the file doesn't tell. */
  zone?: string
  /** Only for messages; the dialect is found in the content. */
  filename?: string
  /** Bytes; default 30 MiB. */
  maxBytes?: number
}

/** What the writers need beside the programme. */
export type ExportOptions = {
  /** Host part of UIDs, e.g. `events.example.tw`. */
  domain: string
  /** When the programme was last changed (UTC ISO); DTSTAMP and `<version>` come from it, so that output is repeatable. */
  generatedAt: string
  /** The language of single-language formats; default `zh-TW`. */
  lang?: 'zh-TW' | 'en'
  /** A name of this version of the programme. */
  version?: string
  /** Public address of a session's page. */
  sessionUrl?: (session: DraftSession) => string
  /** Per session key: revision (SEQUENCE) and last change (UTC ISO). */
  revisions?: Record<string, { sequence: number; modified: string }>
  /** Short name of the event: c3voc's acronym and part of the UIDs. */
  slug?: string
}
