import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { sealAudit } from './server/audit-chain.ts'
import { memberEndpoints } from '../identity/contract/people.ts'
import { auditEndpoints } from './contract/audit-log.ts'
import { eventEndpoints } from './contract/event.ts'
import { goalEndpoints } from './contract/goal.ts'

const t = await testApp({ background: false })
let ours: Awaited<ReturnType<typeof t.organisation>>
let theirs: typeof ours
let event: Awaited<ReturnType<typeof t.event>>
let director: Awaited<ReturnType<typeof t.person>> & { name: string }
const list = (who: Record<string, string>, query = {}) => t.call(who, auditEndpoints.list, { query })
const said = (r: { body: { rows: { entity: string; action: string; label: string; actorName: string }[] } }) =>
  r.body.rows.map((x) => `${x.actorName || '-'} ${x.action} ${x.entity} ${x.label}`)

beforeAll(async () => {
  ours = await t.organisation()
  theirs = await t.organisation('別家公司')
  event = await t.event(ours.key, { name: { zh: '=甲案', en: 'A' } })
  await t.event(theirs.key, { name: { zh: '別人的案', en: 'B' } })
  const person = await t.person(ours.organisationId, 'director', event.id)
  const found = await t.call(ours.key, memberEndpoints.list)
  director = { ...person, name: found.body.rows.find((m) => m.userId === person.userId)!.name }
  await t.call(director.headers, goalEndpoints.create, {
    params: { eventId: event.id },
    body: { title: { zh: '報名 300 人', en: '' }, target: 300 } as never,
  })
})

test('tells the whole organisation’s doings with the event’s name, and nobody else’s', async () => {
  const r = await list(director.headers)
  expect(said(r)).toContain(`${director.name} create eventGoal 報名 300 人`)
  expect(r.body.rows.find((x) => x.entity === 'eventGoal')?.eventName).toEqual({ zh: '=甲案', en: 'A' })
  expect(JSON.stringify(r.body)).not.toContain('別人的案')
  expect(JSON.stringify((await list(theirs.key)).body)).not.toContain('甲案')
})

test('narrows by person, kind, act, time and name', async () => {
  const names = async (query: object) => said(await list(ours.key, query))
  expect(await names({ actorId: director.userId })).toEqual([`${director.name} create eventGoal 報名 300 人`])
  expect(await names({ entity: 'eventGoal,comment' })).toHaveLength(1)
  expect(await names({ action: 'create', entity: 'event' })).toEqual([expect.stringContaining('create event =甲案')])
  expect(await names({ action: 'export' })).toEqual([])
  expect(await names({ q: '300' })).toHaveLength(1)
  expect(await names({ q: '%' })).toEqual([])
  expect(await names({ from: '2099-01-01T00:00:00Z' })).toEqual([])
})

test('pages go on where the last ended', async () => {
  const all = (await list(ours.key, { limit: 200 })).body
  const first = (await list(ours.key, { limit: 1 })).body
  const second = (await list(ours.key, { limit: 200, before: first.next })).body
  expect(all.next).toBe(null)
  expect([...first.rows, ...second.rows].map((r) => r.id)).toEqual(all.rows.map((r) => r.id))
})

test('only the owner and directors read it', async () => {
  for (const role of ['planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const) {
    const { headers } = await t.person(ours.organisationId, role, event.id)
    for (const e of [auditEndpoints.list, auditEndpoints.check, auditEndpoints.export])
      expect((await t.call(headers, e as never)).status).toBe(403)
  }
})

test('the chain is checked for one’s own organisation', async () => {
  await t.app.services.db.asSystem((tx) => sealAudit(tx))
  const r = await t.call(director.headers, auditEndpoints.check)
  expect({ ...r.body, entries: r.body.entries > 0, head: r.body.head.length }).toEqual({
    links: 1,
    entries: true,
    unsealed: 0,
    head: 64,
    flaws: [],
  })
})

test('goes out as CSV that no spreadsheet runs, and says that it went out', async () => {
  const r = await t.send(director.headers, {
    method: 'GET',
    url: '/api/audit/export?entity=event,eventGoal',
    headers: { 'accept-language': 'zh-TW' },
  })
  const lines = r.body.replace('\uFEFF', '').trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('"人員"')
  expect(lines.find((l) => l.includes('甲案'))).toContain(`"'=甲案"`)
  expect(said(await list(ours.key, { entity: 'auditEntry' }))).toEqual([`${director.name} export auditEntry 2`])
})

test('no number of statements grows with the rows', async () => {
  const few = await t.count(() => list(ours.key))
  for (let i = 0; i < 6; i++) {
    const e = await t.event(ours.key)
    await t.call(ours.key, eventEndpoints.update, {
      params: { eventId: e.id },
      body: { version: e.version, tagline: { zh: '標語', en: '' } } as never,
    })
  }
  expect(await t.count(() => list(ours.key))).toBe(few)
})
