import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { authenticator } from '../../../tests/harness/authenticator.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { factorEndpoints } from './contract/factors.ts'
import { accountEndpoints, memberEndpoints } from './contract/people.ts'
import { sessionEndpoints } from './contract/session.ts'
import { codeAt, stepAt } from './server/totp.ts'

const t = await testApp()
const { db } = t.app.services
const code = (r: { status: number; problem: { code: string } }) => [r.status, r.problem.code]
const now = (secret: string) => codeAt(secret, stepAt(Date.now()))

describe('an organisation that asks for it', () => {
  test('grace first, then only the own account; a factor opens the house again, and the last one stays', async () => {
    const house = await t.organisation('嚴格會展')
    const owner = { cookie: (await t.cookieOf(house.email)).cookie! }
    const planner = await t.person(house.organisationId, 'planner')
    const director = await t.person(house.organisationId, 'director')
    const rule = (required: 'nobody' | 'leads' | 'all', graceDays: number) =>
      t.call(owner, factorEndpoints.saveRule, { body: { required, graceDays } })
    expect((await t.call(owner, factorEndpoints.rule)).body).toEqual({ required: 'nobody', graceDays: 7, without: 3 })
    expect(code(await t.call(director.headers, factorEndpoints.saveRule, { body: { required: 'all', graceDays: 0 } }))).toEqual([
      403,
      'auth.forbidden',
    ])
    expect((await rule('leads', 7)).status).toBe(200)
    const mine = (await t.call(director.headers, factorEndpoints.get)).body
    expect([mine.required, Math.round((Date.parse(mine.by!) - Date.now()) / 86_400_000)]).toEqual([true, 7])
    expect((await t.call(director.headers, eventEndpoints.list)).status).toBe(200)
    expect((await t.call(director.headers, sessionEndpoints.get)).body.factorBy).toBe(mine.by)
    expect((await t.call(planner.headers, factorEndpoints.get)).body.required).toBe(false)
    // The grace is over.
    await db.asSystem((tx) =>
      sql`update organisation set settings = jsonb_set(settings, '{factors,since}', '"2026-01-01T00:00:00.000Z"') where organisation_id = ${house.organisationId}`.execute(
        tx,
      ),
    )
    await db.asSystem((tx) => sql`update member set created_at = '2026-01-01' where organisation_id = ${house.organisationId}`.execute(tx))
    for (const e of [eventEndpoints.list, memberEndpoints.list] as const)
      expect(code(await t.call(director.headers, e))).toEqual([403, 'auth.factor_required'])
    expect((await t.call(planner.headers, eventEndpoints.list)).status).toBe(200)
    expect((await t.call(director.headers, accountEndpoints.get)).status).toBe(200)
    const session = (await t.call(director.headers, sessionEndpoints.get)).body
    expect([session.barred, session.permissions, session.organisation?.id]).toEqual(['auth.factor_required', [], house.organisationId])
    // A key is no person, and goes on.
    expect((await t.call(house.key, eventEndpoints.list)).status).toBe(200)

    const begun = await t.call(director.headers, factorEndpoints.beginTotp)
    expect((await t.call(director.headers, factorEndpoints.confirmTotp, { body: { code: now(begun.body.secret) } })).status).toBe(200)
    expect((await t.call(director.headers, eventEndpoints.list)).status).toBe(200)
    expect(code(await t.call(director.headers, factorEndpoints.removeTotp))).toEqual([409, 'identity.factor_needed'])
    expect((await t.call(director.headers, factorEndpoints.get)).body.totp !== null).toBe(true)
    // The owner, too, is asked, and can see who has one.
    expect(code(await rule('nobody', 7))).toEqual([403, 'auth.factor_required'])
    const key = authenticator()
    const options = await t.call(owner, factorEndpoints.passkeyOptions)
    expect((await t.call(owner, factorEndpoints.addPasskey, { body: { name: '鑰匙', response: key.create(options.body) } })).status).toBe(
      200,
    )
    const members = (await t.call(owner, memberEndpoints.list)).body.rows
    expect(members.map((m) => [m.role, m.factors])).toEqual([
      ['owner', ['passkey']],
      ['planner', []],
      ['director', ['totp']],
    ])
    expect((await t.call(director.headers, memberEndpoints.list)).body.rows.map((m) => m.factors)).toEqual([null, null, null])
    expect((await rule('nobody', 7)).status).toBe(200)
    expect((await t.call(director.headers, factorEndpoints.removeTotp)).status).toBe(200)
  })
})
