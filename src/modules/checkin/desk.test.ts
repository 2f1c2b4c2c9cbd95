import { readSheet } from 'read-excel-file/node'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { documentEndpoints } from '../documents/contract/documents.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { deskPrepareEndpoints as d } from './contract/desk.ts'
import { deskItemEndpoints as items } from './contract/desk-item.ts'
import { deskStepEndpoints as steps } from './contract/desk-step.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const other = await app.organisation('別家會展')

async function hall() {
  const event = await app.event(org.key)
  const params = { eventId: event.id }
  const type = async (category: string, attendance: 'onsite' | 'online') =>
    (
      await app.call(org.key, ticketEndpoints.create, {
        params,
        body: { name: { zh: `${category}・${attendance}`, en: '' }, attendance, category } as never,
      })
    ).body.id
  const tickets = { seat: await type('general', 'onsite'), vip: await type('vip', 'onsite'), stream: await type('general', 'online') }
  let n = 0
  const register = async (ticketTypeId: string, attendance: 'onsite' | 'online', count: number) => {
    const r = await app.call(org.key, registrationEndpoints.paste, {
      params,
      body: { rows: Array.from({ length: count }, () => ({ name: `來賓${++n}`, ticketTypeId, attendance })) },
    })
    expect(r.status).toBe(200)
    return r.body.rows
  }
  const read = async () => (await app.call(org.key, d.read, { params })).body
  const needed = async () => Object.fromEntries((await read()).items.map((i) => [i.name.zh, i.needed]))
  const add = async (name: string, more: object) => {
    const r = await app.call(org.key, items.create, { params, body: { list: 'supplies', name: { zh: name, en: '' }, ...more } as never })
    expect(r.status).toBe(200)
    return r.body
  }
  return { event, params, tickets, register, read, needed, add }
}

describe('needed numbers', () => {
  it('follow the registrations: who is new is counted at once, who cancels no longer', async () => {
    const h = await hall()
    await h.add('名牌', { basis: 'onsite', spare: 10 })
    await h.add('手冊', { basis: 'all' })
    await h.add('胸花', { basis: 'vip', quantity: 2 })
    await h.add('網址卡', { basis: 'online' })
    await h.add('簽到表', { basis: 'onsite', perPeople: 20 })
    await h.add('急救箱', { basis: 'fixed', quantity: 1 })
    expect(await h.needed()).toEqual({ 名牌: 0, 手冊: 0, 胸花: 0, 網址卡: 0, 簽到表: 0, 急救箱: 1 })
    const seats = await h.register(h.tickets.seat, 'onsite', 20)
    await h.register(h.tickets.vip, 'onsite', 2)
    await h.register(h.tickets.vip, 'online', 1)
    await h.register(h.tickets.stream, 'online', 4)
    expect(await h.needed()).toEqual({ 名牌: 25, 手冊: 27, 胸花: 4, 網址卡: 5, 簽到表: 2, 急救箱: 1 })
    for (const r of seats.slice(0, 2))
      await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: r!.id }, body: {} as never })
    expect(await h.needed()).toEqual({ 名牌: 22, 手冊: 25, 胸花: 4, 網址卡: 5, 簽到表: 1, 急救箱: 1 })
    expect((await h.read()).heads).toMatchObject({ all: 25, onsite: 20, online: 5 })
  })

  it('cannot be typed, and a row knows what is short', async () => {
    const h = await hall()
    await h.register(h.tickets.seat, 'onsite', 10)
    const row = await h.add('掛繩', { basis: 'onsite', ready: 4, unitCost: 12 })
    const typed = await app.call(org.key, items.update, { params: { ...h.params, id: row.id }, body: { version: 1, needed: 99 } as never })
    expect(typed.status).toBe(422)
    expect((await h.read()).items.map((i) => [i.people, i.needed, i.shortage, i.amount])).toEqual([[10, 10, 6, 120]])
  })

  it('take as many statements for 300 items as for one', async () => {
    const h = await hall()
    await h.add('筆', {})
    const few = await app.count(() => h.read())
    const create = Array.from({ length: 300 }, (_, i) => ({ list: 'kit', name: { zh: `品項${i}`, en: '' }, basis: 'onsite' }))
    expect((await app.call(org.key, items.batch, { params: h.params, body: { create } as never })).status).toBe(200)
    expect(await app.count(() => h.read())).toBe(few)
  })
})

describe('the grid', () => {
  it('saves a pasted block, or refuses all of it and says which row', async () => {
    const h = await hall()
    const row = await h.add('桌牌', {})
    const batch = (body: object) => app.call(org.key, items.batch, { params: h.params, body: body as never })
    const good = { list: 'supplies', name: { zh: '紅龍', en: '' } }
    const stale = await batch({ create: [good], update: [{ id: row.id, version: 7, ready: 3 }] })
    expect([stale.status, stale.problem.code, stale.problem.fields?.map((f) => f.path)]).toEqual([422, 'batch.refused', ['update.0']])
    for (const bad of [
      { ...good, perPeople: 0 },
      { ...good, quantity: 1.5 },
      { ...good, quantity: -1 },
      { ...good, spare: 201 },
      { ...good, basis: 'everybody' },
      { ...good, dueDate: '2027-02-30' },
      { ...good, name: { zh: ' ', en: '' } },
      { ...good, list: 'bags' },
    ])
      expect((await batch({ create: [good, bad], update: [{ id: row.id, version: 1, ready: 3 }] })).status).toBe(422)
    expect((await h.read()).items.map((i) => [i.name.zh, i.ready, i.version])).toEqual([['桌牌', 0, 1]])
    const done = await batch({
      create: [good],
      update: [{ id: row.id, version: 1, ready: 3, state: 'arrived', dueDate: '2027-05-01', unitCost: 250 }],
    })
    expect([done.status, done.body.created.length, done.body.updated[0]?.dueDate]).toEqual([200, 1, '2027-05-01'])
  })

  it('puts the usual items into an empty list once, even when two ask at the same time', async () => {
    const h = await hall()
    const start = (list: 'supplies' | 'kit' | 'tote' | 'steps') => app.call(org.key, d.starter, { params: h.params, body: { list } })
    const both = await Promise.all([start('supplies'), start('supplies')])
    expect(both.map((r) => r.status).toSorted()).toEqual([200, 409])
    const [kit, tote, flow] = [await start('kit'), await start('tote'), await start('steps')]
    const all = await h.read()
    expect([kit.body.added, tote.body.added, flow.body.added]).toEqual([
      all.items.filter((i) => i.list === 'kit').length,
      all.items.filter((i) => i.list === 'tote').length,
      all.steps.length,
    ])
    expect(all.items.filter((i) => i.list === 'supplies').length).toBe(both.find((r) => r.status === 200)!.body.added)
    expect(all.items.filter((i) => !i.name.zh || !i.name.en || !i.unit)).toEqual([])
    expect((await start('steps')).problem.code).toBe('checkin.starter_not_empty')
  })

  it('keeps the arrivals that counters are reckoned for, and does not write over what somebody else saved', async () => {
    const h = await hall()
    const plan = (await h.read()).plan
    expect(plan).toEqual({ people: null, windowMinutes: 60, peakShare: 50, seconds: null, maxWait: 5, version: 0 })
    const save = (body: object) => app.call(org.key, d.plan, { params: h.params, body: body as never })
    expect((await save({ ...plan, people: 400 })).body).toEqual({ ...plan, people: 400, version: 1 })
    expect((await save({ ...plan, people: 500 })).problem.code).toBe('record.conflict')
    expect((await save({ ...plan, people: 500, version: 1 })).body.version).toBe(2)
    expect((await save({ ...plan, windowMinutes: 4, version: 2 })).status).toBe(422)
    expect((await h.read()).plan).toMatchObject({ people: 500, version: 2 })
  })
})

describe('who may', () => {
  it('the office reads and staff write; the front desk, the client’s viewer and other organisations neither', async () => {
    const h = await hall()
    const row = await h.add('印表機', { unitCost: 990, supplier: '峰谷' })
    const got: Record<string, number[]> = {}
    for (const role of ['planner', 'staff', 'accountant', 'viewer', 'frontdesk'] as const) {
      const { headers } = await app.person(org.organisationId, role, h.event.id)
      const write = await app.call(headers, items.batch, { params: h.params, body: { update: [{ id: row.id, version: -1 }] } as never })
      got[role] = [(await app.call(headers, d.read, { params: h.params })).status, write.status]
    }
    expect(got).toEqual({ planner: [200, 422], staff: [200, 422], accountant: [200, 403], viewer: [403, 403], frontdesk: [403, 403] })
    expect((await app.call(other.key, d.read, { params: h.params })).status).toBe(404)
    const theirs = await app.event(other.key)
    const foreign = await app.call(other.key, items.batch, {
      params: { eventId: theirs.id },
      body: { update: [{ id: row.id, version: 1, ready: 9 }], remove: [row.id] } as never,
    })
    expect(foreign.problem.code).toBe('batch.refused')
    expect((await app.call(other.key, items.get, { params: { eventId: theirs.id, id: row.id } })).status).toBe(404)
    expect((await app.call(other.key, d.read, { params: { eventId: theirs.id } })).body.items).toEqual([])
    const viewer = await app.person(org.organisationId, 'viewer', h.event.id)
    const activity = await app.call(viewer.headers, deskEndpoints.activity, { params: h.params, query: {} as never })
    expect(JSON.stringify(activity.body).includes('印表機')).toBe(false)
  })
})

describe('documents', () => {
  const sheet = async (h: Awaited<ReturnType<typeof hall>>, key: string, lang = 'zh-TW') => {
    const file = await app.call(org.key, documentEndpoints.file, {
      params: { ...h.params, key: key as never },
      query: { format: 'xlsx', lang } as never,
    })
    expect(file.status).toBe(200)
    return file.body as Buffer
  }

  it('say the numbers of the screen, with formulas for what a person would reckon', async () => {
    const h = await hall()
    await h.register(h.tickets.seat, 'onsite', 37)
    for (const list of ['supplies', 'kit', 'tote', 'steps'] as const)
      await app.call(org.key, d.starter, { params: h.params, body: { list } })
    const names = ['𠮷喆堃犇', '袋', '=1+1', '長'.repeat(60)]
    await app.call(org.key, items.batch, {
      params: h.params,
      body: {
        create: names.map((zh, i) => ({
          list: 'tote',
          category: 'gift',
          name: { zh, en: '' },
          basis: 'onsite',
          spare: 5,
          ready: i,
          unitCost: 10 * i,
        })),
      } as never,
    })
    const all = (await h.read()).items
    for (const [key, list] of [
      ['checkin-supplies', 'supplies'],
      ['conference-kit', 'kit'],
      ['tote-bag', 'tote'],
    ] as const) {
      const bytes = await sheet(h, key)
      const rows = await readSheet(bytes)
      const head = rows.findIndex((r) => r.includes('品項') && r.includes('應備'))
      const at = (label: string) => rows[head]!.indexOf(label)
      const body = rows.slice(head + 1).filter((r) => typeof r[at('序號')] === 'number')
      const screen = all.filter((i) => i.list === list)
      const byCategory = [...Map.groupBy(screen, (i) => i.category).values()].flat()
      expect(body.map((r) => [String(r[at('品項')]).replace(/^'/, ''), r[at('應備')], r[at('尚缺')]])).toEqual(
        byCategory.map((i) => [i.name.zh, i.needed, i.shortage]),
      )
      const xml = strFromU8(unzipSync(new Uint8Array(bytes))['xl/worksheets/sheet1.xml']!)
      expect([xml.match(/<f>ROUNDUP\(/g)?.length, xml.match(/<f>MAX\(0,/g)?.length]).toEqual([screen.length, screen.length])
      if (list === 'tote') {
        const total = rows.find((r) => r.includes('合計'))!
        expect(total[at('小計')]).toBe(screen.reduce((s, i) => s + (i.amount ?? 0), 0))
        expect(/<f>SUM\(/.test(xml)).toBe(true)
      }
    }
    const english = await readSheet(await sheet(h, 'conference-kit', 'en'))
    expect(english.flat().includes('Programme book')).toBe(true)
  })

  it('the procedure names stations, counters and checks, with a line to sign', async () => {
    const h = await hall()
    await h.register(h.tickets.seat, 'onsite', 30)
    for (const list of ['supplies', 'steps'] as const) await app.call(org.key, d.starter, { params: h.params, body: { list } })
    await app.call(org.key, d.plan, {
      params: h.params,
      body: { people: 300, windowMinutes: 60, peakShare: 50, seconds: null, maxWait: 5, version: 0 },
    })
    const file = await app.call(org.key, documentEndpoints.file, {
      params: { ...h.params, key: 'checkin-flow' as never },
      query: { format: 'docx', lang: 'zh-TW' } as never,
    })
    const text = strFromU8(unzipSync(new Uint8Array(file.body as Buffer))['word/document.xml']!)
      .replaceAll('</w:tc>', '|')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('\u00a0', ' ')
    expect(text.includes('報到櫃檯|30|3|30|5')).toBe(true)
    for (const said of [
      '預估 300 人（已確認的實體報名 30 人）',
      '貴賓與講者',
      '現場報名',
      '線上登入',
      '開桌檢查',
      '簽名／時間',
      '物資點收',
      '報到組長',
    ])
      expect([said, text.includes(said)]).toEqual([said, true])
    const empty = await hall()
    const bare = await app.call(org.key, documentEndpoints.file, {
      params: { ...empty.params, key: 'checkin-flow' as never },
      query: { format: 'docx', lang: 'en' } as never,
    })
    expect(bare.status).toBe(200)
    for (const key of ['checkin-supplies', 'conference-kit', 'tote-bag']) await sheet(empty, key, 'en')
  })
})

it('a cloned event starts with the same lists, due days moved, nothing ready', async () => {
  const h = await hall()
  await h.add('名牌', { basis: 'onsite', spare: 5, ready: 12, state: 'arrived', dueDate: '2027-05-03' })
  await app.call(org.key, steps.create, { params: h.params, body: { flow: 'vip', title: { zh: '接待', en: '' }, seconds: 40 } as never })
  await app.call(org.key, d.plan, {
    params: h.params,
    body: { people: 9, windowMinutes: 90, peakShare: 40, seconds: 25, maxWait: 3, version: 0 },
  })
  const made = await app.call(org.key, deskEndpoints.clone, {
    params: h.params,
    body: { slug: `next-${newId().slice(-8)}`, name: { zh: '明年', en: '' }, startDate: '2028-05-13', team: false } as never,
  })
  expect(made.status).toBe(200)
  const next = (await app.call(org.key, d.read, { params: { eventId: made.body.id } })).body
  expect(next.items.map((i) => [i.name.zh, i.basis, i.spare, i.ready, i.state, i.dueDate])).toEqual([
    ['名牌', 'onsite', 5, 0, 'todo', '2028-05-03'],
  ])
  expect(next.steps.map((s) => [s.flow, s.title.zh, s.seconds])).toEqual([['vip', '接待', 40]])
  expect(next.plan).toEqual({ people: null, windowMinutes: 90, peakShare: 40, seconds: 25, maxWait: 3, version: 1 })
})
