import { fieldText } from './clean.ts'
import { refOf, refsOf, identifiers } from './raw.ts'
import type { RawRef, RawSession } from './raw.ts'
import { first, isDict, many, own, records, scalar, text } from './values.ts'
import type { Dict } from './values.ts'

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
  ['live', '直播 Live'],
  ['stream', '直播 Live'],
  ['uri', '議程頁 Session page'],
  ['url', '議程頁 Session page'],
  ['feedback_url', '意見回饋 Feedback'],
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

function peopleOf(o: Dict, place: string): { people: RawRef[]; chairs: RawRef[] } {
  const people: RawRef[] = []
  const chairs: RawRef[] = []
  const field = ['speakers', 'persons', 'participants', 'presenters', 'people', 'speaker', 'presenter', 'speaker_ids'].find(
    (f) => first(o, f) !== undefined && many(own(o, f)).length > 0,
  )
  const raw = field ? own(o, field) : []
  const list = Array.isArray(raw)
    ? raw
    : isDict(raw) && identifiers(raw).length === 0 && !text(raw, 'name') && Object.values(raw).some(isDict) && !isDict(own(raw, 'zh'))
      ? records(raw)
      : many(raw)
  list
    .flatMap((v) => (typeof v === 'string' ? v.split(/[、;；\n]/) : [v]))
    .forEach((v, i) => {
      const ref = refOf(v, `${place}.${field}[${i}]`)
      if (ref) (chairRole.test(text(v, 'role', 'event_role', 'type')) ? chairs : people).push(ref)
    })
  for (const f of ['moderators', 'moderator', 'chairs', 'chair', 'hosts', 'host']) chairs.push(...refsOf(many(own(o, f)), `${place}.${f}`))
  return { people, chairs }
}

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
    starts: [
      first(slot, 'start'),
      typeof date === 'string' && /\d[T ]\d/.test(date) ? date : undefined,
      first(
        o,
        'start',
        'start_time',
        'startTime',
        'starts_at',
        'startsAt',
        'start_at',
        'started_at',
        'begin',
        'begin_time',
        'from',
        'time',
      ),
      ctx.fallbackStart,
    ].filter((v) => v !== undefined),
    end: first(slot, 'end') ?? first(o, 'end', 'end_time', 'endTime', 'ends_at', 'endsAt', 'end_at', 'ended_at', 'finish', 'until', 'to'),
    duration: first(o, 'duration', 'length', 'duration_minutes', 'minutes'),
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
  if (out.length === 0)
    out.push(...refsOf(many(first(o, 'room', 'rooms', 'room_id', 'roomId', 'location', 'venue', 'place')), `${place}.room`))
  out.push(...refsOf(many(first(o, 'broadcast', 'broadcasts')), `${place}.broadcast`))
  return out
}
