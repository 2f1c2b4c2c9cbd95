import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { webhookEndpoints as api } from './contract/webhook.ts'
import { answer, cert, receiver } from './receiver.fixture.ts'
import { GIVE_UP, MAX_ATTEMPTS, pauseAfter } from './server/retry.ts'
import { verified, webhookApp, type WebhookApp } from './webhooks.fixture.ts'

vi.setConfig({ testTimeout: 60_000 })
const there = await receiver()
let t: WebhookApp
beforeAll(async () => {
  t = await webhookApp()
})
beforeEach(() => {
  there.got.length = 0
  there.state.answer = answer(204)
})
const HOUR = 3_600_000
const ids = () => there.got.map((g) => g.headers['webhook-id'])
async function hooked(facts = 1, more: Record<string, unknown> = {}) {
  const o = await t.organisation()
  const hook = await t.add(o.key, there.url, more)
  await t.emit(o.organisationId, 'company.removed', { id: 'c' }, null, facts)
  return {
    ...o,
    hook,
    list: (query = {}) => t.deliveries(o.key, hook.id, query),
    row: async () => (await t.deliveries(o.key, hook.id)).rows[0]!,
  }
}

describe('the schedule', () => {
  test('from five seconds to eight hours, over some 28 hours, with jitter; a receiver may ask for more', () => {
    const pauses = Array.from({ length: MAX_ATTEMPTS }, (_, i) => pauseAfter(i + 1, 0.5))
    expect(pauses).toEqual([5, 300, 1800, 7200, 14_400, 21_600, 28_800, 28_800, null])
    expect(pauses.reduce<number>((n, p) => n + (p ?? 0), 0) / 3600).toBeCloseTo(28.6, 1)
    expect([pauseAfter(1, 0), pauseAfter(1, 0.999)!.toFixed(1)]).toEqual([4.5, '5.5'])
    expect([pauseAfter(1, 0.5, 120), pauseAfter(3, 0.5, 120), pauseAfter(1, 0.5, 1e9), pauseAfter(MAX_ATTEMPTS, 0.5, 120)]).toEqual([
      120,
      1800,
      28_800,
      null,
    ])
  })

  test('is kept by the clock: nothing before its time, the same id at each attempt, given up after the last', async () => {
    const o = await hooked()
    there.state.answer = answer(500, 'no')
    let now = Date.now() + 1000
    const start = now
    await t.send(new Date(now))
    for (let n = 1; n < MAX_ATTEMPTS; n++) {
      const row = await o.row()
      expect([row.attempts, row.state, Math.round((Date.parse(row.nextAt!) - now) / 1000)]).toEqual([n, 'pending', pauseAfter(n, 0.5)])
      now = Date.parse(row.nextAt!)
      await t.send(new Date(now - 1))
      expect(there.got.length).toBe(n)
      await t.send(new Date(now))
      expect(there.got.length).toBe(n + 1)
    }
    expect([(now - start) / HOUR > 28, (now - start) / HOUR < 29]).toEqual([true, true])
    expect(await o.row()).toMatchObject({ state: 'failed', attempts: MAX_ATTEMPTS, nextAt: null, statusCode: 500 })
    await t.send(new Date(now + 100 * HOUR))
    expect([there.got.length, new Set(ids()).size, new Set(there.got.map((g) => g.body)).size]).toEqual([MAX_ATTEMPTS, 1, 1])
    expect(new Set(there.got.map((g) => g.headers['webhook-timestamp'])).size).toBe(MAX_ATTEMPTS)
    const detail = (await t.call(o.key, api.delivery, { params: { id: o.hook.id, deliveryId: (await o.row()).id } })).body
    expect(detail.tries.map((a) => [a.statusCode, a.answer])).toEqual(Array.from({ length: MAX_ATTEMPTS }, () => [500, 'no']))
  })

  test('a success ends it, and forgets the failures', async () => {
    const o = await hooked()
    there.state.answer = answer(503, '', { 'retry-after': '60' })
    await t.send()
    const read = async () => (await t.call(o.key, api.get, { params: { id: o.hook.id } })).body
    expect((await read()).failingSince).not.toBe(null)
    there.state.answer = answer(200)
    await t.send(new Date(Date.now() + 50_000))
    expect(there.got.length).toBe(1)
    await t.send(new Date(Date.now() + 61_000))
    expect(await o.row()).toMatchObject({ state: 'delivered', attempts: 2 })
    expect(await read()).toMatchObject({ failingSince: null, pending: 0, failed: 0 })
  })
})

describe('any number of processes', () => {
  test('two dispatchers at once send each message once, five at a time to one receiver', async () => {
    const o = await hooked(60)
    let open = 0
    let most = 0
    there.state.answer = (reply) => {
      most = Math.max(most, ++open)
      setTimeout(() => (open--, reply.writeHead(204).end()), 5)
    }
    const pair = [t.dispatcher(), t.dispatcher()]
    await Promise.all(pair.map((d) => d.drain()))
    await Promise.all(pair.map((d) => d.drain()))
    expect([there.got.length, new Set(ids()).size]).toEqual([60, 60])
    expect(most).toBeLessThanOrEqual(10)
    expect((await o.list()).counts).toEqual({ pending: 0, delivered: 60, failed: 0 })
  })

  test('a slow receiver holds up nobody else', async () => {
    const slow = await receiver()
    const stuck: (() => void)[] = []
    slow.state.answer = (reply) => void stuck.push(() => reply.writeHead(204).end())
    const o = await t.organisation()
    await t.add(o.key, slow.url)
    await t.emit(o.organisationId, 'company.removed', { id: 'c' }, null, 30)
    await t.add(o.key, there.url)
    await t.emit(o.organisationId, 'company.removed', { id: 'd' }, null, 30)
    const d = t.dispatcher({ poll: true })
    await there.count(30)
    expect([there.got.length, slow.got.length]).toEqual([30, 5])
    slow.state.answer = answer(204)
    for (const go of stuck) go()
    await d.drain()
    await d.stop()
    expect(slow.got.length).toBe(60)
  })

  test('a process that is killed in the middle: another sends the message again, under the same id, when the lease ends', async () => {
    const o = await hooked()
    there.state.answer = () => {}
    const root = join(import.meta.dirname, '../../..')
    const code = `
      import { openDb } from '${root}/src/kernel/server/db.ts'
      import { setSealKey } from '${root}/src/kernel/server/seal.ts'
      import { startWebhooks } from '${root}/src/modules/integrations/server/dispatch.ts'
      import { network } from '${root}/src/modules/integrations/server/send.ts'
      setSealKey('test-secret-test-secret-test-secret-42')
      const net = network({ loopback: true, ca: process.env.CA, resolve: async () => ['127.0.0.1'] })
      startWebhooks({ db: await openDb(process.env.DB), publicUrl: '' }, console, { net })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, DB: t.databaseUrl, CA: cert },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await there.count(1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    there.state.answer = answer(204)
    await t.send()
    await t.send(new Date(Date.now() + 30_000))
    expect([there.got.length, (await o.row()).state]).toEqual([1, 'pending'])
    await t.send(new Date(Date.now() + 61_000))
    expect([there.got.length, new Set(ids()).size]).toEqual([2, 1])
    expect(verified(o.hook.secret, { ...there.got[1]! }).type).toBe('company.removed')
    expect(await o.row()).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  test('whoever comes too late with an outcome changes nothing', async () => {
    const o = await hooked()
    let finish = () => {}
    there.state.answer = (reply) => void (finish = () => reply.writeHead(500).end())
    const slow = t.dispatcher()
    const first = slow.drain()
    await there.count(1)
    there.state.answer = answer(204)
    await t.send(new Date(Date.now() + 61_000))
    expect(await o.row()).toMatchObject({ state: 'delivered', attempts: 2, statusCode: 204 })
    finish()
    await first
    expect(await o.row()).toMatchObject({ state: 'delivered', attempts: 2, statusCode: 204 })
  })
})

describe('giving up', () => {
  const mails = (o: { organisationId: string }) =>
    t.run(o.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('mailMessage as m')
        .innerJoin('mailRecipient as r', 'r.messageId', 'm.id')
        .select(['m.kind', 'm.bodyText', 'r.address'])
        .where('m.kind', '=', 'integrations.webhookDisabled')
        .execute(),
    )
  const read = async (o: Awaited<ReturnType<typeof hooked>>) => (await t.call(o.key, api.get, { params: { id: o.hook.id } })).body

  test('after days of failure it is turned off and the owners are told once; turned on again it goes on', async () => {
    const o = await hooked(1)
    there.state.answer = answer(500)
    let now = Date.now() + 1000
    for (let n = 0; n < MAX_ATTEMPTS; n++, now += 9 * HOUR) await t.send(new Date(now))
    expect(await read(o)).toMatchObject({ enabled: true, pending: 0, failed: 1 })
    await t.emit(o.organisationId, 'company.removed', { id: 'd' }, null, 5)
    now = Date.now() + 4.9 * 24 * HOUR
    await t.send(new Date(now))
    expect(await read(o)).toMatchObject({ enabled: true, pending: 5 })
    await t.send(new Date(now + 0.2 * 24 * HOUR))
    const off = await read(o)
    expect(off).toMatchObject({ enabled: false, disabledReason: 'failing' })
    const sent = await mails(o)
    expect(sent.map((m) => m.address)).toEqual([o.email])
    expect(sent[0]!.bodyText).toContain(`http://localhost:8080/app/o/settings/webhooks/${o.hook.id}`)
    expect(sent[0]!.bodyText).not.toContain('/hooks')
    const before = there.got.length
    await t.send(new Date(now + 24 * HOUR))
    expect(there.got.length).toBe(before)
    // What happens while it is off is not queued, and can be asked for afterwards.
    await t.emit(o.organisationId, 'company.removed', { id: 'later' })
    expect((await o.list()).total).toBe(6)
    const replay = (what: string) =>
      t.call(o.key, api.replay, {
        params: { id: o.hook.id },
        body: { from: new Date(Date.now() - HOUR).toISOString(), to: new Date(Date.now() + HOUR).toISOString(), what: what as never },
      })
    expect((await replay('missing')).problem.code).toBe('webhook.disabled')
    there.state.answer = answer(204)
    there.got.length = 0
    await t.call(o.key, api.update, { params: { id: o.hook.id }, body: { enabled: true, version: off.version } })
    expect((await replay('missing')).body).toEqual({ replayed: 0, added: 1 })
    expect((await replay('missing')).body).toEqual({ replayed: 0, added: 0 })
    await t.send(new Date(now + 48 * HOUR))
    expect(there.got.map((g) => JSON.parse(g.body).data.id).toSorted()).toEqual(['d', 'd', 'd', 'd', 'd', 'later'])
    expect(await read(o)).toMatchObject({ enabled: true, failingSince: null, disabledReason: null })
  })

  test('one delivery alone turns nothing off, however long ago it began to fail', async () => {
    const o = await hooked(1)
    there.state.answer = answer(500)
    for (let n = 0; n < MAX_ATTEMPTS; n++) await t.send(new Date(Date.now() + (n + 1) * 200 * HOUR))
    expect(GIVE_UP.failures).toBeGreaterThan(MAX_ATTEMPTS)
    expect(await read(o)).toMatchObject({ enabled: true, failed: 1 })
  })

  test('410 Gone turns it off at once', async () => {
    const o = await hooked(1)
    there.state.answer = answer(410)
    await t.send()
    expect(await read(o)).toMatchObject({ enabled: false, disabledReason: 'gone', failed: 1 })
    expect((await mails(o)).length).toBe(1)
  })
})

describe('replay', () => {
  test('of one delivery keeps its id and body; the attempts of before stay to be read', async () => {
    const o = await hooked(1)
    await t.send()
    const row = await o.row()
    expect((await t.call(o.key, api.replayOne, { params: { id: o.hook.id, deliveryId: row.id } })).status).toBe(200)
    expect((await o.row()).state).toBe('pending')
    await t.send(new Date(Date.now() + 1000))
    expect([there.got.length, new Set(ids()).size, there.got[0]!.body === there.got[1]!.body]).toEqual([2, 1, true])
    const detail = (await t.call(o.key, api.delivery, { params: { id: o.hook.id, deliveryId: row.id } })).body
    expect(detail.tries.length).toBe(2)
    expect((await t.call(o.key, api.replayOne, { params: { id: o.hook.id, deliveryId: o.hook.id } })).status).toBe(404)
    const trail = await t.run(o.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select('action').where('entity', '=', 'webhook').execute(),
    )
    expect(trail.map((e) => e.action)).toContain('replay')
  })

  test('of a span: what failed, what was never sent, or all of it, with both ends checked', async () => {
    const o = await t.organisation()
    await t.emit(o.organisationId, 'company.removed', { id: 'early' })
    await t.emit(o.organisationId, 'person.removed', { id: 'unwanted' })
    const hook = await t.add(o.key, there.url, { types: ['company.removed'] })
    await t.emit(o.organisationId, 'company.removed', { id: 'late' })
    there.state.answer = answer(410)
    await t.send()
    await t.call(o.key, api.update, { params: { id: hook.id }, body: { enabled: true, version: 2 } })
    there.state.answer = answer(204)
    there.got.length = 0
    const span = (what: string, from = -HOUR, to = HOUR) =>
      t.call(o.key, api.replay, {
        params: { id: hook.id },
        body: { from: new Date(Date.now() + from).toISOString(), to: new Date(Date.now() + to).toISOString(), what: what as never },
      })
    for (const [from, to] of [
      [0, 0],
      [HOUR, -HOUR],
      [-40 * 24 * HOUR, 0],
    ])
      expect((await span('all', from, to)).problem.code).toBe('webhook.span_invalid')
    expect((await span('all', -3 * HOUR, -2 * HOUR)).body).toEqual({ replayed: 0, added: 0 })
    expect((await span('failed')).body).toEqual({ replayed: 1, added: 0 })
    await t.send(new Date(Date.now() + 1000))
    expect((await span('missing')).body).toEqual({ replayed: 0, added: 1 })
    await t.send(new Date(Date.now() + 1000))
    expect((await span('all')).body).toEqual({ replayed: 2, added: 0 })
    await t.send(new Date(Date.now() + 1000))
    expect(there.got.map((g) => JSON.parse(g.body).data.id).toSorted()).toEqual(['early', 'early', 'late', 'late'])
  })
})

describe('the list', () => {
  test('pages, filters by state and type, and finds by id, type, status and what the fact names', async () => {
    const o = await hooked(3)
    there.state.answer = answer(410)
    await t.send()
    await t.call(o.key, api.update, { params: { id: o.hook.id }, body: { enabled: true, version: 2 } })
    await t.emit(o.organisationId, 'person.removed', { id: 'person-7' })
    const first = await o.list({ limit: 2 })
    const rest = await o.list({ limit: 2, after: first.next })
    expect([first.total, first.rows.length, rest.rows.length, rest.next]).toEqual([4, 2, 2, null])
    expect(new Set([...first.rows, ...rest.rows].map((r) => r.id)).size).toBe(4)
    const found = async (query: object) => (await o.list(query)).rows.map((r) => r.type)
    expect(await found({ q: 'person-7' })).toEqual(['person.removed'])
    expect(await found({ type: 'person.removed' })).toEqual(['person.removed'])
    expect(await found({ q: first.rows[0]!.messageId })).toEqual([first.rows[0]!.type])
    expect((await found({ q: '410' })).length).toBe((await found({ state: 'failed' })).length)
    expect(await found({ q: '%' })).toEqual([])
    expect((await t.call(o.key, api.deliveries, { params: { id: o.hook.id }, query: { after: 'x' } })).status).toBe(422)
  })
})
