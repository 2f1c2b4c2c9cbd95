import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { exportEndpoints } from '../crm/contract/import.ts'
import { approvalEndpoints } from './contract/approvals.ts'
import { mailEndpoints } from './contract/mail.ts'
import { memberEndpoints } from './contract/people.ts'
import { securityEndpoints } from './contract/security.ts'

const t = await testApp()
const { db } = t.app.services
type Who = Record<string, string>

async function house() {
  const org = await t.organisation('四眼會展')
  const first: Who = await t.cookieOf(org.email)
  const second = await t.person(org.organisationId, 'owner')
  const third = await t.person(org.organisationId, 'owner')
  const settings = (await t.call(first, securityEndpoints.settings)).body
  const set = (change: Partial<typeof settings>, who: Who = first) =>
    t.call(who, securityEndpoints.saveSettings, { body: { ...settings, ...change } })
  const list = async (who: Who) => (await t.call(who, approvalEndpoints.list)).body.rows
  const approve = async (who: Who, id: string) => {
    const row = (await list(who)).find((r) => r.id === id)
    return t.call(who, approvalEndpoints.approve, { params: { id }, body: { payloadHash: row?.payloadHash ?? 'unseen' } })
  }
  const member = async (userId: string) => (await t.call(org.key, memberEndpoints.list)).body.rows.find((m) => m.userId === userId)!
  return { org, first, second, third, settings, set, list, approve, member }
}
const refused = (r: { status: number; problem: { code: string } }) => [r.status, r.problem.code]

test('nobody becomes an owner by one person’s hand: another confirms, once, and not the one who asked', async () => {
  const h = await house()
  expect((await h.set({ ownerRole: 'always' })).status).toBe(200)
  const planner = await t.person(h.org.organisationId, 'planner')
  const row = await h.member(planner.userId)
  const promote = (who: Who) =>
    t.call(who, memberEndpoints.update, { params: { id: row.id }, body: { role: 'owner', version: row.version } })
  expect(refused(await promote(h.first))).toEqual([409, 'approval.asked'])
  expect(refused(await promote(h.first))).toEqual([409, 'approval.asked'])
  expect((await h.member(planner.userId)).role).toBe('planner')
  // An API key is nobody who could be a first or a second person.
  expect(refused(await promote(h.org.key))).toEqual([403, 'identity.people_only'])
  const mine = await h.list(h.first)
  expect(mine.map((r) => [r.kind, r.state, r.mine, r.can])).toEqual([
    ['identity.ownerRole', 'open', true, { decide: false, withdraw: true }],
  ])
  const { id } = mine[0]!
  expect(refused(await h.approve(h.first, id))).toEqual([403, 'approval.own'])
  expect(refused(await h.approve(h.org.key, id))).toEqual([403, 'identity.people_only'])
  // The planner neither sees nor decides it.
  expect(await h.list(planner.headers)).toEqual([])
  expect(refused(await h.approve(planner.headers, id))).toEqual([404, 'record.not_found'])
  // Other payloads than the one that was seen are not confirmed.
  expect(
    refused(await t.call(h.second.headers, approvalEndpoints.approve, { params: { id }, body: { payloadHash: 'f'.repeat(64) } })),
  ).toEqual([409, 'record.conflict'])

  const both = await Promise.all([h.approve(h.second.headers, id), h.approve(h.third.headers, id)])
  expect(both.map((r) => r.status).toSorted()).toEqual([200, 409])
  expect(both.flatMap((r) => (r.status === 409 ? [r.problem.code] : []))).toEqual(['approval.over'])
  const after = await h.member(planner.userId)
  expect([after.role, after.version]).toEqual(['owner', row.version + 1])
  expect((await h.list(h.first)).map((r) => r.state)).toEqual(['approved'])
  const letters = await db.asSystem((tx) =>
    sql<{
      n: number
    }>`select count(*)::int as n from mail_message where organisation_id = ${h.org.organisationId} and kind = 'identity.approval'`.execute(
      tx,
    ),
  )
  expect(letters.rows[0]!.n).toBe(1)
})

test('confirming needs fresh proof; what has lapsed, was declined or withdrawn is not confirmed', async () => {
  const h = await house()
  await h.set({ ownerRole: 'always' })
  const ask = async () => {
    const p = await t.person(h.org.organisationId, 'viewer')
    const row = await h.member(p.userId)
    await t.call(h.first, memberEndpoints.update, { params: { id: row.id }, body: { role: 'owner', version: row.version } })
    return { p, id: (await h.list(h.first))[0]!.id }
  }
  const a = await ask()
  await db.asSystem(async (tx) => {
    await sql`update session_guard set verified_at = now() - interval '1 hour' where user_id = ${h.second.userId}`.execute(tx)
    await sql`update auth_session set "createdAt" = now() - interval '1 hour' where "userId" = ${h.second.userId}`.execute(tx)
  })
  expect(refused(await h.approve(h.second.headers, a.id))).toEqual([403, 'auth.step_up_required'])
  expect((await t.call(h.second.headers, approvalEndpoints.decline, { params: { id: a.id }, body: { reply: '不認識' } })).body.reply).toBe(
    '不認識',
  )
  expect(refused(await h.approve(h.third.headers, a.id))).toEqual([409, 'approval.over'])
  const b = await ask()
  expect(refused(await t.call(h.third.headers, approvalEndpoints.withdraw, { params: { id: b.id } }))).toEqual([403, 'auth.forbidden'])
  expect((await t.call(h.first, approvalEndpoints.withdraw, { params: { id: b.id } })).body.state).toBe('withdrawn')
  expect(refused(await h.approve(h.third.headers, b.id))).toEqual([409, 'approval.over'])
  const c = await ask()
  await db.asSystem((tx) => sql`update approval_request set expires_at = now() - interval '1 second' where id = ${c.id}`.execute(tx))
  expect(refused(await h.approve(h.third.headers, c.id))).toEqual([409, 'approval.over'])
  expect((await h.list(h.first)).map((r) => r.state).toSorted()).toEqual(['declined', 'expired', 'withdrawn'])
  for (const { p } of [a, b, c]) expect((await h.member(p.userId)).role).toBe('viewer')
  // What cannot be done any more is not confirmed: the member was changed meanwhile.
  const d = await ask()
  const now = await h.member(d.p.userId)
  await t.call(h.first, memberEndpoints.update, { params: { id: now.id }, body: { role: 'staff', version: now.version } })
  expect(refused(await h.approve(h.third.headers, d.id))).toEqual([409, 'record.conflict'])
  expect((await h.list(h.third.headers)).find((r) => r.id === d.id)!.state).toBe('open')
})

test('the rule itself is loosened by two only, and made stricter by one where there is a second', async () => {
  const h = await house()
  expect((await h.set({ ownerRole: 'always', bulkExport: 'always' })).status).toBe(200)
  expect(refused(await h.set({ ownerRole: 'off', bulkExport: 'always' }))).toEqual([409, 'approval.asked'])
  expect((await t.call(h.first, securityEndpoints.settings)).body.ownerRole).toBe('always')
  const { id, facts } = (await h.list(h.second.headers))[0]!
  expect(facts.map(([k, v]) => [k.zh, v.zh, v.en])).toEqual([['給予擁有者角色要第二人核准', '一律要 → 不需要', 'always → not needed']])
  expect((await h.approve(h.second.headers, id)).status).toBe(200)
  expect((await t.call(h.first, securityEndpoints.settings)).body.ownerRole).toBe('off')

  const alone = await t.organisation('一人會展')
  const owner = await t.cookieOf(alone.email)
  const settings = (await t.call(owner, securityEndpoints.settings)).body
  expect(refused(await t.call(owner, securityEndpoints.saveSettings, { body: { ...settings, ownerRole: 'always' } }))).toEqual([
    409,
    'approval.nobody_else',
  ])
})

test('an unmasked export is permitted once, to the one who asked', async () => {
  const h = await house()
  await h.set({ bulkExport: 'always' })
  const get = (who: Who, masked = 'false') => t.call(who, exportEndpoints.people, { query: { masked } as never })
  expect((await get(h.first, 'true')).status).toBe(200)
  expect(refused(await get(h.first))).toEqual([409, 'approval.asked'])
  const { id } = (await h.list(h.second.headers))[0]!
  expect((await h.approve(h.second.headers, id)).status).toBe(200)
  expect(refused(await get(h.third.headers))).toEqual([409, 'approval.asked'])
  const tries = await Promise.all([get(h.first), get(h.first), get(h.first)])
  expect(tries.map((r) => r.status).toSorted()).toEqual([200, 409, 409])
})

test('many letters go again only after a second person, and no others than those that were counted', async () => {
  const h = await house()
  await h.set({ massMail: 'above', massMailAbove: 2 })
  const fail = (n: number) =>
    t.run(h.org.organisationId, async (ctx) => {
      const { queueMail } = await import('../../kernel/server/mail.ts')
      for (let i = 0; i < n; i++)
        await queueMail(ctx, { kind: 'registration.confirmation', to: [{ address: `guest${i}@x.example` }], subject: '報名', blocks: [] })
      await sql`update mail_recipient set status = 'failed' where address like 'guest%'`.execute(ctx.tx)
    })
  const failed = () =>
    t.run(h.org.organisationId, async (ctx) => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from mail_recipient where status = 'failed'`.execute(ctx.tx)
      return rows[0]!.n
    })
  await fail(2)
  expect((await t.call(h.first, mailEndpoints.retryAll)).body).toEqual({ retried: 2 })
  await fail(1)
  await t.app.settle()
  await t.run(h.org.organisationId, (ctx) => sql`update mail_recipient set status = 'failed' where address like 'guest%'`.execute(ctx.tx))
  expect(refused(await t.call(h.first, mailEndpoints.retryAll))).toEqual([409, 'approval.asked'])
  expect(await failed()).toBe(3)
  const { id, facts } = (await h.list(h.second.headers))[0]!
  expect(facts[0]!.map((f) => f.zh)).toEqual(['收件人', '3 位'])
  await t.run(h.org.organisationId, async (ctx) => {
    const { queueMail } = await import('../../kernel/server/mail.ts')
    await queueMail(ctx, { kind: 'registration.confirmation', to: [{ address: 'later@x.example' }], subject: '報名', blocks: [] })
    await sql`update mail_recipient set status = 'failed' where address = 'later@x.example'`.execute(ctx.tx)
  })
  expect((await h.approve(h.second.headers, id)).status).toBe(200)
  expect(await failed()).toBe(1)
})

test('another organisation neither sees nor decides', async () => {
  const [h, other] = [await house(), await house()]
  await h.set({ bulkExport: 'always' })
  await t.call(h.first, exportEndpoints.people, { query: { masked: 'false' } as never })
  const { id, payloadHash } = (await h.list(h.first))[0]!
  expect(await other.list(other.first)).toEqual([])
  for (const e of [approvalEndpoints.approve, approvalEndpoints.decline, approvalEndpoints.withdraw] as const)
    expect(
      refused(
        await t.call(other.first, e as never, { params: { id }, body: e === approvalEndpoints.approve ? { payloadHash } : {} } as never),
      ),
    ).toEqual([404, 'record.not_found'])
})
