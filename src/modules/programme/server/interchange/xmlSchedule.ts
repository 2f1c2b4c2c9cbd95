import { refOf, emptyProgramme } from './raw.ts'
import type { RawProgramme, RawRef } from './raw.ts'
import { sided } from './clean.ts'
import { readTalk } from './talk.ts'
import type { Dict } from './values.ts'
import { child, childText, descendants } from './xml.ts'
import type { XmlNode } from './xml.ts'

/** frab, pentabarf, pretalx and c3voc schedule XML: `schedule > day > room > event`. */
export function readScheduleXml(root: XmlNode): RawProgramme {
  const conference = descendants(root, 'conference')[0] ?? root
  const raw = emptyProgramme(isFrab(root) ? 'frab-xml' : 'pentabarf-xml')
  const c = (name: string) => childText(conference, name)
  Object.assign(raw, {
    title: sided(c('title')),
    subtitle: sided(c('subtitle')),
    venue: c('venue'),
    city: c('city'),
    country: c('country'),
    url: c('url'),
    baseUrl: c('base_url') || childText(root, 'base_url'),
    start: c('start'),
    end: c('end'),
    zoneName: c('time_zone_name') || c('timezone') || c('time_zone'),
    dayChange: c('day_change'),
  } satisfies Partial<RawProgramme>)
  raw.tracks = descendants(conference, 'track').flatMap(
    (t) => refOf({ ...t.attributes, name: t.attributes.name ?? t.text.trim() }, where('track', t)) ?? [],
  )
  const read = new Set<XmlNode>()
  const take = (events: XmlNode[], within: string, date: string, room?: RawRef) => {
    for (const event of events) {
      if (read.has(event)) continue
      read.add(event)
      raw.sessions.push(readEvent(event, within, date, room))
    }
  }
  const days = descendants(root, 'day').filter((d) => d.children.length > 0)
  for (const [i, day] of (days.length ? days : [root]).entries()) {
    const date = day.attributes.date ?? ''
    const label = `day ${day.attributes.index ?? i + 1}`
    raw.dayChange ||= /T(\d{2}:\d{2})/.exec(day.attributes.start ?? '')?.[1] ?? ''
    for (const room of descendants(day, 'room').filter((r) => r.attributes.name !== undefined || r.children.length > 0)) {
      const name = (room.attributes.name ?? '').trim()
      const ref = refOf({ ...room.attributes, name }, `${label} / ${where(`room ${name}`, room)}`)
      if (ref) raw.rooms.push(ref)
      take(eventsIn(room), `${label} / room ${name}`, date, ref)
    }
    take(eventsIn(day), label, date)
  }
  take(eventsIn(root), root.name, '')
  // A room stands once per day: that is the format, not a repetition worth a note.
  const seen = new Set<string>()
  raw.rooms = raw.rooms.filter((r) => {
    const key = r.keys[0] ?? `${r.name.zh}${r.name.en}`
    return seen.has(key) ? false : Boolean(seen.add(key))
  })
  return raw
}

/** `entry` and `session` are what programmes of the same shape from other hands call their events. */
const isEvent = (n: XmlNode): boolean => n.name === 'event' || n.name === 'entry' || n.name === 'session'
const eventsIn = (n: XmlNode): XmlNode[] => n.children.flatMap((c) => (isEvent(c) ? [c] : eventsIn(c)))

const isFrab = (root: XmlNode): boolean => eventsIn(root).some((e) => e.attributes.guid !== undefined || child(e, 'date') !== undefined)
const where = (what: string, node: XmlNode) => `${what} (line ${node.line})`

const plural: Record<string, string> = { links: 'link', attachments: 'attachment', tags: 'tag' }
const crowds = new Set(['persons', 'speakers', 'presenters', 'participants'])
const people = new Set(['person', 'speaker', 'presenter'])

function readEvent(event: XmlNode, within: string, date: string, room?: RawRef) {
  const o: Dict = { ...event.attributes }
  const persons: unknown[] = []
  const put = (name: string, value: string) => {
    // A field that stands twice, once empty, is not emptied.
    if (value !== '' || o[name] === undefined) o[name] = value
  }
  for (const node of event.children) {
    if (crowds.has(node.name) || people.has(node.name)) persons.push(...crowd(node))
    else if (node.name === 'moderators') o.moderators = node.children.map((n) => person(n))
    else if (node.name === 'recording') o.do_not_record = childText(node, 'optout')
    else if (node.name === 'room') o.room ??= node.text.trim()
    else if (node.name === 'start') put('start', node.text.trim().replace(/^([0-2]\d)([0-5]\d)$/, '$1:$2'))
    else if (Object.hasOwn(plural, node.name) && node.children.length > 0)
      o[node.name] = node.children
        .filter((n) => n.children.length > 0 || n.text.trim() || n.attributes.href)
        .map((n) => listed(n, node.name))
    else put(node.name, node.text.trim())
  }
  if (persons.length > 0) o.persons = persons
  const id = event.attributes.code ?? event.attributes.id ?? event.attributes.guid ?? ''
  return readTalk(o, `${within} / ${where(`event ${id}`.trim(), event)}`, { day: date, ...(room ? { room } : {}) })
}

const person = (n: XmlNode): Dict => ({
  ...n.attributes,
  name: childText(n, 'name') || n.text.trim(),
  ...Object.fromEntries(n.children.map((c) => [c.name, c.text.trim()])),
})

/** People as elements with an id or a name of their own, or as a line of names. */
const crowd = (node: XmlNode): unknown[] =>
  node.children.length > 0 && !people.has(node.name)
    ? node.children
        .filter((n) => n.children.length > 0 || n.text.trim() !== '' || Object.keys(n.attributes).length > 0)
        .map((n) => (isPlain(n) ? n.text.trim() : person(n)))
    : [isPlain(node) ? node.text.trim() : person(node)]
const isPlain = (n: XmlNode): boolean => n.children.length === 0 && Object.keys(n.attributes).length === 0

const listed = (n: XmlNode, kind: string): unknown =>
  kind === 'tags' ? n.text.trim() : { title: n.text.trim(), type: n.attributes.type, url: n.attributes.href ?? n.attributes.url }
