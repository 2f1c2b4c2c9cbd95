import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { parseProgramme } from './server/interchange/index.ts'
import type { ParseOptions } from './contract/interchange.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = (value: unknown, opts: ParseOptions = { zone: 'Asia/Taipei' }) => parseProgramme(bytes(JSON.stringify(value)), opts)
const noted = (notes: { place: string; code: string }[]) => notes.map((n) => `${n.code.replace('programme.import.', '')} @ ${n.place}`)
const thrown = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error as { code: string; place: string; zh: string; en: string }
  }
  throw new Error('nothing was thrown')
}

describe('frab XML of other organisers', () => {
  const xml = (events: string, head = '') =>
    `<?xml version="1.0" encoding="utf-8"?>\r\n<schedule><version>1.2</version><conference><title>36C3</title><acronym>36c3</acronym>${head}</conference>${events}</schedule>`
  const event = (body: string, attributes = 'id="1"') => `<event ${attributes}>${body}</event>`

  test('ISO dates, guid, day after midnight, chairs, opt-out, HTML entities, CDATA', () => {
    const { programme, dialect, repaired, skipped } = parseProgramme(
      bytes(
        xml(
          `<day index="1" date="2019-12-27" start="2019-12-27T11:00:00+01:00" end="2019-12-28T04:00:00+01:00"><room name="Ada">${event(
            '<date>2019-12-28T00:15:00+01:00</date><start>00:15</start><duration>01:00</duration><title>Caf&eacute; &amp; <![CDATA[<b>Bold</b> & co]]></title><abstract><![CDATA[<p>One <a href="https://x.tw/a(b)">link</a></p><script>alert(1)</script>]]></abstract><recording><license>CC</license><optout>true</optout></recording><persons><person id="7">Ann</person><person id="8" role="moderator">Bo</person></persons>',
            'guid="bca1ec84-e62a-528b-b254-68401ece6c7d" id="10565"',
          )}</room></day>`,
          '<time_zone_name>Europe/Berlin</time_zone_name>',
        ),
      ),
    )
    expect({ dialect, repaired: noted(repaired), skipped }).toEqual({ dialect: 'frab-xml', repaired: ['html_converted @ '], skipped: [] })
    expect(programme.zone).toBe('Europe/Berlin')
    expect(programme.sessions).toEqual([
      {
        key: 'bca1ec84-e62a-528b-b254-68401ece6c7d',
        title: { zh: '', en: 'Café & Bold & co' },
        subtitle: { zh: '', en: '' },
        abstract: { zh: '', en: 'One [link](https://x.tw/a%28b%29)' },
        description: { zh: '', en: '' },
        start: '2019-12-27T23:15:00.000Z',
        end: '2019-12-28T00:15:00.000Z',
        durationMin: 60,
        roomKeys: ['Ada'],
        speakerKeys: ['7'],
        chairKeys: ['8'],
        tags: [],
        links: [],
        recordingOptOut: true,
      },
    ])
  })

  test('clock times before the day change belong to the night after; persons without id are one by name', () => {
    const talks = ['23:00', '00:30']
      .map((start, i) =>
        event(
          `<start>${start}</start><duration>0:50</duration><title>T${i}</title><persons><person>Ann  Lee</person></persons>`,
          `id="${i}"`,
        ),
      )
      .join('')
    const { programme, repaired } = parseProgramme(
      bytes(
        xml(
          `<day index="1" date="2020-02-01"><room name="A">${talks}</room></day>`,
          '<day_change>09:00:00</day_change><city>Brussels</city>',
        ),
      ),
    )
    expect(programme.sessions.map((s) => [s.start, s.speakerKeys])).toEqual([
      ['2020-02-01T22:00:00.000Z', ['Ann Lee']],
      ['2020-02-01T23:30:00.000Z', ['Ann Lee']],
    ])
    expect(noted(repaired)).toEqual(['zone_guessed @ ', 'after_midnight @ day 1 / room A / event 1 (line 2).start'])
  })

  test('bare ampersands and control characters are repaired and said', () => {
    const { programme, repaired } = parseProgramme(
      bytes(
        xml(
          `<day date="2024-03-09"><room name="R&D">${event('<start>09:00</start><duration>00:30</duration><title>Q&A\u0001 &unknown; 議程</title>')}</room></day>`,
        ),
      ),
      { zone: 'Asia/Taipei' },
    )
    expect(programme.sessions[0]).toMatchObject({
      title: { zh: 'Q&A &unknown; 議程', en: '' },
      roomKeys: ['R&D'],
      start: '2024-03-09T01:00:00.000Z',
    })
    expect(repaired[0]).toMatchObject({
      code: 'programme.import.xml_repaired',
      en: '4 bare ampersands or illegal characters in the XML were repaired.',
    })
  })

  test.each([
    [
      'billion laughs',
      '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><schedule>&l2;</schedule>',
      'programme.import.entity_refused',
    ],
    [
      'external entity',
      '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><day/>&x;</schedule>',
      'programme.import.entity_refused',
    ],
    [
      'external DTD',
      '<?xml version="1.0"?>\n<!DOCTYPE schedule SYSTEM "http://evil.example/x.dtd"><schedule/>',
      'programme.import.entity_refused',
    ],
    ['DTD behind a comment', '<!-- <a> --><!DOCTYPE s [<!ENTITY x "y">]><schedule/>', 'programme.import.entity_refused'],
    ['cut off', '<schedule><day><room name="A"><event id="1"><title>x', 'programme.import.malformed_xml'],
    ['no events', '<schedule><conference/></schedule>', 'programme.import.no_sessions'],
    ['web page', '<!doctype html><html><p>', 'programme.import.unrecognised'],
    ['deep', `<schedule>${'<a>'.repeat(5000)}`, 'programme.import.too_deep'],
    ['cut JSON', '{"sessions":[{"id":1,', 'programme.import.malformed_json'],
    ['deep JSON', '['.repeat(100_000), 'programme.import.too_deep'],
    ['empty list', '{"sessions":[]}', 'programme.import.no_sessions'],
    ['other JSON', '{"a":1}', 'programme.import.unrecognised'],
    ['plain text', 'hello', 'programme.import.unrecognised'],
    ['blank', '  \n ', 'programme.import.empty'],
  ])('%s is refused with its code', (_name, source, code) => {
    const error = thrown(() => parseProgramme(bytes(source)))
    expect(error).toMatchObject({ name: 'ProgrammeImportError', code })
    expect([error.zh.length > 5, error.en.length > 5]).toEqual([true, true])
  })

  test('a malformed file names the line; size and zone are checked', () => {
    expect(thrown(() => parseProgramme(bytes('<schedule>\n<day>\n</room>'))).place).toBe('line 3, column 8')
    expect(thrown(() => parseProgramme(bytes('{\n "sessions": [1,, 2]\n}'))).place).toBe('line 2, column 17')
    expect(thrown(() => parseProgramme(bytes('{"sessions": [{"id": 1, "title": "x"}'))).place).toBe('line 1, column 38')
    expect(thrown(() => parseProgramme(bytes('[{"a":"unfinished'))).place).toBe('line 1, column 7')
    expect(thrown(() => parseProgramme(new Uint8Array(11), { maxBytes: 10 })).code).toBe('programme.import.too_large')
    expect(thrown(() => json({ sessions: [{ id: 1, title: 'x' }] }, { zone: 'Mars/Base' })).code).toBe('programme.import.zone_unknown')
    expect(thrown(() => parseProgramme(new Uint8Array(0))).code).toBe('programme.import.empty')
    expect(thrown(() => parseProgramme(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff, 0xfe]))).code).toBe(
      'programme.import.encoding_unreadable',
    )
  })
})

describe('encodings', () => {
  const source =
    '<?xml version="1.0"?><schedule><conference><title>開源人年會</title></conference><day date="2024-03-09"><room name="國際會議廳"><event id="1"><start>09:00</start><duration>0:30</duration><title>臺灣的議程</title></event></room></day></schedule>'
  const declared = source.replace('"1.0"', '"1.0" encoding="Big5"')
  test.each([
    ['UTF-8 with mark', iconv.encode(source, 'utf8', { addBOM: true })],
    ['UTF-16LE with mark', iconv.encode(source, 'utf16-le', { addBOM: true })],
    ['UTF-16BE with mark', iconv.encode(source, 'utf16-be', { addBOM: true })],
    ['UTF-16LE without mark', iconv.encode(source, 'utf16-le', { addBOM: false })],
    ['UTF-16 that declares UTF-8', iconv.encode(source.replace('"1.0"', '"1.0" encoding="utf-8"'), 'utf16-le', { addBOM: true })],
    ['Big5 declared', iconv.encode(declared, 'big5')],
    ['Big5 not declared', iconv.encode(source, 'big5')],
    ['UTF-8 that declares Big5', iconv.encode(declared, 'utf8')],
  ])('%s', (_name, data) => {
    const { programme } = parseProgramme(new Uint8Array(data), { zone: 'Asia/Taipei' })
    expect(programme.sessions[0]).toMatchObject({
      title: { zh: '臺灣的議程', en: '' },
      roomKeys: ['國際會議廳'],
      start: '2024-03-09T01:00:00.000Z',
    })
  })
  test('real JSON in UTF-16 equals the same in UTF-8', () => {
    const real = readFileSync(new URL('../../../../shared/realdata/sitcon-2024.sessions.json', import.meta.url))
    expect(parseProgramme(iconv.encode(real.toString(), 'utf16-be', { addBOM: true })).programme).toEqual(parseProgramme(real).programme)
  })
})
