import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { programmeEndpoints as ends } from './contract/programme.ts'

const app = await testApp({ background: false })
let org: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation()
})
const encode = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const load = (eventId: string, bytes: Uint8Array, who = org.key) =>
  app.call(who, ends.import, { params: { eventId }, query: {} as never, body: bytes as never })
const view = async (eventId: string) => (await app.call(org.key, ends.view, { params: { eventId } })).body
const out = async (eventId: string, format: string) =>
  (await app.send(org.key, { method: 'GET', url: `/api/events/${eventId}/programme/export?format=${format}` })).rawPayload
const tally = (b: { created: number; updated: number; unchanged: number }) => [b.created, b.updated, b.unchanged]

const bilingual = {
  speakers: [
    { id: 'p1', avatar: 'https://x.tw/a.png', zh: { name: '王小明', bio: '講師' }, en: { name: 'Wang', bio: 'Teacher' } },
    { id: 'p2', zh: { name: '李', bio: '' }, en: { name: 'Lee', bio: '' } },
  ],
  rooms: ['R0', 'R1', 'R2'].map((id, i) => ({ id, zh: { name: `第 ${i} 廳` }, en: { name: `Hall ${i}` } })),
  session_types: [{ id: 'K', zh: { name: '演講' }, en: { name: 'Talk' } }],
  sessions: ['09:00', '10:00', '11:00'].map((at, i) => ({
    id: `s${i}`,
    type: 'K',
    room: `R${i % 2}`,
    broadcast: i === 0 ? ['R0', 'R1'] : null,
    start: `2027-05-13T${at}:00+08:00`,
    end: `2027-05-13T${at.replace('00', '30')}:00+08:00`,
    zh: { title: '休息', description: '中文說明' },
    en: { title: 'Break', description: 'English text' },
    speakers: ['p1', 'p2'],
    tags: [],
  })),
}

describe('a programme that comes back', () => {
  it.each(['pentabarf', 'json'])('as %s into its own event doubles nothing and takes no language away', async (format) => {
    const event = await app.event(org.key)
    expect(tally((await load(event.id, encode(bilingual))).body)).toEqual([8, 0, 0])
    const before = await view(event.id)
    const back = await load(event.id, await out(event.id, format))
    expect([back.status, back.body.created, back.body.sessions, back.body.speakers, back.body.rooms]).toEqual([200, 0, 3, 2, 3])
    const after = await view(event.id)
    expect([after.rooms.map((r) => [r.id, r.name]), after.types.map((t) => t.name), after.tracks]).toEqual([
      before.rooms.map((r) => [r.id, r.name]),
      before.types.map((t) => t.name),
      [],
    ])
    const shape = (v: typeof before) => v.sessions.map((s) => [s.key, s.title, s.startAt, s.durationMin, s.roomIds[0], s.speakers.length])
    expect([shape(after), after.speakers.map((s) => s.name)]).toEqual([shape(before), before.speakers.map((s) => s.name)])
    const bios = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('speaker').select(['key', 'bio', 'avatarUrl']).where('eventId', '=', event.id).orderBy('key').execute(),
    )
    expect(bios[0]).toMatchObject({ bio: { zh: '講師', en: 'Teacher' }, avatarUrl: 'https://x.tw/a.png' })
    expect(tally((await load(event.id, await out(event.id, format))).body)).toEqual([0, 0, 8])
  })

  it.each(['pentabarf', 'json'])('as %s into another event is the same programme', async (format) => {
    const [one, two] = [await app.event(org.key), await app.event(org.key)]
    await load(one.id, encode(bilingual))
    const copy = await load(two.id, await out(one.id, format))
    expect([copy.status, ...tally(copy.body), copy.body.skipped]).toEqual([200, 8, 0, 0, []])
    const sessions = async (id: string) =>
      (await view(id)).sessions.map((s) => [s.key, s.title.zh, s.startAt, s.durationMin, s.speakers.length])
    expect(await sessions(two.id)).toEqual(await sessions(one.id))
  })

  it('keeps what the second language says when only the first changes', async () => {
    const event = await app.event(org.key)
    await load(event.id, encode(bilingual))
    const xml = new TextDecoder().decode(await out(event.id, 'pentabarf')).replace('<title>休息</title>', '<title>茶敘</title>')
    expect((await load(event.id, encode(xml))).body.updated > 0).toBe(true)
    expect((await view(event.id)).sessions.map((s) => s.title)).toEqual([
      { zh: '茶敘', en: 'Break' },
      { zh: '休息', en: 'Break' },
      { zh: '休息', en: 'Break' },
    ])
  })
})

describe('odd but legal files', () => {
  it('far dates, long and strange texts, many rooms: kept whole, told, repeatable', async () => {
    const event = await app.event(org.key)
    const odd = [
      '🎉'.repeat(600),
      '\u202eRTL\u200f עברית',
      'NUL\u0000 \ud800 x',
      '<script>alert(1)</script>題',
      ' ',
      "'; drop table session; --",
      'x'.repeat(5_000),
    ]
    const sessions = Array.from({ length: 60 }, (_, i) => ({
      id: i < 50 ? `${'k'.repeat(i * 5)}${i}` : null,
      title: odd[i % odd.length],
      description: odd[(i + 1) % odd.length],
      start: ['2024-03-31T02:30:00', '2199-12-31T23:00:00Z', '1970-06-01', '2024-03-09T24:00:00', null][i % 5],
      duration: [0, -5, '1:30:00', 1e300, 'soon'][i % 5],
      room: `Room ${i}${odd[i % odd.length]}`,
      language: odd[0],
      tags: [odd[0], odd[2], '', null, 7],
      speakers: [{ id: i % 3, name: odd[i % 3] }, odd[1], null, {}, []],
      slide: ['javascript:alert(1)', 'https://x.tw/a b', '//x', 'mailto:a@b.tw'][i % 4],
      state: ['confirmed', 'canceled', odd[2]][i % 3],
    }))
    const first = await load(event.id, encode({ sessions }))
    // Cancelled and without a time: reported, not kept.
    expect([first.status, first.body.sessions, first.body.skipped.map((n) => n.code)]).toEqual([
      200,
      56,
      Array.from({ length: 4 }, () => 'programme.import.not_accepted'),
    ])
    expect(first.body.repaired.filter((n) => n.code === 'programme.import.outside_event').length).toBe(1)
    const again = await load(event.id, encode({ sessions }))
    expect([again.body.created, again.body.updated]).toEqual([0, 0])
    expect((await view(event.id)).sessions.length).toBe(56)
    for (const format of ['ics', 'pentabarf', 'json', 'csv', 'jsonld']) expect((await out(event.id, format)).length > 1_000).toBe(true)
  })

  it('the same file in two organisations stays in each', async () => {
    const other = await app.organisation()
    const [mine, theirs] = [await app.event(org.key), await app.event(other.key)]
    const loaded = [await load(mine.id, encode(bilingual)), await load(theirs.id, encode(bilingual), other.key)]
    expect(loaded.map((r) => tally(r.body))).toEqual([
      [8, 0, 0],
      [8, 0, 0],
    ])
    const rows = await app.run(other.organisationId, (ctx) => ctx.tx.selectFrom('session').select('eventId').execute())
    expect([...new Set(rows.map((r) => r.eventId))]).toEqual([theirs.id])
  })
})
