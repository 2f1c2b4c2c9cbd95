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

describe('OPass-like JSON of other organisers', () => {
  test('numeric ids, speakers in full, flat languages, no lists, every way to write a time', () => {
    const { programme, repaired, skipped } = json({
      sessions: [
        {
          id: 1,
          'zh-TW': { title: '一' },
          en: { title: 'One' },
          start: '2023/10/14 09:00',
          end: '2023/10/14 09:40',
          room: 'R0',
          speakers: [{ name: '王小明', bio: '<p>講者</p>' }],
        },
        { id: 2, title_zh: '二', title_en: 'Two', start: 1697248800, duration: '0:50', room: 0, speakers: ['王小明'] },
        { id: 3, title: { zh: '三' }, start: '112/10/14 下午 2:00', end: '112/10/14 下午 2:30' },
        { id: 4, zh: { title: '四' }, en: null, start: '2023-10-14T15:00:00+08:00', duration: '00:50:00', speakers: null, tags: null },
        { id: 5, zh: { title: '五' }, start: '2023-10-14 23:30', end: '2023-10-14 00:10' },
        { id: 6, zh: { title: '六' }, start: '2023-10-15T09:00', end: '2023-10-15T09:00', room: 'R0' },
        { id: 7, zh: { title: '七' }, start: '2023-10-15T09:20', end: '2023-10-15T09:50', room: 'R0' },
        { id: 8, zh: { title: '八' }, start: null, end: null },
        { id: 8, zh: { title: '八之二' }, start: 'soon' },
        { zh: { title: '' }, en: { title: '' }, start: '2023-10-15T11:00', end: '2023-10-15T10:00' },
        null,
        'text',
        {},
      ],
    })
    expect(programme.sessions.map((s) => [s.key, s.title.zh, s.title.en, s.start, s.durationMin])).toEqual([
      ['1', '一', 'One', '2023-10-14T01:00:00.000Z', 40],
      ['2', '二', 'Two', '2023-10-14T02:00:00.000Z', 50],
      ['3', '三', '', '2023-10-14T06:00:00.000Z', 30],
      ['4', '四', '', '2023-10-14T07:00:00.000Z', 50],
      ['5', '五', '', '2023-10-14T15:30:00.000Z', 40],
      ['6', '六', '', '2023-10-15T01:00:00.000Z', 20],
      ['7', '七', '', '2023-10-15T01:20:00.000Z', 30],
      ['8', '八', '', null, 0],
      ['8#2', '八之二', '', null, 0],
      [programme.sessions[9]!.key, '（未命名議程）', '(Untitled session)', '2023-10-15T03:00:00.000Z', 30],
    ])
    expect(programme.sessions.length + skipped.length).toBe(13)
    expect(programme.speakers).toEqual([{ key: '王小明', name: { zh: '王小明', en: '' }, bio: { zh: '講者', en: '' }, links: [] }])
    expect(programme.rooms.map((r) => r.key)).toEqual(['R0', '0'])
    expect(noted(skipped)).toEqual(['not_a_record @ sessions[10]', 'not_a_record @ sessions[11]', 'empty_record @ sessions[12]'])
    expect(noted(repaired)).toEqual([
      'end_next_day @ sessions[4].end',
      'start_missing @ sessions[7].start',
      'time_unreadable @ sessions[8].start',
      'start_missing @ sessions[8].start',
      'id_duplicate @ sessions[8]',
      'id_missing @ sessions[9]',
      'title_missing @ sessions[9].title',
      'zero_duration @ sessions[5].end',
      'end_before_start @ sessions[9].end',
      'html_converted @ ',
    ])
  })

  test('unknown references are made and said; overlaps stay and are said; unsafe links go', () => {
    const { programme, repaired } = json({
      rooms: [{ id: 'R1', zh: { name: '一廳' }, en: { name: 'Hall 1' } }],
      speakers: [{ id: 'a', zh: { name: '甲' }, avatar: 'javascript:alert(1)' }],
      session_types: [],
      tags: [],
      sessions: [
        {
          id: 'x',
          type: 'Talk',
          room: 'Hall 1',
          start: '2024-01-01T09:00:00+08:00',
          end: '2024-01-01T10:00:00+08:00',
          zh: { title: 'X' },
          speakers: ['a', 'ghost'],
          slide: 'javascript:alert(1)',
          qa: 'https://sli.do/1',
        },
        {
          id: 'y',
          type: 'Talk',
          room: 'R1',
          broadcast: ['R1', 'R9'],
          start: '2024-01-01T09:30:00+08:00',
          end: '2024-01-01T09:50:00+08:00',
          zh: { title: 'Y' },
          speakers: ['甲'],
        },
      ],
    })
    expect(programme.sessions.map((s) => [s.roomKeys, s.speakerKeys, s.links])).toEqual([
      [['R1'], ['a', 'ghost'], [{ label: '提問 Q&A', url: 'https://sli.do/1' }]],
      [['R1', 'R9'], ['a'], []],
    ])
    expect(programme.speakers.map((s) => [s.key, s.avatarUrl])).toEqual([
      ['a', undefined],
      ['ghost', undefined],
    ])
    expect(noted(repaired)).toEqual([
      'link_refused @ speakers[0].avatar',
      'type_unknown @ sessions[0].type',
      'speaker_unknown @ sessions[0].speakers[1]',
      'link_refused @ sessions[0].links',
      'room_unknown @ sessions[1].broadcast[1]',
      'overlap @ sessions[1]',
    ])
  })

  test('bare lists of earlier years: subject and summary, one blank speaker, speakers in full whose title is the talk’s', () => {
    const { dialect, programme, repaired, skipped } = json([
      {
        id: 'a',
        subject: '入場時間',
        summary: '',
        type: 'E',
        room: 'R0',
        broadcast: ['R0', 'R1'],
        start: '2018-03-10T08:30:00+08:00',
        end: '2018-03-10T09:00:00+08:00',
        'sli.do': '',
        speaker: { name: '', avatar: '', bio: '' },
      },
      {
        id: 'b',
        subject: '開源之路',
        summary: '分享',
        type: 'T',
        room: 'R1',
        start: '2018-03-10T09:00:00+08:00',
        end: '2018-03-10T09:40:00+08:00',
        speaker: { name: '松鼠', avatar: '5.png', bio: '大四' },
      },
      {
        id: 'c',
        zh: { title: '虛擬化', description: '描述' },
        en: { title: 'VM', description: '' },
        type: 'T',
        room: 'R1',
        broadcast: null,
        start: '2018-03-10T10:00:00+08:00',
        end: '2018-03-10T10:40:00+08:00',
        speakers: [{ id: 's-1', title: '虛擬化', info: '描述', zh: { name: '海豹', bio: '簡介' }, en: { name: 'Seal', bio: '' } }],
        tag: ['AI'],
      },
    ])
    expect([dialect, noted(repaired), skipped]).toEqual(['opass-json', ['link_refused @ $[1].speaker[0].avatar'], []])
    expect(
      programme.sessions.map((s) => [s.key, s.title, s.abstract.zh, s.description.zh, s.roomKeys, s.typeKey, s.speakerKeys, s.tags]),
    ).toEqual([
      ['a', { zh: '入場時間', en: '' }, '', '', ['R0', 'R1'], 'E', [], []],
      ['b', { zh: '開源之路', en: '' }, '分享', '', ['R1'], 'T', ['松鼠'], []],
      ['c', { zh: '虛擬化', en: 'VM' }, '', '描述', ['R1'], 'T', ['s-1'], ['AI']],
    ])
    expect(programme.speakers.map((s) => [s.key, s.name, s.bio])).toEqual([
      ['松鼠', { zh: '松鼠', en: '' }, { zh: '大四', en: '' }],
      ['s-1', { zh: '海豹', en: 'Seal' }, { zh: '簡介', en: '' }],
    ])
  })

  test('talks, tracks and speakers by id; the track owns the room', () => {
    const { programme, repaired } = json({
      tracks: { misc101: { track: 'misc101', title: 'Misc.', room: 'IB101' } },
      speakers: { c9s: { speaker: 'c9s', name: 'c9s', intro: '工程師', avatar: '' } },
      talks: {
        closing: {
          talk: 'closing',
          track: 'misc101',
          speakers: ['c9s'],
          begin: '2018-08-12T16:45:00+08:00',
          end: '2018-08-12T17:05:00+08:00',
          title: 'Closing ',
          intro: '閉幕式 ',
          language: '',
        },
      },
    })
    expect(repaired).toEqual([])
    expect(programme.sessions).toMatchObject([
      {
        key: 'closing',
        title: { zh: '', en: 'Closing' },
        description: { zh: '閉幕式', en: '' },
        roomKeys: ['IB101'],
        trackKey: 'misc101',
        speakerKeys: ['c9s'],
        durationMin: 20,
      },
    ])
    expect(programme.speakers[0]!.bio).toEqual({ zh: '工程師', en: '' })
  })

  test('keys stay when the file is edited', () => {
    const before = json({
      sessions: [
        { title: '午餐', start: '2024-01-01 12:00', duration: 60 },
        { title: 'Talk', start: '2024-01-01 13:00', duration: 30 },
      ],
    }).programme.sessions
    const after = json({
      sessions: [
        { title: 'New', start: '2024-01-01 11:00', duration: 60 },
        { title: '午餐', start: '2024-01-01 12:30', duration: 45 },
        { title: 'Talk', start: '2024-01-01 13:00', duration: 30 },
      ],
    }).programme.sessions
    expect(after.slice(1).map((s) => s.key)).toEqual(before.map((s) => s.key))
  })

  test('names that JavaScript gives a meaning mean nothing', () => {
    const source =
      '{"sessions":[{"id":"__proto__","title":"constructor","type":"toString","room":"__proto__","speakers":["hasOwnProperty"],"start":"2024-01-01 10:00","__proto__":{"title":"bad"}}]}'
    const { programme } = parseProgramme(bytes(source), { zone: 'Asia/Taipei' })
    expect(programme.sessions[0]).toMatchObject({
      key: '__proto__',
      title: { zh: '', en: 'constructor' },
      typeKey: 'toString',
      roomKeys: ['__proto__'],
      speakerKeys: ['hasOwnProperty'],
    })
    expect(({} as Record<string, unknown>).title).toBe(undefined)
  })
})

describe('frab, c3voc and pretalx JSON', () => {
  test('c3voc schema 2: flat events, participants, tracks by slug', () => {
    const { dialect, programme, repaired } = json({
      schedule: {
        conference: {
          acronym: '38c3',
          title: '38C3',
          time_zone_name: 'Europe/Berlin',
          tracks: [{ guid: 'g-1', name: 'CCC', slug: 'ccc', colors: { light: '#F2F006' } }],
          rooms: [{ name: 'Saal 1', guid: 'r-1', capacity: 3025 }],
          days: [{ index: 1, date: '2024-12-27' }],
        },
        events: [
          {
            guid: 'e-1',
            start: '2024-12-27T10:30:00+01:00',
            end: '2024-12-27T11:00:00+01:00',
            room: { name: 'Saal 1', guid: 'r-1' },
            title: 'Opening',
            track: { slug: 'ccc' },
            participants: [
              { guid: 'p-1', name: 'Gabriela', role: 'speaker' },
              { guid: 'p-2', name: 'Mo', role: 'moderator' },
            ],
            attachments: [{ type: 'slides', url: 'https://example.net/1.pdf' }],
          },
        ],
        persons: [{ guid: 'p-1', name: 'Gabriela', biography: 'Bio', avatar: { url: 'https://example.net/a.jpg' } }],
      },
    })
    expect([dialect, repaired]).toEqual(['frab-json', []])
    expect(programme.tracks).toEqual([{ key: 'g-1', name: { zh: '', en: 'CCC' }, colour: '#f2f006' }])
    expect(programme.sessions[0]).toMatchObject({
      key: 'e-1',
      start: '2024-12-27T09:30:00.000Z',
      durationMin: 30,
      roomKeys: ['r-1'],
      trackKey: 'g-1',
      speakerKeys: ['p-1'],
      chairKeys: ['p-2'],
      links: [{ label: 'slides', url: 'https://example.net/1.pdf' }],
    })
    expect(programme.speakers[0]).toEqual({
      key: 'p-1',
      name: { zh: '', en: 'Gabriela' },
      bio: { zh: '', en: 'Bio' },
      avatarUrl: 'https://example.net/a.jpg',
      links: [],
    })
  })

  test('frab JSON: rooms by name, persons with public_name, relative attachments', () => {
    const { programme, repaired } = json({
      schedule: {
        version: '1',
        base_url: 'https://fahrplan.events.ccc.de/congress/2019/',
        conference: {
          acronym: '36c3',
          title: '36C3',
          days: [
            {
              index: 0,
              date: '2019-12-27',
              rooms: {
                Ada: [
                  {
                    id: 10565,
                    guid: 'bca1',
                    date: '2019-12-27T11:00:00+01:00',
                    start: '11:00',
                    duration: '00:30',
                    room: 'Ada',
                    title: 'Opening',
                    subtitle: '',
                    track: 'CCC',
                    type: 'lecture',
                    language: 'en',
                    abstract: '',
                    persons: [{ id: 1, public_name: 'bleeptrack' }],
                    links: [],
                    attachments: [{ url: '/system/x.pdf', title: 'Slides' }],
                  },
                  7,
                ],
              },
            },
          ],
        },
      },
    })
    expect(programme.sessions).toMatchObject([
      {
        key: 'bca1',
        start: '2019-12-27T10:00:00.000Z',
        durationMin: 30,
        roomKeys: ['Ada'],
        trackKey: 'CCC',
        typeKey: 'lecture',
        speakerKeys: ['1'],
        links: [{ label: 'Slides', url: 'https://fahrplan.events.ccc.de/system/x.pdf' }],
      },
    ])
    expect(programme.zone).toBe('Europe/Berlin')
    expect(noted(repaired)).toEqual(['zone_guessed @ '])
  })

  test('pretalx REST: slots, states, further pages', () => {
    const { dialect, programme, repaired, skipped } = json(
      {
        count: 90,
        next: 'https://pretalx.com/api/events/x/talks/?page=2',
        previous: null,
        results: [
          {
            code: 'AAA',
            title: 'One',
            speakers: [{ code: 'S1', name: 'Ann', biography: null }],
            submission_type: { en: 'Talk', de: 'Vortrag' },
            track: null,
            state: 'confirmed',
            duration: 45,
            slot: { room: { en: 'Hall', de: 'Saal' }, room_id: 4, start: '2024-06-01T09:00:00+02:00', end: '2024-06-01T09:45:00+02:00' },
          },
          {
            code: 'BBB',
            title: 'Two',
            state: 'canceled',
            speakers: ['S1'],
            slots: [
              { room: 4, start: '2024-06-01T10:00:00+02:00', end: '2024-06-01T10:30:00+02:00' },
              { room: 4, start: '2024-06-01T11:00:00+02:00', end: '2024-06-01T11:30:00+02:00' },
            ],
          },
          { code: 'CCC', title: 'Three', state: 'rejected', slot: null },
          { code: 'DDD', title: 'Four', state: 'accepted', slot: null, duration: 30 },
        ],
      },
      { zone: 'Europe/Vienna' },
    )
    expect([dialect, programme.zone]).toEqual(['pretalx-api-json', 'Europe/Vienna'])
    expect(programme.sessions.map((s) => [s.key, s.start, s.durationMin, s.state, s.roomKeys, s.speakerKeys])).toEqual([
      ['AAA', '2024-06-01T07:00:00.000Z', 45, 'confirmed', ['4'], ['S1']],
      ['BBB', '2024-06-01T08:00:00.000Z', 30, 'canceled', ['4'], ['S1']],
      ['BBB#2', '2024-06-01T09:00:00.000Z', 30, 'canceled', ['4'], ['S1']],
      ['DDD', null, 30, 'confirmed', [], []],
    ])
    expect(programme.rooms).toEqual([{ key: '4', name: { zh: '', en: 'Hall' }, order: 0 }])
    expect(noted(skipped)).toEqual(['not_accepted @ results[2]'])
    expect(noted(repaired)).toEqual(['more_pages @ next', 'start_missing @ results[3].start', 'id_duplicate @ results[1].slots[1]'])
  })

  test('pretalx widget', () => {
    const { dialect, programme, repaired } = json({
      version: '1',
      timezone: 'Europe/London',
      event_start: '2024-06-01',
      event_end: '2024-06-02',
      tracks: [{ id: 1, name: { en: 'Web' }, color: '#abc' }],
      rooms: [{ id: 2, name: { en: 'Blue' } }],
      speakers: [{ code: 'S1', name: 'Ann', avatar: null }],
      talks: [
        {
          code: 'T1',
          id: 9,
          title: 'Hi',
          speakers: ['S1'],
          track: 1,
          start: '2024-06-01T09:00:00+01:00',
          end: '2024-06-01T09:30:00+01:00',
          room: 2,
        },
        { id: 10, title: { en: 'Lunch' }, start: '2024-06-01T12:00:00+01:00', end: '2024-06-01T13:00:00+01:00', room: 2 },
      ],
    })
    expect([dialect, programme.zone, programme.start, programme.end, repaired]).toEqual([
      'pretalx-widget-json',
      'Europe/London',
      '2024-06-01',
      '2024-06-02',
      [],
    ])
    expect(programme.tracks).toEqual([{ key: '1', name: { zh: '', en: 'Web' }, colour: '#aabbcc' }])
    expect(programme.sessions.map((s) => [s.key, s.title.en, s.trackKey, s.roomKeys])).toEqual([
      ['T1', 'Hi', '1', ['2']],
      ['10', 'Lunch', undefined, ['2']],
    ])
  })
})
