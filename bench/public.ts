import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { hammer, percentile } from './load.ts'
import { fosdem, withOwner } from './owner.ts'
import type { Bench } from './run.ts'

const encoding = { 'accept-encoding': 'gzip' }

/** Bytes on the wire of one address. */
const weigh = (address: string) =>
  new Promise<number>((ok, no) => {
    request(address, { headers: encoding }, (res) => {
      let n = 0
      res.on('data', (d: Buffer) => (n += d.length)).on('end', () => ok(n))
    })
      .on('error', no)
      .end()
  })

type Load = { perSecond: number; p50: number; p99: number; refused: number }
/** The load comes from a process of its own, so that its work is not the server's. */
const load = (url: string, seconds: number) =>
  new Promise<Load>((ok, no) => {
    const child = fork(fileURLToPath(import.meta.url), ['load', url, String(seconds)])
    child.once('message', (m) => ok(m as Load))
    child.once('error', no)
  })

/** FOSDEM 2020's programme (872 sessions) on one page: from the cache at 50 connections, its weight, and how soon a change shows. */
export default async function run(): Promise<Bench> {
  return withOwner(async ({ server, call, upload }) => {
    const event = await call('POST', '/api/events', {
      slug: 'fosdem',
      name: { zh: '', en: 'FOSDEM 2020' },
      startDate: '2020-02-01',
      endDate: '2020-02-02',
      zone: 'Europe/Brussels',
      published: true,
    })
    await upload(`/api/events/${event.id}/programme/import?filename=fosdem.xml`, await readFile(fosdem))
    const page = `${server.address}/en/e/fosdem/programme?day=all`
    const text = await (await fetch(page)).text()
    const sessions = new Set([...text.matchAll(/\/sessions\/([^"?#]+)"/g)].map((m) => m[1])).size
    const parts = [page, ...[...text.matchAll(/<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/g)].map((m) => new URL(m[1]!, page).href)]
    const sizes = await Promise.all(parts.map(weigh))
    const hot = await load(page, 8)

    const fresh = await call('GET', `/api/events/${event.id}`)
    await call('PATCH', `/api/events/${event.id}`, { version: fresh.version, name: { zh: '', en: 'RENAMED FORUM' } })
    const stale = !(await (await fetch(page)).text()).includes('RENAMED FORUM')
    const figures = {
      sessions,
      pagesPerSecond: Math.round(hot.perSecond),
      p50ms: hot.p50,
      p99ms: hot.p99,
      refused: hot.refused,
      bytesGz: sizes.reduce((a, b) => a + b, 0),
      staleAfterChange: stale ? 'yes' : 'no',
    }
    const ok = sessions === 872 && hot.perSecond >= 500 && hot.p99 <= 30 && figures.bytesGz <= 120_000 && !stale && hot.refused === 0
    return {
      name: 'public',
      figures,
      targets: { sessions: '= 872', pagesPerSecond: '>= 500', p99ms: '<= 30', bytesGz: '<= 120000', staleAfterChange: 'no' },
      ok,
    }
  })
}

if (process.argv[2] === 'load' && process.send) {
  const seconds = Number(process.argv[4])
  const { ms, refused } = await hammer(process.argv[3]!, 50, seconds)
  const round = (x: number) => Math.round(x * 10) / 10
  process.send({
    perSecond: ms.length / seconds,
    p50: round(percentile(ms, 0.5)),
    p99: round(percentile(ms, 0.99)),
    refused,
  } satisfies Load)
}
