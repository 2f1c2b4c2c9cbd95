import { beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { apiKeyEndpoints } from './contract/access.ts'
import { organisationEndpoints } from './contract/organisation.ts'
import { accountEndpoints, joinEndpoints, memberEndpoints, teamEndpoints } from './contract/people.ts'
import { sessionEndpoints } from './contract/session.ts'
import { hashToken } from './server/index.ts'

const app = await testApp()
const { call, person, send } = app
let org: Awaited<ReturnType<typeof app.organisation>>
let other: Awaited<ReturnType<typeof app.organisation>>
let owner: Record<string, string>
beforeAll(async () => {
  org = await app.organisation('甲會展')
  other = await app.organisation('乙會展')
  owner = await app.cookieOf(org.email)
})

/** The token in the newest letter to an address. */
async function tokenTo(email: string): Promise<string> {
  const { rows } = await app.app.services.db.asSystem((tx) =>
    sql<{
      text: string
    }>`select m.body_text as text from mail_message m join mail_recipient r on r.message_id = m.id where r.address = ${email} order by m.created_at desc, m.id desc limit 1`.execute(
      tx,
    ),
  )
  return /token=([\w-]+)/.exec(rows[0]!.text)![1]!
}
const invite = (email: string, more = {}) => call(owner, memberEndpoints.invite, { body: { email, role: 'planner', ...more } as never })
const fresh = (who = 'new') => `${who}-${newId().slice(-8)}@guest.example`
const members = async (who = owner) => (await call(who, memberEndpoints.list)).body.rows

describe('invitations', () => {
  test('a new person joins with name and password, once, with role and event team', async () => {
    const event = await app.event(owner)
    const email = fresh()
    const made = await invite(email.toUpperCase(), { name: '<b>林</b>', eventId: event.id, groups: ['registration'] })
    expect([made.status, made.body.state, made.body.email]).toEqual([200, 'open', email])
    const token = await tokenTo(email)
    expect((await call(null, joinEndpoints.look, { body: { token } })).body).toMatchObject({
      organisation: '甲會展',
      email,
      role: 'planner',
      step: 'new',
    })
    const weak = await call(null, joinEndpoints.accept, { body: { token, name: '林雨', password: 'password123' } })
    expect([weak.status, weak.problem.code]).toEqual([422, 'identity.weak_password'])
    const done = await call(null, joinEndpoints.accept, { body: { token, name: '林雨', password: PASSWORD } })
    expect(done.body).toEqual({ organisationId: org.organisationId, email })
    const again = await call(null, joinEndpoints.accept, { body: { token, name: '林雨', password: PASSWORD } })
    expect([again.status, again.problem.code]).toEqual([410, 'identity.invitation_invalid'])
    const cookie = await app.cookieOf(email)
    expect((await call(cookie, sessionEndpoints.get)).body).toMatchObject({ role: 'planner', organisation: { name: '甲會展' } })
    const team = (await call(cookie, teamEndpoints.list, { params: { eventId: event.id } })).body.rows
    expect(team.filter((r) => r.email === email).map((r) => [r.role, r.groups, r.me])).toEqual([['planner', ['registration'], true]])
  })

  test('of ten who open the same link at once, one gets in', async () => {
    const email = fresh('race')
    await invite(email)
    const token = await tokenTo(email)
    const codes = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, i) => (await call(null, joinEndpoints.accept, { body: { token, name: `人 ${i}`, password: PASSWORD } })).status,
      ),
    )
    expect(codes.filter((c) => c === 200).length).toBe(1)
    expect((await members()).filter((m) => m.email === email).length).toBe(1)
  })

  test('expired, revoked, replaced and made-up links are all told the same', async () => {
    const [late, gone, twice] = [fresh('late'), fresh('gone'), fresh('twice')]
    const tokens: string[] = ['made-up']
    for (const email of [late, gone, twice]) {
      const made = await invite(email)
      tokens.push(await tokenTo(email))
      if (email === late)
        await app.app.services.db.asSystem((tx) =>
          tx.updateTable('invitation').set({ expiresAt: '2020-01-01T00:00:00Z' }).where('id', '=', made.body.id).execute(),
        )
      if (email === gone) expect((await call(owner, memberEndpoints.revoke, { params: { id: made.body.id } })).status).toBe(200)
      if (email === twice) expect((await call(owner, memberEndpoints.resend, { params: { id: made.body.id } })).status).toBe(200)
    }
    for (const token of tokens) {
      expect((await call(null, joinEndpoints.look, { body: { token } })).problem.code).toBe('identity.invitation_invalid')
      expect((await call(null, joinEndpoints.accept, { body: { token, name: 'x', password: PASSWORD } })).problem.code).toBe(
        'identity.invitation_invalid',
      )
    }
    expect((await call(null, joinEndpoints.look, { body: { token: await tokenTo(twice) } })).status).toBe(200)
    const states = (await call(owner, memberEndpoints.invitations)).body.rows
    expect([late, gone, twice].map((e) => states.find((s) => s.email === e)!.state)).toEqual(['expired', 'revoked', 'open'])
  })

  test('an address with an account joins only when signed in as that person, and no second account is made', async () => {
    const guest = await person(other.organisationId, 'director')
    await invite(guest.email, { role: 'viewer' })
    const token = await tokenTo(guest.email)
    expect((await call(null, joinEndpoints.look, { body: { token } })).body.step).toBe('signIn')
    expect((await call(null, joinEndpoints.accept, { body: { token, name: '冒名', password: PASSWORD } })).problem.code).toBe(
      'identity.sign_in_to_join',
    )
    expect((await call(owner, joinEndpoints.accept, { body: { token } })).problem.code).toBe('identity.sign_in_to_join')
    expect((await call(guest.headers, joinEndpoints.look, { body: { token } })).body.step).toBe('ready')
    expect((await call(guest.headers, joinEndpoints.accept, { body: { token } })).status).toBe(200)
    const places = (await call(guest.headers, sessionEndpoints.get)).body.organisations.map((o) => o.name)
    expect(places).toEqual(['乙會展', '甲會展'])
  })

  test('members are not invited twice, foreign events are not found, links are kept as hashes only', async () => {
    expect((await invite(org.email)).problem.code).toBe('identity.already_member')
    const foreign = await app.event(other.key)
    expect((await invite(fresh(), { eventId: foreign.id })).problem.code).toBe('record.not_found')
    const email = fresh()
    const made = await invite(email)
    const kept = await app.app.services.db.asSystem((tx) =>
      tx.selectFrom('invitation').selectAll().where('id', '=', made.body.id).executeTakeFirstOrThrow(),
    )
    expect(kept.tokenHash).toBe(hashToken(await tokenTo(email)))
    expect(JSON.stringify(made.body)).not.toContain(kept.tokenHash)
  })

  test.each(['director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const)(
    'a %s may not invite, change members, see keys or change the organisation',
    async (role) => {
      const { headers } = await person(org.organisationId, role)
      const me = (await members()).find((m) => m.role === role)!
      const answers = await Promise.all([
        call(headers, memberEndpoints.invite, { body: { email: fresh(), role: 'owner' } }),
        call(headers, memberEndpoints.invitations),
        call(headers, memberEndpoints.update, { params: { id: me.id }, body: { role: 'owner', version: me.version } }),
        call(headers, apiKeyEndpoints.list),
        call(headers, apiKeyEndpoints.create, { body: { name: 'k', role: 'owner', scopes: ['events.read'], expiresOn: '2999-01-01' } }),
        call(headers, organisationEndpoints.update, { body: { name: 'x', version: 1 } }),
      ])
      expect(answers.map((a) => a.problem.code)).toEqual(Array(6).fill('auth.forbidden'))
      expect((await call(headers, memberEndpoints.list)).status).toBe(role === 'frontdesk' ? 403 : 200)
    },
  )
})

describe('members', () => {
  test('the last owner stays; two owners who step down at once leave one', async () => {
    const solo = await app.organisation('丙')
    const first = await app.cookieOf(solo.email)
    const [me] = await members(first)
    for (const patch of [{ role: 'viewer' as const }, { active: false }])
      expect((await call(first, memberEndpoints.update, { params: { id: me!.id }, body: { ...patch, version: 1 } })).problem.code).toBe(
        'identity.last_owner',
      )
    const second = await person(solo.organisationId, 'owner')
    // Each gives up their own place: nobody's right to do so hangs on who is quicker.
    const answers = await Promise.all(
      (await members(first)).map((m) =>
        call(m.email === second.email ? second.headers : first, memberEndpoints.update, {
          params: { id: m.id },
          body: { role: 'planner', version: m.version },
        }),
      ),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
  })

  test('who is closed out is signed out at once and cannot do anything, and comes back with a stale version refused', async () => {
    const gone = await person(org.organisationId, 'planner')
    const row = (await members()).find((m) => m.email === gone.email)!
    expect(row.lastSeenAt).not.toBeNull()
    const off = await call(owner, memberEndpoints.update, { params: { id: row.id }, body: { active: false, version: row.version } })
    expect([off.status, off.body.active]).toEqual([200, false])
    expect((await call(gone.headers, memberEndpoints.list)).problem.code).toBe('auth.required')
    const cookie = await app.cookieOf(gone.email)
    expect((await call(cookie, memberEndpoints.list)).status).toBe(403)
    expect(
      (await call(owner, memberEndpoints.update, { params: { id: row.id }, body: { active: true, version: row.version } })).problem.code,
    ).toBe('record.conflict')
    expect(
      (await call(owner, memberEndpoints.update, { params: { id: row.id }, body: { active: true, version: off.body.version } })).status,
    ).toBe(200)
    expect((await call(cookie, memberEndpoints.list)).status).toBe(200)
  })

  test('another organisation sees and reaches none of it', async () => {
    const row = (await members()).find((m) => m.email === org.email)!
    expect(
      (await call(other.key, memberEndpoints.update, { params: { id: row.id }, body: { role: 'viewer', version: row.version } })).problem
        .code,
    ).toBe('record.not_found')
    expect((await call(other.key, memberEndpoints.list)).body.rows.map((m) => m.email)).toEqual(expect.not.arrayContaining([org.email]))
    expect((await call(other.key, memberEndpoints.invitations)).body.rows).toEqual([])
  })
})

describe('event team', () => {
  test('planners put people on the team up to their own role; nobody else may', async () => {
    const event = await app.event(owner)
    const planner = await person(org.organisationId, 'planner', event.id)
    const staff = await person(org.organisationId, 'staff')
    const params = { eventId: event.id }
    const add = (who: Record<string, string>, role: string) =>
      call(who, teamEndpoints.add, { params, body: { userId: staff.userId, role, groups: ['programme'], title: '場控' } as never })
    expect((await add(planner.headers, 'director')).problem.code).toBe('identity.role_above_own')
    const made = await add(planner.headers, 'staff')
    expect([made.body.groups, made.body.title, made.body.can]).toEqual([['programme'], '場控', { update: true, remove: true }])
    expect((await add(planner.headers, 'viewer')).problem.code).toBe('identity.on_team')
    expect((await add(staff.headers, 'viewer')).problem.code).toBe('auth.forbidden')
    const one = { ...params, id: made.body.id }
    expect((await call(planner.headers, teamEndpoints.update, { params: one, body: { role: 'owner', version: 1 } })).problem.code).toBe(
      'identity.role_above_own',
    )
    expect((await call(planner.headers, teamEndpoints.update, { params: one, body: { title: '舞台監督', version: 1 } })).body.title).toBe(
      '舞台監督',
    )
    expect((await call(planner.headers, teamEndpoints.update, { params: one, body: { title: '', version: 1 } })).problem.code).toBe(
      'record.conflict',
    )
    expect((await call(staff.headers, teamEndpoints.list, { params })).body.rows.map((r) => r.can.update)).toEqual([false, false])
    expect((await call(planner.headers, teamEndpoints.remove, { params: one })).status).toBe(200)
    expect((await call(staff.headers, teamEndpoints.list, { params })).problem.code).toBe('record.not_found')
  })

  test('strangers and people of other organisations cannot be added, other teams not reached', async () => {
    const event = await app.event(owner)
    const stranger = await person(other.organisationId, 'staff')
    const params = { eventId: event.id }
    expect((await call(owner, teamEndpoints.add, { params, body: { userId: stranger.userId, role: 'staff' } })).problem.code).toBe(
      'record.not_found',
    )
    expect((await call(other.key, teamEndpoints.list, { params })).problem.code).toBe('record.not_found')
    expect((await call(null, teamEndpoints.list, { params })).problem.code).toBe('auth.required')
  })
})

describe('my account', () => {
  test('sessions are listed without tokens, ended one by one and all at once, and only my own', async () => {
    const me = await person(org.organisationId, 'viewer')
    const second = await app.cookieOf(me.email)
    await app.cookieOf(me.email)
    const list = (await call(me.headers, accountEndpoints.sessions)).body.rows
    expect([list.length, list.filter((s) => s.current).length]).toEqual([3, 1])
    expect(Object.keys(list[0]!).sort()).toEqual(['createdAt', 'current', 'device', 'id', 'ip', 'seenAt'])
    const mine = (await call(second, accountEndpoints.sessions)).body.rows.find((s) => s.current)!
    expect((await call(owner, accountEndpoints.endSession, { params: { id: mine.id } })).problem.code).toBe('record.not_found')
    expect((await call(me.headers, accountEndpoints.endSession, { params: { id: mine.id } })).status).toBe(200)
    expect((await call(second, accountEndpoints.get)).problem.code).toBe('auth.required')
    expect((await call(me.headers, accountEndpoints.endOthers)).body).toEqual({ ended: 1 })
    expect((await call(me.headers, accountEndpoints.sessions)).body.rows.map((s) => s.current)).toEqual([true])
    expect((await send(me.headers, { url: '/api/auth/list-sessions' })).statusCode).toBe(404)
    expect((await call(org.key, accountEndpoints.get)).problem.code).toBe('identity.people_only')
  })

  test('a new name reaches the member list and the next session', async () => {
    const me = await person(org.organisationId, 'viewer')
    expect((await call(me.headers, accountEndpoints.update, { body: { name: '蔡"英', locale: 'en' } })).body).toMatchObject({
      name: '蔡"英',
      locale: 'en',
    })
    expect((await members()).find((m) => m.email === me.email)!.name).toBe('蔡"英')
    expect((await call(me.headers, sessionEndpoints.get)).body.user).toMatchObject({ name: '蔡"英', locale: 'en' })
  })
})
