import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../apps/server/postgres.ts'
import { client, hammer, percentile } from './load.ts'
import type { Bench } from './run.ts'
import { benchServer } from './server.ts'

const SECONDS = 6
type Load = { perSecond: number; p99: number; refused: number }
/** Load on several addresses at once, from one process of its own, the same number of connections however many addresses there are. */
const load = (urls: string[]) =>
  new Promise<Load>((ok, no) => {
    const child = fork(fileURLToPath(import.meta.url), ['load', ...urls])
    child.once('message', (m) => ok(m as Load))
    child.once('error', no)
  })

/**
 * One app process and then two on the same two cores, PostgreSQL and the load beside them: an event’s home page, finished in
 * memory, so that the database has no part in it. No balancer: its work is not the app’s.
 */
export default async function run(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-processes-'))
  const postgres = await startPostgres({ dataDir })
  const env = { DATABASE_URL: postgres.url, SECRET_KEY: 'k'.repeat(40), HOST: '127.0.0.1' }
  const servers = [await benchServer(env)]
  try {
    const first = servers[0]!
    const ask = client(first.address, 2)
    const email = 'owner@agency.example'
    const password = 'correct horse battery staple'
    const at = { origin: first.address }
    await ask('POST', '/api/setup', { token: first.setupToken, organisation: '測速會展', name: '王大明', email, password })
    const { cookie = '' } = await ask('POST', '/api/auth/sign-in/email', { email, password }, at)
    const dates = { startDate: '2027-05-13', endDate: '2027-05-14', published: true }
    const made = await ask('POST', '/api/events', { slug: 'processes', name: { zh: '多程序論壇', en: '' }, ...dates }, { ...at, cookie })
    if (made.status !== 200) throw new Error(JSON.stringify(made.body))
    const path = '/e/processes'
    const warm = () => Promise.all(servers.map((s) => fetch(s.address + path)))
    const measure = async () => {
      await warm()
      const runs = [await load(servers.map((s) => s.address + path)), await load(servers.map((s) => s.address + path))]
      return runs.toSorted((a, b) => b.perSecond - a.perSecond)[0]!
    }
    const one = await measure()
    servers.push(await benchServer(env))
    const two = await measure()
    const ratio = Math.round((two.perSecond / one.perSecond) * 100) / 100
    const figures = {
      onePerSecond: Math.round(one.perSecond),
      twoPerSecond: Math.round(two.perSecond),
      ratio,
      oneP99Ms: one.p99,
      twoP99Ms: two.p99,
      refused: one.refused + two.refused,
    }
    return { name: 'processes', figures, targets: { ratio: '>= 1.5', refused: '= 0' }, ok: ratio >= 1.5 && figures.refused === 0 }
  } finally {
    for (const s of servers) await s.stop()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

if (process.argv[2] === 'load' && process.send) {
  const urls = process.argv.slice(3)
  const done = await Promise.all(urls.map((url) => hammer(url, 48 / urls.length, SECONDS)))
  const ms = done.flatMap((d) => d.ms)
  process.send({
    perSecond: ms.length / SECONDS,
    p99: Math.round(percentile(ms, 0.99) * 10) / 10,
    refused: done.reduce((n, d) => n + d.refused, 0),
  } satisfies Load)
}
