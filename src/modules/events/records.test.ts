import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { companyEndpoints } from '../crm/contract/company.ts'
import { personEndpoints } from '../crm/contract/person.ts'
import { speakerEndpoints } from '../programme/contract/speaker.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { commentEndpoints, deskEndpoints, fileEndpoints, ownCommentEndpoints, ownFileEndpoints } from './contract/desk.ts'

const app = await testApp()
type Who = Record<string, string>
let org: Awaited<ReturnType<typeof app.organisation>>
let other: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation()
  other = await app.organisation('別家公司')
})

const person = async (key: Who) =>
  (await app.call(key, personEndpoints.create, { body: { name: '王小明', mobile: '0912345678' } as never })).body
const company = async (key: Who) => (await app.call(key, companyEndpoints.create, { body: { name: { zh: '甲公司', en: '' } } })).body
const bytes = (s: string) => new TextEncoder().encode(s) as never
const say = (who: Who, of: { entity: string; entityId: string }, body: string, mentions: string[] = []) =>
  app.call(who, ownCommentEndpoints.create, { body: { ...of, body, mentions } })

describe('records of the organisation', () => {
  test('a company is talked about, filed under and followed', async () => {
    const c = await company(org.key)
    const of = { entity: 'company', entityId: c.id }
    const made = await say(org.key, of, '合約已回簽')
    expect([made.status, made.body.body, made.body.mine]).toEqual([200, '合約已回簽', true])
    const up = await app.call(org.key, ownFileEndpoints.upload, { query: { ...of, name: '名片.txt' }, body: bytes('甲公司') })
    expect(up.body).toMatchObject({ name: '名片.txt', entity: 'company', entityId: c.id })
    expect((await app.call(org.key, ownCommentEndpoints.list, { query: of })).body.rows.map((r) => r.body)).toEqual(['合約已回簽'])
    expect((await app.call(org.key, ownFileEndpoints.list, { query: of })).body.rows.map((r) => r.id)).toEqual([up.body.id])
    const down = await app.send(org.key, { method: 'GET', url: `/api/files/${up.body.id}` })
    expect([down.statusCode, down.body]).toEqual([200, '甲公司'])
    await app.call(org.key, companyEndpoints.update, { params: { id: c.id }, body: { city: '臺南市', version: 1 } })
    const trail = (await app.call(org.key, deskEndpoints.organisationHistory, { query: of })).body.rows
    expect(trail.map((r) => [r.action, r.changes.filter((x) => x.field === 'city').map((x) => x.to)])).toEqual([
      ['update', ['臺南市']],
      ['create', ['']],
    ])
    expect((await app.call(org.key, ownFileEndpoints.remove, { params: { id: up.body.id } })).status).toBe(200)
    expect((await app.call(org.key, ownFileEndpoints.list, { query: of })).body.rows).toEqual([])
  })

  test('ids of another organisation, made-up ids and kinds that nobody declared do not exist', async () => {
    const theirs = { entity: 'person', entityId: (await person(other.key)).id }
    const said = await say(other.key, theirs, '機密')
    const file = (await app.call(other.key, ownFileEndpoints.upload, { query: { ...theirs, name: 'a.txt' }, body: bytes('機密') })).body
    for (const of of [
      theirs,
      { entity: 'person', entityId: newId() },
      { entity: 'apiKey', entityId: newId() },
      { entity: 'session', entityId: newId() },
    ]) {
      const answers = [
        await app.call(org.key, ownCommentEndpoints.list, { query: of }),
        await say(org.key, of, 'x'),
        await app.call(org.key, ownFileEndpoints.list, { query: of }),
        await app.call(org.key, ownFileEndpoints.upload, { query: { ...of, name: 'a.txt' }, body: bytes('x') }),
        await app.call(org.key, deskEndpoints.organisationHistory, { query: of }),
      ]
      expect([of.entity, answers.map((a) => a.problem.code)]).toEqual([of.entity, Array(5).fill('record.not_found')])
    }
    const byId = [
      await app.call(org.key, ownCommentEndpoints.update, { params: { id: said.body.id }, body: { body: 'x', version: 1 } }),
      await app.call(org.key, ownCommentEndpoints.remove, { params: { id: said.body.id } }),
      await app.call(org.key, ownFileEndpoints.get, { params: { id: file.id }, query: {} }),
      await app.call(org.key, ownFileEndpoints.remove, { params: { id: file.id } }),
    ]
    expect(byId.map((a) => a.status)).toEqual([404, 404, 404, 404])
    expect((await app.call(org.key, ownFileEndpoints.list, { query: {} })).body.rows).toEqual([])
    expect((await app.call(org.key, ownFileEndpoints.list, { query: { entity: 'person' } })).status).toBe(422)
  })

  test('a role that may not see the directory sees and writes nothing of it; a viewer reads and writes nothing', async () => {
    const of = { entity: 'person', entityId: (await person(org.key)).id }
    await say(org.key, of, '只給同事看')
    const file = (await app.call(org.key, ownFileEndpoints.upload, { query: { ...of, name: 'a.txt' }, body: bytes('x') })).body
    const desk = await app.person(org.organisationId, 'frontdesk')
    const viewer = await app.person(org.organisationId, 'viewer')
    const ask = async (who: Who) =>
      (
        await Promise.all([
          app.call(who, ownCommentEndpoints.list, { query: of }),
          app.call(who, ownFileEndpoints.list, { query: of }),
          app.call(who, ownFileEndpoints.get, { params: { id: file.id }, query: {} }),
          app.call(who, deskEndpoints.organisationHistory, { query: of }),
          say(who, of, 'x'),
          app.call(who, ownFileEndpoints.upload, { query: { ...of, name: 'b.txt' }, body: bytes('x') }),
        ])
      ).map((r) => r.status)
    expect(await ask(desk.headers)).toEqual([403, 403, 403, 403, 403, 403])
    expect(await ask(viewer.headers)).toEqual([200, 200, 200, 200, 403, 403])
  })

  test('a mention reaches those who may see the record, in the inbox with its address and by mail, and nobody else', async () => {
    const of = { entity: 'person', entityId: (await person(org.key)).id }
    const mate = await app.person(org.organisationId, 'planner')
    const desk = await app.person(org.organisationId, 'frontdesk')
    const foreign = await app.person(other.organisationId, 'planner')
    const made = await say(org.key, of, '請回電 @同事', [mate.userId, desk.userId, foreign.userId])
    expect(made.body.mentions).toEqual([mate.userId])
    expect((await app.call(mate.headers, deskEndpoints.inbox)).body.rows.map((n) => [n.kind, n.path])).toEqual([
      ['mention', `/app/o/people/${of.entityId}?tab=comments`],
    ])
    expect((await app.call(desk.headers, deskEndpoints.inbox)).body.unread).toBe(0)
    const mails = await app.run(org.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('mailMessage')
        .innerJoin('mailRecipient', 'mailRecipient.messageId', 'mailMessage.id')
        .select(['mailRecipient.address', 'mailMessage.bodyText'])
        .where('kind', '=', 'mention')
        .execute(),
    )
    expect(mails.map((m) => [m.address, m.bodyText.includes(`/app/o/people/${of.entityId}?tab=comments`)])).toEqual([[mate.email, true]])
    const { people } = (await app.call(mate.headers, ownCommentEndpoints.list, { query: of })).body
    expect([people.some((p) => p.userId === mate.userId), people.some((p) => p.userId === desk.userId)]).toEqual([false, false])
    expect(people.some((p) => p.userId === org.userId)).toBe(true)
  })

  test('with a person go the comments and files about them', async () => {
    const p = await person(org.key)
    const of = { entity: 'person', entityId: p.id }
    await say(org.key, of, '忌蝦蟹')
    await app.call(org.key, ownFileEndpoints.upload, { query: { ...of, name: 'a.txt' }, body: bytes('x') })
    expect((await app.call(org.key, personEndpoints.remove, { params: { id: p.id } })).status).toBe(200)
    expect((await app.call(org.key, ownCommentEndpoints.list, { query: of })).status).toBe(404)
    await app.app.settle()
    const left = await app.run(org.organisationId, async (ctx) => [
      await ctx.tx.selectFrom('comment').select('id').where('entityId', '=', p.id).execute(),
      await ctx.tx.selectFrom('file').select('id').where('entityId', '=', p.id).execute(),
    ])
    expect(left).toEqual([[], []])
  })
})

describe('records of an event', () => {
  test('a speaker of another event is out of reach, and so is an undeclared kind', async () => {
    const [a, b] = [await app.event(org.key), await app.event(org.key)]
    const s = (
      await app.call(org.key, speakerEndpoints.create, { params: { eventId: a.id }, body: { name: { zh: '林講者', en: '' } } as never })
    ).body
    const of = { entity: 'speaker', entityId: s.id as string }
    const list = (eventId: string, record: { entity: string; entityId: string }) =>
      app.call(org.key, commentEndpoints.list, { params: { eventId }, query: record })
    expect((await list(a.id, of)).status).toBe(200)
    expect((await list(b.id, of)).problem.code).toBe('record.not_found')
    expect((await list(a.id, { entity: 'event', entityId: b.id })).problem.code).toBe('record.not_found')
    expect((await list(a.id, { entity: 'person', entityId: (await person(org.key)).id })).problem.code).toBe('record.not_found')
    const stranger = await app.person(org.organisationId, 'planner')
    expect((await app.call(stranger.headers, commentEndpoints.list, { params: { eventId: a.id }, query: of })).status).toBe(404)
    const file = await app.call(org.key, fileEndpoints.upload, {
      params: { eventId: a.id },
      query: { ...of, name: 'cv.txt' },
      body: bytes('cv'),
    })
    expect((await app.send(org.key, { method: 'GET', url: `/api/files/${file.body.id}` })).statusCode).toBe(404)
    expect((await app.send(org.key, { method: 'GET', url: `/api/events/${b.id}/files/${file.body.id}` })).statusCode).toBe(404)
  })

  test('the history of a registration holds what changed but no address, for nobody', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id }
    const ticket = (await app.call(org.key, ticketEndpoints.create, { params, body: { name: { zh: '一般', en: '' } } as never })).body
    const r = (
      await app.call(org.key, registrationEndpoints.create, {
        params,
        body: { ticketTypeId: ticket.id, name: '陳報名', email: 'secret.one@mail.example', notify: false } as never,
      })
    ).body
    const patch = { email: 'secret.two@mail.example', title: '經理', version: r.version }
    expect(
      (await app.call(org.key, registrationEndpoints.change, { params, body: { changes: [{ id: r.id, patch }] } as never })).status,
    ).toBe(200)
    const staff = await app.person(org.organisationId, 'staff', event.id, ['marketing'])
    const read = async (who: Who) => {
      const query = { entity: 'registration', entityId: r.id }
      const trail = (await app.call(who, deskEndpoints.history, { params, query })).body.rows
      const feed = (await app.call(who, deskEndpoints.activity, { params, query: { entity: 'registration' } })).body.rows
      return [trail, feed].map((rows) => rows.find((x) => x.action === 'update')!.changes.map((c) => [c.field, c.from, c.to]))
    }
    const told = [['title', '', '經理']]
    expect(await read(staff.headers)).toEqual([told, told])
    expect(await read(org.key)).toEqual([told, told])
    const raw = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').selectAll().where('entityId', '=', r.id).execute(),
    )
    expect(JSON.stringify(raw).includes('secret')).toBe(false)
  })
})
