import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { commentEndpoints, deskEndpoints } from './contract/desk.ts'
import { eventEndpoints } from './contract/event.ts'
import { goalEndpoints } from './contract/goal.ts'
import { attentionOf } from './server/attention.ts'
import { stageOf } from './server/portfolio.ts'

const app = await testApp()
const today = new Date().toISOString().slice(0, 10)
const day = (n: number) => new Date(Date.parse(today) + n * 86_400_000).toISOString().slice(0, 10)
let org: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation()
})

describe('portfolio', () => {
  test('shows the events of the teams that one is on, nearest first and past ones last', async () => {
    const far = await app.event(org.key, { startDate: day(200), endDate: day(201) })
    const near = await app.event(org.key, { startDate: day(30), endDate: day(31) })
    const over = await app.event(org.key, { startDate: day(-20), endDate: day(-19) })
    const done = await app.event(org.key, { startDate: day(-3), endDate: day(-2), status: 'closed' })
    const seen = (await app.call(org.key, deskEndpoints.portfolio)).body.rows
    expect(seen.map((r) => [r.id, r.stage, r.daysToOpen])).toEqual([
      [over.id, 'closing', -20],
      [near.id, 'upcoming', 30],
      [far.id, 'upcoming', 200],
      [done.id, 'past', -3],
    ])
    const planner = await app.person(org.organisationId, 'planner', near.id)
    expect((await app.call(planner.headers, deskEndpoints.portfolio)).body.rows.map((r) => r.id)).toEqual([near.id])
    const outsider = await app.person(org.organisationId, 'planner')
    expect((await app.call(outsider.headers, deskEndpoints.portfolio)).body.rows).toEqual([])
    const other = await app.organisation('別家公司')
    expect((await app.call(other.key, deskEndpoints.portfolio)).body.rows).toEqual([])
  })

  test('what waits is told to those who may mend it; the front desk has no portfolio', async () => {
    const event = await app.event(org.key, { startDate: day(20), endDate: day(20) })
    const owner = (await app.call(org.key, deskEndpoints.portfolio)).body.rows.find((r) => r.id === event.id)!
    expect(owner.registrations).toBe(0)
    expect(owner.attention.map((a) => a.code).filter((c) => c.startsWith('event.'))).toEqual(['event.site_hidden'])
    const desk = await app.person(org.organisationId, 'frontdesk', event.id)
    expect((await app.call(desk.headers, deskEndpoints.portfolio)).status).toBe(403)
    const viewer = await app.person(org.organisationId, 'viewer', event.id)
    const [row] = (await app.call(viewer.headers, deskEndpoints.portfolio)).body.rows
    expect([row?.id, row?.registrations, row?.attention.filter((a) => a.code.startsWith('event.'))]).toEqual([event.id, 0, []])
  })

  test('the target is the goal for registrations, else the sum of on site and online', async () => {
    const event = await app.event(org.key, { startDate: day(5), endDate: day(5) })
    const add = (metric: 'registrations' | 'registrations_onsite' | 'registrations_online', target: number) =>
      app.call(org.key, goalEndpoints.create, { params: { eventId: event.id }, body: { title: { zh: metric, en: '' }, target, metric } })
    const target = async () => (await app.call(org.key, deskEndpoints.portfolio)).body.rows.find((r) => r.id === event.id)!.target
    expect(await target()).toBe(null)
    await add('registrations_onsite', 300)
    await add('registrations_online', 120)
    expect(await target()).toBe(420)
    await add('registrations', 500)
    expect(await target()).toBe(500)
  })

  test('stages follow the on-site phase and end only when the event is closed', () => {
    const e = {
      startDate: '2027-05-20',
      endDate: '2027-05-21',
      status: 'active' as const,
      phases: [{ key: 'onsite' as const, start: '2027-05-18', end: '2027-05-21', doneOn: null, note: '' }],
    }
    const at = ['2027-05-17', '2027-05-18', '2027-05-21', '2027-05-22', '2028-01-01'].map((d) => stageOf(e, d))
    expect(at).toEqual(['upcoming', 'onsite', 'onsite', 'closing', 'closing'])
    expect(stageOf({ ...e, status: 'archived' }, '2027-05-01')).toBe('past')
  })
})

describe('what an event asks for', () => {
  const phase = (key: 'preparation' | 'onsite' | 'closing', start: string, end: string, doneOn: string | null = null) => ({
    key,
    start,
    end,
    doneOn,
    note: '',
  })
  const e = {
    status: 'active' as const,
    startDate: '2027-05-20',
    endDate: '2027-05-21',
    published: true,
    phases: [
      phase('preparation', '2027-03-01', '2027-05-10'),
      phase('onsite', '2027-05-18', '2027-05-21'),
      phase('closing', '2027-05-22', '2027-07-05'),
    ],
  }
  const codes = (...a: Parameters<typeof attentionOf>) => attentionOf(...a).map((x) => [x.code, x.tone, x.due ?? null])

  test('a phase that ended without being done waits until the next begins', () => {
    expect(codes(e, '2027-05-10', 0)).toEqual([])
    expect(codes(e, '2027-05-11', 0)).toEqual([['event.phase_overdue', 'todo', '2027-05-10']])
    expect(
      codes({ ...e, phases: [phase('preparation', '2027-03-01', '2027-05-10', '2027-05-09'), ...e.phases.slice(1)] }, '2027-05-11', 0),
    ).toEqual([])
    expect(codes(e, '2027-05-18', 0)).toEqual([])
  })
  test('after the event results are missing, then the closing', () => {
    expect(codes(e, '2027-05-20', 2)).toEqual([])
    expect(codes(e, '2027-05-22', 2)).toEqual([['event.goals_unfilled', 'todo', null]])
    expect(codes(e, '2027-07-06', 0)).toEqual([['event.closing_overdue', 'todo', '2027-07-05']])
    expect(codes({ ...e, status: 'closed' }, '2027-07-06', 3)).toEqual([])
  })
  test('a hidden site warns from 60 days before the opening', () => {
    const hidden = { ...e, published: false, phases: [] }
    expect(codes(hidden, '2027-03-20', 0)).toEqual([])
    expect(codes(hidden, '2027-03-21', 0)).toEqual([['event.site_hidden', 'warn', null]])
    expect(codes(hidden, '2027-05-20', 0)).toEqual([])
  })
})

describe('activity', () => {
  test('tells what one request did as one entry, pages without losing any, and starts with the making of the event', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id }
    for (let i = 0; i < 5; i++)
      await app.call(org.key, goalEndpoints.create, { params, body: { title: { zh: `目標 ${i}`, en: '' }, target: i } })
    const all = (await app.call(org.key, deskEndpoints.activity, { params })).body
    expect([all.rows.map((r) => [r.entity, r.action, r.count]), all.next]).toEqual([
      [...Array.from({ length: 5 }, () => ['eventGoal', 'create', 1]), ['event', 'create', 1]],
      null,
    ])
    const paged: string[] = []
    let before: string | undefined
    for (let guard = 0; guard < 10; guard++) {
      const page = (await app.call(org.key, deskEndpoints.activity, { params, query: { limit: 2, ...(before ? { before } : {}) } })).body
      paged.push(...page.rows.map((r) => r.id))
      if (!page.next) break
      before = page.next
    }
    expect(paged).toEqual(all.rows.map((r) => r.id))
    const copy = await app.call(org.key, deskEndpoints.clone, {
      params,
      body: { slug: `copy-${event.slug}`, name: { zh: '下一屆', en: '' }, startDate: '2028-05-11' },
    })
    const cloned = (
      await app.call(org.key, deskEndpoints.activity, { params: { eventId: copy.body.id }, query: { entity: 'eventGoal,room' } })
    ).body.rows
    expect(cloned.map((r) => [r.entity, r.action, r.count, r.changes])).toEqual([['eventGoal', 'clone', 5, []]])
  })

  test('a viewer sees that fields changed, not their values; another team sees nothing', async () => {
    const event = await app.event(org.key)
    await app.call(org.key, eventEndpoints.update, {
      params: { eventId: event.id },
      body: { venueName: { zh: '秘密場地', en: '' }, version: event.version },
    })
    const viewer = await app.person(org.organisationId, 'viewer', event.id)
    const r = await app.call(viewer.headers, deskEndpoints.activity, { params: { eventId: event.id } })
    expect(r.body.rows[0]).toMatchObject({
      entity: 'event',
      action: 'update',
      open: false,
      changes: [{ field: 'venueName', from: null, to: null }],
    })
    expect(JSON.stringify(r.body)).not.toContain('秘密場地')
    const stranger = await app.person(org.organisationId, 'planner')
    expect((await app.call(stranger.headers, deskEndpoints.activity, { params: { eventId: event.id } })).status).toBe(404)
  })
})

test('a mention arrives in the inbox with the address of its event, and is read once', async () => {
  const event = await app.event(org.key)
  const params = { eventId: event.id }
  const [a, b] = [await app.person(org.organisationId, 'planner', event.id), await app.person(org.organisationId, 'staff', event.id)]
  await app.call(a.headers, commentEndpoints.create, {
    params,
    body: { entity: 'event', entityId: event.id, body: '@staff 請看場地', mentions: [b.userId] },
  })
  const inbox = (await app.call(b.headers, deskEndpoints.inbox)).body
  expect([inbox.unread, inbox.rows.map((n) => [n.kind, n.path, n.body])]).toEqual([
    1,
    [['mention', `/app/e/${event.slug}/activity`, '@staff 請看場地']],
  ])
  await app.call(a.headers, deskEndpoints.read, { body: { ids: inbox.rows.map((n) => n.id) } })
  expect((await app.call(b.headers, deskEndpoints.inbox)).body.unread).toBe(1)
  expect((await app.call(b.headers, deskEndpoints.read, { body: { ids: inbox.rows.map((n) => n.id) } })).body).toEqual({ unread: 0 })
})

test('a slug taken by another organisation is told as taken', async () => {
  const other = await app.organisation('第三家')
  const event = await app.event(other.key)
  const free = async (key: string) => (await app.call(org.key, eventEndpoints.slugFree, { params: { key } })).body
  expect([await free(event.slug), await free(`${event.slug}-free`)]).toEqual([{ free: false }, { free: true }])
  const viewer = await app.person(org.organisationId, 'viewer')
  expect((await app.call(viewer.headers, eventEndpoints.slugFree, { params: { key: 'abc' } })).status).toBe(403)
})

test('the brief is kept whole, changed with its version, and seen by the client’s viewer', async () => {
  const brief = {
    background: '第三屆',
    purpose: '讓市場與博物館互相認識',
    audience: '館員、攤商',
    scope: '議程與報名',
    constraints: '不用拋棄式餐具',
    budgetMin: 1_200_000,
    budgetMax: 1_500_000,
    expectedOnsite: 300,
    expectedOnline: 120,
  }
  const event = await app.event(org.key, { brief })
  const viewer = await app.person(org.organisationId, 'viewer', event.id)
  const read = async () => (await app.call(viewer.headers, eventEndpoints.get, { params: { eventId: event.id } })).body.brief
  expect(await read()).toEqual(brief)
  const change = (who: Record<string, string>, version: number) =>
    app.call(who, eventEndpoints.update, { params: { eventId: event.id }, body: { brief: { ...brief, budgetMax: 1_650_000 }, version } })
  expect((await change(viewer.headers, event.version)).status).toBe(403)
  expect([(await change(org.key, event.version)).status, (await change(org.key, event.version)).problem.code]).toEqual([
    200,
    'record.conflict',
  ])
  expect(await read()).toEqual({ ...brief, budgetMax: 1_650_000 })
})

describe('goals', () => {
  test('floors and ceilings, live and entered, as the dashboard shows them', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id }
    const add = (body: object) => app.call(org.key, goalEndpoints.create, { params, body: body as never })
    await add({ position: 1, title: { zh: '滿意度', en: '' }, target: 4, actual: 5 })
    await add({ position: 2, title: { zh: '剩食', en: '' }, target: 80, direction: 'down', actual: 100 })
    await add({ position: 3, title: { zh: '報名', en: '' }, target: 10, metric: 'registrations', actual: 99 })
    await add({ position: 4, title: { zh: '媒體', en: '' }, target: 10 })
    const { goals } = (await app.call(org.key, deskEndpoints.overview, { params })).body
    expect(goals.map((g) => [g.title.zh, g.current, g.share, g.met])).toEqual([
      ['滿意度', 5, 1.25, true],
      ['剩食', 100, 0.8, false],
      ['報名', 0, 0, false],
      ['媒體', null, null, null],
    ])
  })

  test('a target of next to nothing, or beyond all measure, leaves the dashboard standing', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id }
    const add = (body: object) =>
      app.call(org.key, goalEndpoints.create, { params, body: { title: { zh: '怪', en: '' }, ...body } as never })
    const status = [
      await add({ target: 5e-324, actual: 380 }),
      await add({ target: 1e300, actual: 1 }),
      await add({ target: 1, actual: -1e300 }),
    ]
    expect(status.map((r) => r.status)).toEqual([200, 422, 422])
    const seen = await app.call(org.key, deskEndpoints.overview, { params })
    expect([seen.status, seen.body.goals.map((g) => [g.current, g.share, g.met])]).toEqual([200, [[380, null, true]]])
  })

  test('the workbook holds numbers as numbers and no formula of a stranger', async () => {
    const event = await app.event(org.key)
    const params = { eventId: event.id }
    await app.call(org.key, goalEndpoints.create, {
      params,
      body: { title: { zh: '=HYPERLINK("http://x.example")', en: '' }, target: 600, actual: 150, evidence: '@SUM(A1)' },
    })
    const r = await app.call(org.key, goalEndpoints.sheet, { params })
    expect(r.headers['content-disposition']).toBe(`attachment; filename="${event.slug}-goals.xlsx"`)
    const files = unzipSync(new Uint8Array(r.body as Uint8Array))
    const sheet = Object.entries(files)
      .map(([path, bytes]) => (/sheet1|sharedStrings/.test(path) ? strFromU8(bytes) : ''))
      .join('')
    expect(sheet).toContain('<v>600</v>')
    expect(sheet).toContain('<v>150</v>')
    expect(sheet).toContain("'=HYPERLINK(")
    expect([...sheet.matchAll(/<f>([^<]*)<\/f>/g)].map((m) => m[1])).toEqual(['IF(D2=0,1,E2/D2)'])
  })
})

test('the demo is loaded once, by an owner', async () => {
  const fresh = await app.organisation('示範公司')
  const planner = await app.person(fresh.organisationId, 'planner')
  expect((await app.call(planner.headers, deskEndpoints.loadDemo)).status).toBe(403)
  const [a, b] = await Promise.all([app.call(fresh.key, deskEndpoints.loadDemo), app.call(fresh.key, deskEndpoints.loadDemo)])
  expect([a.status, b.status].toSorted()).toEqual([200, 409])
  const again = await app.call(fresh.key, deskEndpoints.loadDemo)
  expect([again.status, again.problem.code]).toEqual([409, 'demo.loaded_already'])
  const { rows } = (await app.call(fresh.key, deskEndpoints.portfolio)).body
  expect(rows.map((r) => r.stage)).toEqual(['upcoming', 'past'])
  expect((a.status === 200 ? a : b).body.slug).toBe(rows[0]!.slug)
  const neighbour = await app.organisation('隔壁公司')
  const theirs = await app.call(neighbour.key, deskEndpoints.loadDemo)
  expect([theirs.status, theirs.body.slug.startsWith(`${rows[0]!.slug}-`)]).toEqual([200, true])
}, 60_000)
