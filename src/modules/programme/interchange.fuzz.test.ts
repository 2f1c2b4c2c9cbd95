import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseProgramme, ProgrammeImportError } from './server/interchange/index.ts'

const file = (name: string) => new Uint8Array(readFileSync(new URL(`../../../../shared/realdata/${name}`, import.meta.url)))
const sitcon = file('sitcon-2024.sessions.json')
const pyconfr = file('pyconfr-2024.pretalx-like.json')
const fosdem = file('fosdem-2020.pentabarf.xml')
const text = new TextEncoder()

/** A draft whose references hold and whose times make sense, or a refusal with code and both texts; never another exception. */
function sound(bytes: Uint8Array, opts = {}): 'read' | 'refused' {
  let result
  try {
    result = parseProgramme(bytes, opts)
  } catch (error) {
    if (!(error instanceof ProgrammeImportError)) throw error
    if (!/^programme\.import\.[a-z_0-9]+$/.test(error.code) || !error.zh || !error.en)
      throw new Error(`refusal without code or text: ${error.code}`, { cause: error })
    return 'refused'
  }
  const { programme: p } = result
  const keys = (list: { key: string }[]) => new Set(list.map((x) => x.key))
  for (const list of [p.rooms, p.tracks, p.sessionTypes, p.tags, p.speakers, p.sessions]) expect(keys(list).size).toBe(list.length)
  const [rooms, tracks, types, tags, people] = [p.rooms, p.tracks, p.sessionTypes, p.tags, p.speakers].map(keys) as [
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
  ]
  const wrong = p.sessions.filter(
    (s) =>
      s.key === '' ||
      (s.title.zh === '' && s.title.en === '') ||
      (s.start === null) !== (s.end === null) ||
      (s.start !== null && Date.parse(s.end!) <= Date.parse(s.start)) ||
      !s.roomKeys.every((k) => rooms.has(k)) ||
      !s.speakerKeys.every((k) => people.has(k)) ||
      !s.tags.every((k) => tags.has(k)) ||
      (s.trackKey !== undefined && !tracks.has(s.trackKey)) ||
      (s.typeKey !== undefined && !types.has(s.typeKey)) ||
      JSON.stringify(s).includes('\\u0000') ||
      s.links.some((l) => !/^(https?|mailto):/i.test(l.url)),
  )
  expect(wrong).toEqual([])
  for (const n of [...result.repaired, ...result.skipped])
    expect([n.zh === '', n.en === '', /\{\w+\}/.test(n.zh.replace(/「[^]*?」/g, ''))]).toEqual([true, true, true].map(() => false))
  return 'read'
}

describe('never anything but a draft or a ProgrammeImportError', { timeout: 120_000 }, () => {
  test('random bytes and random text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (b) => void sound(b)),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(
        fc.constantFrom('<', '{', '[', '<schedule>', 'BEGIN:VCALENDAR\r\n', '{"sessions":', '{"schedule":{"conference":{"days":'),
        fc.string({ unit: 'binary', maxLength: 200 }),
        (head, tail) => void sound(text.encode(head + tail)),
      ),
      { numRuns: 1000 },
    )
  })

  test('any JSON under the dialects’ names', () => {
    const date = fc.oneof(
      fc.constantFrom(
        '2024-03-09',
        '2024-03-09T08:00:00+08:00',
        '08:30',
        '24:00',
        1709942400,
        '113/3/9 下午 1:00',
        '9999-99-99',
        -1,
        1e300,
        'x',
      ),
      fc.anything(),
    )
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.record({ zh: fc.string(), en: fc.string() }), fc.jsonValue())
    const talk = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record(
          {
            id: fc.jsonValue(),
            code: fc.jsonValue(),
            guid: fc.jsonValue(),
            zh: fc.oneof(fc.record({ title: name }), fc.jsonValue()),
            title: name,
            start: date,
            end: date,
            date,
            duration: fc.oneof(fc.constantFrom('0:50', 50, -1, '00:00', 1e9), fc.jsonValue()),
            room: name,
            rooms: fc.jsonValue(),
            broadcast: fc.jsonValue(),
            speakers: fc.oneof(fc.array(name), fc.jsonValue()),
            tags: fc.jsonValue(),
            slot: fc.oneof(fc.record({ start: date, end: date, room: name }), fc.jsonValue()),
            slots: fc.jsonValue(),
            links: fc.jsonValue(),
            state: fc.constantFrom('confirmed', 'rejected', 'odd', null),
            type: name,
            track: name,
          },
          { requiredKeys: [] },
        ),
      },
      { weight: 1, arbitrary: fc.jsonValue() },
    )
    const lists = fc.record(
      {
        rooms: fc.oneof(fc.array(name), fc.jsonValue()),
        speakers: fc.oneof(fc.array(name), fc.jsonValue()),
        session_types: fc.jsonValue(),
        tags: fc.jsonValue(),
        tracks: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const shape = fc.tuple(fc.array(talk, { maxLength: 5 }), lists, fc.nat(5)).map(
      ([talks, rest, kind]) =>
        [
          { ...rest, sessions: talks },
          { ...rest, talks },
          { ...rest, results: talks },
          talks,
          {
            schedule: {
              conference: { ...rest, days: [{ date: '2024-03-09', rooms: { A: talks, __proto__: talks, B: rest } }, rest] },
              events: talks,
            },
          },
          { ...rest, schedule: { '2024-03-09': { 540: Object.fromEntries(talks.map((t, i) => [i, t])), 600: rest, x: talks } } },
        ][kind],
    )
    let read = 0
    fc.assert(
      fc.property(shape, (value) => {
        if (
          sound(text.encode(JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? ''), {
            zone: 'Asia/Taipei',
          }) === 'read'
        )
          read++
      }),
      { numRuns: 800 },
    )
    expect(read > 150).toBe(true)
  })

  test('real files cut off, with bytes changed, and with pieces exchanged', () => {
    const slice = fosdem.subarray(0, 30_000)
    for (const source of [sitcon, pyconfr, slice]) {
      fc.assert(
        fc.property(fc.nat(source.length), (n) => void sound(source.subarray(0, n))),
        { numRuns: 60 },
      )
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(source.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }), (changes) => {
          const copy = source.slice()
          for (const [at, byte] of changes) copy[at] = byte
          sound(copy)
        }),
        { numRuns: 60 },
      )
    }
    const whole = new TextDecoder().decode(sitcon)
    const json = JSON.parse(whole) as Record<string, unknown>
    const mutated = fc.tuple(fc.nat(400), fc.jsonValue()).map(([at, value]) => {
      let n = 0
      return JSON.stringify(json, (_k, v: unknown) => (n++ === at * 5 ? value : v))
    })
    fc.assert(
      fc.property(mutated, (s) => void sound(text.encode(s ?? ''))),
      { numRuns: 100 },
    )
  })

  test('patterns that make slow parsers slow', () => {
    const long = 'a'.repeat(200_000)
    const descriptions = [
      '<'.repeat(200_000),
      '<p '.repeat(60_000),
      '&'.repeat(200_000),
      '`'.repeat(200_000),
      '<a href="'.repeat(20_000),
      '<!--'.repeat(50_000),
      '<script>'.repeat(25_000),
      '[](('.repeat(50_000),
      '\n \n'.repeat(60_000),
      '<p>' + '\n'.repeat(100_000) + 'x',
      `<b>${'*'.repeat(100_000)}</b>`,
      '```'.repeat(60_000),
      ' '.repeat(200_000) + 'x',
      '<p>' + '[]('.repeat(60_000),
      '<ul><li>'.repeat(60_000),
      '<p>x '.repeat(1_000_000),
      '<a ' + 'href '.repeat(40_000) + '></a>',
    ]
    for (const d of descriptions)
      sound(
        text.encode(
          JSON.stringify({
            sessions: [
              { id: 1, title: `${d.slice(0, 50_000)}`, description: d, start: d.slice(0, 5000), duration: d.slice(0, 5000), slide: d },
            ],
          }),
        ),
      )
    for (const s of [
      `{"sessions":["${long}`,
      `[${'1,'.repeat(200_000)}`,
      `{"sessions":["${'\\"'.repeat(4_000_000)}`,
      `/*${' *'.repeat(2_000_000)}/ {"sessions":[]}`,
      '/*'.repeat(500_000),
      `[${','.repeat(1_000_000)}]`,
      JSON.stringify({ sessions: [{ title: 'x', start: '09:00', speakers: 'a b, '.repeat(500_000) }] }),
      `[${' '.repeat(400_000)}x`,
      `<schedule>${'&a;'.repeat(100_000)}</schedule>`,
      `<schedule ${'a="1" '.repeat(3)}>${'<!--'.repeat(50_000)}`,
      `<schedule>${'<a/>'.repeat(100_000)}</schedule>`,
      `<!DOCTYPE${' '.repeat(200_000)}`,
      `<schedule>${'<![CDATA['.repeat(50_000)}`,
      '<!DOCTYPE '.repeat(40_000),
      '<'.repeat(300_000),
    ])
      sound(text.encode(s))
    expect(sound(text.encode(JSON.stringify({ sessions: Array.from({ length: 20_001 }, (_, i) => ({ id: i, title: 'x' })) })))).toBe(
      'refused',
    )
    const same = Array.from({ length: 20_000 }, (_, i) => ({
      id: 'x',
      title: 'T',
      start: `2024-03-09T0${i % 9}:00:00+08:00`,
      room: 'R',
      speakers: [{ id: 's', name: `n${i}` }],
    }))
    const { programme } = parseProgramme(
      text.encode(JSON.stringify({ sessions: same, speakers: same.map((_, i) => ({ id: 's', name: `n${i}` })) })),
    )
    expect([programme.sessions.length, programme.speakers.length, programme.sessions.at(-1)!.key]).toEqual([20_000, 20_000, 'x#20000'])
  })
})
