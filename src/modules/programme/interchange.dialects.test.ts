import { describe, expect, test } from 'vitest'
import { parseProgramme } from './server/interchange/index.ts'
import { parseDuration, parseWhen } from './server/interchange/when.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (input: unknown, zone?: string) =>
  parseProgramme(bytes(typeof input === 'string' ? input : JSON.stringify(input)), zone ? { zone } : { zone: 'Asia/Taipei' })
const counts = ({ programme: p }: ReturnType<typeof read>) => [p.sessions.length, p.speakers.length, p.rooms.length]
const codes = (notes: { code: string }[]) => notes.map((n) => n.code.replace('programme.import.', ''))
const names = (r: ReturnType<typeof read>) => r.programme.speakers.map((s) => s.name.zh || s.name.en)

const xml = (body: string, conference = '<title>X</title>') => `<schedule><conference>${conference}</conference>${body}</schedule>`
const day = (events: string) => xml(`<day date="2024-03-09"><room name="M">${events}</room></day>`)
const event = (body: string, attributes = 'id="1"') =>
  `<event ${attributes}><start>09:00</start><duration>00:30</duration><title>T</title>${body}</event>`

describe('XML of other generators', () => {
  test.each([
    ['<person>Dr. Ann Lee, Bo Wu</person>', ['Dr. Ann Lee', 'Bo Wu']],
    ['<persons>Ann Lee; Bo Wu</persons>', ['Ann Lee', 'Bo Wu']],
    ['<person>Lee, Ann</person>', ['Lee, Ann']],
    ['<person>Ann Lee, PhD</person>', ['Ann Lee, PhD']],
    ['<person>王小明，李大同</person>', ['王小明', '李大同']],
    ['<person></person><persons/>', []],
    ['<speakers><speaker id="4"><name>Ann Lee</name><description>bio</description></speaker></speakers>', ['Ann Lee']],
    ['<person id="4">Ann Lee</person><person id="5">Bo</person>', ['Ann Lee', 'Bo']],
  ])('people as %s', (people, expected) => {
    expect(names(read(day(event(people))))).toEqual(expected)
  })

  test('person ids that start anew in each event are not one person', () => {
    const r = read(
      day(
        event('<persons><person id="1">Ann</person><person id="2">Bo</person></persons>') +
          event('<persons><person id="1">Cy</person><person id="2">Bo</person></persons>', 'id="2"') +
          event('<persons><person id="1">Cy</person></persons>', 'id="3"'),
      ),
    )
    expect(r.programme.speakers.map((s) => [s.key, s.name.en])).toEqual([
      ['1', 'Ann'],
      ['2', 'Bo'],
      ['1#2', 'Cy'],
    ])
    expect(r.programme.sessions.map((s) => s.speakerKeys)).toEqual([['1', '2'], ['1#2', '2'], ['1#2']])
    expect(codes(r.repaired).filter((c) => c === 'id_duplicate')).toEqual(['id_duplicate'])
  })

  test('events stand anywhere, under other names, with fields that stand twice', () => {
    const entry = `<entry id="7"><start>0930</start><duration>30</duration><room>C01</room><title>U</title></entry>`
    const r = read(
      xml(
        `<day date="2024-03-09">${entry}<track name="X">${event('<room>D</room>')}</track></day>${event('<date>2024-03-10</date>', 'id="9"')}`,
      ),
    )
    expect(r.programme.sessions.map((s) => [s.key, s.start, s.roomKeys])).toEqual([
      ['7', '2024-03-09T01:30:00.000Z', ['C01']],
      ['1', '2024-03-09T01:00:00.000Z', ['D']],
      ['9', '2024-03-10T01:00:00.000Z', []],
    ])
    const twice = read(day(event('<abstract>real</abstract><abstract/><full_conf_url>https://x.tw/t/1</full_conf_url><tags>a, b</tags>')))
    expect(twice.programme.sessions[0]).toMatchObject({
      abstract: { zh: '', en: 'real' },
      links: [{ url: 'https://x.tw/t/1' }],
      tags: ['a', 'b'],
    })
  })

  test('dates marked UTC that repeat the local start are local, where the zone is known', () => {
    const at = (date: string, start: string, id: string) =>
      `<event id="${id}"><date>${date}</date><start>${start}</start><duration>00:45</duration><title>T</title></event>`
    const file = (city: string, second = '11:00') =>
      xml(
        `<day date="2017-08-05"><room name="R">${at('2017-08-05T10:00:00+00:00', '10:00', '1')}${at('2017-08-05T11:00:00Z', second, '2')}</room></day>`,
        `<title>X</title>${city}`,
      )
    const starts = (r: ReturnType<typeof read>) => [r.programme.zone, ...r.programme.sessions.map((s) => s.start)]
    const montreal = ['America/Toronto', '2017-08-05T14:00:00.000Z', '2017-08-05T15:00:00.000Z']
    expect(starts(read(file('<city>Montreal</city>'), 'America/Toronto'))).toEqual(montreal)
    expect(starts(read(file('<time_zone_name>America/Toronto</time_zone_name>')))).toEqual(montreal)
    expect(codes(read(file('<city>Montreal</city>'), 'America/Toronto').repaired)).toEqual(['utc_local'])
    const utc = ['UTC', '2017-08-05T10:00:00.000Z', '2017-08-05T11:00:00.000Z']
    expect(starts(read(file('<time_zone_name>UTC</time_zone_name>')))).toEqual(utc)
    expect(starts(parseProgramme(bytes(file(''))))).toEqual(utc)
    // One session that says otherwise, and the marks are believed.
    expect(starts(read(file('<time_zone_name>America/Toronto</time_zone_name>', '07:00'))).slice(1)).toEqual(utc.slice(1))
  })

  test('relative addresses are taken from the programme’s own', () => {
    const file = xml(
      `<day date="2024-03-09"><room name="A">${event('<attachments><attachment href="/a.pdf">S</attachment></attachments>')}</room></day>`,
      '<title>X</title><url>https://x.tw/2024/</url>',
    )
    expect(read(file).programme.sessions[0]!.links).toEqual([{ label: 'S', url: 'https://x.tw/a.pdf' }])
  })
})

describe('JSON of other generators', () => {
  const talk = { id: 'a', title: 'T', start: '2024-03-09T09:00:00+08:00', end: '2024-03-09T09:30:00+08:00', room: 'R', speakers: ['p'] }
  const top = { speakers: [{ id: 'p', name: 'Ann' }], rooms: [{ id: 'R', name: 'Hall' }] }

  test.each<[string, unknown, number[]]>([
    ['one session instead of a list', { ...top, sessions: talk }, [1, 1, 1]],
    ['one speaker, one room instead of lists', { sessions: [talk], speakers: top.speakers[0], rooms: top.rooms[0] }, [1, 1, 1]],
    ['names by id', { sessions: [talk], speakers: { p: 'Ann' }, rooms: { R: 'Hall' } }, [1, 1, 1]],
    [
      'a submission alone',
      { code: 'A', title: 'T', speakers: [{ code: 'S', name: 'Ann' }], submission_type: 'x', state: 'confirmed' },
      [1, 1, 0],
    ],
    [
      'pages of an API in a list',
      [
        { count: 2, results: [talk] },
        { count: 2, results: [{ ...talk, id: 'b' }] },
      ],
      [2, 1, 1],
    ],
    ['days with rooms', [{ date: '2024-03-09', rooms: [{ id: 9, name: 'R', sessions: [talk] }] }], [1, 1, 1]],
    ['days with sessions', { days: [{ date: '2024-03-09', sessions: [{ title: 'A', start: '09:00', room: 'R' }] }] }, [1, 0, 1]],
    ['sessions by date', { '2024-03-09': [{ title: 'A', start: '09:00' }], '2024-03-10': [{ title: 'B', start: '09:00' }] }, [2, 0, 0]],
    [
      'start_date, end_date, venue, speaker',
      [
        {
          id: 1,
          title: 'T',
          start_date: '2024-05-31 10:00:00',
          end_date: '2024-05-31 10:30:00',
          venue: 'S',
          speaker: 'Ann',
          latlon: [1, 2],
        },
      ],
      [1, 1, 1],
    ],
    [
      'schema.org',
      {
        '@type': 'Event',
        subEvent: [
          { '@type': 'Event', name: 'A', startDate: '2024-03-09T09:00:00+08:00', location: { name: 'R' }, performer: [{ name: 'Ann' }] },
        ],
      },
      [1, 1, 1],
    ],
  ])('%s', (_name, value, expected) => {
    const r = read(value)
    expect([counts(r), r.skipped]).toEqual([expected, []])
    expect(r.programme.sessions.map((s) => s.title.en === '(Untitled session)')).not.toContain(true)
  })

  test('a break in the slots of pretalx takes its description for a title; a bare code stays the key', () => {
    const slot = { room: 3, start: '2024-03-09T09:00:00+08:00', end: '2024-03-09T09:30:00+08:00' }
    const r = read({
      count: 2,
      results: [
        { id: 1, ...slot, submission: null, description: { en: 'Coffee', 'zh-hant': '茶敘' } },
        { id: 2, ...slot, submission: 'ABC' },
      ],
    })
    expect(r.programme.sessions.map((s) => [s.key, s.title.zh])).toEqual([
      ['1', '茶敘'],
      ['ABC', '（未命名議程）'],
    ])
  })

  test('two rooms of one name, two of one id, and one named by name', () => {
    const r = read({
      rooms: [
        { id: '1', name: 'Workshop' },
        { id: '2', name: 'Workshop' },
        { id: '3', name: 'Gray' },
        { id: '3', name: 'Tan' },
      ],
      sessions: [
        { ...talk, room: '2' },
        { ...talk, id: 'b', room: 'Tan' },
        { ...talk, id: 'c', room: { id: '3', name: 'Tan' } },
      ],
      speakers: top.speakers,
    })
    expect(r.programme.rooms.map((x) => [x.key, x.name.en])).toEqual([
      ['1', 'Workshop'],
      ['2', 'Workshop'],
      ['3', 'Gray'],
      ['3#2', 'Tan'],
    ])
    expect(r.programme.sessions.map((s) => s.roomKeys)).toEqual([['2'], ['3#2'], ['3#2']])
  })

  test('comments and trailing commas are left out and said; the rest is refused where it breaks', () => {
    const r = read('/* by hand */ {"sessions":[{"id":"a","title":"T, // x /* y */ ,]", // c\n"start":"2024-03-09 09:00","room":"R",},]}')
    expect([r.programme.sessions[0]!.title.en, r.repaired[0]!.en]).toEqual([
      'T, // x /* y */ ,]',
      '4 comments or trailing commas in the JSON were left out.',
    ])
    expect(() => read('{"sessions":[{"id":1,}, oops]}')).toThrow(
      expect.objectContaining({ code: 'programme.import.malformed_json', place: 'line 1, column 22' }),
    )
  })

  test('a time as a range, as an object, in seconds', () => {
    const at = (o: object) => read({ sessions: [{ id: 'a', title: 'T', date: '2024-03-09', ...o }] }).programme.sessions[0]!
    const nine = { start: '2024-03-09T01:00:00.000Z', durationMin: 45 }
    expect(at({ time: '09:00-09:45' })).toMatchObject(nine)
    expect(at({ date: undefined, time: '2024-03-09 09:00 ~ 09:45' })).toMatchObject(nine)
    expect(at({ date: undefined, time: { start: '2024-03-09T09:00:00+08:00', end: '2024-03-09T09:45:00+08:00' } })).toMatchObject(nine)
    expect(at({ start: '09:00', duration: 2700 })).toMatchObject(nine)
    expect(at({ start: '09:00', duration: 45 })).toMatchObject(nine)
    expect(at({ start: '09:00', duration: 1440 })).toMatchObject({ durationMin: 1440 })
  })
})

test.each([
  ['Sat Mar 09 2024 09:00:00 GMT+0800 (台北標準時間)', 'instant'],
  ['Sat, 09 Mar 2024 01:00:00 GMT', 'instant'],
  ['2024-03-09T09:00:00+08:00[Asia/Taipei]', 'instant'],
  ['20240309T090000+0800', 'instant'],
  ['2024-03-09T01Z', 'instant'],
  ['Mar 9, 2024 9:00 AM', 'local'],
  ['9 March 2024 at 09:00', 'local'],
  ['09.03.2024 09:00', 'local'],
  ['03/09/2024 09:00', null],
  ['03/29/2024 09:00', 'local'],
  ['May the fourth', null],
])('the time %s', (text, kind) => {
  const w = parseWhen(text)
  expect(w?.kind ?? null).toBe(kind)
  if (w?.kind === 'instant') expect(new Date(w.ms).toISOString()).toBe('2024-03-09T01:00:00.000Z')
  if (w?.kind === 'local') expect([w.local.month, w.local.hour]).toEqual([3, 9])
})

test.each([
  ['P0DT00H10M00S', 10],
  ['PT1.5H', 90],
  ['P1W', 10_080],
  ['PT45M30.5S', 46],
  ['1h30', 90],
  ["45'", 45],
  ['1 hour 30 minutes', 90],
  ['P', null],
  ['h', null],
])('the length %s', (text, minutes) => expect(parseDuration(text)).toBe(minutes))
