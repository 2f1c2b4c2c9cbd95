import { describe, expect, test } from 'vitest'
import { parseProgramme } from './server/interchange/index.ts'
import type { ParseOptions } from './contract/interchange.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = (value: unknown, opts: ParseOptions = { zone: 'Asia/Taipei' }) => parseProgramme(bytes(JSON.stringify(value)), opts)
const noted = (notes: { place: string; code: string }[]) => notes.map((n) => `${n.code.replace('programme.import.', '')} @ ${n.place}`)

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

  test('flat language suffixes, ids by kind, wrapped in an answer', () => {
    const { programme, repaired } = json({
      success: true,
      data: {
        sessions: [
          {
            session_id: 3,
            topic: '主題',
            topic_en: 'Topic',
            started_at: 1571443200,
            ended_at: 1571446200,
            room: 'R1',
            speakers: [{ speaker_id: 1, name: '小明', name_e: 'Ming', company: 'ACME' }],
            tags: [{ name: '前端' }],
          },
        ],
      },
    })
    expect(repaired).toEqual([])
    expect(programme.sessions[0]).toMatchObject({
      key: '3',
      title: { zh: '主題', en: 'Topic' },
      start: '2019-10-19T00:00:00.000Z',
      durationMin: 50,
      tags: ['前端'],
    })
    expect(programme.speakers).toEqual([
      { key: '1', name: { zh: '小明', en: 'Ming' }, bio: { zh: '', en: '' }, organisation: 'ACME', links: [] },
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
