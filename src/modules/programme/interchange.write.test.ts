import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import ICAL from 'ical.js'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import type { DraftSession, ExportOptions, ProgrammeDraft } from './contract/interchange.ts'
import { cleanLine, cleanProse } from './server/interchange/clean.ts'
import {
  csvCell,
  embeddable,
  parseProgramme,
  uidOf,
  writeCalendar,
  writeCsv,
  writeJsonLd,
  writeOpassJson,
  writeScheduleJson,
  writeScheduleXml,
} from './server/interchange/index.ts'

const file = (name: string) =>
  parseProgramme(readFileSync(new URL(`../../../../shared/realdata/${name}`, import.meta.url)), { zone: 'Asia/Taipei' }).programme
const reread = (text: string, zone?: string) => parseProgramme(new TextEncoder().encode(text), zone ? { zone } : {})
const options: ExportOptions = { domain: 'events.example.tw', generatedAt: '2024-01-02T03:04:05.000Z', slug: 'forum-2024' }
const real = {
  fosdem: file('fosdem-2020.pentabarf.xml'),
  coscup: file('coscup-2023.session.json'),
  sitcon: file('sitcon-2024.sessions.json'),
  pyconfr: file('pyconfr-2024.pretalx-like.json'),
}

const blank = { zh: '', en: '' }
const session = (over: Partial<DraftSession>): DraftSession => ({
  key: 'a',
  title: blank,
  subtitle: blank,
  abstract: blank,
  description: blank,
  start: '2024-03-09T01:00:00.000Z',
  end: '2024-03-09T02:00:00.000Z',
  durationMin: 60,
  roomKeys: [],
  speakerKeys: [],
  tags: [],
  links: [],
  ...over,
})
const programme = (sessions: DraftSession[], over: Partial<ProgrammeDraft> = {}): ProgrammeDraft => ({
  title: { zh: '論壇', en: 'Forum' },
  zone: 'Asia/Taipei',
  rooms: [],
  tracks: [],
  sessionTypes: [],
  tags: [],
  speakers: [],
  sessions,
  ...over,
})

/** What frab's formats can hold: one language, the first room, names instead of keys, scheduled sessions. */
function held(p: ProgrammeDraft) {
  const one = (t: { zh: string; en: string }) => t.zh || t.en
  const name = (list: { key: string; name: { zh: string; en: string } }[], key: string | undefined) =>
    one(list.find((x) => x.key === key)?.name ?? blank)
  return p.sessions
    .filter((s) => s.start !== null)
    .map((s) => ({
      key: s.key,
      title: one(s.title),
      subtitle: one(s.subtitle),
      abstract: one(s.abstract),
      description: one(s.description),
      start: s.start,
      end: s.end,
      minutes: s.durationMin,
      room: name(p.rooms, s.roomKeys[0]),
      track: name(p.tracks, s.trackKey),
      type: name(p.sessionTypes, s.typeKey),
      language: s.language,
      state: s.state,
      optOut: s.recordingOptOut,
      people: s.speakerKeys.map((k) => [k, name(p.speakers, k)]),
      chairs: (s.chairKeys ?? []).map((k) => [k, name(p.speakers, k)]),
      tags: s.tags.map((k) => name(p.tags, k)),
      links: s.links,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

describe.each(Object.entries(real))('%s, there and back', (_name, p) => {
  test('schedule XML', () => {
    const back = reread(writeScheduleXml(p, options))
    expect([back.dialect, back.skipped, back.programme.zone, back.programme.start, back.programme.end]).toEqual([
      'frab-xml',
      [],
      p.zone,
      p.start,
      p.end,
    ])
    expect(held(back.programme)).toEqual(held(p))
  })
  test('schedule JSON', () => {
    const back = reread(writeScheduleJson(p, options))
    expect([back.dialect, back.skipped, back.programme.zone]).toEqual(['frab-json', [], p.zone])
    expect(held(back.programme)).toEqual(held(p))
  })
  test('OPass JSON holds both languages, every room and key', () => {
    const back = reread(writeOpassJson(p)).programme
    const joined = (s: DraftSession, l: 'zh' | 'en') => [s.abstract[l], s.description[l]].filter(Boolean).join('\n\n')
    const whole = (q: ProgrammeDraft) =>
      q.sessions.map((s) => ({ ...s, abstract: null, description: { zh: joined(s, 'zh'), en: joined(s, 'en') } }))
    expect(whole(back)).toEqual(whole(p))
    expect([back.rooms.map((r) => [r.key, r.name, r.capacity]), back.speakers, back.sessionTypes, back.tags]).toEqual([
      p.rooms.map((r) => [r.key, r.name, r.capacity]),
      p.speakers,
      p.sessionTypes,
      p.tags,
    ])
  })
  test('iCalendar, read by ical.js', () => {
    const calendar = new ICAL.Component(ICAL.parse(writeCalendar(p, options)))
    const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone')!)
    const events = calendar.getAllSubcomponents('vevent').map((c) => {
      const instant = (key: string) => {
        const time = (c.getFirstPropertyValue(key) as ICAL.Time).clone()
        time.zone = zone
        return new Date(time.toUnixTime() * 1000).toISOString()
      }
      return [
        String(c.getFirstPropertyValue('uid')),
        instant('dtstart'),
        instant('dtend'),
        c.getFirstProperty('dtstart')!.getParameter('tzid'),
      ]
    })
    const wanted = p.sessions.map((s) => [uidOf(s.key, options), s.start, s.end, p.zone])
    const order = (rows: unknown[][]) => rows.map((r) => r.join(' ')).sort()
    expect(order(events)).toEqual(order(wanted))
    expect(new Set(events.map((e) => e[0])).size).toBe(p.sessions.length)
  })
  test('CSV has a row for every session', () => {
    const { data } = Papa.parse<string[]>(writeCsv(p).replace(/^\ufeff/, ''), { skipEmptyLines: true })
    expect(data.slice(1).map((r) => [r[0], r[4]])).toEqual(
      p.sessions.map((s) => [csvCell(s.key).replace(/^"|"$/g, ''), String(s.durationMin)]),
    )
  })
  test('JSON-LD lists every scheduled session', () => {
    const ld = JSON.parse(writeJsonLd(p, options)) as { subEvent: { startDate: string }[] }
    expect(ld.subEvent.map((e) => new Date(e.startDate).toISOString())).toEqual(p.sessions.flatMap((s) => s.start ?? []).sort())
  })
})

describe('iCalendar', () => {
  test('every octet line fits, zones with clock changes are whole, revisions and cancelled sessions show', () => {
    const p = programme(
      [
        session({
          key: 'spring',
          title: { zh: '開幕；引言, 致詞\\ "n"\n🎉'.repeat(6), en: '' },
          start: '2024-03-30T23:00:00.000Z',
          end: '2024-03-31T03:00:00.000Z',
        }),
        session({
          key: '議程 1',
          title: { zh: '取消場次', en: '' },
          state: 'canceled',
          start: '2024-10-27T00:30:00.000Z',
          end: '2024-10-27T02:30:00.000Z',
        }),
      ],
      { zone: 'Europe/Brussels' },
    )
    const text = writeCalendar(p, { ...options, revisions: { spring: { sequence: 4, modified: '2024-01-01T00:00:00.000Z' } } })
    expect(text.split('\r\n').filter((l) => Buffer.byteLength(l) > 75)).toEqual([])
    expect(text.includes('\n') && !/[^\r]\n/.test(text)).toBe(true)
    const calendar = new ICAL.Component(ICAL.parse(text))
    const offsets = calendar
      .getFirstSubcomponent('vtimezone')!
      .getAllSubcomponents()
      .map((c) => `${c.name} ${c.getFirstPropertyValue('dtstart')} ${c.getFirstPropertyValue('tzoffsetto')}`)
    expect(offsets).toContain('daylight 2024-03-31T02:00:00 +02:00')
    expect(offsets).toContain('standard 2024-10-27T03:00:00 +01:00')
    const [first, second] = calendar.getAllSubcomponents('vevent')
    expect([
      first!.getFirstPropertyValue('summary'),
      first!.getFirstPropertyValue('sequence'),
      String(first!.getFirstPropertyValue('dtstart')),
      String(first!.getFirstPropertyValue('dtend')),
      String(first!.getFirstPropertyValue('last-modified')),
    ]).toEqual([p.sessions[0]!.title.zh, 4, '2024-03-31T00:00:00', '2024-03-31T05:00:00', '2024-01-01T00:00:00Z'])
    expect([
      second!.getFirstPropertyValue('status'),
      /^forum-2024-session-[\da-f-]{36}@events\.example\.tw$/.test(String(second!.getFirstPropertyValue('uid'))),
    ]).toEqual(['CANCELLED', true])
  })
  test('Asia/Taipei has one offset; the machine’s own zone changes nothing', () => {
    const p = programme([session({ key: 'k', title: { zh: '議程', en: '' } })])
    const before = process.env.TZ
    const texts = ['UTC', 'America/New_York', 'Asia/Taipei', 'Pacific/Auckland'].map((tz) => {
      process.env.TZ = tz
      return writeCalendar(p, options)
    })
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('DTSTART;TZID=Asia/Taipei:20240309T090000\r\n')
    expect(texts[0]!.match(/BEGIN:(STANDARD|DAYLIGHT)/g)).toEqual(['BEGIN:STANDARD'])
    expect(texts[0]).toContain('TZOFFSETTO:+0800\r\n')
    const back = reread(texts[0]!)
    expect([back.dialect, back.programme.zone, back.programme.sessions[0]!.start]).toEqual([
      'icalendar',
      'Asia/Taipei',
      '2024-03-09T01:00:00.000Z',
    ])
  })
})

describe('hostile text', { timeout: 60_000 }, () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '&',
          '"',
          "'",
          ']]>',
          '<![CDATA[',
          '&amp;',
          '&lt;b&gt;',
          '</script>',
          '<p>',
          '</p>',
          '`',
          '```',
          '\n',
          '\r\n',
          '\t',
          ';',
          ',',
          '\\',
          '=',
          '＝',
          '議程',
          '🎪',
          '\u202e',
          '\u0000',
          '\ud800',
          'é',
          '<!--',
          '{',
          '%',
          '*',
          '[x](y)',
          ' ',
          '-',
          '1. ',
        ),
        { maxLength: 30 },
      )
      .map((a) => a.join('')),
  )
  const words = (side: 'zh' | 'en') => nasty.map((t) => (side === 'zh' ? `字${t}` : t.replaceAll(/[\p{Script=Han}]/gu, '')))

  test('cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(nasty, (t) => {
        expect([cleanLine(cleanLine(t)), cleanProse(cleanProse(t))]).toEqual([cleanLine(t), cleanProse(t)])
      }),
      { numRuns: 1000 },
    )
  })

  test('XML, JSON and OPass bring bilingual text back unchanged', () => {
    const arb = fc.record({
      zh: words('zh'),
      en: words('en'),
      prose: words('zh'),
      room: words('zh'),
      person: words('en'),
      track: nasty,
      tag: nasty,
      key: fc.oneof(nasty, fc.uuid(), fc.nat().map(String)),
    })
    fc.assert(
      fc.property(arb, (v) => {
        const line = (t: string) => cleanLine(t)
        const named = (key: string, zh: string, en = '') => ({ key, name: { zh: line(zh), en: line(en) } })
        const key = cleanLine(v.key) || 'k'
        const p = programme(
          [
            session({
              key,
              title: { zh: line(v.zh), en: line(v.en) },
              abstract: { zh: cleanProse(v.prose), en: '' },
              roomKeys: ['r'],
              speakerKeys: ['s'],
              trackKey: 't',
              tags: ['g'],
              links: [{ label: `字${line(v.tag)}`.slice(0, 50), url: 'https://example.tw/?a=1&b="' }].slice(0, 0),
            }),
          ],
          {
            rooms: [{ ...named('r', v.room), order: 0 }],
            tracks: [named('t', `軌${v.track}`)],
            tags: [named('g', `籤${v.tag}`)],
            speakers: [{ ...named('s', '', `P${v.person}`), bio: { zh: '', en: '' }, links: [] }],
          },
        )
        const want = held(p)
        expect(held(reread(writeScheduleXml(p, options)).programme)).toEqual(want)
        expect(held(reread(writeScheduleJson(p, options)).programme)).toEqual(want)
        const opass = reread(writeOpassJson(p)).programme
        expect([opass.sessions[0]!.title, opass.rooms[0]!.name, opass.sessions[0]!.key]).toEqual([
          p.sessions[0]!.title,
          p.rooms[0]!.name,
          key,
        ])
        expect(
          new ICAL.Component(ICAL.parse(writeCalendar(p, options))).getFirstSubcomponent('vevent')!.getFirstPropertyValue('summary'),
        ).toBe(p.sessions[0]!.title.zh)
      }),
      { numRuns: 250 },
    )
  })

  test('JSON-LD can’t leave its script element', () => {
    fc.assert(
      fc.property(nasty, (t) => {
        const text = embeddable({ t })
        expect(/[<>&\u2028\u2029]/.test(text)).toBe(false)
        expect(JSON.parse(text)).toEqual({ t })
      }),
    )
    expect(writeJsonLd(programme([session({ title: { zh: '</script><script>alert(1)</script>', en: '' } })]), options)).toContain(
      '\\u003c/script\\u003e',
    )
  })

  test('CSV cells are no formulas and come back whole', () => {
    expect(['=1+1', '+1', '-1', '@x', '\t=1', '＝1', ' =1', 'a=1', '說明"引號"'].map(csvCell)).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@x",
      '"\'\t=1"',
      "'＝1",
      "' =1",
      'a=1',
      '"說明""引號"""',
    ])
    expect(writeCsv(programme([session({ key: 'k', title: { zh: '=cmd|x', en: 'a,b' } })])).split('\r\n')[1]).toBe(
      `k,2024-03-09,09:00,10:00,60,,,,'=cmd|x,"a,b",,,,,,,,,,,,`,
    )
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 2, maxLength: 4 }), (cells) => {
        const [row] = Papa.parse<string[]>(cells.map(csvCell).join(','), { newline: '\r\n', delimiter: ',' }).data
        expect(row!.map((c) => /^[=+\-@\t\r＝＋－＠]/.test(c))).toEqual(cells.map(() => false))
      }),
    )
  })
})
