import { withOwner } from './owner.ts'
import type { Bench } from './run.ts'

const PEOPLE = 1000
const surnames = [...'陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐堃']
const given = ['怡君', '志明', '雅婷', '家豪', '喆', '犇', '淑芬', '俊宏', '美玲', '冠宇']

/** A thousand certificates over HTTP: all issued in one act, then their PDF, the first of a fresh process and one after it, and how long the server's event loop was held up. */
export default async function run(): Promise<Bench> {
  return withOwner(async ({ server, call, headers }) => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const event = await call('POST', '/api/events', {
      slug: 'certificates',
      name: { zh: '證明論壇', en: 'Certificate Forum' },
      startDate: today,
      endDate: today,
    })
    const at = `/api/events/${event.id}`
    const ticket = await call('POST', `${at}/ticket-types`, { name: { zh: '一般', en: '' } })
    for (let i = 0; i < PEOPLE; i += 250) {
      const { rows } = await call('POST', `${at}/registrations/paste`, {
        rows: Array.from({ length: 250 }, (_, k) => ({
          name: `${surnames[(i + k) % surnames.length]}${given[(i + k) % given.length]}`,
          nameEn: `Guest ${i + k}`,
          ticketTypeId: ticket.id,
        })),
      })
      await call('POST', `${at}/checkin/scans`, {
        scans: rows.map((r: { id: string }) => ({ id: crypto.randomUUID(), registrationId: r.id, source: 'name' })),
      })
    }
    await server.loopMs()
    const began = performance.now()
    const { issued } = await call('POST', `${at}/attendance-certificates`, {})
    const issueMs = Math.round(performance.now() - began)
    const print = async () => {
      const start = performance.now()
      const r = await fetch(`${server.address}${at}/attendance-certificates/file`, { headers })
      if (r.status !== 200) throw new Error(`${r.status} ${await r.text()}`)
      const bytes = Buffer.from(await r.arrayBuffer())
      const pages = Number(/\/Type \/Pages\s+\/Count (\d+)/.exec(bytes.toString('latin1'))?.[1])
      return { ms: Math.round(performance.now() - start), pages, kilobytes: Math.round(bytes.length / 1024) }
    }
    const [first, next] = [await print(), await print()]
    const figures = {
      certificates: issued,
      issueMs,
      firstMs: first.ms,
      nextMs: next.ms,
      loopMs: await server.loopMs(),
      pages: first.pages,
      kilobytes: first.kilobytes,
    }
    const targets = { certificates: PEOPLE, pages: PEOPLE, firstMs: 3000 }
    return { name: 'certificates', figures, targets, ok: issued === PEOPLE && first.pages === PEOPLE && first.ms <= targets.firstMs }
  })
}
