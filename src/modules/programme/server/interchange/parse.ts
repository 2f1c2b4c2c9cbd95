import type { ParsedProgramme, ParseOptions } from '../../contract/interchange.ts'
import { assemble } from './assemble.ts'
import { readCalendar } from './calendar.ts'
import { decodeText } from './decode.ts'
import { ProgrammeImportError } from './errors.ts'
import { readFrabJson, readOpass } from './jsonSchedule.ts'
import { limits } from './limits.ts'
import { newNotes } from './notes.ts'
import type { Notes } from './notes.ts'
import { isGrid, readApi, readGrid, readWidget } from './pretalx.ts'
import type { RawProgramme } from './raw.ts'
import { parseJson } from './json.ts'
import { looksLikeTalk } from './talk.ts'
import { first, isDict, own, records } from './values.ts'
import type { Dict } from './values.ts'
import { readScheduleXml } from './xmlSchedule.ts'
import { descendants, parseXml } from './xml.ts'

/**
 * A programme file of any known dialect, told by its content, to a draft with a report of every repair and every record left out.
 * Pure: no clock, no network, no database; the same bytes give the same draft.
 * @throws ProgrammeImportError whenever the file as a whole can't be read; never anything else
 * @example parseProgramme(bytes, { zone: 'Asia/Taipei' }).programme.sessions.length
 */
export function parseProgramme(bytes: Uint8Array, opts: ParseOptions = {}): ParsedProgramme {
  const max = opts.maxBytes ?? limits.bytes
  if (bytes.length > max)
    throw new ProgrammeImportError('programme.import.too_large', '', { size: megabytes(bytes.length), limit: megabytes(max), max })
  const notes = newNotes()
  const { text, encoding } = decodeText(bytes)
  if (encoding !== 'utf-8') notes.repair('', 'programme.import.encoding_converted', { encoding: encoding.toUpperCase() })
  return assemble(read(text, notes), opts, notes)
}

const megabytes = (n: number) => `${(n / (1024 * 1024)).toFixed(1)} MB`

function read(source: string, notes: Notes): RawProgramme {
  const start = source.search(/\S/)
  if (start < 0) throw new ProgrammeImportError('programme.import.empty')
  const body = start === 0 ? source : source.slice(start)
  if (body.startsWith('<')) return readXml(body, notes)
  if (/^BEGIN:VCALENDAR/i.test(body)) return readCalendar(body)
  if (/^(?:[{[]|\/[/*])/.test(body)) {
    const { value, repairs } = parseJson(body)
    if (repairs > 0) notes.repair('', 'programme.import.json_repaired', { count: repairs })
    return readJson(value, notes)
  }
  throw new ProgrammeImportError('programme.import.unrecognised')
}

function readXml(source: string, notes: Notes): RawProgramme {
  if (/^<!doctype\s+html\b/i.test(source) || /^<html\b/i.test(source)) throw new ProgrammeImportError('programme.import.unrecognised')
  const { root, repairs } = parseXml(source)
  if (repairs > 0) notes.repair('', 'programme.import.xml_repaired', { count: repairs })
  const known = root.name === 'schedule' || root.name === 'conference' || descendants(root, 'event').length > 0
  if (!known) throw new ProgrammeImportError('programme.import.unrecognised')
  return readScheduleXml(root)
}

function readJson(value: unknown, notes: Notes, depth = 0): RawProgramme {
  if (Array.isArray(value)) {
    const pages = value.filter((v): v is Dict => isDict(v) && Array.isArray(own(v, 'results')))
    if (pages.length > 0 && pages.length === value.length)
      return readList(
        {},
        pages.flatMap((p) => p.results as unknown[]),
        '$',
        notes,
      )
    return value.some(isDay) && !value.some(looksLikeTalk) ? readFrabJson({ days: value }, notes) : readList({}, value, '$', notes)
  }
  if (!isDict(value)) throw new ProgrammeImportError('programme.import.unrecognised')
  if (isGrid(value)) return readGrid({ schedule: value }, notes)
  const schedule = own(value, 'schedule')
  const conference = first(schedule, 'conference') ?? first(value, 'conference')
  if (
    (isDict(conference) && (first(conference, 'days', 'events') !== undefined || first(schedule, 'events', 'days') !== undefined)) ||
    Array.isArray(own(value, 'days')) ||
    Array.isArray(own(schedule, 'days'))
  )
    return readFrabJson(value, notes)
  if (Object.values(value).some(isGrid)) return readGrid(value, notes)
  const talks = own(value, 'talks')
  if (records(talks).some(looksLikeTalk) && (isDict(talks) || ['rooms', 'tracks', 'speakers'].some((f) => own(value, f) !== undefined)))
    return readWidget(value, notes)
  const alone = own(value, 'speakers') !== undefined || own(value, 'submission_type') !== undefined || own(value, 'persons') !== undefined
  if (alone && looksLikeTalk(value) && own(value, 'sessions') === undefined) return readList({}, [value], '$', notes)
  const sessions = own(value, 'sessions')
  if (Array.isArray(sessions) || isDict(sessions)) return readOpass(value, sessions, 'sessions', notes)
  for (const field of ['results', 'submissions', 'talks', 'events', 'schedule', 'slots', 'agenda', 'items', 'subEvent'] as const) {
    const list = own(value, field)
    if (Array.isArray(list)) return readList(value, list, field, notes)
  }
  for (const field of ['data', 'result', 'payload', 'content', 'event', 'programme', 'program'] as const) {
    const inner = own(value, field)
    if (depth < 3 && (Array.isArray(inner) || isDict(inner))) return readJson(inner, notes, depth + 1)
  }
  // Sessions by id at the top level: `{ "A1B2C3": { "title": … } }`.
  const values = Object.values(value)
  if (values.length > 0 && values.every((v) => isDict(v) && looksLikeTalk(v))) return readList({}, records(value), '$', notes)
  throw new ProgrammeImportError('programme.import.unrecognised')
}

/** `{ date, rooms | sessions }`: a list of days, not of talks. */
const isDay = (v: unknown): boolean =>
  isDict(v) && first(v, 'date', 'day', 'index') !== undefined && first(v, 'rooms', 'events', 'talks', 'sessions') !== undefined

const pretalxOnly = ['code', 'slot', 'slots', 'submission', 'submission_type', 'submission_type_id', 'content_locale'] as const

/** A list with pretalx's own fields is pretalx's, any other is OPass; a list without a single talk is neither. */
function readList(top: Record<string, unknown>, list: unknown[], place: string, notes: Notes): RawProgramme {
  if (list.length === 0) throw new ProgrammeImportError('programme.import.no_sessions')
  if (!list.some(looksLikeTalk)) throw new ProgrammeImportError('programme.import.unrecognised')
  return list.some((v) => first(v, ...pretalxOnly) !== undefined) ? readApi(top, list, place, notes) : readOpass(top, list, place, notes)
}
