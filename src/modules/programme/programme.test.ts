import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { programmeEndpoints as ends } from './contract/programme.ts'
import { roomEndpoints } from './contract/room.ts'
import { sessionEndpoints as sessions } from './contract/session.ts'
import { speakerEndpoints } from './contract/speaker.ts'
import { trackEndpoints } from './contract/track.ts'
import { readProgramme } from './server/index.ts'

const app = await testApp({ background: false })
let org: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation()
})

async function stage() {
  const event = await app.event(org.key)
  const params = { eventId: event.id }
  const room = async (zh: string) => (await app.call(org.key, roomEndpoints.create, { params, body: { name: { zh } } as never })).body
  const speaker = async (zh: string, email = '') =>
    (await app.call(org.key, speakerEndpoints.create, { params, body: { name: { zh }, email } as never })).body
  const session = async (zh: string, more: object = {}) =>
    app.call(org.key, sessions.create, { params, body: { title: { zh, en: '' }, ...more } as never })
  const view = async () => (await app.call(org.key, ends.view, { params })).body
  return {
    event,
    params,
    room,
    speaker,
    session,
    view,
    hall: await room('大廳'),
    small: await room('小廳'),
    wang: await speaker('王小明', 'wang@example.com'),
  }
}
const at = (time: string) => `2027-05-13T${time}:00+08:00`

describe('sessions', () => {
  it('keep rooms in order and speakers with their roles; the end follows from the length', async () => {
    const s = await stage()
    const made = await s.session('開幕', {
      startAt: at('09:00'),
      durationMin: 45,
      roomIds: [s.small.id, s.hall.id],
      speakers: [{ speakerId: s.wang.id, role: 'chair' }],
    })
    expect(made.status).toBe(200)
    const read = await app.call(org.key, sessions.get, { params: { ...s.params, id: made.body.id } })
    expect([read.body.startAt, read.body.endAt, read.body.roomIds, read.body.speakers]).toEqual([
      '2027-05-13T01:00:00.000Z',
      '2027-05-13T01:45:00.000Z',
      [s.small.id, s.hall.id],
      [{ speakerId: s.wang.id, role: 'chair' }],
    ])
  })

  it('change one field and leave the others; an old version is refused', async () => {
    const s = await stage()
    const made = (await s.session('開幕', { abstract: { zh: '摘要', en: '' }, startAt: at('09:00'), speakers: [{ speakerId: s.wang.id }] }))
      .body
    const params = { ...s.params, id: made.id }
    const first = await app.call(org.key, sessions.update, { params, body: { version: 1, title: { zh: '新題目', en: '' } } })
    expect([first.body.title.zh, first.body.abstract.zh, first.body.startAt, first.body.speakers.length, first.body.version]).toEqual([
      '新題目',
      '摘要',
      made.startAt,
      1,
      2,
    ])
    const late = await app.call(org.key, sessions.update, { params, body: { version: 1, title: { zh: '晚了', en: '' } } })
    expect([late.status, late.problem.code]).toEqual([409, 'record.conflict'])
  })

  it('move, and off the schedule again; the history names the rooms', async () => {
    const s = await stage()
    const made = (await s.session('演講', { startAt: at('09:00'), roomIds: [s.hall.id] })).body
    const params = { ...s.params, id: made.id }
    const moved = await app.call(org.key, sessions.move, { params, body: { startAt: at('11:00'), roomIds: [s.small.id] } })
    expect([moved.body.startAt, moved.body.endAt, moved.body.roomIds]).toEqual([
      '2027-05-13T03:00:00.000Z',
      '2027-05-13T03:30:00.000Z',
      [s.small.id],
    ])
    const off = await app.call(org.key, sessions.move, { params, body: { startAt: null } })
    expect([off.body.startAt, off.body.endAt]).toEqual([null, null])
    const history = (await app.call(org.key, deskEndpoints.history, { params: s.params, query: { entity: 'session', entityId: made.id } }))
      .body.rows
    expect(history.flatMap((h) => h.changes.filter((c) => c.field === 'roomIds').map((c) => [c.from, c.to]))).toEqual([
      [['大廳'], ['小廳']],
    ])
  })

  it('several changes are all or none', async () => {
    const s = await stage()
    const [a, b] = [(await s.session('甲')).body, (await s.session('乙')).body]
    const r = await app.call(org.key, sessions.updateMany, {
      params: s.params,
      body: {
        changes: [
          { id: a.id, title: { zh: '甲二', en: '' } },
          { id: b.id, startAt: at('09:00'), durationMin: 0 },
        ],
      },
    })
    expect([r.status, r.problem.code, (await s.view()).sessions.map((x) => x.title.zh).toSorted()]).toEqual([
      422,
      'programme.no_duration',
      ['乙', '甲'],
    ])
  })

  it('refuse rooms, tracks and speakers of another event', async () => {
    const s = await stage()
    const other = await stage()
    const track = (await app.call(org.key, trackEndpoints.create, { params: other.params, body: { name: { zh: '別人的軌' } } as never }))
      .body
    const tries = await Promise.all([
      s.session('a', { roomIds: [other.hall.id] }),
      s.session('b', { trackId: track.id }),
      s.session('c', { speakers: [{ speakerId: other.wang.id }] }),
    ])
    expect(tries.map((r) => [r.status, r.problem.code, r.problem.fields?.[0]?.path])).toEqual([
      [422, 'programme.unknown_reference', 'roomIds'],
      [422, 'programme.unknown_reference', 'trackId'],
      [422, 'programme.unknown_reference', 'speakers'],
    ])
  })

  it('list in the same number of queries whether there is one or three', async () => {
    const s = await stage()
    const list = () => app.call(org.key, sessions.list, { params: s.params, query: {} as never })
    await s.session('甲', { roomIds: [s.hall.id], speakers: [{ speakerId: s.wang.id }] })
    await list()
    const one = await app.count(list)
    for (const name of ['乙', '丙']) await s.session(name, { roomIds: [s.hall.id], speakers: [{ speakerId: s.wang.id }] })
    expect([await app.count(list), (await list()).body.rows.length]).toEqual([one, 3])
  })
})

describe('clashes', () => {
  it('one room or one person twice at a time; breaks, cancelled ones and neighbours are none', async () => {
    const s = await stage()
    const a = (await s.session('甲', { startAt: at('10:00'), durationMin: 60, roomIds: [s.hall.id], speakers: [{ speakerId: s.wang.id }] }))
      .body
    const b = (await s.session('乙', { startAt: at('10:30'), durationMin: 60, roomIds: [s.hall.id] })).body
    const c = (
      await s.session('丙', {
        startAt: at('10:45'),
        durationMin: 10,
        roomIds: [s.small.id, s.hall.id],
        speakers: [{ speakerId: s.wang.id, role: 'chair' }],
      })
    ).body
    await s.session('丁', { startAt: at('11:30'), durationMin: 30, roomIds: [s.hall.id] })
    await s.session('茶敘', { startAt: at('10:00'), durationMin: 120, roomIds: [s.hall.id], kind: 'break' })
    await s.session('取消的', { startAt: at('10:00'), durationMin: 60, roomIds: [s.hall.id], state: 'cancelled' })
    expect((await s.view()).clashes).toEqual([
      { kind: 'room', of: s.hall.id, a: a.id, b: b.id },
      { kind: 'speaker', of: s.wang.id, a: a.id, b: c.id },
    ])
    const overview = (await app.call(org.key, deskEndpoints.overview, { params: s.params })).body
    expect([
      overview.attention.find((x) => x.code === 'programme.clashes')?.title.zh,
      overview.figures.sessions,
      overview.figures.speakers,
    ]).toEqual(['議程有 2 處撞場', 4, 1])
  })
})

describe('what the public may see', () => {
  it('leaves out drafts, unpublished sessions, their speakers, addresses and notes', async () => {
    const s = await stage()
    const hidden = await s.speaker('李祕密', 'secret@example.com')
    await s.session('公開場', { state: 'confirmed', published: true, note: '內部', speakers: [{ speakerId: s.wang.id }] })
    await s.session('草稿場', { state: 'draft', published: true, speakers: [{ speakerId: hidden.id }] })
    await s.session('未公布', { state: 'confirmed', published: false, speakers: [{ speakerId: hidden.id }] })
    const read = await app.run(org.organisationId, (ctx) => readProgramme(ctx, { publishedOnly: true }), s.event.id)
    expect([read.sessions.map((x) => [x.title.zh, x.note]), read.speakers.map((x) => [x.name.zh, x.email])]).toEqual([
      [['公開場', '']],
      [['王小明', '']],
    ])
    expect(JSON.stringify(read)).not.toMatch(/secret@|wang@|內部/)
  })

  it('hides addresses from those who only read', async () => {
    const s = await stage()
    const viewer = await app.person(org.organisationId, 'viewer', s.event.id)
    const seen = await app.call(viewer.headers, speakerEndpoints.get, { params: { ...s.params, id: s.wang.id } })
    const own = await app.call(org.key, speakerEndpoints.get, { params: { ...s.params, id: s.wang.id } })
    expect([seen.body.email, own.body.email]).toEqual(['', 'wang@example.com'])
    const exports = await Promise.all(
      ['ics', 'pentabarf', 'json', 'csv', 'jsonld'].map((format) =>
        app.send(org.key, { method: 'GET', url: `/api/events/${s.event.id}/programme/export?format=${format}` }),
      ),
    )
    expect(exports.map((r) => r.body.includes('wang@example.com'))).toEqual([false, false, false, false, false])
  })
})

describe('clone', () => {
  it('takes rooms and tracks over, sessions and speakers not', async () => {
    const s = await stage()
    await s.session('去年的場次', { roomIds: [s.hall.id] })
    const next = (
      await app.call(org.key, deskEndpoints.clone, {
        params: s.params,
        body: { slug: `next-${s.event.slug.slice(-8)}`, name: { zh: '明年', en: '' }, startDate: '2028-05-11' },
      })
    ).body
    const v = (await app.call(org.key, ends.view, { params: { eventId: next.id } })).body
    const source = (await app.call(org.key, ends.view, { params: s.params })).body.rooms.map((r) => r.name.zh)
    expect(source.toSorted()).toEqual(['大廳', '小廳'].toSorted())
    expect([v.rooms.map((r) => r.name.zh), v.sessions, v.speakers, v.days]).toEqual([source, [], [], ['2028-05-11', '2028-05-12']])
  })
})
