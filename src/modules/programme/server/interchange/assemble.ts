import { createHash } from 'node:crypto'
import type {
  DraftRoom,
  DraftSession,
  DraftSessionType,
  DraftSpeaker,
  DraftTag,
  DraftTrack,
  Localized,
  ParsedProgramme,
  ParseOptions,
  ProgrammeDraft,
} from '../../contract/interchange.ts'
import { cleaner, fieldText } from './clean.ts'
import type { Cleaner } from './clean.ts'
import { ProgrammeImportError } from './errors.ts'
import { limits } from './limits.ts'
import { safeUrl } from './links.ts'
import type { Notes } from './notes.ts'
import type { RawProgramme, RawRef, RawSession } from './raw.ts'
import { normalised, registry, tidyKey } from './registry.ts'
import type { Registry } from './registry.ts'
import { timetable, usualMinutes, zoneFor } from './scheduling.ts'
import type { Timed } from './scheduling.ts'
import { first, isDict, own, records, scalar, text } from './values.ts'
import { parseWhen } from './when.ts'
import { asUtc, dateIn } from './zone.ts'

const some = (t: Localized) => t.zh !== '' || t.en !== ''
const iso = (ms: number) => new Date(ms).toISOString()

/**
 * A raw programme to a draft: zone found, times to UTC, references resolved, texts cleaned, keys made unique.
 * Every session of the file ends up in the draft or in `skipped`.
 * @throws ProgrammeImportError `programme.import.no_sessions`, `.too_many`, `.zone_unknown`
 */
export function assemble(raw: RawProgramme, opts: ParseOptions, notes: Notes): ParsedProgramme {
  if (raw.sessions.length > limits.records)
    throw new ProgrammeImportError('programme.import.too_many', '', { what: '議程 sessions', max: limits.records })
  const clean = cleaner(notes)
  const books = registries(raw, clean, notes)
  raw.sessions = raw.sessions.filter((s) => accepted(s, notes))
  if (raw.sessions.length === 0) throw new ProgrammeImportError('programme.import.no_sessions')
  const zone = zoneFor(raw, opts, notes)
  const times = timetable(raw, zone, notes)
  const keys = sessionKeys(raw.sessions, notes)
  const sessions = raw.sessions.map((s, i) => session(s, keys[i]!, times[i]!, raw, books, clean, notes))
  settleLengths(raw.sessions, sessions, times, notes)
  overlaps(raw.sessions, sessions, notes)
  if (clean.htmlCount() > 0) notes.repair('', 'programme.import.html_converted', { count: clean.htmlCount() })

  const days = sessions.flatMap((s) => (s.start === null ? [] : [dateIn(zone, Date.parse(s.start))])).sort()
  const dateOf = (v: unknown, fallback: string | undefined) => {
    const w = parseWhen(v)
    if (!w || w.kind === 'clock') return fallback
    return w.kind === 'instant' ? dateIn(zone, w.ms) : iso(asUtc(w.local)).slice(0, 10)
  }
  const subtitle = clean.lines(raw.subtitle, 'conference.subtitle')
  const facts = {
    venue: clean.line(raw.venue, 'conference.venue'),
    city: clean.line(raw.city, 'conference.city'),
    country: clean.line(raw.country, 'conference.country'),
    url: safeUrl(raw.url),
  }
  const programme: ProgrammeDraft = {
    title: clean.lines(raw.title, 'conference.title'),
    ...(some(subtitle) ? { subtitle } : {}),
    zone,
    ...Object.fromEntries(Object.entries(facts).filter(([, v]) => v)),
    ...defined({ start: dateOf(raw.start, days[0]), end: dateOf(raw.end, days.at(-1)) }),
    rooms: books.rooms.items,
    tracks: books.tracks.items,
    sessionTypes: books.types.items,
    tags: books.tags.items,
    speakers: books.speakers.items,
    sessions,
  }
  return { dialect: raw.dialect, programme, repaired: notes.repaired, skipped: notes.skipped }
}

const defined = <T extends object>(o: T): Partial<T> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '')) as Partial<T>

type Books = {
  rooms: Registry<DraftRoom>
  tracks: Registry<DraftTrack>
  types: Registry<DraftSessionType>
  tags: Registry<DraftTag>
  speakers: Registry<DraftSpeaker>
}

function registries(raw: RawProgramme, clean: Cleaner, notes: Notes): Books {
  const named = (ref: RawRef, key: string): Localized => {
    const name = clean.lines(ref.name, `${ref.place}.name`)
    return some(name) ? name : { zh: '', en: key }
  }
  const described = (ref: RawRef) => {
    const description = clean.proses(fieldText(ref.record, 'description'), `${ref.place}.description`)
    return some(description) ? { description } : {}
  }
  const base = { notes, reports: raw.lists, byName: true }
  let order = 0
  const books: Books = {
    rooms: registry<DraftRoom>({
      ...base,
      what: '場地 rooms',
      unknown: 'programme.import.room_unknown',
      make: (ref, key) => ({ key, name: named(ref, key), ...described(ref), ...capacityOf(ref), order: order++ }),
    }),
    tracks: registry<DraftTrack>({
      ...base,
      what: '議程軌 tracks',
      unknown: 'programme.import.track_unknown',
      make: (ref, key) => ({ key, name: named(ref, key), ...described(ref), ...colourOf(ref) }),
    }),
    types: registry<DraftSessionType>({
      ...base,
      what: '議程類型 types',
      unknown: 'programme.import.type_unknown',
      make: (ref, key) => ({ key, name: named(ref, key) }),
    }),
    tags: registry<DraftTag>({
      ...base,
      reports: false,
      what: '標籤 tags',
      unknown: 'programme.import.tag_unknown',
      make: (ref, key) => ({ key, name: named(ref, key) }),
    }),
    speakers: registry<DraftSpeaker>({
      ...base,
      byName: false,
      // Codes without a list leave people nameless, which the reader should hear of.
      reports: raw.lists || raw.dialect === 'pretalx-api-json',
      what: '講者 speakers',
      unknown: 'programme.import.speaker_unknown',
      make: (ref, key) => {
        if (!some(ref.name)) notes.repair(`${ref.place}.name`, 'programme.import.speaker_nameless')
        return { key, name: named(ref, key), ...person(ref, raw, clean, notes) }
      },
      enrich: (item, ref) => fillIn(item, ref, raw, clean, notes),
    }),
  }
  const positions = raw.rooms.map((r) => Number(first(r.record, 'position', 'order', 'sort') ?? NaN))
  if (positions.every((p) => Number.isFinite(p)))
    raw.rooms = raw.rooms
      .map((r, i) => ({ r, p: positions[i]! }))
      .sort((a, b) => a.p - b.p)
      .map(({ r }) => r)
  raw.rooms.forEach(books.rooms.declare)
  raw.tracks.forEach(books.tracks.declare)
  raw.types.forEach(books.types.declare)
  raw.tags.forEach(books.tags.declare)
  for (const ref of raw.speakers) {
    if (ref.keys.length === 0 && !some(ref.name)) notes.skip(ref.place, 'programme.import.empty_record', 'speaker')
    else books.speakers.declare(ref)
  }
  return books
}

function capacityOf(ref: RawRef): { capacity?: number } {
  const n = Number(text(ref.record, 'capacity', 'size', 'seats'))
  return Number.isInteger(n) && n > 0 && n < 1_000_000 ? { capacity: n } : {}
}

function colourOf(ref: RawRef): { colour?: string } {
  const value = text(ref.record, 'color', 'colour') || text(own(ref.record, 'colors'), 'light', 'primary')
  return /^#[\da-f]{6}$/i.test(value)
    ? { colour: value.toLowerCase() }
    : /^#[\da-f]{3}$/i.test(value)
      ? { colour: value.toLowerCase().replace(/[\da-f]/g, '$&$&') }
      : {}
}

function person(ref: RawRef, raw: RawProgramme, clean: Cleaner, notes: Notes): Omit<DraftSpeaker, 'key' | 'name'> {
  const r = ref.record
  const bio = clean.proses(fieldText(r, 'bio', 'biography', 'abstract', 'description', 'about', 'intro'), `${ref.place}.bio`)
  const avatar = first(r, 'avatar', 'avatar_url', 'image', 'img', 'photo', 'picture', 'profilePicture', 'profile_picture')
  const avatarText = isDict(avatar) ? text(avatar, 'url') : scalar(avatar)
  const avatarUrl = safeUrl(avatarText, baseOf(raw))
  if (avatarText && !avatarUrl) notes.repair(`${ref.place}.avatar`, 'programme.import.link_refused', { url: avatarText.slice(0, 120) })
  const o = fieldText(r, 'organisation', 'organization', 'company', 'affiliation', 'employer', 'community')
  const organisation = clean.line(o.zh || o.en, `${ref.place}.organisation`)
  const links = records(own(r, 'links')).map((l) => ({
    label: text(l, 'title', 'label', 'name', 'service') || text(l, 'url', 'href') || scalar(l),
    url: text(l, 'url', 'href') || scalar(l),
  }))
  for (const field of ['url', 'website', 'github', 'twitter', 'linkedin', 'facebook', 'mastodon']) {
    const url = text(r, field)
    if (/^https?:\/\//i.test(url)) links.push({ label: field, url })
  }
  return { bio, ...defined({ avatarUrl, organisation }), links: safeLinks(links, ref.place, raw, clean, notes) }
}

/** What a first mention left open is taken from a later one. */
function fillIn(item: DraftSpeaker, ref: RawRef, raw: RawProgramme, clean: Cleaner, notes: Notes): void {
  if (Object.keys(ref.record).length === 0) return
  const more = person(ref, raw, clean, notes)
  if (!some(item.bio)) item.bio = more.bio
  if (!item.avatarUrl && more.avatarUrl) item.avatarUrl = more.avatarUrl
  if (!item.organisation && more.organisation) item.organisation = more.organisation
  if (item.links.length === 0) item.links = more.links
}

/** What relative addresses are relative to. */
const baseOf = (raw: RawProgramme): string | undefined => [raw.baseUrl, raw.url].find((u) => /^https?:\/\//i.test(u))

function safeLinks(
  links: { label: string; url: string }[],
  place: string,
  raw: RawProgramme,
  clean: Cleaner,
  notes: Notes,
): { label: string; url: string }[] {
  return links.flatMap(({ label, url }) => {
    if (url === '') return []
    const safe = safeUrl(url, baseOf(raw))
    if (!safe) notes.repair(`${place}.links`, 'programme.import.link_refused', { url: url.slice(0, 120) })
    return safe ? [{ label: clean.line(label, `${place}.links`) || safe, url: safe }] : []
  })
}

const notInProgramme = /^(rejected|submitted|draft|deleted|pending|waiting_?list|waitlisted?|waiting|new|unconfirmed_rejected|declined)$/i
const gone = /^(cancell?ed|withdrawn)$/i
const inProgramme = /^(confirmed|accepted|approved|scheduled|published|public|active|ok|done|final|tentative|unconfirmed|accepting)$/i

function accepted(s: RawSession, notes: Notes): boolean {
  const blank =
    !some(s.title) &&
    s.keys.length === 0 &&
    s.starts.every((v) => scalar(v) === '') &&
    !some(s.description) &&
    !some(s.abstract) &&
    s.people.length === 0
  if (blank) notes.skip(s.place, 'programme.import.empty_record', 'session')
  else if (notInProgramme.test(s.state) || (gone.test(s.state) && s.starts.every((v) => scalar(v) === '')))
    notes.skip(s.place, 'programme.import.not_accepted', 'session', { title: (s.title.zh || s.title.en).slice(0, 120), state: s.state })
  else return true
  return false
}

/** The file's identifier, else one derived from the title; a repeated one gets `#2`, `#3` … in file order. */
function sessionKeys(sessions: RawSession[], notes: Notes): string[] {
  const wanted = sessions.map((s) => tidyKey(s.keys[0] ?? ''))
  const used = new Set(wanted.filter((k) => k !== ''))
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return sessions.map((s, i) => {
    const given = wanted[i]!
    const base =
      given ||
      `t-${createHash('sha256')
        .update(normalised(s.title.zh || s.title.en || s.place))
        .digest('hex')
        .slice(0, 16)}`
    let key = base
    let n = next.get(base) ?? 2
    while (taken.has(key) || (key !== base && used.has(key))) key = `${base}#${n++}`
    next.set(base, n)
    taken.add(key)
    if (!given) notes.repair(s.place, 'programme.import.id_missing', { key })
    else if (key !== base) notes.repair(s.place, 'programme.import.id_duplicate', { id: base, key })
    return key
  })
}

function session(s: RawSession, key: string, time: Timed, raw: RawProgramme, books: Books, clean: Cleaner, notes: Notes): DraftSession {
  let title = clean.lines(s.title, `${s.place}.title`)
  if (!some(title)) {
    notes.repair(`${s.place}.title`, 'programme.import.title_missing')
    title = { zh: '（未命名議程）', en: '(Untitled session)' }
  }
  if (s.state && !gone.test(s.state) && !inProgramme.test(s.state))
    notes.repair(`${s.place}.state`, 'programme.import.state_unknown', { state: s.state.slice(0, 40) })
  const keysOf = <T>(book: Registry<T>, refs: RawRef[]) => [...new Set(refs.flatMap((r) => book.resolve(r) ?? []))]
  const chairKeys = keysOf(books.speakers, s.chairs)
  return {
    key,
    title,
    subtitle: clean.lines(s.subtitle, `${s.place}.subtitle`),
    abstract: clean.proses(s.abstract, `${s.place}.abstract`),
    description: clean.proses(s.description, `${s.place}.description`),
    start: time.start === null ? null : iso(time.start),
    end: time.end === null ? null : iso(time.end),
    durationMin: time.minutes,
    roomKeys: keysOf(books.rooms, s.rooms),
    ...defined({
      trackKey: s.track && books.tracks.resolve(s.track),
      typeKey: s.type && books.types.resolve(s.type),
      language: clean.line(s.language, `${s.place}.language`, 60),
    }),
    speakerKeys: keysOf(books.speakers, s.people),
    ...(chairKeys.length ? { chairKeys } : {}),
    tags: keysOf(books.tags, s.tags),
    links: safeLinks(s.links, s.place, raw, clean, notes),
    ...(s.optOut === undefined ? {} : { recordingOptOut: s.optOut }),
    ...(s.state ? { state: gone.test(s.state) ? ('canceled' as const) : ('confirmed' as const) } : {}),
    ...defined({ slug: tidyKey(s.slug) }),
  }
}

/** A session without a usable end lasts until the next start in its room, at most the programme's usual length. */
function settleLengths(raw: RawSession[], sessions: DraftSession[], times: Timed[], notes: Notes): void {
  const usual = usualMinutes(times)
  const code = {
    missing: 'programme.import.end_missing',
    before: 'programme.import.end_before_start',
    zero: 'programme.import.zero_duration',
  } as const
  const starts = new Map<string, number[]>()
  sessions.forEach((s, i) => {
    const at = times[i]!.start
    const room = s.roomKeys[0]
    if (at === null || room === undefined) return
    const list = starts.get(room)
    if (list) list.push(at)
    else starts.set(room, [at])
  })
  const following = new Map([...starts].map(([room, list]) => [room, nextStarts(list)]))
  sessions.forEach((s, i) => {
    const t = times[i]!
    if (t.guessed === null || t.start === null) return
    const next = s.roomKeys[0] === undefined ? undefined : following.get(s.roomKeys[0])!.get(t.start)
    const room = next === undefined ? usual : Math.floor((next - t.start) / 60_000)
    const minutes = t.minutes || Math.max(1, Math.min(usual, room))
    s.durationMin = minutes
    s.end = iso(t.start + minutes * 60_000)
    notes.repair(`${raw[i]!.place}.end`, code[t.guessed], { minutes })
  })
}

/** Each start to the next later one. */
function nextStarts(list: number[]): Map<number, number> {
  const sorted = [...new Set(list)].sort((a, b) => a - b)
  return new Map(sorted.slice(1).map((later, i) => [sorted[i]!, later]))
}

function overlaps(raw: RawSession[], sessions: DraftSession[], notes: Notes): void {
  const lanes = new Map<string, number[]>()
  sessions.forEach((s, i) => {
    if (s.start === null || s.roomKeys[0] === undefined || s.state === 'canceled') return
    const lane = lanes.get(s.roomKeys[0])
    if (lane) lane.push(i)
    else lanes.set(s.roomKeys[0], [i])
  })
  for (const lane of lanes.values()) {
    lane.sort((a, b) => sessions[a]!.start!.localeCompare(sessions[b]!.start!))
    let longest = lane[0]!
    for (const i of lane.slice(1)) {
      if (sessions[i]!.start! < sessions[longest]!.end!)
        notes.repair(raw[i]!.place, 'programme.import.overlap', { other: sessions[longest]!.key })
      if (sessions[i]!.end! > sessions[longest]!.end!) longest = i
    }
  }
}
