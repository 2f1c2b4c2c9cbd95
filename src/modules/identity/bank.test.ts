import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { bankEndpoints } from './contract/bank.ts'
import { securityEndpoints } from './contract/security.ts'

const t = await testApp({ background: false })
const org = await t.organisation('匯款會展')
const account = '0121-0034 567890'
const digits = '01210034567890'
const draft = { bankCode: '012', bankName: '台北富邦 敦南分行', holder: '匯款會展股份有限公司', account }

test('the number is masked, sealed at rest, whole only after proof, and nowhere in trail, log or backups’ clear text', async () => {
  const owner = await t.cookieOf(org.email)
  const saved = await t.call(owner, bankEndpoints.save, { body: draft })
  expect([saved.status, saved.body]).toEqual([
    200,
    { bankCode: '012', bankName: '台北富邦 敦南分行', holder: '匯款會展股份有限公司', tail: '7890' },
  ])
  expect((await t.call(owner, bankEndpoints.get)).body).toEqual(saved.body)
  expect((await t.call(owner, bankEndpoints.reveal)).body).toEqual({ account: digits })
  const everything = await t.app.services.db.asSystem(async (tx) => {
    const out: string[] = []
    for (const table of ['organisation', 'audit_entry', 'security_event', 'outbox', 'idempotency'])
      out.push(JSON.stringify((await sql`select * from ${sql.table(table)}`.execute(tx)).rows))
    return out.join()
  })
  expect([everything.includes(digits), everything.includes('3456'), everything.includes('••••7890')]).toEqual([false, false, true])
  const log = await t.call(owner, securityEndpoints.mine)
  expect(log.body.rows.map((r) => r.kind)).toEqual(['bankChanged', 'signIn'])

  await t.app.services.db.asSystem(async (tx) => {
    await sql`update session_guard set verified_at = now() - interval '11 minutes'`.execute(tx)
    await sql`update auth_session set "createdAt" = now() - interval '11 minutes'`.execute(tx)
  })
  for (const r of [await t.call(owner, bankEndpoints.save, { body: draft }), await t.call(owner, bankEndpoints.reveal)])
    expect([r.status, r.problem.code]).toEqual([403, 'auth.step_up_required'])
  expect((await t.call(owner, bankEndpoints.get)).status).toBe(200)
})

test('only some roles see it, only owners change it; a copy of the sealed number opens in no other organisation', async () => {
  const may = async (role: 'director' | 'planner' | 'accountant' | 'viewer' | 'frontdesk') => {
    const p = await t.person(org.organisationId, role)
    return [
      (await t.call(p.headers, bankEndpoints.get)).status,
      (await t.call(p.headers, bankEndpoints.reveal)).status,
      (await t.call(p.headers, bankEndpoints.save, { body: draft })).status,
    ]
  }
  expect(await may('director')).toEqual([200, 200, 403])
  expect(await may('accountant')).toEqual([200, 200, 403])
  for (const role of ['planner', 'viewer', 'frontdesk'] as const) expect([role, await may(role)]).toEqual([role, [403, 403, 403]])
  const other = await t.organisation('別家')
  await t.app.services.db.asSystem((tx) =>
    sql`update organisation set bank_account = (select bank_account from organisation where organisation_id = ${org.organisationId}), bank_tail = '7890'
      where organisation_id = ${other.organisationId}`.execute(tx),
  )
  expect((await t.call(await t.cookieOf(other.email), bankEndpoints.reveal)).problem.code).toBe('record.not_found')
})

test('wrong numbers are refused at their field; an empty one takes the account away', async () => {
  const owner = await t.cookieOf(org.email)
  const wrong = async (change: Partial<typeof draft>) => {
    const r = await t.call(owner, bankEndpoints.save, { body: { ...draft, ...change } })
    return [r.status, r.problem.fields?.map((f) => f.path)]
  }
  for (const account of ['12345', '12345678901234567', '12a4567', '＝cmd', '1234567\u0000'])
    expect([account, await wrong({ account })]).toEqual([account, [422, ['account']]])
  for (const bankCode of ['12', '0123', 'abc', '01212345'])
    expect([bankCode, await wrong({ bankCode })]).toEqual([bankCode, [422, ['bankCode']]])
  expect((await t.call(owner, bankEndpoints.save, { body: { ...draft, account: '' } })).body.tail).toBe('')
  expect((await t.call(owner, bankEndpoints.reveal)).status).toBe(404)
})
