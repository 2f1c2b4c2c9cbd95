import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventEndpoints } from '../events/contract/event.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { hookTypeNames, hookTypes } from './contract/facts.ts'
import { MAX_WEBHOOKS, webhookEndpoints as api } from './contract/webhook.ts'
import { answer, HOST, receiver } from './receiver.fixture.ts'
import { verified, webhookApp, type WebhookApp } from './webhooks.fixture.ts'

const there = await receiver()
let t: WebhookApp
beforeAll(async () => {
  t = await webhookApp()
})
beforeEach(() => {
  there.got.length = 0
  there.state.answer = answer(204)
})
const url = 'https://hooks.receiver.example/in/s3cr3t-path'

describe('owners', () => {
  test('add, change, turn off and remove webhooks; the trail says so without the address’s path', async () => {
    const o = await t.organisation()
    const made = await t.add(o.key, url, { types: ['event.created'] })
    expect(made).toMatchObject({
      name: '測試',
      url,
      types: ['event.created'],
      eventId: null,
      enabled: true,
      failingSince: null,
      pending: 0,
    })
    const patch = (body: object, id = made.id) => t.call(o.key, api.update, { params: { id }, body: body as never })
    const off = await patch({ name: 'CRM', enabled: false, version: 1 })
    expect(off.body).toMatchObject({ name: 'CRM', enabled: false, disabledReason: 'person', version: 2, types: ['event.created'] })
    expect((await patch({ name: 'x', version: 1 })).problem.code).toBe('record.conflict')
    expect((await patch({ url: 'https://127.0.0.1/', version: 2 })).problem.fields).toMatchObject([
      { path: 'url', code: 'webhook.url_internal' },
    ])
    expect((await patch({ url: 'http://example.com/', version: 2 })).problem.fields).toMatchObject([
      { path: 'url', code: 'webhook.url_https' },
    ])
    expect((await patch({ types: ['no.such'], version: 2 })).status).toBe(422)
    expect((await patch({ types: [], version: 2 })).problem.fields).toMatchObject([{ path: 'types', code: 'too_small' }])
    expect((await patch({ eventId: newId(), version: 2 })).status).toBe(404)
    expect((await patch({ version: 1 }, newId())).status).toBe(404)
    expect((await patch({ enabled: true, version: 2 })).body).toMatchObject({ enabled: true, disabledReason: null })
    expect((await t.call(o.key, api.remove, { params: { id: made.id } })).status).toBe(200)
    expect((await t.call(o.key, api.list)).body).toMatchObject({ rows: [], most: 20, can: { edit: true } })
    const trail = await t.run(o.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select(['action', 'changes']).where('entity', '=', 'webhook').orderBy('id').execute(),
    )
    expect(trail.map((e) => e.action)).toEqual(['create', 'update', 'update', 'remove'])
    expect(JSON.stringify(trail)).toContain('https://hooks.receiver.example')
    expect(JSON.stringify(trail)).not.toContain('s3cr3t')
  })

  test('see the secret once; it is stored sealed', async () => {
    const o = await t.organisation()
    const made = await t.add(o.key, url)
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const turned = (await t.call(o.key, api.rotate, { params: { id: made.id }, body: {} })).body
    expect(turned.secret).not.toBe(made.secret)
    const read = [(await t.call(o.key, api.list)).body, (await t.call(o.key, api.get, { params: { id: made.id } })).body]
    const stored = await t.run(o.organisationId, (ctx) => ctx.tx.selectFrom('webhook').selectAll().execute())
    const trail = await t.run(o.organisationId, (ctx) => ctx.tx.selectFrom('auditEntry').selectAll().execute())
    for (const secret of [made.secret, turned.secret])
      for (const place of [read, stored, trail]) expect(JSON.stringify(place)).not.toContain(secret.slice(6, 20))
    expect(stored[0]!.secret).toMatch(/^v1\./)
  })

  test(`have room for ${MAX_WEBHOOKS}, also when two are added at once`, async () => {
    const o = await t.organisation()
    for (let i = 0; i < MAX_WEBHOOKS - 1; i++) await t.add(o.key, url)
    const two = await Promise.all([0, 1].map(() => t.call(o.key, api.create, { body: { name: 'x', url, types: ['event.closed'] } })))
    expect(two.map((r) => r.status).toSorted()).toEqual([200, 409])
    expect(two.find((r) => r.status === 409)!.problem.code).toBe('webhook.too_many')
  })

  test('and nobody else', async () => {
    const o = await t.organisation()
    const { id } = await t.add(o.key, url)
    for (const role of ['director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const) {
      const p = await t.person(o.organisationId, role)
      const asked = [
        await t.call(p.headers, api.list),
        await t.call(p.headers, api.deliveries, { params: { id } }),
        await t.call(p.headers, api.create, { body: { name: 'x', url, types: ['event.closed'] } }),
        await t.call(p.headers, api.rotate, { params: { id }, body: {} }),
        await t.call(p.headers, api.test, { params: { id } }),
      ]
      expect([role, ...asked.map((r) => r.status)]).toEqual([role, 403, 403, 403, 403, 403])
    }
    expect((await t.call(null, api.list)).status).toBe(401)
  })
})

describe('messages', () => {
  test('are signed so that an independent library believes them, and hold ids only', async () => {
    const o = await t.organisation()
    const hook = await t.add(o.key, there.url, { types: ['event.created', 'registration.confirmed'] })
    const event = await t.event(o.key)
    await t.emit(
      o.organisationId,
      'registration.confirmed',
      { registrationId: event.id, notify: true, email: 'a@b.example', nationalId: 'A123456789' },
      event.id,
    )
    await t.emit(o.organisationId, 'registration.changed', { registrationId: event.id }, event.id)
    await t.send()
    const messages = there.got.map((g) => verified(hook.secret, g))
    const data = { organisationId: o.organisationId, eventId: event.id }
    const sorted = messages.toSorted((a, b) => a.type.localeCompare(b.type))
    expect(sorted.map((m) => [m.type, m.data])).toEqual([
      ['event.created', { ...data, resource: `http://localhost:8080/api/events/${event.id}` }],
      [
        'registration.confirmed',
        { ...data, registrationId: event.id, resource: `http://localhost:8080/api/events/${event.id}/registrations/${event.id}` },
      ],
    ])
    for (const g of there.got) {
      expect(g.headers['content-type']).toBe('application/json')
      expect(g.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/)
      const broken = { ...g, body: g.body.replace('}', ' }') }
      expect(() => verified(hook.secret, broken)).toThrow('No matching signature found')
    }
    const list = await t.deliveries(o.key, hook.id)
    expect(list).toMatchObject({ total: 2, counts: { pending: 0, delivered: 2, failed: 0 } })
    expect(list.rows[0]).toMatchObject({
      type: 'registration.confirmed',
      state: 'delivered',
      attempts: 1,
      statusCode: 204,
      fault: null,
      eventId: event.id,
    })
    expect(list.rows.map((r) => r.messageId).toSorted()).toEqual(there.got.map((g) => g.headers['webhook-id']).toSorted())
  })

  test('of a rotated secret carry both signatures until the overlap ends', async () => {
    const o = await t.organisation()
    const old = await t.add(o.key, there.url)
    const turned = (await t.call(o.key, api.rotate, { params: { id: old.id }, body: { overlapHours: 2 } })).body
    expect(turned.previousUntil).not.toBe(null)
    await t.emit(o.organisationId, 'company.removed', { id: 'c' })
    await t.send()
    expect(there.got[0]!.headers['webhook-signature']!.split(' ').length).toBe(2)
    for (const s of [old.secret, turned.secret]) expect(verified(s, there.got[0]!).type).toBe('company.removed')
    const third = (await t.call(o.key, api.rotate, { params: { id: old.id }, body: { overlapHours: 0 } })).body
    await t.emit(o.organisationId, 'company.removed', { id: 'd' })
    await t.send()
    expect(verified(third.secret, there.got[1]!).data.id).toBe('d')
    for (const s of [old.secret, turned.secret]) expect(() => verified(s, there.got[1]!)).toThrow('No matching signature found')
    // Later, the overlap being over, the first of the two is no longer used.
    const again = (await t.call(o.key, api.rotate, { params: { id: old.id }, body: { overlapHours: 1 } })).body
    await t.emit(o.organisationId, 'company.removed', { id: 'e' })
    await t.send(new Date(Date.now() + 3_700_000))
    expect(there.got[2]!.headers['webhook-signature']!.split(' ').length).toBe(1)
    expect(again.secret).not.toBe(third.secret)
  })

  test('of one event go to webhooks of that event and of all; another organisation hears nothing', async () => {
    const [a, b] = [await t.organisation(), await t.organisation()]
    const [one, other] = [await t.event(a.key), await t.event(a.key)]
    const paths = ['all', 'one', 'other', 'foreign', 'off']
    const at = (path: string) => `https://${HOST}:${there.port}/${path}`
    await t.add(a.key, at('all'))
    await t.add(a.key, at('one'), { eventId: one.id })
    await t.add(a.key, at('other'), { eventId: other.id })
    await t.add(b.key, at('foreign'))
    const off = await t.add(a.key, at('off'))
    await t.call(a.key, api.update, { params: { id: off.id }, body: { enabled: false, version: 1 } })
    // An event of another organisation cannot be chosen, and its facts would not come anyway.
    const stolen = await t.call(b.key, api.create, { body: { name: 'x', url: at('foreign'), types: ['event.closed'], eventId: one.id } })
    expect(stolen.status).toBe(404)
    await t.emit(a.organisationId, 'session.created', { eventId: one.id, sessionId: newId() }, one.id)
    await t.call(a.key, eventEndpoints.update, { params: { eventId: other.id }, body: { version: other.version, startDate: '2027-05-12' } })
    await t.send()
    const seen = (path: string) =>
      there.got
        .filter((g) => g.path === `/${path}`)
        .map((g) => JSON.parse(g.body).type)
        .toSorted()
    expect(paths.map((p) => [p, seen(p)])).toEqual([
      ['all', ['event.rescheduled', 'session.created']],
      ['one', ['session.created']],
      ['other', ['event.rescheduled']],
      ['foreign', []],
      ['off', []],
    ])
    const { rows } = (await t.call(a.key, api.list)).body
    const mine = await t.deliveries(a.key, rows[0]!.id)
    const reached = [
      await t.call(b.key, api.get, { params: { id: rows[0]!.id } }),
      await t.call(b.key, api.deliveries, { params: { id: rows[0]!.id } }),
      await t.call(b.key, api.delivery, { params: { id: rows[0]!.id, deliveryId: mine.rows[0]!.id } }),
      await t.call(b.key, api.replayOne, { params: { id: rows[0]!.id, deliveryId: mine.rows[0]!.id } }),
      await t.call(b.key, api.remove, { params: { id: rows[0]!.id } }),
    ]
    expect(reached.map((r) => r.status)).toEqual([404, 404, 404, 404, 404])
  })

  test('a fact that is rolled back is never told; one that is told is committed with what it tells', async () => {
    const o = await t.organisation()
    const hook = await t.add(o.key, there.url)
    const refused = t.run(o.organisationId, async (ctx) => {
      ctx.emit('company.removed', { id: 'x' })
      await ctx.tx.insertInto('outbox').values({ organisationId: o.organisationId, type: 'company.removed', payload: {} }).execute()
      throw new Error('no')
    })
    await expect(refused).rejects.toThrow('no')
    expect((await t.deliveries(o.key, hook.id)).total).toBe(0)
  })

  test('are not made by a webhook that is being removed at the same moment, and the business goes through', async () => {
    const o = await t.organisation()
    const hook = await t.add(o.key, there.url)
    let removed = () => {}
    const gate = new Promise<void>((done) => (removed = done))
    let began = () => {}
    const held = new Promise<void>((done) => (began = done))
    const removal = t.run(o.organisationId, async (ctx) => {
      await ctx.tx.deleteFrom('webhook').where('organisationId', '=', o.organisationId).where('id', '=', hook.id).execute()
      began()
      await gate
    })
    await held
    const business = t.emit(o.organisationId, 'company.removed', { id: 'c' })
    const waits = () =>
      t.app.services.db.pool
        .query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
        .then((r) => r.rowCount)
    await expect.poll(waits).toBe(1)
    removed()
    await Promise.all([removal, business])
    const stored = await t.run(o.organisationId, (ctx) =>
      ctx.tx.selectFrom('outbox').select('type').where('type', '=', 'company.removed').execute(),
    )
    expect(stored).toEqual([{ type: 'company.removed' }])
  })

  test('of facts that nobody chose stay inside', async () => {
    const o = await t.organisation()
    const hook = await t.add(o.key, there.url)
    await t.emit(o.organisationId, 'person.unmasked', { personId: newId() })
    await t.send()
    expect([there.got.length, (await t.deliveries(o.key, hook.id)).total]).toEqual([0, 0])
  })

  test('of the test button go out also where the webhook is off, once, and fail without consequence', async () => {
    const o = await t.organisation()
    const hook = await t.add(o.key, there.url)
    await t.call(o.key, api.update, { params: { id: hook.id }, body: { enabled: false, version: 1 } })
    there.state.answer = answer(500, '<b>broken</b>')
    const sent = await t.call(o.key, api.test, { params: { id: hook.id } })
    await t.send()
    expect(verified(hook.secret, there.got[0]!).type).toBe('webhook.test')
    const seen = (await t.call(o.key, api.delivery, { params: { id: hook.id, deliveryId: sent.body.id } })).body
    expect(seen).toMatchObject({
      state: 'failed',
      attempts: 1,
      statusCode: 500,
      fault: 'status',
      tries: [{ answer: '<b>broken</b>', statusCode: 500 }],
    })
    expect(JSON.parse(seen.body).type).toBe('webhook.test')
    expect((await t.call(o.key, api.get, { params: { id: hook.id } })).body.failingSince).toBe(null)
  })
})

describe('the catalogue of types', () => {
  test('names an endpoint of the API for each resource', () => {
    const paths = new Set(t.app.services.mounted.filter((e) => e.method === 'GET').map((e) => e.path.replaceAll(/:\w+/g, ':')))
    const missing = hookTypeNames.filter(
      (n) => hookTypes[n].resource !== null && !paths.has(hookTypes[n].resource!.replaceAll(/:\w+/g, ':')),
    )
    expect(missing).toEqual([])
  })
})
