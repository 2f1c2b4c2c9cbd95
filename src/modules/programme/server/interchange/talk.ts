import { fieldText } from './clean.ts'
import { refOf, refsOf, identifiers } from './raw.ts'
import type { RawRef, RawSession } from './raw.ts'
import { first, isDict, many, own, records, scalar, spelled, text } from './values.ts'
import type { Dict } from './values.ts'
import { parseWhen } from './when.ts'

const linkFields: [string, string][] = [
  ['slide', '投影片 Slides'],
  ['slides', '投影片 Slides'],
  ['slide_link', '投影片 Slides'],
  ['co_write', '共筆 Notes'],
  ['hackmd', '共筆 Notes'],
  ['qa', '提問 Q&A'],
  ['record', '錄影 Recording'],
  ['recording_url', '錄影 Recording'],
  ['video', '錄影 Recording'],
  ['recordingUrl', '錄影 Recording'],
  ['video_url', '錄影 Recording'],
  ['video_download_url', '錄影 Recording'],
  ['live', '直播 Live'],
  ['liveUrl', '直播 Live'],
  ['stream', '直播 Live'],
  ['uri', '議程頁 Session page'],
  ['url', '議程頁 Session page'],
  ['full_conf_url', '議程頁 Session page'],
  ['public_url', '議程頁 Session page'],
  ['link', '議程頁 Session page'],
  ['feedback_url', '意見回饋 Feedback'],
  ['feedback', '意見回饋 Feedback'],
  ['origin_url', '來源 Source'],
]

function linksOf(o: Dict): RawSession['links'] {
  const out: RawSession['links'] = []
  for (const field of ['links', 'attachments', 'resources']) {
    for (const item of records(own(o, field))) {
      const url = isDict(item) ? text(item, 'url', 'href', 'link', 'resource') : scalar(item)
      if (url) out.push({ label: isDict(item) ? text(item, 'title', 'description', 'label', 'name', 'type') || url : url, url })
    }
  }
  for (const [field, label] of linkFields) {
    for (const v of many(own(o, field))) {
      const url = isDict(v) ? text(v, 'url') : scalar(v)
      if (url && !out.some((l) => l.url === url)) out.push({ label, url })
    }
  }
  return out
}

const chairRole = /moderat|chair|host|coordinator|主持|座長|引言/i

const peopleFields = [
  'speakers',
  'persons',
  'participants',
  'presenters',
  'people',
  'speaker',
  'presenter',
  'person',
  'performer',
  'speaker_ids',
  'speaker_names',
]

const initials = /^(ph\.?\s?d|m\.?\s?d|msc|mba|jr|sr|esq|inc|ltd|llc|co)\.?$/i
const wholeName = (part: string): boolean => !initials.test(part) && (/\S\s+\S/.test(part) || /^[\p{Script=Han}·]{2,6}$/u.test(part))

/** `Ann Lee, Bo Wu` is two people, `Lee, Ann` and `Ann Lee, PhD` one. */
function splitNames(line: string): string[] {
  if (line.length > 10_000) return [line]
  return line.split(/[、;；\n]/).flatMap((part) => {
    const names = part.split(/[,，]/).map((n) => n.trim())
    return names.length > 1 && names.every(wholeName) ? names : [part]
  })
}

function peopleOf(o: Dict, place: string): { people: RawRef[]; chairs: RawRef[] } {
  const people: RawRef[] = []
  const chairs: RawRef[] = []
  const field = peopleFields.find((f) => first(o, f) !== undefined && many(own(o, f)).length > 0)
  const raw = field ? own(o, field) : []
  const list = Array.isArray(raw)
    ? raw
    : isDict(raw) && identifiers(raw).length === 0 && !text(raw, 'name') && Object.values(raw).some(isDict) && !isDict(own(raw, 'zh'))
      ? records(raw)
      : many(raw)
  list
    .flatMap((v) => (typeof v === 'string' ? splitNames(v) : [v]))
    .forEach((v, i) => {
      const ref = refOf(v, `${place}.${field}[${i}]`)
      if (ref) (chairRole.test(text(v, 'role', 'event_role', 'type')) ? chairs : people).push(ref)
    })
  for (const f of ['moderators', 'moderator', 'chairs', 'chair', 'hosts', 'host']) chairs.push(...refsOf(many(own(o, f)), `${place}.${f}`))
  return { people, chairs }
}

/** Whether a record of a list can be a session: it is named, and has something that only sessions have. */
export const looksLikeTalk = (v: unknown): boolean =>
  isDict(v) &&
  first(v, 'title', 'name', 'topic', 'subject', 'zh', 'zh-TW', 'en', 'submission') !== undefined &&
  (spelled(v, startNames).length > 0 ||
    first(v, 'slot', 'slots', 'submission_type', 'date', 'speakers', 'persons', 'room', 'duration', 'session_type', 'state') !== undefined)

const truth = (v: unknown): boolean | undefined =>
  typeof v === 'boolean' ? v : /^(true|1|yes)$/i.test(scalar(v)) ? true : /^(false|0|no)$/i.test(scalar(v)) ? false : undefined

export type TalkContext = { day?: string; room?: RawRef; fallbackStart?: string; keyFallback?: string }

/** One session of any JSON dialect; the XML reader brings its events into the same shape first. */
export function readTalk(o: Dict, place: string, ctx: TalkContext = {}): RawSession {
  const slot = isDict(own(o, 'slot')) ? (own(o, 'slot') as Dict) : {}
  const date = first(o, 'date')
  const optOut = truth(first(o, 'do_not_record', 'recording_optout', 'recordingOptOut', 'optout'))
  const keys = identifiers(o)
  for (const k of [text(o, 'url', 'uri'), ctx.keyFallback ?? '']) if (k) keys.push(k)
  const track = refOf(first(o, 'track', 'track_id'), `${place}.track`)
  const type = refOf(
    first(o, 'type', 'session_type', 'submission_type', 'format', 'category', 'submission_type_id', 'session_type_id'),
    `${place}.type`,
  )
  return {
    place,
    keys,
    title: fieldText(o, 'title', 'name', 'topic', 'subject'),
    subtitle: fieldText(o, 'subtitle', 'sub_title'),
    abstract: fieldText(o, 'abstract', 'summary', 'brief', 'outline'),
    description: fieldText(o, 'description', 'content', 'desc', 'intro', 'introduction', 'detail'),
    ...timesOf(o, slot, date, ctx),
    duration: spelled(o, ['duration', 'length', 'durationminutes', 'durationmin', 'minutes'])[0],
    day: scalar(typeof date === 'string' && !/\d[T ]\d/.test(date) ? date : undefined) || text(o, 'day') || ctx.day,
    rooms: roomsOf(o, slot, place, ctx),
    ...(track ? { track } : {}),
    ...(type ? { type } : {}),
    language: text(o, 'language', 'lang', 'locale', 'content_locale'),
    ...peopleOf(o, place),
    tags: refsOf(
      many(first(o, 'tags', 'tag', 'keywords')).flatMap((t) =>
        typeof t === 'string' && Array.isArray(own(o, 'tags')) === false ? t.split(/[,，、;]/) : [t],
      ),
      `${place}.tags`,
    ),
    links: linksOf(o),
    ...(optOut === undefined ? {} : { optOut }),
    state: text(o, 'state', 'status'),
    slug: text(o, 'slug'),
  }
}

const roomNames = 'room rooms roomid roomname hall stage location venue place'.split(' ')
const startNames =
  'start starttime startsat startat startedat startdatetime starts timestart datestart dtstart begin begintime beginat beginsat startdate from time'.split(
    ' ',
  )
const endNames =
  'end endtime endsat endat endedat enddatetime ends timeend dateend dtend finish finishtime finishat enddate until to'.split(' ')
/** `09:00-09:30`, `2024-03-09 09:00 ~ 09:30`; the left side ends in a clock time. */
const range = /^(.*\d[:：]\d{2})\s*[-–—~～至]\s*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)$/

/** Candidates for the start, best first, and the end that says most. */
function timesOf(o: Dict, slot: Dict, date: unknown, ctx: TalkContext): Pick<RawSession, 'starts' | 'end'> {
  let until: unknown
  const inside = (side: readonly string[]) => (v: unknown) => (isDict(v) ? spelled(v, side) : [v])
  const starts = [first(slot, 'start'), typeof date === 'string' && /\d[T ]\d/.test(date) ? date : undefined, ...spelled(o, startNames)]
    .flatMap((v) => {
      if (isDict(v)) until ??= spelled(v, endNames)[0]
      return inside(startNames)(v)
    })
    .map((v) => {
      const span = range.exec(scalar(v).slice(0, 80))
      until ??= span?.[2]
      return span && parseWhen(v) === null ? span[1] : v
    })
  const ends = [first(slot, 'end'), ...spelled(o, endNames).flatMap(inside(endNames)), until].filter((v) => v !== undefined)
  return {
    starts: [...starts, ctx.fallbackStart].filter((v) => v !== undefined),
    end: ends.find((v) => !['date', undefined].includes(parseWhen(v)?.kind)) ?? ends[0],
  }
}

function roomsOf(o: Dict, slot: Dict, place: string, ctx: TalkContext): RawRef[] {
  const out: RawRef[] = []
  if (Object.keys(slot).length) {
    const room = own(slot, 'room')
    const byId = first(slot, 'room_id')
    const ref = byId === undefined ? refOf(room, `${place}.slot.room`) : refOf({ id: byId, name: room }, `${place}.slot.room_id`)
    if (ref) out.push(ref)
  }
  // The place where the record stands in the grid names the room more reliably than its own field.
  if (out.length === 0 && ctx.room) out.push(ctx.room)
  if (out.length === 0) out.push(...refsOf(many(spelled(o, roomNames)[0]), `${place}.room`))
  out.push(...refsOf(many(first(o, 'broadcast', 'broadcasts')), `${place}.broadcast`))
  return out
}
