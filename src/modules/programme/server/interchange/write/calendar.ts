import ICAL from 'ical.js'
import type { ExportOptions, ProgrammeDraft } from '../../../contract/interchange.ts'
import { derivedGuid } from '../raw.ts'
import { localAt, offsetAt } from '../zone.ts'
import { flatten } from './flat.ts'
import type { FlatSession } from './flat.ts'

const day = 86_400_000

const wall = (zone: string, ms: number): ICAL.Time => ICAL.Time.fromData({ ...localAt(zone, ms), isDate: false })
const utc = (iso: string): ICAL.Time => {
  const time = ICAL.Time.fromData({ ...localAt('UTC', Date.parse(iso)), isDate: false })
  time.zone = ICAL.Timezone.utcTimezone
  return time
}

/** Control characters have no place in iCalendar text (RFC 5545 §3.3.11); line ends become the escaped `\n`. */
// oxlint-disable-next-line no-control-regex
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')

/**
 * RFC 5545 calendar of the scheduled sessions, times with TZID and a VTIMEZONE that lists every clock change of the years covered.
 * UIDs depend on the session's key and `options.domain` only; SEQUENCE and LAST-MODIFIED come from `options.revisions`.
 * @param only restricts the calendar to some sessions, e.g. one person's agenda
 */
export function writeCalendar(programme: ProgrammeDraft, options: ExportOptions, only?: (s: FlatSession) => boolean): string {
  const flat = flatten(programme, options)
  const sessions = only ? flat.sessions.filter(only) : flat.sessions
  const calendar = new ICAL.Component('vcalendar')
  calendar.addPropertyWithValue('prodid', '-//Bantoh//Programme//ZH')
  calendar.addPropertyWithValue('version', '2.0')
  calendar.addPropertyWithValue('calscale', 'GREGORIAN')
  calendar.addPropertyWithValue('method', 'PUBLISH')
  const title = plain(flat.pick(programme.title))
  if (title) {
    calendar.addPropertyWithValue('name', title)
    calendar.addPropertyWithValue('x-wr-calname', title)
  }
  calendar.addPropertyWithValue('x-wr-timezone', programme.zone)
  const inUtc = programme.zone === 'UTC' || programme.zone === 'Etc/UTC'
  if (!inUtc && sessions.length > 0)
    calendar.addSubcomponent(timezone(programme.zone, Math.min(...sessions.map((s) => s.start)), Math.max(...sessions.map((s) => s.end))))
  for (const s of sessions) calendar.addSubcomponent(event(s, programme, options, flat.pick, inUtc))
  return `${calendar.toString()}\r\n`
}

function event(
  s: FlatSession,
  programme: ProgrammeDraft,
  options: ExportOptions,
  pick: ReturnType<typeof flatten>['pick'],
  inUtc: boolean,
): ICAL.Component {
  const d = s.session
  const e = new ICAL.Component('vevent')
  const revision = options.revisions?.[d.key]
  e.addPropertyWithValue('uid', uidOf(d.key, options))
  e.addPropertyWithValue('dtstamp', utc(options.generatedAt))
  e.addPropertyWithValue('last-modified', utc(revision?.modified ?? options.generatedAt))
  e.addPropertyWithValue('sequence', revision?.sequence ?? 0)
  for (const [name, ms] of [
    ['dtstart', s.start],
    ['dtend', s.end],
  ] as const) {
    if (inUtc) e.addPropertyWithValue(name, utc(new Date(ms).toISOString()))
    else e.addPropertyWithValue(name, wall(programme.zone, ms)).setParameter('tzid', programme.zone)
  }
  e.addPropertyWithValue('summary', plain(pick(d.title)))
  const people = [...s.people, ...s.chairs].map((p) => p.name).join('、')
  const text = [pick(d.subtitle), people, pick(d.abstract), pick(d.description)].filter(Boolean).join('\n\n')
  if (text) e.addPropertyWithValue('description', plain(text))
  const location = [s.rooms.join('、'), programme.venue].filter(Boolean).join(', ')
  if (location) e.addPropertyWithValue('location', plain(location))
  if (s.url) e.addPropertyWithValue('url', s.url)
  const categories = [s.track, ...s.tags].filter(Boolean).map(plain)
  if (categories.length) {
    const p = new ICAL.Property('categories', e)
    p.setValues(categories)
    e.addProperty(p)
  }
  e.addPropertyWithValue('status', d.state === 'canceled' ? 'CANCELLED' : 'CONFIRMED')
  e.addPropertyWithValue('transp', 'OPAQUE')
  return e
}

/** Same session, same UID, whatever else changes (RFC 7986 §5.3). Keys outside a plain alphabet go in by their hash. */
export const uidOf = (key: string, options: Pick<ExportOptions, 'domain' | 'slug'>): string =>
  `${options.slug ? `${options.slug}-` : ''}session-${/^[\w.-]{1,100}$/.test(key) ? key : derivedGuid(key)}@${options.domain}`

/** Every offset in force from a year before to a year after, each as an observance of its own (RFC 5545 §3.6.5). */
function timezone(zone: string, from: number, to: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.addPropertyWithValue('tzid', zone)
  const begin = from - 366 * day
  const base = offsetAt(zone, begin)
  const changes = transitions(zone, begin, to + 366 * day)
  const standard = Math.min(base, ...changes.map((c) => c.to))
  observance(
    component,
    ICAL.Time.fromData({ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, isDate: false }),
    base,
    base,
    standard,
    zone,
    begin,
  )
  for (const change of changes) {
    // DTSTART is the wall clock before the change.
    const start = ICAL.Time.fromData({ ...localAt('UTC', change.at + change.from), isDate: false })
    observance(component, start, change.from, change.to, standard, zone, change.at)
  }
  return component
}

function observance(
  zoneComponent: ICAL.Component,
  start: ICAL.Time,
  before: number,
  after: number,
  standard: number,
  zone: string,
  at: number,
): void {
  const c = new ICAL.Component(after === standard ? 'standard' : 'daylight')
  c.addPropertyWithValue('dtstart', start)
  c.addPropertyWithValue('tzoffsetfrom', utcOffset(before))
  c.addPropertyWithValue('tzoffsetto', utcOffset(after))
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(at + 1000)
    .find((p) => p.type === 'timeZoneName')?.value
  if (name) c.addPropertyWithValue('tzname', name)
  zoneComponent.addSubcomponent(c)
}

const utcOffset = (ms: number): ICAL.UtcOffset => ICAL.UtcOffset.fromSeconds(ms / 1000)

function transitions(zone: string, from: number, to: number): { at: number; from: number; to: number }[] {
  const out: { at: number; from: number; to: number }[] = []
  for (let t = from; t < to; t += day) {
    const before = offsetAt(zone, t)
    const after = offsetAt(zone, t + day)
    if (before === after) continue
    let low = t
    let high = t + day
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (offsetAt(zone, middle) === before) low = middle
      else high = middle
    }
    out.push({ at: Math.ceil(high / 1000) * 1000, from: before, to: after })
  }
  return out
}
