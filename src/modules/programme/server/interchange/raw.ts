import { createHash } from 'node:crypto'
import type { Localized } from '../../../../kernel/contract/localized.ts'
import type { ProgrammeDialect } from '../../contract/interchange.ts'
import { fieldText, localizedValue, sided } from './clean.ts'
import { isDict, scalar, text } from './values.ts'
import type { Dict } from './values.ts'

/** A room, track, type, tag or person as a file names it; `bare` when the file gave one text that may be an id or a name. */
export type RawRef = { place: string; keys: string[]; name: Localized; bare: boolean; record: Dict }

export type RawSession = {
  place: string
  /** Candidates for the key, best first. */
  keys: string[]
  title: Localized
  subtitle: Localized
  abstract: Localized
  description: Localized
  /** Candidates for the start, best first; `day` completes a clock time. */
  starts: unknown[]
  end: unknown
  duration: unknown
  day?: string
  rooms: RawRef[]
  track?: RawRef
  type?: RawRef
  language: string
  people: RawRef[]
  chairs: RawRef[]
  tags: RawRef[]
  links: { label: string; url: string }[]
  optOut?: boolean
  state: string
  slug: string
}

export type RawProgramme = {
  dialect: ProgrammeDialect
  title: Localized
  subtitle: Localized
  venue: string
  city: string
  country: string
  url: string
  baseUrl: string
  start: unknown
  end: unknown
  zoneName: string
  dayChange: string
  /** True when the dialect lists rooms, types and people apart from the sessions, so that an unlisted one is worth a note. */
  lists: boolean
  rooms: RawRef[]
  tracks: RawRef[]
  types: RawRef[]
  tags: RawRef[]
  speakers: RawRef[]
  sessions: RawSession[]
}

export const emptyProgramme = (dialect: ProgrammeDialect): RawProgramme => ({
  dialect,
  title: { zh: '', en: '' },
  subtitle: { zh: '', en: '' },
  venue: '',
  city: '',
  country: '',
  url: '',
  baseUrl: '',
  start: null,
  end: null,
  zoneName: '',
  dayChange: '',
  lists: false,
  rooms: [],
  tracks: [],
  types: [],
  tags: [],
  speakers: [],
  sessions: [],
})

/** A UUID from a text (version 5 layout), for formats that demand one where our key is none. */
export function derivedGuid(name: string): string {
  const h = createHash('sha1').update(`bantoh:programme:${name}`).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
}

/**
 * Identifiers of a record, best first: `code`, `guid`, `id`, `slug`. A guid that our own writer derived from the code, id or name
 * says nothing new and is left out.
 */
export function identifiers(record: Dict): string[] {
  const code = text(record, 'code')
  const id = text(record, 'id', '@id', 'session_id', 'event_id', 'speaker_id', 'uid')
  const guid = text(record, 'guid', 'uuid')
  const name = text(record, 'name', 'public_name')
  const derived = [code, id, name].some((k) => k !== '' && derivedGuid(k) === guid.toLowerCase())
  return [...new Set([code, derived ? '' : guid, id, text(record, 'slug')].filter((k) => k !== ''))]
}

const nameFields = ['name', 'public_name', 'full_public_name', 'display_name', 'fullname', 'full_name', 'title', 'label', 'tag']

export function refOf(value: unknown, place: string): RawRef | undefined {
  if (!isDict(value)) {
    const s = scalar(value)
    return s === '' ? undefined : { place, keys: [s], name: sided(s), bare: true, record: {} }
  }
  const keys = identifiers(value)
  const named = fieldText(value, ...nameFields)
  const name = named.zh || named.en ? named : keys.length ? named : localizedValue(value)
  if (
    !name.zh &&
    !name.en &&
    Object.values(value).every((v) => v === null || v === '' || (isDict(v) && Object.values(v).every((x) => !scalar(x))))
  )
    return undefined
  return { place, keys, name, bare: false, record: value }
}

export const refsOf = (values: unknown[], place: string): RawRef[] => values.flatMap((v, i) => refOf(v, `${place}[${i}]`) ?? [])
