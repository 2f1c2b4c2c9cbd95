import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrate } from '../src/kernel/server/migrate.ts'
import { account, type Client, exchange, makeClient, type Operation } from './faults/client.ts'
import { type Cluster, type Ear, listen, makeCluster } from './faults/cluster.ts'
import { judge } from './faults/oracle.ts'
import { makeRandom } from './faults/random.ts'
import { makeWorker, setStage, type Stage } from './faults/workload.ts'
import { freshDatabase, type TestDatabase } from './harness/database.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let database: TestDatabase
let cluster: Cluster
let stage: Stage
let boss: PgBoss
const history: Operation[] = []
const broken: string[] = []
const clients: Client[] = []
const seen = { scanned: new Map<string, string>() }
const agent = new Agent({ keepAlive: true })
const folder = mkdtempSync(join(tmpdir(), 'bantoh-schema-'))
const WEB = ['web 1', 'web 2']
const ALL = [...WEB, 'worker 1']
let cookie = ''

beforeAll(async () => {
  database = await freshDatabase({ migrated: false })
  cluster = await makeCluster(database.url)
  // All at once on an empty database: one of them makes the tables.
  cluster.start('web 1')
  cluster.start('web 2')
  cluster.start('worker 1')
  await cluster.allReady(ALL)
  stage = await setStage(cluster.world, 30)
  await cluster.sql('create table harness_mark (at timestamptz default clock_timestamp(), n int, by text)')
  boss = new PgBoss({ connectionString: database.url, schema: 'pgboss', max: 2, supervise: false, schedule: false, migrate: false })
  boss.on('error', () => {})
  await boss.start()
  const signedIn = await exchange(cluster.world, agent, { method: 'POST', path: '/api/auth/sign-in/email', body: account })
  cookie = signedIn.cookie!
})
afterAll(async () => {
  for (const c of clients) c.close()
  agent.destroy()
  await boss?.stop({ graceful: false })
  await cluster?.close()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** `steps` operations of each of `many` clients through the balancer; `during` happens when about a third is done. */
async function load(many: number, steps: number, during: () => Promise<unknown>): Promise<Operation[]> {
  const from = history.length
  let done = 0
  let happening: Promise<unknown> | undefined
  await Promise.all(
    Array.from({ length: many }, async () => {
      const id = clients.length
      const c = makeClient({ world: cluster.world, id, random: makeRandom(4000 + id), history, faults: broken })
      clients.push(c)
      const worker = makeWorker(c, stage, seen)
      for (let i = 0; i < steps; i++) {
        await worker.step()
        if (++done >= (many * steps) / 3) happening ??= during()
      }
    }),
  )
  await happening
  return history.slice(from)
}
/** Until nothing waits: leases of the dead are ended here as time would, after five minutes (mail) and fifteen (jobs). */
async function rest() {
  for (const until = Date.now() + 90_000; ; await sleep(200)) {
    await cluster.sql("update mail_recipient set next_at = now() where status = 'queued' and next_at > now()")
    const [left] = await cluster.sql(`select (select count(*)::int from outbox where done_at is null) as facts,
      (select count(*)::int from mail_recipient where status = 'queued') as letters,
      (select count(*)::int from pgboss.job where name = 'harness.mark' and state < 'completed') as jobs`)
    if (left.facts + left.letters + left.jobs === 0) return
    if (Date.now() > until) throw new Error(`${JSON.stringify(left)} do not come to rest:\n${cluster.tail()}`)
  }
}
/** Into the history goes, for the oracle, also what a test did by hand. */
const tell = (o: Pick<Operation, 'kind' | 'method' | 'path' | 'body' | 'answer' | 'note'>) =>
  void history.push({ client: -1, key: null, outcome: 'acknowledged', status: 200, code: '', attempts: 1, ...o })
const get = (name: string, path: string) => exchange(cluster.at(name), agent, { method: 'GET', path, headers: { cookie } })
const roomPath = () => `/api/events/${stage.eventId}/rooms/${stage.rooms[0]}`
/** Changes a room at one process; returns the name that it now has. */
async function changeAt(name: string, place: string) {
  const { version } = (await get(name, roomPath())).body
  const ask = { method: 'PATCH', path: roomPath(), body: { place, version } }
  const r = await exchange(cluster.at(name), agent, { ...ask, headers: { cookie } })
  expect(r.status).toBe(200)
  tell({ kind: 'room', ...ask, answer: r.body, note: { id: stage.rooms[0], place } })
}
const earsOf = async (names: string[]) =>
  Object.fromEntries(
    await Promise.all(
      names.map(async (n) => [n, await listen(cluster.members.get(n)!.port, new URL(cluster.world.address).host, cookie)] as const),
    ),
  ) as Record<string, Ear>
const heardRoom = (ear: Ear, from = 0) => ear.heard.slice(from).some((h) => h.eventId === stage.eventId && h.entities.includes('room'))

test('a session holds at every process, and a worker serves watchers only', async () => {
  for (const name of WEB) expect((await get(name, '/api/session')).body.user.email).toBe(account.email)
  const { port } = cluster.members.get('worker 1')!
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status
  expect(await Promise.all(['/healthz', '/readyz', '/api/session', '/app/', '/'].map(status))).toEqual([200, 200, 421, 421, 421])
})

test('news of a write at any process reaches who listens at any other, also after the line for news was cut', async () => {
  const ears = await earsOf(WEB)
  for (const cut of [false, true]) {
    if (cut) {
      const gone = await cluster.sql(
        "select pg_terminate_backend(pid) as ok from pg_stat_activity where application_name = 'bantoh news' and datname = current_database()",
      )
      expect(gone.length).toBe(3)
      // What happened meanwhile nobody can know: everybody is told to read again.
      for (const n of WEB) await expect.poll(() => ears[n]!.heard.some((h) => h.eventId === null), { timeout: 20_000 }).toBe(true)
    }
    for (const writer of WEB) {
      const from = Object.fromEntries(WEB.map((n) => [n, ears[n]!.heard.length]))
      await changeAt(writer, `${writer} ${cut}`)
      for (const n of WEB) await expect.poll(() => heardRoom(ears[n]!, from[n]), { timeout: 20_000 }).toBe(true)
    }
  }
  for (const e of Object.values(ears)) e.close()
})

test('a public page that one process keeps is dropped when another changes what it shows', async () => {
  const page = async (name: string) => (await get(name, `/e/${stage.slug}`)).bytes.toString()
  for (const [writer, reader] of [WEB, WEB.toReversed()] as [string, string][]) {
    await page(reader)
    const event = (await get(writer, `/api/events/${stage.eventId}`)).body
    const zh = `改名於 ${writer}`
    const path = `/api/events/${stage.eventId}`
    const body = { version: event.version, name: { zh, en: 'Forum' } }
    expect((await exchange(cluster.at(writer), agent, { method: 'PATCH', path, body, headers: { cookie } })).status).toBe(200)
    await expect.poll(async () => (await page(reader)).includes(zh), { timeout: 5000 }).toBe(true)
  }
})

test('one key is one answer, whichever process is asked, also at the same time', async () => {
  for (let round = 0; round < 12; round++) {
    const email = `twice${round}@people.example`
    const ticketTypeId = stage.tickets[round % 2]!.id
    const body = { name: `林重送 ${round}`, email, ticketTypeId, consents: [{ key: 'privacy', version: '1' }] }
    const send = (i: number) =>
      exchange(cluster.at(WEB[i % 2]!), agent, {
        method: 'POST',
        path: `/api/public/${stage.slug}/registrations`,
        body,
        headers: { 'idempotency-key': `the same key everywhere ${round}` },
      })
    const answers = await Promise.all([0, 1, 2, 3].map(send))
    expect(answers.map((a) => [a.status, a.body.id])).toEqual(answers.map(() => [200, answers[0]!.body.id]))
    tell({ kind: 'register', method: 'POST', path: '', body, answer: answers[0]!.body, note: { people: [body] } })
  }
  expect((await cluster.sql("select count(*)::int as n from registration where email like 'twice%'"))[0].n).toBe(12)
})

test('kill -9 of one under load: what was acknowledged is there once, facts, letters and jobs are handled', async () => {
  let n = 0
  const sending = setInterval(() => void boss.send('harness.mark', { n: n++ }).catch(() => {}), 700)
  cluster.start('worker 2')
  await cluster.allReady(['worker 2'])
  const did = await load(4, 12, () => cluster.stop('worker 1', 'SIGKILL').then(() => cluster.stop('web 2', 'SIGKILL')))
  clearInterval(sending)
  // Jobs that died with their process come back when their time is over.
  await cluster.sql(
    "update pgboss.job set state = 'retry', start_after = now() where name = 'harness.mark' and state = 'active' and started_on < now() - interval '1 second'",
  )
  await rest()
  const marks = await cluster.sql<{ n: number; times: number }>('select n, count(*)::int as times from harness_mark group by n order by n')
  expect(marks.map((m) => m.n)).toEqual(Array.from({ length: n }, (_, i) => i))
  // Only the one that was at work when it was killed may have been done twice.
  expect(marks.filter((m) => m.times > 1).length <= 1).toBe(true)
  const by = await cluster.sql<{ by: string }>('select distinct by from harness_mark order by by')
  expect(by.map((r) => r.by)).toEqual(['worker 1', 'worker 2'])
  expect(did.filter((o) => o.outcome === 'acknowledged').length > 20).toBe(true)
  cluster.start('web 2')
  cluster.start('worker 1')
  await cluster.allReady(ALL)
})

test('rolling restart and a newer schema under load: nobody notices', async () => {
  const next = join(folder, 'migrations/')
  cpSync(join(import.meta.dirname, '../db/migrations'), next, { recursive: true })
  const tables = ['registration', 'checkin', 'room', 'mail_message', 'mail_recipient', 'outbox', 'person', 'audit_entry', 'event', 'file']
  for (const [i, t] of tables.entries())
    writeFileSync(join(next, `900${i}_next.sql`), `alter table ${t} add column of_the_next_release text not null default 'x';`)
  writeFileSync(
    join(next, '9010_next.sql'),
    "create table newcomer (organisation_id uuid not null default app_org(), id uuid primary key); select bantoh_scope('newcomer');",
  )
  const ears = await earsOf(['web 2'])
  const before = cluster.balancer.broken()
  const did = await load(3, 14, async () => {
    expect((await migrate(database.url, pathToFileURL(next))).length).toBe(11)
    // The old program restarts on the newer schema, one process after the other.
    for (const name of WEB) {
      await cluster.stop(name, 'SIGTERM')
      cluster.start(name)
      await cluster.allReady([name])
    }
  })
  expect({
    unanswered: cluster.balancer.broken() - before,
    again: did.filter((o) => o.attempts > 1).map((o) => `${o.kind} ${o.status} ${o.code}`),
    unknown: did.filter((o) => o.outcome === 'unknown').length,
  }).toEqual({ unanswered: 0, again: [], unknown: 0 })
  expect([ears['web 2']!.said.at(-1), ears['web 2']!.over()]).toEqual(['bye', true])
  await rest()
})

test('the oracle finds nothing after all this', async () => {
  await rest()
  const read = clients[0]!.get
  expect([...broken, ...(await judge({ world: cluster.world, stage, history, read }))]).toEqual([])
})

test('another key, or a schema that the program is too old for, is refused in words', async () => {
  const words = async (name: string, env: Record<string, string>) => {
    const { child, ready } = cluster.start(name, env)
    expect(await ready).toBe(false)
    if (child.exitCode === null) await once(child, 'exit')
    return cluster.tail()
  }
  const said = (
    await Promise.all([words('worker stranger', { SECRET_KEY: 'x'.repeat(40) }), words('worker nowhere', { PUBLIC_URL: '' })])
  ).join()
  expect(said).toContain('SECRET_KEY（或資料夾的 secrets.json）必須完全相同')
  expect(said).toContain('必須設定 PUBLIC_URL')
  const next = join(folder, 'migrations/')
  writeFileSync(join(next, '9011_contract.sql'), '-- needs: 9010_next\nalter table newcomer drop column id;')
  expect(await migrate(database.url, pathToFileURL(next))).toEqual(['9011_contract'])
  expect(await words('worker old', {})).toContain('needs 9010_next: update it')
  // Who runs already goes on.
  expect((await get('web 1', '/api/session')).status).toBe(200)
  rmSync(join(next, '9011_contract.sql'))
  expect(await migrate(database.url, pathToFileURL(next))).toEqual([])
})
