import type { Bench } from './run.ts'
import { client, percentile } from './load.ts'
import { benchServer } from './server.ts'

const QUOTA = Number(process.env.QUOTA ?? 3000)
const CLIENTS = 200
const WARM_UP = 600

/** 200 people at a time want one ticket of which there are fewer than people; each tries until told that it is sold out. */
export default async function run(): Promise<Bench> {
  const server = await benchServer()
  try {
    const call = client(server.address, CLIENTS)
    const good = async (method: string, path: string, body?: unknown, headers = {}) => {
      const r = await call(method, path, body, headers)
      if (r.status !== 200) throw new Error(`${method} ${path}: ${r.status} ${JSON.stringify(r.body)}`)
      return r
    }
    const email = 'owner@agency.example'
    const password = 'correct horse battery staple'
    await good('POST', '/api/setup', { token: server.setupToken, organisation: '測速會展', name: '王大明', email, password })
    const signedIn = await good('POST', '/api/auth/sign-in/email', { email, password }, { origin: server.address })
    const owner = { cookie: signedIn.cookie!, origin: server.address }
    const event = (
      await good(
        'POST',
        '/api/events',
        { slug: 'rush', name: { zh: '開賣即滿論壇' }, startDate: '2027-05-13', endDate: '2027-05-14', published: true },
        owner,
      )
    ).body
    const ticket = (
      await good('POST', `/api/events/${event.id}/ticket-types`, { name: { zh: '一般票' }, price: 1200, quota: QUOTA }, owner)
    ).body

    const order = (ticketTypeId: string, name: string) =>
      call(
        'POST',
        '/api/public/rush/registrations',
        {
          ticketTypeId,
          name,
          email: `${name}@people.example`,
          organisation: '測試單位',
          phone: '0900-000-000',
          country: 'TW',
          consents: [{ key: 'privacy', version: '1' }],
        },
        { 'idempotency-key': `bench-${name}` },
      )
    // Some orders of another ticket first: a server that opens a sale has been up for a while.
    const other = (await good('POST', `/api/events/${event.id}/ticket-types`, { name: { zh: '暖身票' }, quota: null }, owner)).body
    for (let k = 0; k < WARM_UP; k += CLIENTS) await Promise.all(Array.from({ length: CLIENTS }, (_, i) => order(other.id, `w${k + i}`)))

    let n = 0
    let refused = 0
    const wrong: string[] = []
    const accepted: number[] = []
    const buy = async () => {
      for (;;) {
        const r = await order(ticket.id, `p${++n}`)
        if (r.status === 200) accepted.push(r.ms)
        else if (r.body?.code === 'registration.sold_out') {
          refused++
          return
        } else {
          wrong.push(`${r.status} ${r.body?.code}`)
          return
        }
      }
    }
    const began = performance.now()
    await Promise.all(Array.from({ length: CLIENTS }, buy))
    const seconds = (performance.now() - began) / 1000

    const after = (await good('GET', `/api/events/${event.id}/ticket-types/${ticket.id}`, undefined, owner)).body
    const rows = (await good('GET', `/api/events/${event.id}/registrations?limit=1&ticketTypeId=${ticket.id}`, undefined, owner)).body.total
    const figures = {
      clients: CLIENTS,
      quota: QUOTA,
      accepted: accepted.length,
      sold: after.sold,
      rows,
      refused,
      failed: wrong.length,
      seconds: Number(seconds.toFixed(2)),
      ordersPerMinute: Math.round((accepted.length / seconds) * 60),
      p50ms: Math.round(percentile(accepted, 0.5)),
      p99ms: Math.round(percentile(accepted, 0.99)),
      maxMs: Math.round(Math.max(...accepted)),
    }
    if (wrong.length) console.error(wrong.slice(0, 5))
    const exact = accepted.length === QUOTA && after.sold === QUOTA && rows === QUOTA && wrong.length === 0
    return {
      name: 'registration',
      figures,
      targets: { ordersPerMinute: '>= 6000', p99ms: '<= 500', sold: `= ${QUOTA}` },
      ok: exact && figures.ordersPerMinute >= 6000 && figures.p99ms <= 500,
    }
  } finally {
    await server.stop()
  }
}
