import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { exportFormats, programmeEndpoints as ends } from './contract/programme.ts'
import { sessionEndpoints } from './contract/session.ts'
import { parseProgramme } from './server/interchange/index.ts'

const app = await testApp({ background: false })
const file = (name: string) => readFileSync(resolve('../shared/realdata', name))
const encode = (text: string) => new TextEncoder().encode(text)

let org: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation()
})
const load = (eventId: string, bytes: Uint8Array, query: { dryRun?: string; filename?: string } = {}, headers = {}) =>
  app.call(org.key, ends.import, { params: { eventId }, query: query as never, body: bytes as never }, headers)
const view = async (eventId: string) => (await app.call(org.key, ends.view, { params: { eventId } })).body
const counts = async (eventId: string) => {
  const v = await view(eventId)
  return [v.sessions.length, v.speakers.length, v.rooms.length]
}
const small = (title: string, extra: object[] = []) =>
  encode(
    JSON.stringify({
      sessions: [
        {
          id: 's1',
          type: 'talk',
          room: 'r1',
          start: '2027-05-13T10:00:00+08:00',
          end: '2027-05-13T10:30:00+08:00',
          zh: { title, description: '' },
          en: { title: 'One', description: '' },
          speakers: ['p1'],
          tags: [],
        },
        ...extra,
      ],
      speakers: [{ id: 'p1', zh: { name: '王小明', bio: '' }, en: { name: 'Wang', bio: '' } }],
      rooms: [{ id: 'r1', zh: { name: '大廳' }, en: { name: 'Hall' } }],
      session_types: [{ id: 'talk', zh: { name: '演講' }, en: { name: 'Talk' } }],
      tags: [],
    }),
  )
const second = {
  id: 's2',
  type: 'talk',
  room: 'r1',
  start: '2027-05-13T11:00:00+08:00',
  end: '2027-05-13T11:30:00+08:00',
  zh: { title: '第二場', description: '' },
  en: { title: 'Two', description: '' },
  speakers: ['p1'],
  tags: [],
}

describe('real files', () => {
  it.each([
    ['fosdem-2020.pentabarf.xml', 'pentabarf-xml', 872, 841, 35],
    ['coscup-2023.session.json', 'opass-json', 352, 415, 28],
    ['sitcon-2024.sessions.json', 'opass-json', 43, 39, 5],
    ['pyconfr-2024.pretalx-like.json', 'pretalx-grid-json', 76, 77, 11],
  ])('%s loads whole, once', async (name, dialect, sessions, speakers, rooms) => {
    const event = await app.event(org.key, { zone: 'Europe/Brussels' })
    const all = sessions + speakers + rooms
    const dry = await load(event.id, file(name), { dryRun: 'true' })
    expect([dry.status, dry.body.created, await counts(event.id)]).toEqual([200, all, [0, 0, 0]])
    const first = await load(event.id, file(name), { filename: name })
    expect([
      first.body.dialect,
      first.body.sessions,
      first.body.speakers,
      first.body.rooms,
      first.body.created,
      first.body.updated,
      first.body.unchanged,
    ]).toEqual([dialect, sessions, speakers, rooms, all, 0, 0])
    expect(await counts(event.id)).toEqual([sessions, speakers, rooms])
    const again = await load(event.id, file(name))
    expect([again.body.created, again.body.updated, again.body.unchanged, again.body.absent]).toEqual([0, 0, all, 0])
    expect(await counts(event.id)).toEqual([sessions, speakers, rooms])
  })

  it('leaves as it came: every session of the exported XML is the file’s', async () => {
    const event = await app.event(org.key, { zone: 'Europe/Brussels' })
    await load(event.id, file('fosdem-2020.pentabarf.xml'))
    const out = await app.send(org.key, { method: 'GET', url: `/api/events/${event.id}/programme/export?format=pentabarf` })
    const shape = (bytes: Uint8Array) => {
      const p = parseProgramme(bytes, { zone: 'Europe/Brussels' }).programme
      const rooms = new Map(p.rooms.map((r) => [r.key, r.name.zh || r.name.en]))
      return p.sessions
        .map((s) => [s.title.zh || s.title.en, s.start, s.durationMin, rooms.get(s.roomKeys[0] ?? ''), s.speakerKeys.length])
        .toSorted((a, z) => JSON.stringify(a).localeCompare(JSON.stringify(z)))
    }
    expect(shape(out.rawPayload)).toEqual(shape(file('fosdem-2020.pentabarf.xml')))
  })

  it('is exported in every format with its own type and name', async () => {
    const event = await app.event(org.key)
    await load(event.id, small('甲'))
    const heads = []
    for (const format of exportFormats) {
      const r = await app.send(org.key, { method: 'GET', url: `/api/events/${event.id}/programme/export?format=${format}` })
      heads.push([
        r.statusCode,
        r.headers['content-type'],
        String(r.headers['content-disposition']).includes(event.slug),
        r.body.includes('甲'),
      ])
    }
    expect(heads).toEqual(
      [
        'text/calendar; charset=utf-8',
        'application/xml; charset=utf-8',
        'application/json; charset=utf-8',
        'text/csv; charset=utf-8',
        'application/ld+json; charset=utf-8',
      ].map((mime) => [200, mime, true, true]),
    )
  })
})

describe('a later file', () => {
  it('updates what it says anew, keeps hand edits where it says the same, leaves what it no longer holds', async () => {
    const event = await app.event(org.key)
    await load(event.id, small('甲', [second]))
    const [one, two] = (await view(event.id)).sessions
    await app.call(org.key, sessionEndpoints.update, {
      params: { eventId: event.id, id: two!.id },
      body: { version: two!.version, title: { zh: '手改', en: '' } },
    })
    const changed = await load(event.id, small('甲的新題目', [second]))
    expect([changed.body.created, changed.body.updated, changed.body.unchanged]).toEqual([0, 1, 3])
    const after = await view(event.id)
    expect(after.sessions.map((s) => [s.id, s.title.zh])).toEqual([
      [one!.id, '甲的新題目'],
      [two!.id, '手改'],
    ])
    const shorter = await load(event.id, small('甲的新題目'))
    expect([shorter.body.absent, (await view(event.id)).sessions.length]).toEqual([1, 2])
  })

  it('brings back the room that was removed by hand, with its sessions in it', async () => {
    const event = await app.event(org.key)
    await load(event.id, small('甲'))
    const before = await view(event.id)
    await app.send(org.key, { method: 'DELETE', url: `/api/events/${event.id}/rooms/${before.rooms[0]!.id}` })
    expect((await view(event.id)).sessions[0]!.roomIds).toEqual([])
    const again = await load(event.id, small('甲'))
    const after = await view(event.id)
    expect([again.body.created, again.body.updated, after.sessions[0]!.roomIds]).toEqual([1, 1, [after.rooms[0]!.id]])
  })
})

describe('all or nothing', () => {
  it('a failure in the middle leaves nothing', async () => {
    const event = await app.event(org.key)
    const db = app.app.services.db
    await db.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin if new.key = 's2' then raise exception 'no'; end if; return new; end $$`,
    )
    await db.pool.query('create trigger refuse before insert on session for each row execute function refuse()')
    const r = await load(event.id, small('甲', [second]))
    await db.pool.query('drop trigger refuse on session')
    const found = await app.run(org.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('auditEntry')
        .select('id')
        .where('eventId', '=', event.id)
        .where('entity', 'in', ['room', 'session', 'speaker'])
        .execute(),
    )
    expect([r.status, await counts(event.id), found.length]).toEqual([500, [0, 0, 0], 0])
  })

  it('two imports at the same time make one programme', async () => {
    const event = await app.event(org.key)
    const both = await Promise.all([load(event.id, small('甲', [second])), load(event.id, small('甲', [second]))])
    expect(both.map((r) => [r.status, r.body.created]).toSorted()).toEqual([
      [200, 0],
      [200, 4],
    ])
    expect(await counts(event.id)).toEqual([2, 1, 1])
  })
})

describe('bad files', () => {
  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  const cases: [string, Uint8Array, number, string][] = [
    ['empty', encode(' \n'), 422, 'programme.import.empty'],
    ['a page', encode('<!doctype html><html><body>hi</body></html>'), 422, 'programme.import.unrecognised'],
    ['cut JSON', encode('{"sessions":[{"id":1,'), 422, 'programme.import.malformed_json'],
    ['cut XML', encode('<schedule><day date="2020-01-01"><room name="x">'), 422, 'programme.import.malformed_xml'],
    [
      'XXE',
      encode('<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><day>&x;</day></schedule>'),
      422,
      'programme.import.entity_refused',
    ],
    ['no sessions', encode('{"sessions":[]}'), 422, 'programme.import.no_sessions'],
    ['deep', encode('{"a":'.repeat(5000) + '1' + '}'.repeat(5000)), 422, 'programme.import.too_deep'],
    ['huge', new Uint8Array(26 * 1024 * 1024).fill(32), 413, 'request.too_large'],
    ['cut UTF-16', utf16('{"sessions":[{'), 422, 'programme.import.malformed_json'],
  ]
  it.each(cases)('%s is told by a stable code and writes nothing', async (_, bytes, status, code) => {
    const event = await app.event(org.key)
    const r = await load(event.id, bytes)
    expect([r.status, r.problem.code, await counts(event.id)]).toEqual([status, code, [0, 0, 0]])
  })

  it('speaks the caller’s language', async () => {
    const event = await app.event(org.key)
    const zh = await load(event.id, encode(' '), {}, { 'accept-language': 'zh-TW' })
    const en = await load(event.id, encode(' '), {}, { 'accept-language': 'en' })
    expect([zh.problem.title, en.problem.title]).toEqual(['檔案是空的。', 'The file is empty.'])
  })

  it('reads UTF-16 and says so', async () => {
    const event = await app.event(org.key)
    const r = await load(event.id, utf16(new TextDecoder().decode(small('甲'))))
    expect([r.status, r.body.created, r.body.repaired.map((n) => n.code)]).toEqual([200, 3, ['programme.import.encoding_converted']])
  })
})

describe('who may', () => {
  it('nobody reaches into another organisation’s event, or imports as a viewer', async () => {
    const event = await app.event(org.key)
    const other = await app.organisation()
    const viewer = await app.person(org.organisationId, 'viewer', event.id)
    const as = (who: Record<string, string>) => app.call(who, ends.import, { params: { eventId: event.id }, query: {}, body: small('甲') })
    expect([(await as(other.key)).status, (await as(viewer.headers)).status, await counts(event.id)]).toEqual([404, 403, [0, 0, 0]])
    const reading = await Promise.all([other.key, viewer.headers].map((w) => app.call(w, ends.view, { params: { eventId: event.id } })))
    expect(reading.map((r) => r.status)).toEqual([404, 200])
  })
})
