import { addDays } from '../../../kernel/contract/dates.ts'

/** What a calendar shows of a whole event. Dates are local `YYYY-MM-DD`, both included; `stamp` is a UTC ISO instant. */
export type CalendarEntry = {
  uid: string
  stamp: string
  start: string
  end: string
  title: string
  place: string
  text: string
  url: string
}

const escape = (s: string) =>
  s
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '')
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
/** Lines of at most 75 octets that cut no character, RFC 5545 §3.1. */
function fold(line: string): string {
  const out: string[] = ['']
  let octets = 0
  for (const c of line) {
    const n = Buffer.byteLength(c)
    if (octets + n > 75) {
      out.push(' ')
      octets = 1
    }
    out[out.length - 1] += c
    octets += n
  }
  return out.join('\r\n')
}

/** An event as an all-day entry of an iCalendar file: whole days, as doors and sessions have times of their own. */
export function writeEntry(e: CalendarEntry): string {
  const day = (d: string) => d.replaceAll('-', '')
  return `${[
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Bantoh//Registration//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escape(e.uid)}`,
    `DTSTAMP:${e.stamp.replaceAll(/[-:]|\.\d+/g, '')}`,
    `DTSTART;VALUE=DATE:${day(e.start)}`,
    `DTEND;VALUE=DATE:${day(addDays(e.end, 1))}`,
    `SUMMARY:${escape(e.title)}`,
    ...(e.place ? [`LOCATION:${escape(e.place)}`] : []),
    ...(e.text ? [`DESCRIPTION:${escape(e.text)}`] : []),
    ...(e.url ? [`URL:${e.url.replaceAll(/[\s\u0000-\u001f]/g, '')}`] : []),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(fold)
    .join('\r\n')}\r\n`
}
