import { fieldText, localizedValue } from './clean.ts'
import type { Notes } from './notes.ts'
import { emptyProgramme, refOf, refsOf } from './raw.ts'
import type { RawProgramme, RawRef, RawSession } from './raw.ts'
import { looksLikeTalk, readTalk } from './talk.ts'
import { first, isDict, namedRecords, own, records, scalar, text } from './values.ts'
import type { Dict } from './values.ts'

/** Sessions of a list; whatever is no record is reported. */
export function readTalks(
  list: unknown,
  place: string,
  notes: Notes,
  read: (o: Dict, at: string) => RawSession[] = (o, at) => [readTalk(o, at)],
): RawSession[] {
  return (looksLikeTalk(list) ? [list] : records(list)).flatMap((item, i) => {
    const at = `${place}[${i}]`
    if (isDict(item)) return read(item, at)
    notes.skip(at, 'programme.import.not_a_record', 'session')
    return []
  })
}

/** frab, pretalx and c3voc schedule JSON (`conference.days[].rooms{}`) and c3voc schema 2 (`events[]`). */
export function readFrabJson(top: Dict, notes: Notes): RawProgramme {
  const schedule = isDict(own(top, 'schedule')) ? (own(top, 'schedule') as Dict) : top
  const c = isDict(own(schedule, 'conference')) ? (own(schedule, 'conference') as Dict) : schedule
  const raw = emptyProgramme('frab-json')
  const at = 'schedule.conference'
  Object.assign(raw, {
    title: fieldText(c, 'title', 'name'),
    subtitle: fieldText(c, 'subtitle'),
    venue: scalar(first(c, 'venue')),
    city: text(c, 'city'),
    country: text(c, 'country'),
    url: text(c, 'url'),
    baseUrl: text(schedule, 'base_url') || text(c, 'base_url'),
    start: own(c, 'start'),
    end: own(c, 'end'),
    zoneName: text(c, 'time_zone_name', 'timezone', 'time_zone'),
    dayChange: text(c, 'day_change'),
    rooms: refsOf(namedRecords(own(c, 'rooms') ?? own(schedule, 'rooms')), `${at}.rooms`),
    tracks: refsOf(namedRecords(own(c, 'tracks') ?? own(schedule, 'tracks')), `${at}.tracks`),
    speakers: refsOf(namedRecords(first(schedule, 'persons', 'speakers') ?? first(c, 'persons', 'speakers')), 'schedule.persons'),
  } satisfies Partial<RawProgramme>)
  records(own(c, 'days') ?? own(schedule, 'days')).forEach((day, i) => readDay(day, `${at}.days[${i}]`, raw, notes))
  for (const [where, list] of [
    ['schedule.events', own(schedule, 'events')],
    [`${at}.events`, own(c, 'events')],
  ] as const)
    raw.sessions.push(...readTalks(list, where, notes))
  return raw
}

function readDay(day: unknown, place: string, raw: RawProgramme, notes: Notes): void {
  if (!isDict(day)) return notes.skip(place, 'programme.import.not_a_record', 'other')
  const date = text(day, 'date')
  const start = text(day, 'day_start', 'start')
  raw.dayChange ||= /T(\d{2}:\d{2})/.exec(start)?.[1] ?? ''
  const ctx = { day: date || start.slice(0, 10) }
  const rooms = own(day, 'rooms')
  const lanes: { room?: RawRef; events: unknown; at: string }[] = []
  if (isDict(rooms)) {
    for (const [name, lane] of Object.entries(rooms)) {
      const at = `${place}.rooms[${JSON.stringify(name)}]`
      const room = refOf(name, at)
      lanes.push({ ...(room ? { room } : {}), events: isDict(lane) && Array.isArray(own(lane, 'events')) ? own(lane, 'events') : lane, at })
    }
  } else {
    records(rooms).forEach((r, i) => {
      const room = refOf(r, `${place}.rooms[${i}]`)
      lanes.push({ ...(room ? { room } : {}), events: first(r, 'events', 'talks', 'sessions'), at: `${place}.rooms[${i}].events` })
    })
  }
  lanes.push({ events: first(day, 'events', 'talks', 'sessions'), at: `${place}.events` })
  for (const { room, events, at } of lanes)
    raw.sessions.push(...readTalks(events, at, notes, (o, where) => [readTalk(o, where, { ...ctx, ...(room ? { room } : {}) })]))
}

/** OPass session JSON: `sessions`, `speakers`, `session_types`, `rooms`, `tags`, each text by language; also a bare list of such sessions. */
export function readOpass(top: Dict, sessions: unknown, place: string, notes: Notes): RawProgramme {
  const raw = emptyProgramme('opass-json')
  raw.lists = ['rooms', 'tracks', 'session_types', 'speakers', 'tags'].some((f) => own(top, f) !== undefined)
  raw.title = fieldText(top, 'title', 'event_name', 'conference')
  raw.zoneName = text(top, 'time_zone_name', 'timezone', 'time_zone', 'zone')
  raw.url = text(top, 'url')
  raw.rooms = refsOf(namedRecords(own(top, 'rooms')), 'rooms')
  raw.tracks = refsOf(namedRecords(own(top, 'tracks')), 'tracks')
  raw.types = refsOf(namedRecords(first(top, 'session_types', 'sessionTypes', 'types')), 'session_types')
  raw.tags = refsOf(namedRecords(own(top, 'tags')), 'tags')
  readSpeakers(own(top, 'speakers'), 'speakers', raw, notes)
  raw.sessions = readTalks(sessions, place, notes)
  return raw
}

/** Speakers of a list or an object by id; rows that say nothing are reported, not lost. */
export function readSpeakers(list: unknown, place: string, raw: RawProgramme, notes: Notes): void {
  namedRecords(list).forEach((item, i) => {
    const ref = refOf(item, `${place}[${i}]`)
    if (ref) {
      const name = ref.name.zh || ref.name.en || ref.keys.length ? ref.name : localizedValue(item)
      raw.speakers.push({ ...ref, name })
    } else notes.skip(`${place}[${i}]`, 'programme.import.empty_record', 'speaker')
  })
}
