import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { speakerEndpoints } from '../programme/contract/speaker.ts'
import { roomEndpoints } from '../programme/contract/room.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { contactEndpoints } from './contract/contact.ts'
import { deskEndpoints } from './contract/desk.ts'
import { goalEndpoints } from './contract/goal.ts'

const app = await testApp({ background: false })
let org: Awaited<ReturnType<typeof app.organisation>>
let event: Awaited<ReturnType<typeof app.event>>
let params: { eventId: string }
beforeAll(async () => {
  org = await app.organisation()
  event = await app.event(org.key)
  params = { eventId: event.id }
})
type Body = Parameters<typeof app.call<typeof contactEndpoints.batch>>[2]
const batch = (body: NonNullable<Body>['body'], who = org.key, headers: Record<string, string> = {}) =>
  app.call(who, contactEndpoints.batch, { params, body }, headers)
const names = async () => {
  const { rows } = (await app.call(org.key, contactEndpoints.list, { params, query: { sort: 'position', limit: 500 } })).body
  return rows.map((r) => r.name as string)
}
const people = (from: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ name: `聯絡人 ${from + i}`, position: from + i, phone: '0912-345-678' }))

describe('many rows at once', () => {
  test('creates, changes and removes in one go, with history and search, and the answer undoes it', async () => {
    const made = (await batch({ create: people(0, 3) })).body.created
    expect(made.map((r) => [r.name, r.version, (r as { can?: object }).can])).toEqual(
      [0, 1, 2].map((i) => [`聯絡人 ${i}`, 1, { update: true, remove: true }]),
    )
    const [, b, c] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]]
    const done = (
      await batch({
        create: [{ name: '新的人', position: 9 }],
        update: [{ id: b.id, version: 1, name: '王聯絡', emergency: true }],
        remove: [c.id],
      })
    ).body
    expect([done.created.map((r) => r.name), done.updated.map((r) => [r.name, r.phone, r.emergency, r.version]), done.removed]).toEqual([
      ['新的人'],
      [['王聯絡', '0912-345-678', true, 2]],
      [c.id],
    ])
    expect(await names()).toEqual(['聯絡人 0', '王聯絡', '新的人'])
    const trail = (await app.call(org.key, deskEndpoints.history, { params, query: { entity: 'eventContact', entityId: b.id } })).body.rows
    expect(trail.map((r) => [r.action, r.changes.filter((x) => x.from !== null).map((x) => [x.field, x.from, x.to])])).toEqual([
      [
        'update',
        [
          ['name', '聯絡人 1', '王聯絡'],
          ['emergency', false, true],
        ],
      ],
      ['create', []],
    ])
    const found = (await app.call(org.key, deskEndpoints.search, { query: { q: '聯絡' } })).body.hits.map((h) => h.title)
    expect(found.toSorted()).toEqual(['王聯絡', '聯絡人 0'])
    await batch({ remove: done.created.map((r) => r.id), update: [{ id: b.id, version: 2, name: '聯絡人 1', emergency: false }] })
    expect(await names()).toEqual(['聯絡人 0', '聯絡人 1'])
  })

  test('one wrong row keeps all out, and each wrong row is told with its place, code and words', async () => {
    const before = await names()
    const { rows } = (await app.call(org.key, contactEndpoints.list, { params, query: { sort: 'position' } })).body
    const elsewhere = await app.event(org.key)
    const foreign = (await app.call(org.key, contactEndpoints.create, { params: { eventId: elsewhere.id }, body: { name: '別場' } })).body
    const stale = await batch({
      create: [{ name: '好的人' }],
      update: [
        { id: rows[0]!.id, version: rows[0]!.version as number, name: '改名' },
        { id: rows[1]!.id, version: 99, name: '過期' },
        { id: newId(), version: 1, name: '沒有' },
        { id: foreign.id, version: 1, name: '偷改' },
        { id: rows[0]!.id, version: rows[0]!.version as number, name: '兩次' },
      ],
      remove: [foreign.id],
    })
    expect([stale.status, stale.problem.code, stale.problem.fields?.map((f) => [f.path, f.code])]).toEqual([
      422,
      'batch.refused',
      [
        ['update.1', 'record.conflict'],
        ['update.2', 'record.not_found'],
        ['update.3', 'record.not_found'],
        ['update.4', 'record.conflict'],
        ['remove.0', 'record.not_found'],
      ],
    ])
    expect(stale.problem.fields?.[1]?.message).toBe('找不到這筆資料，可能已被刪除，或不在您的權限內。')
    const wrong = await batch({
      create: [{ name: '好' }, { name: '' }, { name: '長'.repeat(121) }],
      update: [{ id: rows[0]!.id, version: 1, group: 'nobody' as never }],
    })
    expect(wrong.problem.fields?.map((f) => [f.path, f.code])).toEqual([
      ['create.1.name', 'too_small'],
      ['create.2.name', 'too_big'],
      ['update.0.group', 'invalid_value'],
    ])
    expect(await names()).toEqual(before)
  })

  test('roles, other organisations and the size of a batch', async () => {
    const viewer = await app.person(org.organisationId, 'viewer', event.id)
    const stranger = await app.organisation('別家公司')
    expect((await batch({ create: people(0, 1) }, viewer.headers)).problem.code).toBe('auth.forbidden')
    expect((await batch({ create: people(0, 1) }, stranger.key)).status).toBe(404)
    const many = await batch({ create: people(0, 501) })
    expect([many.status, many.problem.fields?.map((f) => [f.path, f.code])]).toEqual([422, [['create', 'too_big']]])
  })

  test('the same key writes once; 200 rows cost as many statements as 2', async () => {
    const body = { create: [{ name: '只寫一次', position: 70 }] }
    const twice = [
      await batch(body, org.key, { 'idempotency-key': 'paste-1' }),
      await batch(body, org.key, { 'idempotency-key': 'paste-1' }),
    ]
    expect(twice[0]!.body).toEqual(twice[1]!.body)
    expect((await names()).filter((n) => n === '只寫一次')).toEqual(['只寫一次'])
    expect((await batch({ create: people(0, 1) }, org.key, { 'idempotency-key': 'paste-1' })).problem.code).toBe('idempotency.reused')
    const cost = async (n: number) => {
      let made: { id: string; version: unknown }[] = []
      const create = await app.count(async () => void (made = (await batch({ create: people(1000, n) })).body.created))
      const rest = made.slice(n / 2).map((r) => r.id)
      const update = made.slice(0, n / 2).map((r, i) => ({ id: r.id, version: 1, duty: `負責 ${i}` }))
      const change = await app.count(() => batch({ update, remove: rest }))
      expect(
        (await app.call(org.key, contactEndpoints.list, { params, query: { limit: 500 } })).body.rows.filter((r) => r.duty).length,
      ).toBe(n / 2)
      await batch({ remove: update.map((u) => u.id) })
      return [create, change]
    }
    await cost(2)
    expect(await cost(200)).toEqual(await cost(2))
  })
})

describe('every entity has it', () => {
  test('localized and nullable columns of goals keep their shape', async () => {
    const goal = { title: { zh: '滿意度', en: 'Satisfaction' }, target: 4.25, unit: '分', actual: null }
    const [g] = (await app.call(org.key, goalEndpoints.batch, { params, body: { create: [goal, { ...goal, target: 9 }] } })).body.created
    const done = await app.call(org.key, goalEndpoints.batch, {
      params,
      body: { update: [{ id: g!.id, version: 1, title: { zh: '滿意', en: '' }, actual: 4.5 }] },
    })
    expect(done.body.updated.map((r) => [r.title, r.target, r.actual, r.unit])).toEqual([[{ zh: '滿意', en: '' }, 4.25, 4.5, '分']])
    const cleared = await app.call(org.key, goalEndpoints.batch, { params, body: { update: [{ id: g!.id, version: 2, actual: null }] } })
    expect(cleared.body.updated.map((r) => r.actual)).toEqual([null])
  })

  test('what a table’s checks refuse is told at its row and field; a row in use stays', async () => {
    const t = { name: { zh: '一般', en: '' }, quota: 10 }
    const [a, b] = (await app.call(org.key, ticketEndpoints.batch, { params, body: { create: [t, t] as never } })).body.created
    await app.run(org.organisationId, (ctx) => ctx.tx.updateTable('ticketType').set({ sold: 5 }).where('id', '=', b!.id).execute())
    const r = await app.call(org.key, ticketEndpoints.batch, {
      params,
      body: {
        update: [
          { id: a!.id, version: 1, quota: 3 },
          { id: b!.id, version: 1, quota: 3 },
        ],
      },
    })
    expect([r.status, r.problem.fields]).toEqual([
      422,
      [{ path: 'update.1.quota', code: 'ticket.quota_below_sold', message: expect.stringMatching(/^\S{4,}/) }],
    ])
    const { rows } = (await app.call(org.key, ticketEndpoints.list, { params, query: {} })).body
    expect(rows.map((x) => x.quota)).toEqual([10, 10])
  })

  test('rooms and speakers, with lists of text and of objects', async () => {
    const rooms = await app.call(org.key, roomEndpoints.batch, {
      params,
      body: { create: [{ name: { zh: '大廳', en: 'Hall' }, capacity: 300 }] as never },
    })
    expect(rooms.body.created.map((r) => r.capacity)).toEqual([300])
    const links = [{ label: '個人網站', url: 'https://speaker.example/' }]
    const [s] = (
      await app.call(org.key, speakerEndpoints.batch, {
        params,
        body: { create: [{ name: { zh: '林講者', en: '' }, email: 'lin@talk.example', links }] as never },
      })
    ).body.created
    const done = await app.call(org.key, speakerEndpoints.batch, {
      params,
      body: { update: [{ id: s!.id, version: 1, email: 'lin2@talk.example', links: [] }] as never },
    })
    expect(done.body.updated.map((r) => [r.name, r.links])).toEqual([[{ zh: '林講者', en: '' }, []]])
    const query = { entity: 'speaker', entityId: s!.id as string }
    const staff = await app.person(org.organisationId, 'staff', event.id, ['marketing'])
    const mail = async (who: Record<string, string>) =>
      (await app.call(who, deskEndpoints.history, { params, query })).body.rows[0]!.changes.filter((c) => c.field === 'email').map((c) => [
        c.from,
        c.to,
      ])
    expect([await mail(staff.headers), await mail(org.key)]).toEqual([[['***', '***']], [['lin@talk.example', 'lin2@talk.example']]])
  })
})
