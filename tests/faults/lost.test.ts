import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDb, patience } from '../../src/kernel/server/db.ts'
import { lostDatabase, toProblem } from '../../src/kernel/server/errors.ts'
import { queueMail } from '../../src/kernel/server/mail.ts'
import type { Frame, Services } from '../../src/kernel/server/mount.ts'
import { publicActor } from '../../src/kernel/server/ctx.ts'
import { ticketEndpoints } from '../../src/modules/registration/contract/ticket.ts'
import { makeRush } from '../../src/modules/registration/server/rush.ts'
import { testApp } from '../harness/app.ts'
import { startMailServer } from './mail-server.ts'
import { startProxy } from './proxy.ts'

/** What the harness found, each once more in small. */
const t = await testApp({ background: false })
const org = await t.organisation()

describe('a commit whose answer is lost', () => {
  let frame: Frame
  let ticketTypeId: string
  beforeEach(async () => {
    const event = await t.event(org.key, { published: true })
    const params = { eventId: event.id }
    ticketTypeId = (await t.call(org.key, ticketEndpoints.create, { params, body: { name: { zh: '一般票' } } })).body.id
    frame = {
      services: t.app.services,
      actor: publicActor(org.organisationId),
      orgId: org.organisationId,
      eventId: event.id,
      lang: 'en',
      requestId: 'r',
      log: t.app.http.log,
    }
  })
  const body = (name: string) => ({
    ticketTypeId,
    name,
    email: `${name}@people.example`,
    consents: [{ key: 'privacy', version: '1' }],
    allowDuplicate: true,
  })
  /** Commits its first transaction, and then loses the connection. */
  const losing = (): Services => {
    let first = true
    const inOrganisation: Services['db']['inOrganisation'] = async (id, fn) => {
      const out = await t.app.services.db.inOrganisation(id, fn)
      if (!first) return out
      first = false
      throw new Error('Connection terminated unexpectedly')
    }
    return { ...t.app.services, db: { ...t.app.services.db, inOrganisation } }
  }
  const names = () =>
    t.run(
      org.organisationId,
      async (ctx) =>
        (await ctx.tx.selectFrom('registration').select('name').where('eventId', '=', frame.eventId!).orderBy('name').execute()).map(
          (r) => r.name,
        ),
      frame.eventId,
    )

  test('registers nobody twice: with a key the first answer comes, without one nobody knows', async () => {
    const rush = makeRush(losing())
    const [keyed, keyless] = await Promise.allSettled([rush(frame, body('keyed'), 'k1'), rush(frame, body('keyless'), null)])
    expect(await names()).toEqual(['keyed', 'keyless'])
    expect([keyed.status, keyless.status]).toEqual(['fulfilled', 'rejected'])
    expect(toProblem((keyless as PromiseRejectedResult).reason, 'en', 'r').code).toBe('server.busy')
  })

  test('one key at two processes at once is one place and one answer', async () => {
    const [a, b] = [makeRush({ ...t.app.services }), makeRush({ ...t.app.services })]
    const answers = await Promise.all([a(frame, body('one'), 'k2'), b(frame, body('one'), 'k2'), a(frame, body('one'), 'k2')])
    expect(await names()).toEqual(['one'])
    expect(new Set(answers.map((x) => x.code)).size).toBe(1)
  })

  test('never reads as “nothing was changed”', () => {
    const words = ['Connection terminated', 'Client has encountered a connection error and is not queryable', 'Query read timeout']
    expect(words.map((m) => [lostDatabase(new Error(m)), toProblem(new Error(m), 'en', 'r').status])).toEqual(words.map(() => [true, 503]))
    expect(lostDatabase(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBe(false)
  })
})

test('a connection that gave no answer in time is lent to nobody again', async () => {
  const url = new URL(t.databaseUrl)
  const line = await startProxy(() => Number(url.port))
  const usual = patience.query_timeout
  patience.query_timeout = 300
  const db = await openDb(Object.assign(new URL(url), { port: String(line.port) }).href, { max: 1 })
  patience.query_timeout = usual
  await db.pool.query('select 1')
  line.set('blackhole')
  const client = await db.pool.connect()
  const told = await client.query('select 2').then(String, (e: Error) => e.message)
  line.set('open')
  // As Kysely gives it back: without a word of the error.
  client.release()
  expect([told, (await db.pool.query('select 3 as three')).rows]).toEqual(['Query read timeout', [{ three: 3 }]])
  await db.close()
  await line.close()
})

test('closing does not wait for a browser that keeps its connection', async () => {
  const one = await testApp({ background: false })
  const address = await one.app.http.listen({ port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true })
  const ask = (path: string) =>
    new Promise<number>((done, fail) =>
      get(address + path, { agent }, (r) => r.resume().once('end', () => done(r.statusCode!))).once('error', fail),
    )
  let answered = 0
  let release = () => {}
  const held = new Promise<void>((done) => (release = done))
  const { authenticate } = one.app.services
  one.app.services.authenticate = async (request, o) => (await held, authenticate(request, o))
  const answer = ask('/api/session').then((status) => (answered = status))
  await sleep(100)
  const closed = one.app.close()
  await sleep(50)
  release()
  await answer
  const over = await Promise.race([closed.then(() => 'closed'), sleep(10_000, 'still open')])
  agent.destroy()
  expect([answered, over]).toEqual([200, 'closed'])
})

test('a line that goes silent lets the caller go, and the database takes its locks back', async () => {
  const url = new URL(t.databaseUrl)
  const line = await startProxy(() => Number(url.port))
  const usual = patience.query_timeout
  patience.query_timeout = 300
  const db = await openDb(Object.assign(new URL(url), { port: String(line.port) }).href, { max: 2 })
  patience.query_timeout = usual
  const told = await db
    .asSystem(async (tx) => {
      const { rows } = await sql<{ limit: string }>`select current_setting('idle_in_transaction_session_timeout') as limit`.execute(tx)
      expect(rows).toEqual([{ limit: '1min' }])
      line.set('blackhole')
      await sql`select 1`.execute(tx)
    })
    .then(
      () => null,
      (e: Error) => e,
    )
  expect(lostDatabase(told)).toBe(true)
  line.set('open')
  // The pool has thrown the silent connection away.
  expect((await db.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  line.cut()
  await db.close().catch(() => {})
  await line.close()
})

describe('letters', () => {
  async function post(letters: string[]) {
    const server = await startMailServer()
    const app = await testApp({ smtpUrl: server.url })
    const o = await app.organisation()
    const rows = () =>
      app.run(o.organisationId, (ctx) =>
        ctx.tx.selectFrom('mailRecipient').select(['address', 'status', 'attempts']).orderBy('address').execute(),
      )
    const due = (attempts: number) =>
      app.app.services.db.asSystem((tx) =>
        tx
          .updateTable('mailRecipient')
          .set({ nextAt: sql`now()` as never, attempts })
          .execute(),
      )
    const write = () =>
      app.run(o.organisationId, (ctx) =>
        queueMail(ctx, { kind: 'test', to: letters.map((address) => ({ address })), subject: 's', blocks: [{ kind: 'text', text: 't' }] }),
      )
    return { server, app, rows, due, write }
  }

  test('each is marked by itself: while the second hangs, the first is sent, and no transaction waits', async () => {
    const p = await post(['a@people.example', 'b@people.example'])
    await p.write()
    while (p.server.received.length === 0) await sleep(20)
    await p.server.set('hangs')
    await p.write()
    const ask = async (text: string) => (await p.app.app.services.db.asSystem((tx) => sql.raw<{ n: number }>(text).execute(tx))).rows[0]!.n
    while (!(await ask("select count(*)::int as n from mail_recipient where status = 'queued' and next_at > now() + interval '1 minute'")))
      await sleep(20)
    await sleep(600)
    expect((await p.rows()).some((r) => r.status === 'sent')).toBe(true)
    const old = "datname = current_database() and xact_start < now() - interval '400 ms' and state like 'idle in transaction%'"
    expect(await ask(`select count(*)::int as n from pg_stat_activity where ${old}`)).toBe(0)
    await p.server.set('ok')
    await p.server.close()
  })

  test('a dead server is no fault of the letter: it waits for days, and goes when the server is back', async () => {
    const p = await post(['a@people.example'])
    await p.server.set('dead')
    await p.write()
    await p.app.app.settle()
    await p.due(50)
    await p.app.app.settle()
    expect(await p.rows()).toEqual([{ address: 'a@people.example', status: 'queued', attempts: 51 }])
    await p.server.set('ok')
    await p.due(51)
    await p.app.app.settle()
    expect([await p.rows(), p.server.received.length]).toEqual([[{ address: 'a@people.example', status: 'sent', attempts: 52 }], 1])
    await p.server.close()
  })

  test('one that the server puts off for ever is given up after eight tries', async () => {
    const p = await post(['a@people.example'])
    await p.server.set('busy')
    await p.write()
    await p.app.app.settle()
    await p.due(7)
    await p.app.app.settle()
    expect(await p.rows()).toEqual([{ address: 'a@people.example', status: 'failed', attempts: 8 }])
    await p.server.close()
  })
})
