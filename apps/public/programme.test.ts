import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { programmePage } from './pages/programme.ts'
import { programmePrintPage } from './pages/programme.print.ts'
import { programmeQuery, select, timetable } from './programme.ts'
import { programmeView, session, site } from './testing.ts'
import type { ProgrammeView, SessionItem } from './view.ts'

const keys = (list: SessionItem[]) => list.map((s) => s.key)

test('a query keeps what the programme knows, and its day defaults to today or the first', () => {
  const of = programmeView()
  expect(programmeQuery({}, of)).toEqual({
    day: '2027-05-13',
    view: 'time',
    track: undefined,
    room: undefined,
    type: undefined,
    q: undefined,
  })
  expect(programmeQuery({}, { ...of, today: '2027-05-14' }).day).toBe('2027-05-14')
  expect(programmeQuery({ day: 'all', view: 'room', track: ['y', 'x'], room: 'nope', type: 'ws', q: '  減碳 ' }, of)).toEqual({
    day: 'all',
    view: 'room',
    track: 'y',
    room: undefined,
    type: 'ws',
    q: '減碳',
  })
  expect(programmeQuery({ day: '<x>', view: 'sql' }, of)).toMatchObject({ day: '2027-05-13', view: 'time' })
})

test('sessions are selected by day, track, room, type and words in either language', () => {
  const at = (query: Partial<ProgrammeView['query']>) => keys(select(programmeView({ query: { day: 'all', view: 'time', ...query } })))
  expect(at({ day: '2027-05-13' })).toEqual(['0', '1', '2', '3'])
  expect(at({})).toEqual(['0', '1', '2', '3', '4'])
  expect(at({ track: 'x' })).toEqual(['2', '4'])
  expect(at({ room: 'c' })).toEqual(['1', '4'])
  expect(at({ type: 'ws' })).toEqual(['3'])
  expect(at({ q: 'mei ＬＩＮ' })).toEqual(['1'])
  expect(at({ q: '小美' })).toEqual(['1'])
  expect(at({ q: '報到' })).toEqual([])
})

test('a search within one day tells what other days have', () => {
  const link = (query: Partial<ProgrammeView['query']>) =>
    /<p class="found"[^>]*>.*?<a class="link" href="([^"]+)">([^<]+)</.exec(
      programmePage(programmeView({ query: { day: '2027-05-13', view: 'time', ...query } }), 'zh-TW'),
    )
  expect(link({ track: 'x' })?.slice(1)).toEqual(['/e/harbour-2027/programme?day=all&amp;track=x', '其他日期還有 1 場'])
  expect(link({ track: 'y' })).toBe(null)
  expect(link({ track: 'x', day: 'all' })).toBe(null)
})

test('text that is there in the other language only says so', () => {
  const only = (title: { zh: string; en: string }, lang: 'zh-TW' | 'en') =>
    programmePage(programmeView({ sessions: [session('9', '10:00', '11:00', { title })] }), lang)
  const at = (page: string) => /<a href="[^"]*sessions\/9"([^>]*)>/.exec(page)?.[1]
  expect(at(only({ zh: '', en: 'Kernel' }, 'zh-TW'))).toBe(' lang="en"')
  expect(at(only({ zh: 'Kernel', en: 'Kernel' }, 'zh-TW'))).toBe(' lang="en"')
  expect(at(only({ zh: '核心', en: '' }, 'en'))).toBe(' lang="zh-Hant-TW"')
  expect(at(only({ zh: '核心', en: 'Kernel' }, 'en'))).toBe('')
  expect(at(only({ zh: '核心 Kernel', en: '核心 Kernel' }, 'zh-TW'))).toBe('')
})

test('days are cut in the zone of the event', () => {
  const late = { ...session('n', '23:30', '23:59'), start: '2027-05-13T16:30:00.000Z', end: '2027-05-13T17:00:00.000Z' }
  const day = (zone: string) => keys(select(programmeView({ event: site({ zone }), sessions: [late] })))
  expect([day('Asia/Taipei'), day('Europe/Paris')]).toEqual([[], ['n']])
})

test('the timetable has a row for every start, breaks and plenaries across, neighbouring rooms joined', () => {
  const v = programmeView()
  const wide = session('5', '11:00', '12:00', { roomKeys: ['b', 'c'] })
  const slots = timetable(select(programmeView({ sessions: [...v.sessions, wide] })), v.rooms, 'Asia/Taipei')
  expect(slots.map((s) => [s.start, s.end, keys(s.full), s.cells.map((c) => [c.from, c.span, keys(c.sessions)])])).toEqual([
    ['08:30', '09:00', ['0'], []],
    ['09:00', '10:00', ['1'], []],
    [
      '10:00',
      '11:00',
      [],
      [
        [0, 1, ['2']],
        [1, 1, ['3']],
      ],
    ],
    ['11:00', '12:00', [], [[1, 2, ['5']]]],
  ])
})

test('rooms with a rhythm of their own share rows by the hour', () => {
  const rooms = ['a', 'b', 'c', 'd'].map((key) => ({ key, name: { zh: key, en: key } }))
  const many = Array.from({ length: 24 }, (_, i) =>
    session(String(i), `${String(9 + Math.floor(i / 12)).padStart(2, '0')}:${String((i % 12) * 5).padStart(2, '0')}`, '11:30', {
      roomKeys: [rooms[i % 4]!.key],
    }),
  )
  const slots = timetable(many, rooms, 'Asia/Taipei')
  expect(slots.map((s) => [s.start, s.end, s.cells.flatMap((c) => c.sessions).length])).toEqual([
    ['09:00', null, 12],
    ['10:00', null, 12],
  ])
})

test('now and next show on the day itself only', () => {
  const page = (now: string) => programmePage(programmeView({ now }), 'zh-TW')
  const on = page('2027-05-13T02:15:00.000Z')
  expect(on).toContain('<div class="clk"><p>現在</p><b>10:15</b></div>')
  expect(on).toContain('<h3>廳a<small>剩 45 分</small></h3>')
  expect(on.match(/class="se[^"]* now"/g)).toHaveLength(2)
  expect(page('2027-05-12T02:15:00.000Z')).not.toContain('class="nn"')
})

test('what is shown is what was asked for, in the language asked for', () => {
  const en = programmePage(programmeView({ query: { day: '2027-05-14', view: 'time' } }), 'en')
  expect(en.match(/<h4><a href="[^"]+">[^<]+/g)).toEqual(['<h4><a href="/en/e/harbour-2027/sessions/4">Session 4'])
  expect(en).toContain('<html lang="en">')
  expect(en).toContain('<link rel="canonical" href="https://events.example.tw/en/e/harbour-2027/programme?day=2027-05-14">')
  expect(en).toContain(
    '<link rel="alternate" hreflang="zh-Hant-TW" href="https://events.example.tw/e/harbour-2027/programme?day=2027-05-14">',
  )
  const none = programmePage(programmeView({ query: { day: 'all', view: 'time', q: 'zzz' } }), 'zh-TW')
  expect(none).toContain('<p class="none">沒有符合條件的場次。</p>')
  expect(none).toContain('<meta name="robots" content="noindex">')
  expect(programmePage(programmeView({ sessions: [] }), 'zh-TW')).toContain('議程還在安排中')
})

test('the print version is a table with rooms as columns', () => {
  const page = programmePrintPage(programmeView(), 'zh-TW')
  expect(page.match(/<th scope="col">[^<]+/g)).toEqual(['時間', '廳a', '廳b', '廳c'].map((x) => `<th scope="col">${x}`))
  expect(page.match(/<th scope="row">[^<]+/g)).toEqual(['08:30', '09:00', '10:00'].map((x) => `<th scope="row">${x}`))
  expect(page.match(/colspan="3"/g)).toHaveLength(2)
})

test('all of FOSDEM 2020 on one page: every session once, at most 100 kB compressed, in each view', () => {
  const xml = new XMLParser({
    ignoreAttributes: false,
    isArray: (n) => ['day', 'room', 'event', 'person'].includes(n),
    parseTagValue: false,
  }).parse(readFileSync(new URL('../../../shared/realdata/fosdem-2020.pentabarf.xml', import.meta.url)))
  const named = (names: Iterable<string>) => [...new Set(names)].map((name) => ({ key: name, name: { zh: name, en: '' } }))
  const sessions: SessionItem[] = []
  for (const day of xml.schedule.day)
    for (const e of day.room.flatMap((r: any) => r.event ?? [])) {
      const start = Date.parse(`${day['@_date']}T${e.start}:00+01:00`)
      const [h, m] = e.duration.split(':').map(Number)
      // Keys as long and as random as a UUID, which is what addresses will hold.
      const key = `${e['@_id'].padStart(8, '0')}-${crypto.randomUUID().slice(9)}`
      sessions.push({
        key,
        title: { zh: '', en: e.title },
        start: new Date(start).toISOString(),
        end: new Date(start + (h * 60 + m) * 60_000).toISOString(),
        roomKeys: [e.room[0]],
        trackKey: e.track,
        typeKey: e.type,
        speakers: (e.persons?.person ?? []).map((p: any) => ({ key: p['@_id'], name: { zh: '', en: p['#text'] } })),
      })
    }
  const base = programmeView({
    event: site({ zone: 'Europe/Brussels', start: '2020-02-01', end: '2020-02-02' }),
    days: ['2020-02-01', '2020-02-02'],
    sessions,
    rooms: named(sessions.map((s) => s.roomKeys[0]!)),
    tracks: named(sessions.map((s) => s.trackKey!)),
    types: named(sessions.map((s) => s.typeKey!)),
  })
  expect([sessions.length, base.rooms.length, base.tracks.length]).toEqual([872, 35, 71])
  for (const view of ['time', 'track', 'room'] as const) {
    const page = programmePage({ ...base, query: { day: 'all', view } }, 'en')
    const linked = [...page.matchAll(/href="\/en\/e\/harbour-2027\/sessions\/([^"]+)"/g)].map((m) => m[1]!)
    expect(linked.length).toBe(872)
    expect(new Set(linked)).toEqual(new Set(keys(sessions)))
    expect(gzipSync(page).length <= 100_000).toBe(true)
  }
})
