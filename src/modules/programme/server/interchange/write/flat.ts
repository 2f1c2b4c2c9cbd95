import type { DraftSession, ExportOptions, Localized, ProgrammeDraft } from '../../../contract/interchange.ts'
import { derivedGuid } from '../raw.ts'
import { dateIn, isoIn } from '../zone.ts'

/** A session as single-language formats see it. */
export type FlatSession = {
  session: DraftSession
  guid: string
  id: number
  code: string
  /** Unique within the programme, as c3voc's schema demands. */
  slug: string
  start: number
  end: number
  room: string
  rooms: string[]
  track: string
  type: string
  people: { key: string; name: string }[]
  chairs: { key: string; name: string }[]
  tags: string[]
  url: string
}

export type Flat = {
  pick: (t: Localized | undefined) => string
  sessions: FlatSession[]
  /** Scheduled sessions by local day, then room, in the draft's room order; `''` is “no room”. */
  days: { date: string; rooms: { name: string; sessions: FlatSession[] }[] }[]
  unscheduled: DraftSession[]
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
const wholeNumber = /^[1-9]\d{0,14}$/

/** The identifiers that frab's formats demand: our key stays readable in at least one of them. */
export function identityOf(key: string): { guid: string; id: number; code: string } {
  const guid = uuid.test(key) ? key : derivedGuid(key)
  const id = wholeNumber.test(key) ? Number(key) : (Number.parseInt(derivedGuid(key).slice(0, 8), 16) % 2_000_000_000) + 1
  return { guid, id, code: uuid.test(key) || wholeNumber.test(key) ? '' : key }
}

export function flatten(programme: ProgrammeDraft, options: ExportOptions): Flat {
  const pick = (t: Localized | undefined) => (t ? (options.lang === 'en' ? t.en || t.zh : t.zh || t.en) : '')
  const names = <T extends { key: string; name: Localized }>(list: T[]) => new Map(list.map((x) => [x.key, pick(x.name)]))
  const rooms = names(programme.rooms)
  const tracks = names(programme.tracks)
  const types = names(programme.sessionTypes)
  const tags = names(programme.tags)
  const speakers = names(programme.speakers)
  const person = (key: string) => ({ key, name: speakers.get(key) ?? key })
  const sessions = programme.sessions
    .filter((s) => s.start !== null && s.end !== null)
    .map((s): FlatSession => {
      const own = s.roomKeys.map((k) => rooms.get(k) ?? k)
      return {
        session: s,
        ...identityOf(s.key),
        slug: '',
        start: Date.parse(s.start!),
        end: Date.parse(s.end!),
        room: own[0] ?? '',
        rooms: own,
        track: s.trackKey === undefined ? '' : (tracks.get(s.trackKey) ?? s.trackKey),
        type: s.typeKey === undefined ? '' : (types.get(s.typeKey) ?? s.typeKey),
        people: s.speakerKeys.map(person),
        chairs: (s.chairKeys ?? []).map(person),
        tags: s.tags.map((k) => tags.get(k) ?? k),
        url: options.sessionUrl?.(s) ?? '',
      }
    })
    .sort((a, b) => a.start - b.start || a.session.key.localeCompare(b.session.key))
  const slugs = new Set<string>()
  for (const s of sessions) {
    const wanted = s.session.slug ?? slugOf(pick(s.session.title), s.session.key)
    s.slug = slugs.has(wanted) ? `${wanted}-${s.guid.slice(0, 8)}` : wanted
    slugs.add(s.slug)
  }
  const order = [...new Set([...programme.rooms].sort((a, b) => a.order - b.order).map((r) => pick(r.name))), '']
  const dates = [...new Set(sessions.map((s) => dateIn(programme.zone, s.start)))].sort()
  const days = dates.map((date) => {
    const here = sessions.filter((s) => dateIn(programme.zone, s.start) === date)
    return {
      date,
      rooms: [...new Set([...order, ...here.map((s) => s.room)])]
        .map((name) => ({ name, sessions: here.filter((s) => s.room === name) }))
        .filter((r) => r.sessions.length > 0),
    }
  })
  return { pick, sessions, days, unscheduled: programme.sessions.filter((s) => s.start === null || s.end === null) }
}

export const clockIn = (zone: string, ms: number): string => isoIn(zone, ms).slice(11, 16)

/** `1:05` as frab writes it: `01:05`. */
export const lengthText = (start: number, end: number): string => {
  const minutes = Math.round((end - start) / 60_000)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Lower-case ASCII with dashes, as the c3voc schema wants slugs and acronyms; a hash stands in for other scripts. */
export const slugOf = (text: string, key: string): string => {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return slug.length >= 3 ? slug : `s-${derivedGuid(key).slice(0, 8)}`
}

export const acronymOf = (programme: ProgrammeDraft, options: ExportOptions): string =>
  slugOf(options.slug ?? (programme.title.en || programme.title.zh), options.slug ?? programme.title.zh).replaceAll('-', '_')
