import { readFileSync, writeFileSync } from 'node:fs'
import { withOwner } from './owner.ts'
import type { Bench } from './run.ts'

const PEOPLE = 1000
const surnames = [...'陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐𠮷堃']
const given = ['怡君', '志明', '雅婷', '家豪', '喆', '犇', '淑芬', '俊宏', '美玲', '冠宇', '堃泰', '宗翰']
const organisations = ['國立陽明交通大學', '財團法人中華民國對外貿易發展協會臺北國際會議中心', '峰谷展覽工程股份有限公司', '']

const megabytes = (pid: number, of: 'VmHWM' | 'VmRSS') =>
  Math.round(Number(new RegExp(`^${of}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)

/**
 * A thousand badges with signed QR codes over HTTP: the first file of a fresh process, one after it, and the memory that they took at most, beyond what the server held
 * before: typesetter and its fonts included. */
export default async function run(): Promise<Bench> {
  return withOwner(async ({ server, call, headers }) => {
    const event = await call('POST', '/api/events', {
      slug: 'badges',
      name: { zh: '名牌論壇', en: 'Badge Forum' },
      startDate: '2027-05-13',
      endDate: '2027-05-14',
    })
    const at = `/api/events/${event.id}`
    const ticket = await call('POST', `${at}/ticket-types`, { name: { zh: '一般', en: '' } })
    for (let i = 0; i < PEOPLE; i += 500)
      await call('POST', `${at}/registrations/paste`, {
        rows: Array.from({ length: 500 }, (_, k) => ({
          name: `${surnames[(i + k) % surnames.length]}${given[(i + k) % given.length]}`,
          nameEn: `Guest ${i + k}`,
          organisation: organisations[k % organisations.length],
          title: '專案經理',
          country: 'TW',
          ticketTypeId: ticket.id,
        })),
      })
    // From here on the highest point counts anew.
    writeFileSync(`/proc/${server.pid}/clear_refs`, '5')
    const beforeMB = megabytes(server.pid, 'VmRSS')
    await server.loopMs()
    const print = async () => {
      const began = performance.now()
      const r = await fetch(`${server.address}${at}/badges.pdf?sort=name`, { headers })
      if (r.status !== 200) throw new Error(`${r.status} ${await r.text()}`)
      const bytes = Buffer.from(await r.arrayBuffer())
      return { ms: Math.round(performance.now() - began), pages: bytes.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0, bytes }
    }
    const first = await print()
    const serverPeakMB = megabytes(server.pid, 'VmHWM')
    const second = await print()
    const figures = {
      badges: PEOPLE,
      firstMs: first.ms,
      nextMs: second.ms,
      tookMB: serverPeakMB - beforeMB,
      serverPeakMB,
      serverPeakAfterTwoMB: megabytes(server.pid, 'VmHWM'),
      loopMs: await server.loopMs(),
      kilobytes: Math.round(first.bytes.length / 1024),
    }
    const targets = { firstMs: 2000, tookMB: 400, badges: PEOPLE }
    return {
      name: 'badges',
      figures,
      targets,
      ok: first.ms <= targets.firstMs && figures.tookMB <= targets.tookMB && first.pages === PEOPLE && second.pages === PEOPLE,
    }
  })
}
