import { fieldText } from './clean.ts'
import { readSpeakers, readTalks } from './jsonSchedule.ts'
import type { Notes } from './notes.ts'
import { emptyProgramme, refsOf } from './raw.ts'
import type { RawProgramme, RawSession } from './raw.ts'
import { readTalk } from './talk.ts'
import { first, isDict, many, namedRecords, own, scalar, text } from './values.ts'
import type { Dict } from './values.ts'

const isDate = (key: string) => /^\d{4}-\d{2}-\d{2}/.test(key)
export const isGrid = (v: unknown): v is Dict => isDict(v) && Object.keys(v).length > 0 && Object.keys(v).every(isDate)

const clockOf = (minutes: string): string => {
  const n = Number(minutes)
  return /^\d{1,4}$/.test(minutes) ? `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}` : minutes
}

function basics(top: Dict, raw: RawProgramme, notes: Notes): void {
  raw.title = fieldText(top, 'title', 'event', 'name')
  raw.zoneName = text(top, 'timezone', 'time_zone_name', 'time_zone')
  raw.url = text(top, 'url')
  raw.baseUrl = text(top, 'base_url')
  raw.start = own(top, 'event_start')
  raw.end = own(top, 'event_end')
  raw.rooms = refsOf(namedRecords(own(top, 'rooms')), 'rooms')
  raw.tracks = refsOf(namedRecords(own(top, 'tracks')), 'tracks')
  raw.types = refsOf(namedRecords(own(top, 'submission_types') ?? own(top, 'session_types')), 'submission_types')
  readSpeakers(own(top, 'speakers'), 'speakers', raw, notes)
}

/** `{ schedule: { date: { minute of day: { room id: talk } } } }`, in any top-level section. */
export function readGrid(top: Dict, notes: Notes): RawProgramme {
  const raw = emptyProgramme('pretalx-grid-json')
  basics(top, raw, notes)
  for (const [section, grid] of Object.entries(top)) {
    if (!isGrid(grid)) continue
    for (const [date, minutes] of Object.entries(grid)) {
      if (Array.isArray(minutes)) {
        raw.sessions.push(...readTalks(minutes, `${section}.${date}`, notes, (o, at) => [readTalk(o, at, { day: date })]))
        continue
      }
      if (!isDict(minutes)) {
        if (minutes !== null) notes.skip(`${section}.${date}`, 'programme.import.not_a_record', 'other')
        continue
      }
      for (const [minute, cell] of Object.entries(minutes)) readCell(cell, `${section}.${date}.${minute}`, date, minute, raw, notes)
    }
  }
  return raw
}

function readCell(cell: unknown, place: string, date: string, minute: string, raw: RawProgramme, notes: Notes): void {
  const fallbackStart = `${date} ${clockOf(minute)}`
  if (isDict(cell) && own(cell, 'title') !== undefined && !Object.values(cell).some((v) => isDict(v) && own(v, 'title') !== undefined)) {
    const t = fieldText(cell, 'title')
    notes.skip(place, 'programme.import.break_marker', 'other', { title: t.zh || t.en, time: fallbackStart })
    return
  }
  for (const [room, talk] of Object.entries(isDict(cell) || Array.isArray(cell) ? cell : {})) {
    const at = `${place}.${room}`
    if (!isDict(talk)) {
      if (talk !== null) notes.skip(at, 'programme.import.not_a_record', 'session')
      continue
    }
    const known = raw.rooms.find((r) => r.keys.includes(room))
    raw.sessions.push(
      readTalk(talk, at, {
        day: date,
        fallbackStart,
        room: { place: at, keys: [room], name: known?.name ?? { zh: '', en: room }, bare: true, record: {} },
      }),
    )
  }
  if (!isDict(cell) && !Array.isArray(cell) && cell !== null) notes.skip(place, 'programme.import.not_a_record', 'session')
}

/** pretalx REST answers (`{ results: [...] }`) and plain lists of submissions, talks or slots. */
export function readApi(top: Dict, list: unknown, place: string, notes: Notes): RawProgramme {
  const raw = emptyProgramme('pretalx-api-json')
  basics(top, raw, notes)
  raw.sessions = readTalks(list, place, notes, readSubmission)
  if (text(top, 'next')) notes.repair('next', 'programme.import.more_pages')
  return raw
}

/** A submission has one slot, several, or none; a slot may itself carry its submission. */
function readSubmission(o: Dict, at: string): RawSession[] {
  const inner = own(o, 'submission')
  if (isDict(inner)) return [readTalk({ ...inner, slot: o }, at)]
  // A slot names its submission by code, or is a break that only has a description.
  if (own(o, 'submission') !== undefined && first(o, 'title', 'name') === undefined) {
    const code = scalar(inner)
    const { submission: _, ...slot } = o
    return [readTalk({ ...slot, ...(code ? { code } : {}), title: own(o, 'description'), description: '' }, at)]
  }
  const slots = own(o, 'slots')
  const placed = Array.isArray(slots)
    ? slots.filter((s): s is Dict => isDict(s) && (own(s, 'start') !== undefined || own(s, 'room') !== undefined))
    : []
  if (placed.length === 0 || isDict(own(o, 'slot'))) return [readTalk(o, at)]
  return placed.map((slot, i) => readTalk({ ...o, slot }, `${at}.slots[${i}]`))
}

/** The schedule widget's JSON: `talks`, `rooms`, `tracks`, `speakers` side by side. */
export function readWidget(top: Dict, notes: Notes): RawProgramme {
  const raw = emptyProgramme('pretalx-widget-json')
  basics(top, raw, notes)
  raw.lists = own(top, 'rooms') !== undefined
  raw.sessions = readTalks(own(top, 'talks'), 'talks', notes)
  // Where a track owns a room, its talks needn't name it.
  for (const s of raw.sessions) {
    const track = s.rooms.length === 0 && s.track ? raw.tracks.find((t) => t.keys.some((k) => s.track!.keys.includes(k))) : undefined
    if (track) s.rooms = refsOf(many(own(track.record, 'room')), `${track.place}.room`)
  }
  return raw
}
