import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { ruleEndpoints, type RuleRow } from './contract/endpoints.ts'

const app = await testApp()
const { call, person } = app
let org: Awaited<ReturnType<typeof app.organisation>>
let other: Awaited<ReturnType<typeof app.organisation>>
beforeAll(async () => {
  org = await app.organisation('甲')
  other = await app.organisation('乙')
})
const list = async (query: Record<string, unknown>, who = org.key) =>
  (await call(who, ruleEndpoints.list, { query: { limit: 500, ...query } as never })).body.rows as RuleRow[]
const draftOf = ({ id: _i, version: _v, createdAt: _c, updatedAt: _u, shipped: _s, can: _k, ...draft }: RuleRow & { can?: unknown }) =>
  draft

test('everybody of the office looks a rule up by group, day and word; the front desk does not', async () => {
  const viewer = await person(org.organisationId, 'viewer')
  const tax = await list({ group: 'tax' }, viewer.headers as never)
  expect([...new Set(tax.map((r) => r.group))]).toEqual(['tax'])
  expect((await list({ q: '營業稅稅率' }, viewer.headers as never)).map((r) => r.code)).toEqual(['tax.vat.rate'])
  expect((await list({ uncertain: 'true' })).every((r) => r.uncertain)).toBe(true)
  expect(await list({ on: '1990-01-01', group: 'tax' })).toEqual([])
  const desk = await person(org.organisationId, 'frontdesk')
  expect((await call(desk.headers, ruleEndpoints.list)).problem.code).toBe('auth.forbidden')
})

test('a new period ends the one before; overlaps are refused; other organisations keep theirs', async () => {
  const [rate] = await list({ q: 'tax.vat.rate' })
  const next = { ...draftOf(rate!), value: 0.06, validFrom: '2030-01-01', validTo: null }
  const made = await call(org.key, ruleEndpoints.create, { body: next as never })
  expect([made.status, made.body.shipped]).toEqual([200, false])
  const periods = (rows: RuleRow[]) => rows.map((r) => [r.validFrom, r.validTo, r.value]).sort()
  expect(periods(await list({ q: 'tax.vat.rate' }))).toEqual([
    ['2020-01-01', '2029-12-31', 0.05],
    ['2030-01-01', null, 0.06],
  ])
  expect((await list({ q: 'tax.vat.rate', on: '2029-12-31' })).map((r) => r.value)).toEqual([0.05])
  expect((await list({ q: 'tax.vat.rate', on: '2030-01-01' })).map((r) => r.value)).toEqual([0.06])
  expect((await call(org.key, ruleEndpoints.create, { body: { ...next, validFrom: '2025-01-01' } as never })).problem.code).toBe(
    'rules.overlap',
  )
  expect(
    (await call(org.key, ruleEndpoints.update, { params: { id: made.body.id }, body: { validTo: '2029-01-01', version: 1 } })).problem.code,
  ).toBe('rules.period_reversed')
  expect(periods(await list({ q: 'tax.vat.rate' }, other.key))).toEqual([['2020-01-01', null, 0.05]])
  expect((await call(other.key, ruleEndpoints.update, { params: { id: made.body.id }, body: { value: 1, version: 1 } })).problem.code).toBe(
    'record.not_found',
  )
})

test.each(['director', 'planner', 'staff', 'accountant', 'viewer'] as const)('a %s reads and may not change', async (role) => {
  const { headers } = await person(org.organisationId, role)
  const [row] = await list({ q: 'tax.stamp.receipt' }, headers as never)
  expect((row as { can?: unknown }).can).toEqual({ update: false, remove: false })
  const answers = await Promise.all([
    call(headers, ruleEndpoints.update, { params: { id: row!.id }, body: { value: 1, version: row!.version } }),
    call(headers, ruleEndpoints.remove, { params: { id: row!.id } }),
    call(headers, ruleEndpoints.create, { body: draftOf(row!) as never }),
  ])
  expect(answers.map((a) => a.problem.code)).toEqual(Array(3).fill('auth.forbidden'))
})
