import { Agent } from 'node:http'
import { account, type Client, exchange, type Operation } from './client.ts'
import type { World } from './world.ts'

/** What all clients work on: one published event with three tickets (the second scarce), three rooms and three written sections. */
export type Stage = {
  slug: string
  eventId: string
  tickets: { id: string; price: number; quota: number | null }[]
  rooms: string[]
  sections: string[]
}
export const PLAN = 'event-plan'
export const LISTS = ['registration-table', 'attendance-list'] as const

/** Sets the installation up, without disturbances. */
export async function setStage(world: World, scarce: number): Promise<Stage> {
  const agent = new Agent({ keepAlive: true })
  let cookie = ''
  const call = async (method: string, path: string, body: unknown) => {
    const r = await exchange(world, agent, { method, path, body, headers: cookie ? { cookie } : {}, timeout: 30_000 })
    if (r.status !== 200) throw new Error(`${method} ${path}: ${r.status} ${r.bytes.toString().slice(0, 500)}`)
    cookie ||= r.cookie ?? ''
    return r.body
  }
  await call('POST', '/api/setup', { token: world.setupToken(), organisation: '不怕斷電會展', name: '王大明', ...account })
  cookie = ''
  await call('POST', '/api/auth/sign-in/email', account)
  const slug = 'faults'
  const event = await call('POST', '/api/events', {
    slug,
    name: { zh: '不怕斷電論壇', en: 'Forum Without Fear' },
    startDate: '2027-05-13',
    endDate: '2027-05-14',
    published: true,
  })
  const path = `/api/events/${event.id}`
  const tickets: Stage['tickets'] = []
  for (const [zh, price, quota] of [
    ['一般票', 1200, null],
    ['限量票', 300, scarce],
    ['學生票', 500, null],
  ] as const)
    tickets.push({ id: (await call('POST', `${path}/ticket-types`, { name: { zh }, price, quota })).id, price, quota })
  const rooms: string[] = []
  for (const zh of ['甲廳', '乙廳', '丙廳']) rooms.push((await call('POST', `${path}/rooms`, { name: { zh } })).id)
  agent.destroy()
  return { slug, eventId: event.id, tickets, rooms, sections: ['background', 'analysis', 'concept'] }
}

type Mine = { id: string; code: string; name: string; email: string; ticketTypeId: string; status: string; unsure: boolean }
/** A programme file of its own keys and titles. */
const programme = (mark: string, sessions: number) => {
  const events = Array.from({ length: sessions }, (_, i) => {
    const start = `${String(9 + Math.floor(i / 6)).padStart(2, '0')}:${i % 6}0`
    return `<event id="${mark}-${i}"><start>${start}</start><duration>00:10</duration><room>${mark}</room><slug>${mark}-${i}</slug><title>${mark} #${i}</title><subtitle/><track>${mark}</track><type>lecture</type><language>zh</language><abstract>輸入 ${i}</abstract><description/><persons><person id="${mark}-p${i % 3}">${mark} 講者${i % 3}</person></persons></event>`
  })
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<schedule><conference><title>${mark}</title><start>2027-05-13</start><end>2027-05-14</end><days>1</days></conference><day index="1" date="2027-05-13"><room name="${mark}">${events.join('')}</room></day></schedule>`,
  )
}
const words = (text: string) => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })

const weights = {
  register: 26,
  desk: 10,
  keyless: 6,
  twin: 4,
  paste: 5,
  cancel: 8,
  reinstate: 6,
  move: 5,
  resend: 3,
  checkIn: 14,
  undo: 4,
  room: 7,
  section: 5,
  import: 4,
  issue: 4,
  upload: 5,
  comment: 4,
} as const

/** One client's work: `steps` operations, each chosen by the client's own chance among what it did before. */
export function makeWorker(c: Client, stage: Stage, seen: { scanned: Map<string, string> }) {
  const { random } = c
  const path = `/api/events/${stage.eventId}`
  const mine: Mine[] = []
  const arrivals: string[] = []
  let n = 0
  const mark = () => `c${c.id}n${++n}`
  const copies = () => (random.chance(0.15) ? random.int(2, 4) : 1)
  const sure = (status?: string) => mine.filter((r) => !r.unsure && (!status || r.status === status))

  const person = () => {
    const name = `${mark()} 林小華`
    const email = `${random.chance(0.06) ? 'bounce' : 'p'}.${name.split(' ')[0]}@people.example`
    return { name, email, ticketTypeId: random.pick(stage.tickets).id, phone: '0912-345-678', organisation: `單位${random.int(1, 5)}` }
  }
  const consents = [{ key: 'privacy', version: '1' }]
  const keep = (op: Operation, draft: { name: string; email: string; ticketTypeId: string }) => {
    if (op.outcome === 'acknowledged')
      mine.push({ ...draft, id: op.answer.id, code: op.answer.code, status: op.answer.status, unsure: false })
  }
  async function register(kind: 'register' | 'keyless' | 'desk') {
    const draft = person()
    const body = kind === 'desk' ? draft : { ...draft, consents, ...(kind === 'keyless' ? { allowDuplicate: true } : {}) }
    const url = kind === 'desk' ? `${path}/registrations` : `/api/public/${stage.slug}/registrations`
    const note = { people: [draft] }
    keep(
      await c.run({ kind, method: 'POST', path: url, body, public: kind !== 'desk', keyed: kind !== 'keyless', copies: copies(), note }),
      draft,
    )
  }
  /** A registration of one's own changes hands only while its state is known: what got no answer may still come about later. */
  async function change(r: Mine | undefined, kind: 'cancel' | 'reinstate' | 'move' | 'resend') {
    if (!r) return register('register')
    const body = kind === 'move' ? { ticketTypeId: random.pick(stage.tickets).id } : kind === 'cancel' ? { reason: '行程衝突' } : {}
    const url = `${path}/registrations/${r.id}/${kind}`
    const op = await c.run({ kind, method: 'POST', path: url, body, copies: copies(), note: { registrationId: r.id, email: r.email } })
    if (op.outcome === 'unknown') r.unsure = true
    if (op.outcome === 'acknowledged' && kind !== 'resend') {
      r.status = op.answer.status
      r.ticketTypeId = op.answer.ticketTypeId
    }
  }

  const acts: Record<keyof typeof weights, () => Promise<unknown>> = {
    register: () => register('register'),
    desk: () => register('desk'),
    keyless: () => register('keyless'),
    // The same person again is refused, and must not cost a place.
    twin: async () => {
      const known = sure('confirmed')
      if (!known.length) return register('desk')
      const r = random.pick(known)
      const body = { name: r.name, email: r.email.toUpperCase(), ticketTypeId: stage.tickets[0]!.id }
      await c.run({ kind: 'twin', method: 'POST', path: `${path}/registrations`, body, note: { people: [{ name: r.name }] } })
    },
    paste: async () => {
      const rows = Array.from({ length: random.int(2, 12) }, person)
      const op = await c.run({
        kind: 'paste',
        method: 'POST',
        path: `${path}/registrations/paste`,
        body: { rows, notify: true },
        copies: copies(),
        note: { people: rows },
      })
      if (op.outcome === 'acknowledged') rows.forEach((d, i) => mine.push({ ...d, ...op.answer.rows[i], unsure: false }))
    },
    cancel: () => change(random.pick(sure('confirmed')), 'cancel'),
    reinstate: async () => {
      if (!sure('cancelled').length) await acts.cancel()
      await change(random.pick(sure('cancelled')), 'reinstate')
    },
    move: () => change(random.pick(sure('confirmed')), 'move'),
    resend: () => change(random.pick(sure('confirmed')), 'resend'),
    checkIn: async () => {
      for (const r of mine) seen.scanned.set(r.code, r.id)
      const codes = [...seen.scanned.keys()]
      if (!codes.length) return register('desk')
      const scans = Array.from({ length: random.int(1, 6) }, () => ({
        id: random.uuid(),
        code: random.pick(codes),
        device: `d${c.id}`,
        source: 'scanner',
      }))
      const op = await c.run({
        kind: 'checkIn',
        method: 'POST',
        path: `${path}/checkin/scans`,
        body: { scans },
        copies: copies(),
        keyed: random.chance(0.7),
      })
      // A device without keys sends the same scans again: their own ids make them one.
      if (op.outcome === 'acknowledged') for (const r of op.answer.results) if (r.outcome === 'ok') arrivals.push(r.id)
    },
    undo: async () => {
      if (!arrivals.length) return acts.checkIn()
      const [id] = arrivals.splice(random.int(0, arrivals.length - 1), 1)
      await c.run({ kind: 'undo', method: 'POST', path: `${path}/checkin/${id}/undo`, body: {}, copies: copies(), note: { id } })
    },
    room: async () => {
      const id = random.pick(stage.rooms)
      const { version } = (await c.get(`${path}/rooms/${id}`)).body
      const place = mark()
      await c.run({
        kind: 'room',
        method: 'PATCH',
        path: `${path}/rooms/${id}`,
        body: { place, version },
        keyed: false,
        note: { id, place },
      })
    },
    section: async () => {
      const section = random.pick(stage.sections)
      const detail = (await c.get(`${path}/deliverables/${PLAN}?lang=zh-TW`)).body
      const { version } = detail.sections.find((s: { key: string }) => s.key === section).texts['zh-TW']
      const text = mark()
      await c.run({
        kind: 'section',
        method: 'PUT',
        path: `${path}/deliverables/${PLAN}/sections/${section}`,
        body: { content: words(text), version, lang: 'zh-TW' },
        keyed: false,
        note: { section, text },
      })
    },
    import: async () => {
      const name = mark()
      const sessions = random.int(5, 60)
      await c.run({
        kind: 'import',
        method: 'POST',
        path: `${path}/programme/import?filename=${name}.xml`,
        body: programme(name, sessions),
        note: { name, sessions },
        copies: copies(),
      })
    },
    issue: () => {
      const key = random.pick(LISTS)
      const note = mark()
      return c.run({
        kind: 'issue',
        method: 'POST',
        path: `${path}/deliverables/${key}/issues`,
        body: { note },
        note: { key, note },
        copies: copies(),
      })
    },
    upload: () => {
      const name = `${mark()}.txt`
      const bytes = Buffer.from(`${name}\n`.repeat(random.int(1, 20_000)))
      return c.run({ kind: 'upload', method: 'POST', path: `${path}/files?name=${name}`, body: bytes, note: { name }, copies: copies() })
    },
    comment: () => {
      const known = sure()
      if (!known.length) return register('desk')
      const body = { entity: 'registration', entityId: random.pick(known).id, body: mark() }
      return c.run({ kind: 'comment', method: 'POST', path: `${path}/comments`, body, note: body, copies: copies() })
    },
  }
  return { step: () => acts[random.weighted(weights)]() }
}
