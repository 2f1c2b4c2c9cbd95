import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { auditEndpoints } from '../events/contract/audit-log.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { registrationEndpoints as e } from './contract/registration.ts'
import { ticketEndpoints } from './contract/ticket.ts'

test('who needs no contact data sees none: not in lists, records, histories or files; every file is noted', async () => {
  const t = await testApp()
  const o = await t.organisation()
  const event = await t.event(o.key)
  const params = { eventId: event.id }
  const ticket = await t.call(o.key, ticketEndpoints.create, { params, body: { name: { zh: '一般', en: 'General' } } as never })
  const made = await t.call(o.key, e.create, {
    params,
    body: {
      name: '林語澄',
      email: 'lin@people.example',
      phone: '0912-345-678',
      diet: 'halal',
      note: '糖尿病，需低糖餐',
      ticketTypeId: ticket.body.id,
    } as never,
  })
  await t.call(o.key, e.change, {
    params,
    body: { changes: [{ id: made.body.id, patch: { version: 1, phone: '0987-654-321', diet: 'vegan', note: '改吃素' } as never }] },
  })
  const secret = ['lin@people.example', '345-', '-654-', 'halal', 'vegan', '糖尿病', '改吃素', '清真', '全素']
  const told = (body: unknown) => {
    const text = body instanceof Uint8Array ? Buffer.from(body).toString() : JSON.stringify(body)
    return secret.filter((s) => text.includes(s))
  }
  for (const role of ['viewer', 'accountant', 'staff'] as const) {
    const p = await t.person(o.organisationId, role, event.id)
    const one = { params: { ...params, id: made.body.id } }
    const list = await t.call(p.headers, e.list, { params })
    const record = await t.call(p.headers, e.get, one)
    const history = await t.call(p.headers, deskEndpoints.history, {
      params,
      query: { entity: 'registration', entityId: made.body.id },
    } as never)
    expect([role, list.status, record.status, told(list.body), told(record.body), told(history.body)]).toEqual([role, 200, 200, [], [], []])
    const file = await t.call(p.headers, e.export, { params, query: { format: 'csv' } })
    expect([role, told(file.body)]).toEqual([role, []])
  }
  const planner = await t.person(o.organisationId, 'planner', event.id)
  expect(told((await t.call(planner.headers, e.list, { params })).body)).toEqual(['lin@people.example', '-654-', 'vegan', '改吃素'])
  expect((await t.call(o.key, e.export, { params, query: { format: 'csv' } })).status).toBe(200)
  const noted = (await t.call(o.key, auditEndpoints.list, { query: { action: 'export,export.unmasked', entity: 'registration' } })).body
    .rows
  expect(noted[0]).toMatchObject({ action: 'export.unmasked', label: '1', entityId: 'all' })
})
