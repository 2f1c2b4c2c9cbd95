import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { sessionEndpoints } from '../programme/contract/session.ts'
import { registrationEndpoints } from './contract/registration.ts'
import { ticketEndpoints } from './contract/ticket.ts'

const app = await testApp()
let org: Awaited<ReturnType<typeof app.organisation>>
let params: { eventId: string }
beforeAll(async () => {
  org = await app.organisation()
  params = { eventId: (await app.event(org.key)).id }
})

test('a paste of new people, changed details and another ticket is saved whole or not at all; its undo writes to nobody', async () => {
  const tickets = (
    await app.call(org.key, ticketEndpoints.batch, {
      params,
      body: {
        create: [
          { name: { zh: '一般', en: '' }, quota: 3 },
          { name: { zh: '貴賓', en: '' }, quota: 1 },
        ] as never,
      },
    })
  ).body.created
  const [plain, vip] = tickets.map((t) => t.id) as [string, string]
  const one = (name: string, ticketTypeId = plain) => ({ name, ticketTypeId, email: `${name}@mail.example` })
  const save = (body: object) => app.call(org.key, registrationEndpoints.batch, { params, body: body as never })
  const made = (await save({ create: [one('a'), one('b')] })).body.created
  expect(made.map((r) => [r.name, r.status, r.source])).toEqual([
    ['a', 'confirmed', 'import'],
    ['b', 'confirmed', 'import'],
  ])
  const full = await save({
    update: [
      { id: made[0]!.id, version: 1, title: '經理', ticketTypeId: vip },
      { id: made[1]!.id, version: 1, ticketTypeId: vip },
    ],
    create: [one('c'), one('d'), one('e')],
  })
  expect([full.status, full.problem.fields?.map((f) => [f.path, f.code])]).toEqual([
    422,
    [
      ['update.1', 'registration.sold_out'],
      ['create.2', 'registration.sold_out'],
    ],
  ])
  const list = async () =>
    (await app.call(org.key, registrationEndpoints.list, { params, query: {} })).body.rows.map((r) => [
      r.name,
      r.status,
      r.title,
      r.ticketTypeId === vip,
    ])
  expect(await list()).toEqual([
    ['a', 'confirmed', '', false],
    ['b', 'confirmed', '', false],
  ])
  const done = (await save({ update: [{ id: made[0]!.id, version: 1, title: '經理', ticketTypeId: vip }], create: [one('c')] })).body
  expect(done.updated.map((r) => [r.title, r.ticketTypeId === vip])).toEqual([['經理', true]])
  const undone = await save({
    remove: done.created.map((r) => r.id),
    update: [{ id: made[0]!.id, version: done.updated[0]!.version, title: '', ticketTypeId: plain }],
  })
  expect([undone.status, undone.problem.fields]).toEqual([200, undefined])
  expect(await list()).toEqual([
    ['a', 'confirmed', '', false],
    ['b', 'confirmed', '', false],
    ['c', 'cancelled', '', false],
  ])
  await app.app.settle()
  const mails = await app.run(org.organisationId, (ctx) => ctx.tx.selectFrom('mailMessage').select('kind').execute())
  expect(mails).toEqual([])
})

test('sessions: a wrong row keeps the right ones out, and the undo takes the new ones away', async () => {
  const save = (body: object) => app.call(org.key, sessionEndpoints.batch, { params, body: body as never })
  const title = (zh: string) => ({ title: { zh, en: '' }, durationMin: 30 })
  const [s] = (await save({ create: [title('開幕')] })).body.created
  const wrong = await save({
    update: [
      { id: s!.id, durationMin: 45 },
      { id: s!.id, trackId: '01900000-0000-7000-8000-000000000000' },
    ],
    create: [title('閉幕')],
  })
  expect([wrong.status, wrong.problem.fields?.map((f) => f.path.split('.').slice(0, 2).join('.'))]).toEqual([422, ['update.1']])
  const count = async () =>
    (await app.call(org.key, sessionEndpoints.list, { params, query: {} })).body.rows.map((r) => [r.title.zh, r.durationMin])
  expect(await count()).toEqual([['開幕', 30]])
  const done = (await save({ update: [{ id: s!.id, durationMin: 45 }], create: [title('閉幕')] })).body
  expect((await count()).toSorted()).toEqual(
    [
      ['閉幕', 30],
      ['開幕', 45],
    ].toSorted(),
  )
  await save({ update: [{ id: s!.id, durationMin: 30 }], remove: done.created.map((r) => r.id) })
  expect(await count()).toEqual([['開幕', 30]])
})
