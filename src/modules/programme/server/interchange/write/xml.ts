import type { ExportOptions, ProgrammeDraft } from '../../../contract/interchange.ts'
import { isoIn } from '../zone.ts'
import { acronymOf, clockIn, flatten, identityOf, lengthText } from './flat.ts'
import type { FlatSession } from './flat.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

/** XML 1.0 text: forbidden characters are left out, line ends and tabs in attributes survive as references. */
const esc = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"\r]/g, (c) => escapes[c]!)
const attribute = (text: string): string => esc(text).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')

const element = (name: string, text: string, indent: string): string =>
  text === '' ? `${indent}<${name}/>` : `${indent}<${name}>${esc(text)}</${name}>`

/**
 * frab/pentabarf schedule XML as c3voc validates it. One language (`options.lang`, the other where a text is missing);
 * a session stands in its first room only, sessions without a time are left out: the format holds neither.
 */
export function writeScheduleXml(programme: ProgrammeDraft, options: ExportOptions): string {
  const flat = flatten(programme, options)
  const { pick, days } = flat
  const zone = programme.zone
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<schedule>',
    '  <generator name="bantoh"/>',
    element('version', options.version ?? options.generatedAt, '  '),
    '  <conference>',
  ]
  const conference: [string, string | undefined][] = [
    ['title', pick(programme.title)],
    ['subtitle', pick(programme.subtitle)],
    ['acronym', acronymOf(programme, options)],
    ['venue', programme.venue],
    ['city', programme.city],
    ['country', programme.country],
    ['start', programme.start ?? days[0]?.date],
    ['end', programme.end ?? days.at(-1)?.date],
    ['days', String(days.length)],
    ['timeslot_duration', '00:05'],
    ['url', programme.url],
    ['time_zone_name', zone],
  ]
  for (const [name, value] of conference) if (value) lines.push(element(name, value, '    '))
  for (const track of programme.tracks)
    lines.push(`    <track name="${attribute(pick(track.name))}"${track.colour ? ` color="${track.colour}"` : ''}/>`)
  lines.push('  </conference>')
  const rooms = [...new Set(programme.rooms.toSorted((a, b) => a.order - b.order).map((r) => pick(r.name)))]
  days.forEach((day, i) => {
    const all = day.rooms.flatMap((r) => r.sessions)
    const from = Math.min(...all.map((s) => s.start))
    const to = Math.max(...all.map((s) => s.end))
    lines.push(`  <day index="${i + 1}" date="${day.date}" start="${isoIn(zone, from)}" end="${isoIn(zone, to)}">`)
    // Every room stands on every day, empty ones too, as FOSDEM and frab list them.
    for (const room of [
      ...rooms.map((name) => day.rooms.find((r) => r.name === name) ?? { name, sessions: [] }),
      ...day.rooms.filter((r) => !rooms.includes(r.name)),
    ]) {
      lines.push(`    <room name="${attribute(room.name)}">`)
      for (const s of room.sessions) lines.push(...event(s, zone, pick))
      lines.push('    </room>')
    }
    lines.push('  </day>')
  })
  lines.push('</schedule>', '')
  return lines.join('\n')
}

function event(s: FlatSession, zone: string, pick: ReturnType<typeof flatten>['pick']): string[] {
  const d = s.session
  const pad = '        '
  const out = [`      <event guid="${s.guid}" id="${s.id}"${s.code ? ` code="${attribute(s.code)}"` : ''}>`]
  const fields: [string, string][] = [
    ['date', isoIn(zone, s.start)],
    ['start', clockIn(zone, s.start)],
    ['duration', lengthText(s.start, s.end)],
    ['room', s.room],
    ['slug', s.slug],
    ['url', s.url],
    ['title', pick(d.title)],
    ['subtitle', pick(d.subtitle)],
    ['track', s.track],
    ['type', s.type],
    ['language', d.language ?? ''],
    ['abstract', pick(d.abstract)],
    ['description', pick(d.description)],
  ]
  for (const [name, value] of fields) if (value !== '' || !['url'].includes(name)) out.push(element(name, value, pad))
  if (d.state) out.push(element('status', d.state, pad))
  if (d.recordingOptOut !== undefined) out.push(`${pad}<recording><license/><optout>${d.recordingOptOut}</optout></recording>`)
  const person = (p: { key: string; name: string }, role: string) => {
    const { guid, id, code } = identityOf(p.key)
    const other = code ? ` code="${attribute(code)}"` : guid === p.key ? ` guid="${guid}"` : ''
    return `${pad}  <person id="${id}"${other}${role}>${esc(p.name)}</person>`
  }
  const people = [...s.people.map((p) => person(p, '')), ...s.chairs.map((p) => person(p, ' role="moderator"'))]
  out.push(`${pad}<persons>`, ...people, `${pad}</persons>`)
  if (s.tags.length) out.push(`${pad}<tags>${s.tags.map((t) => `<tag>${esc(t)}</tag>`).join('')}</tags>`)
  out.push(`${pad}<links>`, ...d.links.map((l) => `${pad}  <link href="${attribute(l.url)}">${esc(l.label)}</link>`), `${pad}</links>`)
  out.push('      </event>')
  return out
}
