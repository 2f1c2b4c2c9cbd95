import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseProgramme } from './server/interchange/index.ts'

const file = (name: string) => readFileSync(new URL(`../../../../shared/realdata/${name}`, import.meta.url))
const codes = (notes: { code: string }[]) =>
  Object.fromEntries([...Map.groupBy(notes, (n) => n.code)].map(([code, list]) => [code, list.length]))

describe('FOSDEM 2020, pentabarf XML', () => {
  const { dialect, programme, repaired, skipped } = parseProgramme(file('fosdem-2020.pentabarf.xml'))

  test('loads whole', () => {
    expect({
      dialect,
      sessions: programme.sessions.length,
      rooms: programme.rooms.length,
      tracks: programme.tracks.length,
      speakers: programme.speakers.length,
      skipped,
    }).toEqual({
      dialect: 'pentabarf-xml',
      sessions: 872,
      rooms: 35,
      tracks: 71,
      speakers: 841,
      skipped: [],
    })
    expect(programme).toMatchObject({
      title: { zh: '', en: 'FOSDEM 2020' },
      venue: 'ULB (Université Libre de Bruxelles)',
      city: 'Brussels',
      zone: 'Europe/Brussels',
      start: '2020-02-01',
      end: '2020-02-02',
    })
    expect(codes(repaired)).toEqual({
      'programme.import.zone_guessed': 1,
      'programme.import.link_refused': 2,
      'programme.import.html_converted': 1,
    })
  })

  test('the first session by value, HTML as Markdown, local time to UTC', () => {
    expect(programme.sessions[0]).toEqual({
      key: '9025',
      title: { zh: '', en: 'Welcome to FOSDEM 2020' },
      subtitle: { zh: '', en: '' },
      abstract: { zh: '', en: 'FOSDEM welcome and opening talk.' },
      description: { zh: '', en: 'Welcome to FOSDEM 2020!' },
      start: '2020-02-01T08:30:00.000Z',
      end: '2020-02-01T08:55:00.000Z',
      durationMin: 25,
      roomKeys: ['Janson'],
      trackKey: 'Keynotes',
      typeKey: 'keynote',
      speakerKeys: ['6'],
      tags: [],
      slug: 'keynotes_welcome',
      links: [
        { label: 'Video recording (WebM/VP9)', url: 'https://video.fosdem.org/2020/Janson/keynotes_welcome.webm' },
        { label: 'Video recording (mp4)', url: 'https://video.fosdem.org/2020/Janson/keynotes_welcome.mp4' },
        { label: 'Submit feedback', url: 'https://submission.fosdem.org/feedback/9025.php' },
      ],
    })
    expect(
      programme.sessions
        .filter((s) =>
          /<\/?(p|li|ul|a|br|em|strong|h\d)\b/i.test(s.abstract.en + s.description.en.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '')),
        )
        .map((s) => s.key),
    ).toEqual([])
  })

  test('one person in several sessions is one speaker', () => {
    expect(programme.speakers.filter((s) => s.name.en === 'FOSDEM Staff')).toEqual([
      { key: '6', name: { zh: '', en: 'FOSDEM Staff' }, bio: { zh: '', en: '' }, links: [] },
    ])
    expect(programme.sessions.filter((s) => s.speakerKeys.includes('6')).length).toBe(3)
  })
})

describe('COSCUP 2023, OPass JSON', () => {
  const { dialect, programme, skipped } = parseProgramme(file('coscup-2023.session.json'), { zone: 'Asia/Taipei' })

  test('loads whole', () => {
    expect({
      dialect,
      zone: programme.zone,
      sessions: programme.sessions.length,
      speakers: programme.speakers.length,
      rooms: programme.rooms.length,
      types: programme.sessionTypes.length,
      tags: programme.tags.length,
      skipped,
    }).toEqual({
      dialect: 'opass-json',
      zone: 'Asia/Taipei',
      sessions: 352,
      speakers: 415,
      rooms: 28,
      types: 39,
      tags: 7,
      skipped: [],
    })
    expect([programme.start, programme.end]).toEqual(['2023-07-29', '2023-07-30'])
  })

  test('values equal the file', () => {
    const source = JSON.parse(file('coscup-2023.session.json').toString()) as {
      sessions: {
        id: string
        room: string
        type: string
        start: string
        end: string
        speakers: string[]
        tags: string[]
        zh: { title: string }
        en: { title: string }
      }[]
    }
    const line = (s: string) => s.replace(/\s+/g, ' ').trim()
    expect(
      programme.sessions.map((s) => ({
        id: s.key,
        zh: s.title.zh,
        en: s.title.en,
        start: s.start,
        end: s.end,
        rooms: s.roomKeys,
        type: s.typeKey,
        speakers: s.speakerKeys,
        tags: s.tags,
      })),
    ).toEqual(
      source.sessions.map((s) => ({
        id: s.id,
        zh: line(s.zh.title),
        en: line(s.en.title),
        start: new Date(s.start).toISOString(),
        end: new Date(s.end).toISOString(),
        rooms: [s.room],
        type: s.type,
        speakers: s.speakers,
        tags: s.tags,
      })),
    )
    expect(programme.sessions[0]).toMatchObject({
      key: 'SWZGFV',
      title: { zh: '醫資標準的教育推廣' },
      start: '2023-07-29T04:35:00.000Z',
      durationMin: 30,
      language: '中文',
    })
    expect(programme.speakers[0]).toMatchObject({ key: 'PEGEJN', name: { zh: 'TZU', en: 'TZU' }, bio: { zh: '工程師', en: '工程師' } })
  })
})

test('SITCON 2024: every session, broadcasts, and the 25 blank speaker rows reported', () => {
  const { programme, repaired, skipped } = parseProgramme(file('sitcon-2024.sessions.json'), { zone: 'Asia/Taipei' })
  expect({
    sessions: programme.sessions.length,
    speakers: programme.speakers.length,
    rooms: programme.rooms.length,
    types: programme.sessionTypes.length,
    repaired,
  }).toEqual({ sessions: 43, speakers: 39, rooms: 5, types: 8, repaired: [] })
  expect(programme.speakers.length + skipped.filter((n) => n.record === 'speaker').length).toBe(64)
  expect(
    skipped.map((n) => [n.code, n.record]).filter(([code, record]) => code !== 'programme.import.empty_record' || record !== 'speaker'),
  ).toEqual([])
  expect(programme.sessions[0]).toMatchObject({
    key: '5c0660',
    title: { zh: '入場時間', en: 'Admission' },
    roomKeys: ['R0', 'R1', 'R2', 'R3', 'S'],
    typeKey: 'Ev',
    start: '2024-03-09T00:30:00.000Z',
    end: '2024-03-09T01:00:00.000Z',
  })
})

test('PyCon FR 2024: talks and sprints, French beside English, break marks reported', () => {
  const { dialect, programme, skipped } = parseProgramme(file('pyconfr-2024.pretalx-like.json'))
  expect({
    dialect,
    zone: programme.zone,
    sessions: programme.sessions.length,
    speakers: programme.speakers.length,
    rooms: programme.rooms.length,
    from: programme.start,
    to: programme.end,
  }).toEqual({
    dialect: 'pretalx-grid-json',
    zone: 'Europe/Paris',
    sessions: 76,
    speakers: 77,
    rooms: 11,
    from: '2024-10-31',
    to: '2024-11-03',
  })
  expect(codes(skipped)).toEqual({ 'programme.import.break_marker': 5 })
  expect(programme.sessions.find((s) => s.key === 'JDQLRV')).toMatchObject({
    title: { zh: '', en: 'Accueil / Welcome' },
    start: '2024-11-02T08:00:00.000Z',
    end: '2024-11-02T08:30:00.000Z',
    roomKeys: ['27f0b4e1-11fd-52da-9d36-313ce937fbc4'],
    speakerKeys: ['MNMGGN'],
    state: 'confirmed',
    language: 'fr',
  })
  expect(programme.rooms[0]).toEqual({ key: '27f0b4e1-11fd-52da-9d36-313ce937fbc4', name: { zh: '', en: 'GAM' }, capacity: 300, order: 0 })
})

test('reading twice gives the same draft, and other files are told apart', () => {
  const bytes = file('sitcon-2024.sessions.json')
  expect(parseProgramme(bytes)).toEqual(parseProgramme(bytes))
  for (const name of ['coscup-2023.community.json', 'coscup-2023.sponsor.json', 'pcc-tender.3.79.56-1080107MH.json', 'README.md']) {
    expect(() => parseProgramme(file(name))).toThrow(expect.objectContaining({ code: 'programme.import.unrecognised' }))
  }
})
