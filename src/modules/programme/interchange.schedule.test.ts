import { describe, expect, test } from 'vitest'
import { parseProgramme } from './server/interchange/index.ts'
import type { ParseOptions } from './contract/interchange.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = (value: unknown, opts: ParseOptions = { zone: 'Asia/Taipei' }) => parseProgramme(bytes(JSON.stringify(value)), opts)
const noted = (notes: { place: string; code: string }[]) => notes.map((n) => `${n.code.replace('programme.import.', '')} @ ${n.place}`)

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

  test('two rooms under one guid stay two rooms', () => {
    const { programme, repaired } = json({
      schedule: {
        conference: {
          title: 'DemoCon',
          time_zone_name: 'UTC',
          rooms: [
            { name: 'Gray Room', guid: 'g' },
            { name: 'Tan Room', guid: 'g' },
          ],
          days: [
            { date: '2020-12-14', rooms: { 'Tan Room': [{ id: 1, title: 'T', date: '2020-12-14T09:00:00+01:00', duration: '00:30' }] } },
          ],
        },
      },
    })
    expect(programme.rooms.map((r) => [r.key, r.name.en])).toEqual([
      ['g', 'Gray Room'],
      ['g#2', 'Tan Room'],
    ])
    expect(programme.sessions[0]).toMatchObject({ roomKeys: ['g#2'], start: '2020-12-14T08:00:00.000Z' })
    expect(noted(repaired)).toEqual(['id_duplicate @ schedule.conference.rooms[1]'])
  })
})
