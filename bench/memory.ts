import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withOwner } from './owner.ts'
import type { Bench } from './run.ts'

/** Memory of a process and of its threads, in MB: what Linux counts as resident, of which `shared` lies in files that others map, too. */
function memoryOf(pid: number): { rss: number; own: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
  return { rss: Math.round(kb('VmRSS') / 1024), own: Math.round(kb('RssAnon') / 1024) }
}
/** All processes below one, e.g. the embedded PostgreSQL's; a page that several of them map is counted once (PSS). */
function pssBelow(pids: number[]): number {
  const kb = pids.map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return Math.round(kb.reduce((a, b) => a + b, 0) / 1024)
}

const IDLE_MINUTES = Number(process.env.IDLE_MINUTES ?? 5)

/** What the app process holds after its start, and when it has idled after some work: pages, a list, a document made. */
export default async function run(): Promise<Bench> {
  return withOwner(async ({ server, call }) => {
    const started = memoryOf(server.pid)
    await sleep(IDLE_MINUTES * 60_000)
    const idle = memoryOf(server.pid)
    const event = await call('POST', '/api/events', {
      slug: 'memory',
      name: { zh: '記憶體論壇', en: '' },
      startDate: '2027-05-13',
      endDate: '2027-05-14',
      published: true,
    })
    for (let i = 0; i < 200; i++) {
      await fetch(`${server.address}/e/memory`)
      await call('GET', `/api/events/${event.id}/registrations?limit=50`)
    }
    await call('POST', `/api/events/${event.id}/deliverables/registration-table/issues`, { note: '' })
    await sleep(IDLE_MINUTES * 60_000)
    const worked = memoryOf(server.pid)
    const figures = {
      rssAfterStartMB: started.rss,
      rssIdleMB: idle.rss,
      ofItOwnMB: idle.own,
      rssAfterWorkMB: worked.rss,
      idleMinutes: IDLE_MINUTES,
      postgresMB: pssBelow(server.postgresPids()),
    }
    return { name: 'memory', figures, targets: { rssIdleMB: '<= 300' }, ok: figures.rssIdleMB <= 300 }
  })
}
