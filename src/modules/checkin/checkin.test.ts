import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { newId } from '../../kernel/contract/ids.ts'
import { testApp } from '../../../tests/harness/app.ts'
import { deskKeys } from '../registration/server/index.ts'
import { qrPayload } from '../registration/contract/qr.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { boardEndpoints } from './contract/board.ts'
import { checkinEndpoints as e, type Scan } from './contract/checkin.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const other = await app.organisation('別家會展')
type Who = Record<string, string>

/** An event with `n` people on site and one who only watches the stream. */
async function hall(n = 3, who = org.key) {
  const event = await app.event(who)
  const params = { eventId: event.id }
  const type = async (name: string, attendance: 'onsite' | 'online') =>
    (await app.call(who, ticketEndpoints.create, { params, body: { name: { zh: name, en: '' }, attendance, category: 'vip' } as never }))
      .body as { id: string }
  const [seat, stream] = [await type('現場席', 'onsite'), await type('線上', 'online')]
  const add = async (names: string[], ticketTypeId: string, attendance: 'onsite' | 'online') => {
    const r = await app.call(who, registrationEndpoints.paste, {
      params,
      body: {
        rows: names.map((name, i) => ({
          name,
          ticketTypeId,
          attendance,
          organisation: '峰谷展覽工程',
          phone: `0912-345-${String(100 + i)}`,
          email: `p${i}@guest.example`,
        })),
      },
    })
    if (r.status !== 200) throw new Error(JSON.stringify(r.problem))
    return r.body.rows
  }
  const people = await add(
    Array.from({ length: n }, (_, i) => `來賓${i + 1}`),
    seat.id,
    'onsite',
  )
  const [watcher] = await add(['線上的人'], stream.id, 'online')
  const { qrKey } = await app.run(who === org.key ? org.organisationId : other.organisationId, deskKeys, event.id)
  const code = (i: number) => qrPayload(people[i]!, qrKey)
  const scan = (scans: Partial<Scan>[], as: Who = who) =>
    app.call(as, e.scan, { params, body: { scans: scans.map((s) => ({ id: newId(), ...s })) as never } })
  const one = async (s: Partial<Scan>, as?: Who) => (await scan([s], as)).body.results[0]!
  return { event, params, people, watcher: watcher!, code, scan, one, seat }
}

describe('a scan', () => {
  it('is never told ok without being kept, while another desk takes arrivals back', async () => {
    const h = await hall(1)
    const code = await h.code(0)
    const told: { id: string; outcome: string }[] = []
    const desk = async () => {
      for (let i = 0; i < 12; i++) told.push(await h.one({ id: newId(), code }))
    }
    let open = true
    const undoing = async () => {
      while (open) {
        const row = told.findLast((r) => r.outcome === 'ok')
        if (row) await app.call(org.key, e.undo, { params: { ...h.params, id: row.id }, body: {} })
        else await new Promise((r) => setTimeout(r, 2))
      }
    }
    const back = undoing()
    await Promise.all([desk(), desk()])
    open = false
    await back
    const kept = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('checkin').select('id').where('eventId', '=', h.event.id).execute(),
    )
    const ids = new Set(kept.map((k) => k.id))
    expect(told.filter((r) => (r.outcome === 'ok') !== ids.has(r.id))).toEqual([])
    expect(ids.size).toBeGreaterThan(1)
  })

  it('answers a repeated scan as it did the first time, though the person cancelled in between', async () => {
    const h = await hall()
    const id = newId()
    const first = await h.one({ id, code: await h.code(0) })
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.people[0]!.id }, body: {} as never })
    const retry = await h.one({ id, code: await h.code(0) })
    const fresh = await h.one({ code: await h.code(0) })
    expect([first.outcome, retry.outcome, fresh.outcome]).toEqual(['ok', 'ok', 'cancelled'])
  })

  it('lets a person in once a day and tells the second time when and where the first was', async () => {
    const h = await hall()
    const first = await h.one({ code: await h.code(0), device: 'A 櫃檯', source: 'camera' })
    expect([first.outcome, first.guest?.name, first.guest?.ticket.zh, first.guest?.phoneEnd]).toEqual(['ok', '來賓1', '現場席', '5100'])
    const again = await h.one({ registrationId: h.people[0]!.id, device: 'B 櫃檯', source: 'name' })
    expect([again.outcome, again.first?.device, again.first?.at]).toEqual(['again', 'A 櫃檯', first.first?.at])
    const { body: counts } = await app.call(org.key, e.counts, { params: h.params })
    expect([counts.expected, counts.arrived, counts.byDevice]).toEqual([3, 1, { 'A 櫃檯': 1 }])
  })

  it('reads the printed code in any case, and tells apart what it may not let in', async () => {
    const h = await hall()
    const away = await hall()
    const theirs = await hall(1, other.key)
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.people[1]!.id }, body: {} })
    const forged = `${(await h.code(2)).slice(0, -3)}AAA`
    const r = (
      await h.scan([
        { code: h.people[0]!.code.toLowerCase() },
        { code: await h.code(1) },
        { registrationId: h.watcher.id },
        { code: await away.code(0) },
        { code: await theirs.code(0) },
        { registrationId: theirs.people[0]!.id },
        { registrationId: away.people[0]!.id },
        { code: forged },
        { code: 'R-9999' },
        { code: 'https://example.org/?q=%00' },
        { code: '😀'.repeat(50) },
      ])
    ).body
    expect(r.results.map((x) => x.outcome)).toEqual([
      'ok',
      'cancelled',
      'online',
      'foreign',
      'foreign',
      'foreign',
      'foreign',
      'foreign',
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(r.results.map((x) => x.guest?.name ?? null).slice(3)).toEqual(Array(8).fill(null))
    expect(r.counts).toEqual({ ...r.counts, expected: 2, arrived: 1 })
  })

  it('refuses broken bodies without a trace', async () => {
    const h = await hall()
    for (const s of [
      {},
      { code: '' },
      { code: 'a\u0000b' },
      { code: 'R-0001', device: 'x\u0000' },
      { code: 'R-0001', device: '長'.repeat(41) },
      { code: 'x'.repeat(201) },
      { code: 'R-0001', at: 'gestern' },
      { code: 'R-0001', at: '2027-05-13T09:00:00+08:00' },
      { code: 'R-0001', source: 'guess' as never },
      { registrationId: 'x' },
      { code: 'R-0001', bogus: 1 } as never,
      { code: 'R-0001', id: 'x' },
    ])
      expect([JSON.stringify(s), (await h.scan([s])).status]).toEqual([JSON.stringify(s), 422])
    expect((await h.scan([])).status).toBe(422)
    expect((await h.scan(Array.from({ length: 301 }, () => ({ code: 'R-0001' })))).status).toBe(422)
    expect((await h.scan([{ code: 'R-0001' }, { code: 'a\u0000b' }])).status).toBe(422)
    expect((await app.call(org.key, e.counts, { params: h.params })).body.arrived).toBe(0)
  })
})

describe('devices', () => {
  it('two at once with the same person: exactly one lets in', async () => {
    const h = await hall(1)
    const results = await Promise.all(Array.from({ length: 8 }, async (_, i) => h.one({ code: await h.code(0), device: `櫃檯 ${i}` })))
    expect(results.map((r) => r.outcome).toSorted()).toEqual([...Array(7).fill('again'), 'ok'])
    const winner = results.find((r) => r.outcome === 'ok')!
    expect(new Set(results.map((r) => r.first?.checkinId))).toEqual(new Set([winner.id]))
  })

  it('two that come back on line with the same people in opposite order do not lock each other out', async () => {
    const h = await hall(9)
    const list = h.people.map((p) => ({ registrationId: p.id }))
    // A third desk holds the one in the middle until both others wait, then gives up.
    let [began, letGo] = [() => {}, () => {}]
    const [holding, free] = [new Promise<void>((r) => (began = r)), new Promise<void>((r) => (letGo = r))]
    const third = app.run(
      org.organisationId,
      async (ctx) => {
        await ctx.tx
          .insertInto('checkin')
          .values({
            id: newId(),
            organisationId: ctx.orgId,
            eventId: h.event.id,
            registrationId: h.people[4]!.id,
            day: ctx.now.slice(0, 10),
            at: ctx.now,
            source: 'name',
          })
          .execute()
        await sql`update checkin set day = (now() at time zone 'Asia/Taipei')::date where registration_id = ${h.people[4]!.id}`.execute(
          ctx.tx,
        )
        began()
        await free
        throw new Error('given up')
      },
      h.event.id,
    )
    await holding
    const both = Promise.all([h.scan(list), h.scan(list.toReversed())])
    const waiting = async () =>
      (
        await app.run(org.organisationId, async (ctx) =>
          sql<{
            n: number
          }>`select count(distinct pid) n from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`.execute(
            ctx.tx,
          ),
        )
      ).rows[0]!.n
    await expect.poll(waiting, { timeout: 10_000 }).toBe(2).finally(letGo)
    await expect(third).rejects.toThrow('given up')
    const answers = await both
    expect(answers.map((a) => a.status)).toEqual([200, 200])
    expect(answers.flatMap((a) => a.body.results.filter((r) => r.outcome === 'ok')).length).toBe(9)
    expect((await app.call(org.key, e.counts, { params: h.params })).body.arrived).toBe(9)
  })

  it('a batch sent again changes nothing and answers the same', async () => {
    const h = await hall(3)
    const batch = await Promise.all([0, 1, 0].map(async (i) => ({ id: newId(), code: await h.code(i), device: 'A' })))
    const first = (await h.scan(batch)).body
    const second = (await h.scan(batch)).body
    expect(first.results.map((r) => r.outcome)).toEqual(['ok', 'ok', 'again'])
    expect(second).toEqual(first)
    const trail = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select('entityId').where('entity', '=', 'checkin').where('eventId', '=', h.event.id).execute(),
    )
    expect(trail.length).toBe(2)
  })

  it('refuses an id that stands for somebody else', async () => {
    const h = await hall(2)
    const id = newId()
    expect((await h.one({ id, code: await h.code(0) })).outcome).toBe('ok')
    const r = await h.scan([{ id, code: await h.code(1) }])
    expect([r.status, r.problem.code]).toEqual([409, 'idempotency.reused'])
    const away = await hall(1)
    expect((await away.scan([{ id, code: await away.code(0) }])).status).toBe(409)
  })

  it('a clock ahead, or weeks behind, counts as now; an hour ago stays', async () => {
    const h = await hall(3)
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const hour = at(-3_600_000)
    const r = (
      await h.scan([
        { code: await h.code(0), at: at(86_400_000) },
        { code: await h.code(1), at: hour },
        { code: await h.code(2), at: '1970-01-01T00:00:00Z' },
      ])
    ).body.results
    expect(r.map((x) => x.outcome)).toEqual(['ok', 'ok', 'ok'])
    expect(r[1]!.first!.at).toBe(hour)
    for (const i of [0, 2]) expect(Math.abs(Date.parse(r[i]!.first!.at) - Date.now()) < 60_000).toBe(true)
  })

  it('takes 300 in one request, with as many statements as for three', async () => {
    const h = await hall(300)
    const codes = await Promise.all(h.people.map(async (_, i) => ({ code: await h.code(i), device: 'A' })))
    const three = await app.count(() => h.scan(codes.slice(0, 3)))
    const many = await app.count(() => h.scan(codes.slice(3)))
    expect(many).toBe(three)
    const all = await app.count(() => h.scan(codes))
    expect(all <= three).toBe(true)
    expect((await app.call(org.key, e.counts, { params: h.params })).body.arrived).toBe(300)
  })
})

describe('undo', () => {
  it('makes room for another arrival; twice is not found', async () => {
    const h = await hall(1)
    const made = await h.one({ code: await h.code(0), device: 'A' })
    const undo = () => app.call(org.key, e.undo, { params: { ...h.params, id: made.id }, body: {} })
    expect((await undo()).body.registrationId).toBe(h.people[0]!.id)
    expect((await undo()).status).toBe(404)
    expect((await app.call(org.key, e.roster, { params: h.params })).body.guests[0]!.seen).toEqual({})
    const next = await h.one({ code: await h.code(0), device: 'B' })
    expect([next.outcome, next.first?.device]).toEqual(['ok', 'B'])
    expect((await h.one({ code: await h.code(0), device: 'C' })).first?.device).toBe('B')
    expect((await app.call(org.key, e.counts, { params: h.params })).body.byDevice).toEqual({ B: 1 })
  })
})

describe('the roster', () => {
  it('holds what a desk needs, no address, and what changed since', async () => {
    const h = await hall(3)
    const full = (await app.call(org.key, e.roster, { params: h.params })).body
    expect(full.guests.map((g) => [g.name, g.status, g.attendance, g.category])).toEqual([
      ['來賓1', 'confirmed', 'onsite', 'vip'],
      ['來賓2', 'confirmed', 'onsite', 'vip'],
      ['來賓3', 'confirmed', 'onsite', 'vip'],
      ['線上的人', 'confirmed', 'online', 'vip'],
    ])
    expect(JSON.stringify(full)).not.toMatch(/guest\.example|0912/)
    const since = new Date().toISOString()
    const changed = async () => (await app.call(org.key, e.roster, { params: h.params, query: { since } })).body.guests.map((g) => g.name)
    expect(await changed()).toEqual([])
    const made = await h.one({ code: await h.code(1) })
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.people[2]!.id }, body: {} })
    expect(await changed()).toEqual(['來賓2', '來賓3'])
    await app.call(org.key, e.undo, { params: { ...h.params, id: made.id }, body: {} })
    expect(await changed()).toEqual(['來賓2', '來賓3'])
  })

  it('costs the same for one and for fifty', async () => {
    const [small, big] = [await hall(1), await hall(50)]
    const read = (h: typeof small) => app.count(() => app.call(org.key, e.roster, { params: h.params }))
    expect(await read(big)).toBe(await read(small))
    const board = (h: typeof small) => app.count(() => app.call(org.key, boardEndpoints.board, { params: h.params }))
    expect(await board(big)).toBe(await board(small))
  })
})

describe('who may', () => {
  const mayDo = ['checkin.do', 'checkin.events']
  it('the front desk checks in at its own event and reaches nothing else of the house', async () => {
    const h = await hall(2)
    const away = await hall(1)
    const desk = await app.person(org.organisationId, 'frontdesk', h.event.id)
    expect((await app.call(desk.headers, e.events)).body.rows.map((x) => x.id)).toEqual([h.event.id])
    expect((await app.call(desk.headers, e.roster, { params: h.params })).status).toBe(200)
    expect((await h.one({ code: await h.code(0) }, desk.headers)).outcome).toBe('ok')
    expect((await app.call(desk.headers, e.roster, { params: away.params })).status).toBe(404)
    expect((await away.scan([{ code: await away.code(0) }], desk.headers)).status).toBe(404)
    expect((await app.call(desk.headers, eventEndpoints.list)).status).toBe(403)
    expect((await app.call(desk.headers, deskEndpoints.search, { query: { q: '來賓' } })).status).toBe(403)
    expect((await app.call(desk.headers, boardEndpoints.board, { params: h.params })).status).toBe(403)
    expect((await app.call(desk.headers, boardEndpoints.guests, { params: h.params })).status).toBe(403)
    const { policy, mounted } = app.app.services
    const actor = {
      kind: 'user' as const,
      id: desk.userId,
      name: '',
      organisationId: org.organisationId,
      role: 'frontdesk',
      events: new Map([[h.event.id, { role: 'frontdesk', groups: [] }]]),
      scopes: [],
    }
    const open = mounted.filter(
      (x) =>
        x.action !== 'public' &&
        x.action !== 'signedIn' &&
        policy.can(actor, x.action, { eventId: x.path.includes(':eventId') ? h.event.id : null }),
    )
    expect(mounted.length > 100).toBe(true)
    expect([...new Set(open.map((x) => x.action))].toSorted()).toEqual(mayDo)
  })

  it('another organisation and nobody see nothing; a viewer reads and changes nothing', async () => {
    const h = await hall(1)
    const code = await h.code(0)
    for (const [who, status] of [
      [other.key, 404],
      [null, 401],
    ] as const) {
      for (const x of [e.roster, e.counts, boardEndpoints.board, boardEndpoints.guests])
        expect((await app.call(who, x as typeof e.counts, { params: h.params })).status).toBe(status)
      expect((await app.call(who, e.scan, { params: h.params, body: { scans: [{ id: newId(), code }] } })).status).toBe(status)
      expect((await app.call(who, e.undo, { params: { ...h.params, id: newId() }, body: {} })).status).toBe(status)
    }
    const viewer = await app.person(org.organisationId, 'viewer', h.event.id)
    expect((await app.call(viewer.headers, boardEndpoints.board, { params: h.params })).status).toBe(200)
    expect((await h.scan([{ code }], viewer.headers)).status).toBe(403)
    expect((await app.call(viewer.headers, e.events)).body.rows).toEqual([])
  })
})

describe('the office', () => {
  it('sees counter, quarter hours, devices and latest arrivals, without those who cancelled since', async () => {
    const h = await hall(4)
    await h.scan([
      { code: await h.code(0), device: 'A' },
      { code: await h.code(1), device: 'A' },
      { code: await h.code(2), device: 'B' },
    ])
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.people[2]!.id }, body: {} })
    const b = (await app.call(org.key, boardEndpoints.board, { params: h.params })).body
    expect([b.expected, b.arrived, b.days, b.bins.reduce((s, x) => s + x.count, 0)]).toEqual([3, 2, [{ day: b.day, arrived: 2 }], 2])
    expect(b.byDevice.map((d) => [d.device, d.count])).toEqual([['A', 2]])
    expect(b.recent.map((r) => r.name).toSorted()).toEqual(['來賓1', '來賓2'])
    const past = (await app.call(org.key, boardEndpoints.board, { params: h.params, query: { day: '2020-01-01' } })).body
    expect([past.arrived, past.bins, past.recent]).toEqual([0, [], []])
  })

  it('lists who came and who is missing, in pages, searched and sorted', async () => {
    const h = await hall(5)
    await h.scan([{ code: await h.code(3), device: 'A' }])
    const list = async (query: object) => (await app.call(org.key, boardEndpoints.guests, { params: h.params, query })).body
    expect((await list({ state: 'arrived' })).rows.map((r) => [r.name, r.device])).toEqual([['來賓4', 'A']])
    expect((await list({ state: 'missing' })).rows.map((r) => r.name)).toEqual(['來賓1', '來賓2', '來賓3', '來賓5'])
    expect((await list({ sort: '-at', limit: 1 })).rows.map((r) => r.name)).toEqual(['來賓4'])
    const first = await list({ limit: 3 })
    expect([first.total, first.rows.length, (await list({ limit: 3, after: first.next! })).rows.map((r) => r.name)]).toEqual([
      5,
      3,
      ['來賓4', '來賓5'],
    ])
    expect((await list({ q: '來賓2' })).total).toBe(1)
    expect((await list({ q: '%' })).total).toBe(0)
    for (const query of [{ sort: 'phone' }, { after: '-1' }, { after: 'x' }])
      expect((await app.call(org.key, boardEndpoints.guests, { params: h.params, query })).status).toBe(422)
  })
})
