import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { type Job, startJobs } from '../../kernel/server/jobs.ts'
import { queueMail } from '../../kernel/server/mail.ts'
import { startOutbox } from '../../kernel/server/outbox.ts'
import { eventMailEndpoints, mailEndpoints, mailTrouble } from '../identity/contract/mail.ts'
import { nextRun } from './contract/cron.ts'
import { systemEndpoints as e } from './contract/system.ts'

const t = await testApp({ background: false })
let first: Awaited<ReturnType<typeof t.organisation>>
let guest: Awaited<ReturnType<typeof t.organisation>>
let owner: Awaited<ReturnType<typeof t.person>>['headers']
let stranger: typeof owner
let eventId: string
const asSystem = t.app.services.db.asSystem

beforeAll(async () => {
  first = await t.organisation('第一家')
  guest = await t.organisation('第二家')
  eventId = (await t.event(first.key)).id
  owner = await t.cookieOf(first.email)
  stranger = await t.cookieOf(guest.email)
  // What the set-up itself left to do is not what these tests look at.
  await asSystem((tx) => sql`update outbox set done_at = now()`.execute(tx))
})

const fact = (organisationId: string, more: string) =>
  asSystem(async (tx) => {
    const { rows } = await sql<{
      id: number
    }>`insert into outbox (organisation_id, type, payload, created_at, attempts, last_error, done_at, next_at)
      select ${organisationId}::uuid, 'test.done', '{}', now() - interval '1 hour', ${sql.raw(more)} returning id::int as id`.execute(tx)
    return rows[0]!.id
  })
const givenUp = "12, 'no SMTP for 王小明', now(), now() + interval '1 hour'"

describe('follow-ups', () => {
  test('those that failed are shown to their own organisation alone, and go again one by one or all', async () => {
    const [a, b, c] = [
      await fact(first.organisationId, givenUp),
      await fact(first.organisationId, "3, 'busy', null, now() + interval '1 hour'"),
      await fact(first.organisationId, givenUp),
    ]
    const foreign = await fact(guest.organisationId, givenUp)
    await fact(first.organisationId, '1, null, now(), now()')
    const rows = (await t.call(owner, e.facts)).body.rows
    expect(rows.map((r) => [r.id, r.state, r.attempts])).toEqual([
      [c, 'givenUp', 12],
      [b, 'retrying', 3],
      [a, 'givenUp', 12],
    ])
    expect((await t.call(owner, e.state)).body.facts).toMatchObject({ waiting: 1, late: 1, givenUp: 2 })
    expect((await t.call(stranger, e.facts)).body.rows.map((r) => r.id)).toEqual([foreign])
    expect((await t.call(owner, e.retryFacts, { body: { ids: [a, foreign] } })).body).toEqual({ retried: 1 })
    expect((await t.call(stranger, e.facts)).body.rows.map((r) => [r.id, r.state])).toEqual([[foreign, 'givenUp']])
    expect((await t.call(owner, e.retryFacts, { body: {} })).body).toEqual({ retried: 2 })
    expect((await t.call(owner, e.retryFacts, { body: {} })).body).toEqual({ retried: 0 })

    const done: string[] = []
    const outbox = startOutbox(
      t.app.services,
      [{ on: 'test.done', name: 'x', handle: async (ctx) => void done.push(ctx.orgId) }],
      t.app.http.log,
    )
    await outbox.drain()
    await outbox.stop()
    expect(done).toEqual([first.organisationId, first.organisationId, first.organisationId])
    expect((await t.call(owner, e.facts)).body.rows).toEqual([])
    const { rows: audited } = await asSystem((tx) =>
      sql<{ n: number }>`select count(*)::int as n from audit_entry where entity = 'system' and action = 'retry'`.execute(tx),
    )
    expect(audited[0]!.n).toBe(2)
  })
})

describe('letters', () => {
  const letter = (organisationId: string, kind: string, event: string | null = null) =>
    t.run(
      organisationId,
      (ctx) =>
        queueMail(ctx, { kind, to: [{ address: `${kind}@x.example` }, { address: `${kind}2@x.example` }], subject: kind, blocks: [] }),
      event,
    )
  const states = async (id: string | null) => {
    const { rows } = await asSystem((tx) =>
      sql<{ status: string }>`select status from mail_recipient where message_id = ${id} order by address`.execute(tx),
    )
    return rows.map((r) => r.status).join(' ')
  }
  const fail = (id: string | null) =>
    asSystem((tx) =>
      sql`update mail_recipient set status = 'failed', attempts = 8, last_error = '550 5.1.1 no such user' where message_id = ${id}`.execute(
        tx,
      ),
    )

  test('all that failed go again, as far as the caller may see them; what waits can be called back', async () => {
    const planner = await t.person(first.organisationId, 'planner', eventId)
    const mine = await letter(first.organisationId, 'a', eventId)
    const house = await letter(first.organisationId, 'b')
    const secret = await letter(first.organisationId, 'identity.reset', eventId)
    const old = await letter(first.organisationId, 'c', eventId)
    const foreign = await letter(guest.organisationId, 'd')
    for (const id of [mine, house, secret, old, foreign]) await fail(id)
    await asSystem((tx) => sql`update mail_message set created_at = now() - interval '31 days' where id = ${old}`.execute(tx))
    expect((await t.call(owner, e.state)).body.mail).toEqual({ queued: 0, late: 0, failed: 6 })
    expect((await t.call(planner.headers, mailEndpoints.retryAll)).body).toEqual({ retried: 2 })
    expect([await states(mine), await states(house), await states(secret), await states(old), await states(foreign)]).toEqual([
      'queued queued',
      'failed failed',
      'failed failed',
      'failed failed',
      'failed failed',
    ])
    expect((await t.call(owner, eventMailEndpoints.retryAll, { params: { eventId } })).body).toEqual({ retried: 2 })
    expect([await states(house), await states(secret)]).toEqual(['failed failed', 'queued queued'])
    expect((await t.call(owner, mailEndpoints.retryAll)).body).toEqual({ retried: 2 })
    expect([await states(old), await states(foreign)]).toEqual(['failed failed', 'failed failed'])

    await asSystem((tx) =>
      sql`update mail_recipient set status = 'sent' where message_id = ${mine} and address = 'a@x.example'`.execute(tx),
    )
    expect((await t.call(stranger, mailEndpoints.cancel, { params: { id: mine! } })).status).toBe(404)
    expect((await t.call(planner.headers, mailEndpoints.cancel, { params: { id: house! } })).status).toBe(404)
    expect((await t.call(planner.headers, eventMailEndpoints.cancel, { params: { eventId, id: mine! } })).body).toEqual({ cancelled: 1 })
    expect(await states(mine)).toBe('cancelled sent')
    expect((await t.call(planner.headers, mailEndpoints.get, { params: { id: mine! } })).body).toMatchObject({
      sent: 1,
      cancelled: 1,
      queued: 0,
      can: { cancel: false, retry: false },
    })
    expect((await t.call(owner, mailEndpoints.retryAll)).body).toEqual({ retried: 0 })
  })

  test('what mail servers say, in words', () => {
    const said: [string | null, string][] = [
      ['550 5.1.1 <a@b>: Recipient address rejected: User unknown', 'address'],
      ['550 No such user here', 'address'],
      ['552 5.2.2 Mailbox full', 'full'],
      ['452 4.2.2 over quota', 'full'],
      ['Invalid login: 535 5.7.8 Authentication failed', 'signIn'],
      ['554 5.7.1 Message rejected as spam', 'spam'],
      ['connect ECONNREFUSED 127.0.0.1:25', 'unreachable'],
      ['Greeting never received', 'unreachable'],
      ['451 4.7.1 Greylisted, try again', 'later'],
      ['還原時保留 / held back by a restore', 'held'],
      ['???', 'other'],
      [null, 'other'],
    ]
    expect(said.map(([text]) => [text, mailTrouble(text)])).toEqual(said)
  })
})

describe('the installation', () => {
  test('is shown to the owner of the first organisation and to nobody else', async () => {
    const mine = (await t.call(owner, e.state)).body.installation!
    expect([mine.organisations, mine.storage.kind, mine.backup, mine.jobs]).toEqual([2, 'disk', null, []])
    expect((await t.call(stranger, e.state)).body.installation).toBe(null)
    for (const role of ['director', 'planner', 'staff', 'accountant', 'viewer', 'frontdesk'] as const) {
      const p = await t.person(first.organisationId, role, eventId)
      for (const [endpoint, body] of [
        [e.state, undefined],
        [e.facts, undefined],
        [e.retryFacts, {}],
        [e.runJob, { name: 'housekeeping' }],
      ] as const)
        expect([role, endpoint.path, (await t.call(p.headers, endpoint as typeof e.runJob, { body } as never)).status]).toEqual([
          role,
          endpoint.path,
          403,
        ])
    }
  })

  test('jobs run when asked for, once; failed ones run again; guests and made-up names are refused', async () => {
    const ran: string[] = []
    let broken = true
    const jobs: Job[] = [
      { name: 'test.good', cron: '0 4 * * *', run: async (_s, data) => void ran.push(`good ${JSON.stringify(data)}`) },
      {
        name: 'test.bad',
        retries: 0,
        run: async () => {
          ran.push('bad')
          if (broken) throw new Error('the printer is on fire')
        },
      },
    ]
    expect((await t.call(owner, e.runJob, { body: { name: 'test.good' } })).problem.code).toBe('system.unknown_job')
    const running = await startJobs(t.databaseUrl, t.app.services, jobs, t.app.http.log)
    try {
      expect((await t.call(stranger, e.runJob, { body: { name: 'test.good' } })).problem.code).toBe('system.not_installation')
      for (const name of ['nothing', '__pgboss__send-it', "x'; drop table organisation; --"])
        expect([name, (await t.call(owner, e.runJob, { body: { name } })).problem.code]).toEqual([name, 'system.unknown_job'])
      const twice = await Promise.all([1, 2].map(() => t.call(owner, e.runJob, { body: { name: 'test.good' } })))
      expect(twice.map((r) => r.body.queued).toSorted()).toEqual([false, true])
      await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['good {"now":true}'])
      await t.call(owner, e.runJob, { body: { name: 'test.bad' } })
      const state = async () => (await t.call(owner, e.state)).body.installation!
      await expect
        .poll(async () => (await state()).failures.map((f) => [f.name, f.error, f.tries]), { timeout: 10_000 })
        .toEqual([['test.bad', 'the printer is on fire', 1]])
      const { jobs: shown, failures } = await state()
      expect(shown.map((j) => [j.name, j.cron, j.lastState, j.failed, j.nextAt?.slice(10)])).toEqual([
        ['test.bad', null, 'failed', 1, undefined],
        ['test.good', '0 4 * * *', 'completed', 0, 'T04:00:00.000Z'],
      ])
      broken = false
      const failed = { name: 'test.bad', id: failures[0]!.id }
      expect((await t.call(stranger, e.retryJob, { body: failed })).problem.code).toBe('system.not_installation')
      expect((await t.call(owner, e.retryJob, { body: failed })).body).toEqual({ queued: true })
      await expect.poll(async () => (await state()).failures, { timeout: 10_000 }).toEqual([])
      await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['good {"now":true}', 'bad', 'bad'])
      expect((await t.call(owner, e.retryJob, { body: failed })).body).toEqual({ queued: false })
    } finally {
      await running.stop()
    }
  }, 60_000)

  test('the next run of a cron line', () => {
    const at = new Date('2027-02-28T23:59:30Z')
    const next = (cron: string) => nextRun(cron, at)?.toISOString() ?? null
    expect([
      next('*/10 * * * *'),
      next('17 * * * *'),
      next('41 19 * * *'),
      next('0 0 1 * *'),
      next('30 4 * * 1-5'),
      next('0 0 29 2 *'),
      next('5,35 22-23 * 3 0'),
    ]).toEqual([
      '2027-03-01T00:00:00.000Z',
      '2027-03-01T00:17:00.000Z',
      '2027-03-01T19:41:00.000Z',
      '2027-03-01T00:00:00.000Z',
      '2027-03-01T04:30:00.000Z',
      '2028-02-29T00:00:00.000Z',
      '2027-03-07T22:05:00.000Z',
    ])
    for (const bad of ['', 'x * * * *', '*/0 * * * *', '* * * *']) expect([bad, next(bad)]).toEqual([bad, null])
  })
})
