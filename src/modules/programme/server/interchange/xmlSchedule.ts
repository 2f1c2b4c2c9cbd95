import { refOf, emptyProgramme } from './raw.ts'
import type { RawProgramme } from './raw.ts'
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
  const days = descendants(root, 'day').filter((d) => d.children.length > 0)
  for (const [i, day] of (days.length ? days : [root]).entries()) {
    const date = day.attributes.date ?? ''
    const label = `day ${day.attributes.index ?? i + 1}`
    raw.dayChange ||= /T(\d{2}:\d{2})/.exec(day.attributes.start ?? '')?.[1] ?? ''
    for (const room of descendants(day, 'room').filter((r) => r.attributes.name !== undefined || r.children.length > 0)) {
      const name = (room.attributes.name ?? '').trim()
      const ref = refOf({ ...room.attributes, name }, `${label} / ${where(`room ${name}`, room)}`)
      if (ref) raw.rooms.push(ref)
      for (const event of descendants(room, 'event')) raw.sessions.push(readEvent(event, `${label} / room ${name}`, date, ref))
    }
    for (const event of day.children.filter((n) => n.name === 'event')) raw.sessions.push(readEvent(event, label, date))
  }
  // A room stands once per day: that is the format, not a repetition worth a note.
  const seen = new Set<string>()
  raw.rooms = raw.rooms.filter((r) => {
    const key = r.keys[0] ?? `${r.name.zh}${r.name.en}`
    return seen.has(key) ? false : Boolean(seen.add(key))
  })
  return raw
}

const isFrab = (root: XmlNode): boolean =>
  descendants(root, 'event').some((e) => e.attributes.guid !== undefined || child(e, 'date') !== undefined)
const where = (what: string, node: XmlNode) => `${what} (line ${node.line})`

const plural: Record<string, string> = { persons: 'person', links: 'link', attachments: 'attachment', tags: 'tag', moderators: 'person' }

function readEvent(event: XmlNode, within: string, date: string, room?: RawProgramme['rooms'][number]) {
  const o: Dict = { ...event.attributes }
  for (const node of event.children) {
    const item = Object.hasOwn(plural, node.name) ? plural[node.name]! : undefined
    if (node.name === 'recording') o.do_not_record = childText(node, 'optout')
    else if (node.name === 'room') o.room ??= node.text.trim()
    else if (node.name === 'track') o.track = node.text.trim()
    else if (item)
      o[node.name] = node.children
        .filter((n) => n.children.length > 0 || n.text.trim() || n.attributes.href)
        .map((n) => listed(n, node.name))
    else o[node.name] = node.text.trim()
  }
  const id = event.attributes.code ?? event.attributes.id ?? event.attributes.guid ?? ''
  return readTalk(o, `${within} / ${where(`event ${id}`.trim(), event)}`, { day: date, ...(room ? { room } : {}) })
}

const listed = (n: XmlNode, kind: string): unknown =>
  kind === 'persons' || kind === 'moderators'
    ? {
        ...n.attributes,
        name: childText(n, 'name') || n.text.trim(),
        ...Object.fromEntries(n.children.map((c) => [c.name, c.text.trim()])),
      }
    : kind === 'tags'
      ? n.text.trim()
      : { title: n.text.trim(), type: n.attributes.type, url: n.attributes.href ?? n.attributes.url }
