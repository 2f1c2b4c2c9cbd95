import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { personEndpoints } from '../crm/contract/person.ts'
import { programmeEndpoints } from '../programme/contract/programme.ts'
import { trackEndpoints } from '../programme/contract/track.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { apiKeyEndpoints } from './contract/access.ts'
import { accountEndpoints } from './contract/people.ts'
import { scopeAllows, scopes } from './contract/scopes.ts'
import { sessionEndpoints } from './contract/session.ts'
import { remindOfKeys } from './server/key-reminder.ts'
import { inNetworks } from './server/limits.ts'

const app = await testApp({ background: false })
const { call } = app
const org = await app.organisation('甲會展')
const other = await app.organisation('乙會展')
const event = await app.event(org.key)
const second = await app.event(org.key)
const foreign = await app.event(other.key)
const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
const draft = (more: object = {}) => ({ name: '官網', role: 'owner' as const, scopes: ['programme.read'], expiresOn: day(30), ...more })
async function key(more: object = {}) {
  const r = await call(org.key, apiKeyEndpoints.create, { body: draft(more) })
  expect([r.status, r.problem.code]).toEqual([200, undefined])
  return { ...r.body, who: { authorization: `Bearer ${r.body.apiKey}` } }
}
const row = (id: string) => call(org.key, apiKeyEndpoints.list).then((r) => r.body.rows.find((k) => k.id === id)!)
const at = (eventId: string) => ({ params: { eventId } })
const everything = scopes.filter((s) => s !== 'personal_data')

describe('scopes', () => {
  test('open what they name and nothing else; reading is not writing', async () => {
    const reads = await key()
    const writes = await key({ scopes: ['programme.edit'] })
    const track = { ...at(event.id), body: { name: { zh: '主軌', en: '' } } as never }
    const codes = async (who: Record<string, string>) =>
      [
        await call(who, programmeEndpoints.view, at(event.id)),
        await call(who, trackEndpoints.create, track),
        await call(who, registrationEndpoints.list, at(event.id)),
        await call(who, eventEndpoints.get, at(event.id)),
        await call(who, personEndpoints.list),
        await call(who, accountEndpoints.get),
        await call(who, deskEndpoints.inbox),
        await call(who, apiKeyEndpoints.list),
      ].map((r) => r.problem.code ?? r.status)
    const out = 'auth.out_of_scope'
    expect(await codes(reads.who)).toEqual([200, out, out, out, out, out, out, out])
    expect(await codes(writes.who)).toEqual([200, 200, out, out, out, out, out, out])
    expect((await call(reads.who, sessionEndpoints.get)).body.permissions.filter((a) => !a.startsWith('programme.'))).toEqual([])
  })

  test('all of them together still keep out of keys, letters, hooks, links, accounts and rights', () => {
    const { mounted } = app.app.services
    const open = mounted.filter((e) => e.action !== 'public' && scopeAllows([...scopes], e.action, e.method)).map((e) => e.action)
    expect(open.length).toBeGreaterThan(80)
    const never = /^(signedIn|apiKeys|webhooks|portalLinks|mail|audit|assistant)\b|^(organisation|members)\.edit$/
    expect(open.filter((a) => never.test(a))).toEqual([])
    expect(mounted.some((e) => never.test(e.action))).toBe(true)
    const looking = scopes.filter((s) => s.endsWith('.read'))
    expect(mounted.filter((e) => e.method !== 'GET' && e.action !== 'public' && scopeAllows(looking, e.action, e.method))).toEqual([])
    expect(scopeAllows([], 'programme.read')).toBe(false)
    expect(scopeAllows(everything, 'something.new')).toBe(false)
  })

  test('keep a role small: a viewer’s key with every scope writes nothing', async () => {
    const k = await key({ role: 'viewer', scopes: [...scopes] })
    expect((await call(k.who, programmeEndpoints.view, at(event.id))).status).toBe(200)
    expect((await call(k.who, trackEndpoints.create, { ...at(event.id), body: { name: { zh: 'x', en: '' } } as never })).problem.code).toBe(
      'auth.forbidden',
    )
  })

  test('personal data stays masked without its own scope', async () => {
    const ticket = (
      await call(org.key, ticketEndpoints.create, {
        ...at(event.id),
        body: { name: { zh: '一般票', en: '' }, price: 0, quota: 9 } as never,
      })
    ).body
    await call(org.key, registrationEndpoints.create, {
      ...at(event.id),
      body: { ticketTypeId: ticket.id, name: '江品叡', email: 'secret.address@people.example', phone: '0912345678' } as never,
    })
    const seen = async (who: Record<string, string>) => JSON.stringify((await call(who, registrationEndpoints.list, at(event.id))).body)
    const masked = await seen((await key({ scopes: everything })).who)
    expect(masked).toContain('江品叡')
    expect(masked).not.toContain('secret.address@')
    expect(masked).not.toContain('0912345678')
    expect(await seen((await key({ scopes: [...scopes] })).who)).toContain('secret.address@people.example')
  })

  test('do not limit keys that were made before there were any', async () => {
    expect((await call(org.key, apiKeyEndpoints.list)).status).toBe(200)
    expect((await call(org.key, eventEndpoints.list)).body.rows.map((r) => r.id).toSorted()).toEqual([event.id, second.id].toSorted())
  })
})

test('a key of one event sees no other, in whatever way it asks', async () => {
  for (const role of ['owner', 'director', 'planner', 'viewer']) {
    const k = await key({ role, scopes: [...scopes], eventIds: [event.id] })
    expect((await call(k.who, eventEndpoints.list)).body.rows.map((r) => r.id)).toEqual([event.id])
    expect((await call(k.who, eventEndpoints.get, at(event.id))).status).toBe(200)
    for (const e of [eventEndpoints.get, programmeEndpoints.view, registrationEndpoints.list, deskEndpoints.overview])
      for (const id of [second.id, foreign.id])
        expect([role, e.path, (await call(k.who, e as never, at(id) as never)).status]).toEqual([role, e.path, 404])
    expect(JSON.stringify((await call(k.who, deskEndpoints.portfolio)).body)).not.toContain(second.id)
    expect(JSON.stringify((await call(k.who, deskEndpoints.search, { query: { q: '測試論壇' } })).body)).not.toContain(second.id)
  }
  const refused = async (eventIds: string[]) => (await call(org.key, apiKeyEndpoints.create, { body: draft({ eventIds }) })).problem.code
  expect([await refused([foreign.id]), await refused([newId()]), await refused([])]).toEqual([
    'record.not_found',
    'record.not_found',
    'request.invalid',
  ])
})

describe('networks', () => {
  test('addresses and networks of both families, mapped ones seen through', () => {
    const nets = ['203.0.113.0/24', '198.51.100.7', '2001:db8:5::/48']
    const inside = ['203.0.113.9', '198.51.100.7', '::ffff:203.0.113.9', '2001:db8:5:1::9']
    const outside = ['203.0.114.9', '198.51.100.8', '::ffff:198.51.100.8', '2001:db8:6::1', '', 'nonsense']
    expect(inside.filter((a) => !inNetworks(a, nets))).toEqual([])
    expect(outside.filter((a) => inNetworks(a, nets))).toEqual([])
    expect(inNetworks('8.8.8.8', [])).toBe(true)
  })
  test('a key from elsewhere is refused, and the list shows where it was tried', async () => {
    const k = await key({ networks: ['203.0.113.0/24'] })
    const from = (remoteAddress: string) =>
      app.send(k.who, {
        method: 'GET',
        url: `/api/events/${event.id}/programme`,
        remoteAddress,
        headers: { 'x-forwarded-for': '203.0.113.1' },
      })
    expect([(await from('203.0.113.8')).statusCode, (await from('8.8.4.4')).json().code]).toEqual([200, 'identity.key_network'])
    expect((await row(k.id)).lastUsedFrom).toBe('8.8.4.4')
    const wrong = await call(org.key, apiKeyEndpoints.create, { body: draft({ networks: ['10.0.0.0/40'] }) })
    expect(wrong.problem.fields?.map((f) => [f.path, f.message])).toEqual([
      ['networks.0', '請填 IP 位址或網段，例如 203.0.113.7 或 203.0.113.0/24。'],
    ])
  })
})

test('requests of a minute are counted in the database; the answer tells what is left, and 429 when to come again', async () => {
  const k = await key({ perMinute: 10 })
  const ask = () => app.send(k.who, { method: 'GET', url: `/api/events/${event.id}/programme` })
  const answers = await Promise.all(Array.from({ length: 12 }, ask))
  expect(answers.map((a) => a.statusCode).toSorted()).toEqual([...Array(10).fill(200), 429, 429])
  const last = answers.find((a) => a.statusCode === 429)!
  expect([last.json().code, last.headers['ratelimit-policy']]).toEqual(['request.rate_limited', '"key";q=10;w=60'])
  expect(last.headers.ratelimit).toBe(`"key";r=0;t=${last.headers['retry-after']}`)
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  await app.app.services.db.asSystem((tx) =>
    sql`update api_key set window_at = now() - interval '61 seconds' where id = ${k.id}`.execute(tx),
  )
  const again = await ask()
  expect([again.statusCode, again.headers.ratelimit]).toEqual([200, '"key";r=9;t=60'])
  // Keys of before go on as they were.
  expect((await app.send(org.key, { method: 'GET', url: '/api/events' })).headers['ratelimit-policy']).toBe(undefined)
  expect((await app.send(null, { method: 'GET', url: '/api/session' })).headers.ratelimit).toBe(undefined)
})

describe('an end', () => {
  test('is asked for, within a year', async () => {
    const { expiresOn: _, ...without } = draft()
    const refused = async (body: object) =>
      (await call(org.key, apiKeyEndpoints.create, { body: body as never })).problem.fields?.map((f) => f.path)
    expect(await refused(without)).toEqual(['expiresOn'])
    expect(await refused(draft({ expiresOn: day(400) }))).toEqual(['expiresOn'])
    expect(await refused(draft({ expiresOn: day(-2) }))).toEqual(['expiresOn'])
    expect(await refused(draft({ scopes: [] }))).toEqual(['scopes'])
    expect(await refused(draft({ scopes: ['owner'] }))).toEqual(['scopes.0'])
  })

  test('rotated: a new key with the same limits, the old one for some hours more; none for revoked ones', async () => {
    const old = await key({ networks: ['0.0.0.0/0'], eventIds: [event.id], perMinute: 77 })
    const turn = (who: Record<string, string>, overlapHours = 2) =>
      call(who, apiKeyEndpoints.rotate, { params: { id: old.id }, body: { overlapHours, expiresOn: day(90) } })
    expect((await turn(other.key)).problem.code).toBe('record.not_found')
    const made = (await turn(org.key)).body
    const pick = ({ scopes: s, eventIds, networks, perMinute, role, name }: typeof made) => ({
      s,
      eventIds,
      networks,
      perMinute,
      role,
      name,
    })
    expect(pick(made)).toEqual(pick(old))
    const ends = (Date.parse((await row(old.id)).expiresAt!) - Date.now()) / 3_600_000
    expect([ends > 1.9, ends <= 2]).toEqual([true, true])
    const works = async (apiKey: string) =>
      (await call({ authorization: `Bearer ${apiKey}` }, programmeEndpoints.view, at(event.id))).status
    expect([await works(old.apiKey), await works(made.apiKey)]).toEqual([200, 200])
    await turn(org.key, 0)
    expect([await works(old.apiKey), await works(made.apiKey)]).toEqual([401, 200])
    expect((await turn(org.key)).problem.code).toBe('record.not_found')
    await call(org.key, apiKeyEndpoints.revoke, { params: { id: made.id } })
    expect((await call(org.key, apiKeyEndpoints.rotate, { params: { id: made.id }, body: { expiresOn: day(5) } })).problem.code).toBe(
      'record.not_found',
    )
  })

  test('is told to the owners two weeks and three days before, once each', async () => {
    const o = await app.organisation('丙會展')
    const made = (await call(o.key, apiKeyEndpoints.create, { body: draft({ expiresOn: day(20) }) })).body
    const gone = (await call(o.key, apiKeyEndpoints.create, { body: draft({ name: '撤銷', expiresOn: day(20) }) })).body
    await call(o.key, apiKeyEndpoints.revoke, { params: { id: gone.id } })
    const letters = async (inDays: number) => {
      await remindOfKeys(app.app.services, app.app.http.log, new Date(Date.parse(made.expiresAt!) - inDays * 86_400_000))
      const sent = await app.run(o.organisationId, (ctx) =>
        ctx.tx
          .selectFrom('mailMessage as m')
          .innerJoin('mailRecipient as r', 'r.messageId', 'm.id')
          .select(['r.address', 'm.bodyText'])
          .where('m.kind', '=', 'identity.keyExpiring')
          .where('m.organisationId', '=', o.organisationId)
          .execute(),
      )
      expect(sent.some((s) => s.bodyText.includes(made.apiKey))).toBe(false)
      return sent.map((s) => s.address)
    }
    expect(await letters(15)).toEqual([])
    expect(await letters(13)).toEqual([o.email])
    expect(await letters(10)).toEqual([o.email])
    expect(await letters(2)).toEqual([o.email, o.email])
    expect(await letters(1)).toEqual([o.email, o.email])
  })
})
