import ICAL from 'ical.js'
import { sided } from './clean.ts'
import { ProgrammeImportError } from './errors.ts'
import { emptyProgramme, refsOf } from './raw.ts'
import type { RawProgramme } from './raw.ts'
import { isZone } from './zone.ts'
import { readTalk } from './talk.ts'

/**
 * iCalendar: every VEVENT is a session; local times are read in their TZID.
 * @throws ProgrammeImportError `programme.import.malformed_icalendar`
 */
export function readCalendar(source: string): RawProgramme {
  const raw = emptyProgramme('icalendar')
  try {
    const calendar = new ICAL.Component(ICAL.parse(source))
    const value = (c: ICAL.Component, name: string): string => String(c.getFirstPropertyValue(name) ?? '')
    raw.title = sided(value(calendar, 'x-wr-calname') || value(calendar, 'name'))
    const zones = new Set<string>()
    raw.sessions = calendar.getAllSubcomponents('vevent').map((event, i) => {
      const time = (name: string): string => {
        const p = event.getFirstProperty(name)
        const zone = String(p?.getParameter('tzid') ?? '')
        if (isZone(zone)) zones.add(zone)
        return String(p?.getFirstValue() ?? '')
      }
      const status = value(event, 'status').toLowerCase()
      const talk = readTalk(
        {
          id: value(event, 'uid').replace(/^session-(.*)@[^@]*$/, '$1'),
          title: value(event, 'summary'),
          description: value(event, 'description'),
          start: time('dtstart'),
          end: time('dtend'),
          duration: value(event, 'duration'),
          room: value(event, 'location'),
          url: value(event, 'url'),
          tags: event.getAllProperties('categories').flatMap((p) => p.getValues().map(String)),
          state: status === 'cancelled' ? 'canceled' : status,
        },
        `VEVENT[${i}]`,
      )
      const names = [...event.getAllProperties('attendee'), ...event.getAllProperties('contact')]
        .map((p) => String(p.getParameter('cn') ?? ''))
        .filter(Boolean)
      return { ...talk, people: refsOf(names, `VEVENT[${i}].attendee`) }
    })
    raw.zoneName = value(calendar, 'x-wr-timezone') || ([...zones][0] ?? '')
  } catch (error) {
    throw new ProgrammeImportError('programme.import.malformed_icalendar', '', {
      reason: (error instanceof Error ? error.message : '').replace(/\s+/g, ' ').slice(0, 160),
    })
  }
  return raw
}
