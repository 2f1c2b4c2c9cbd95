import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { accountEndpoints, memberEndpoints, teamEndpoints } from './contract/people.ts'
import { contactEndpoints } from '../events/contract/contact.ts'
import { createPortalLink } from './server/index.ts'
import { apiKeyEndpoints } from './contract/access.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const event = await app.event(org.key)
let address = ''
beforeAll(async () => void (address = await app.app.http.listen({ port: 0, host: '127.0.0.1' })))

/** An open stream: what it said so far, and whether the server has ended it. */
async function listen(headers: Record<string, string>) {
  const request = get(`${address}/api/live`, { headers })
  const [stream] = (await once(request, 'response')) as [IncomingMessage]
  let said = ''
  let over = false
  stream
    .setEncoding('utf8')
    .on('data', (t: string) => (said += t))
    .on('end', () => (over = true))
  await expect.poll(() => said).toContain('hello')
  return { said: () => said, over: () => over, end: () => request.destroy() }
}
let n = 0
const change = () => app.call(org.key, contactEndpoints.create, { params: { eventId: event.id }, body: { name: `聯絡人 ${++n}` } })
const heard = (s: { said(): string }) => s.said().split(event.id).length - 1

test('who is taken off the team hears nothing more of the event', async () => {
  const [staff, other] = [
    await app.person(org.organisationId, 'staff', event.id),
    await app.person(org.organisationId, 'planner', event.id),
  ]
  const [mine, theirs] = [await listen(staff.headers), await listen(other.headers)]
  await change()
  await expect.poll(() => [heard(mine), heard(theirs)]).toEqual([1, 1])
  const params = { eventId: event.id }
  const row = (await app.call(org.key, teamEndpoints.list, { params })).body.rows.find((r) => r.userId === staff.userId)!
  await app.call(org.key, teamEndpoints.remove, { params: { ...params, id: row.id } })
  await change()
  await expect.poll(() => heard(theirs)).toBe(3)
  expect([heard(mine), mine.over()]).toEqual([1, false])
  mine.end()
  theirs.end()
})

test('a stream ends with its session, its place and its key; a portal link gets none', async () => {
  const [off, out] = [await app.person(org.organisationId, 'staff'), await app.person(org.organisationId, 'staff')]
  const key = (
    await app.call(org.key, apiKeyEndpoints.create, {
      body: {
        name: '看板',
        role: 'viewer',
        scopes: ['events.read'],
        expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
      },
    })
  ).body
  const [a, b, c] = [await listen(off.headers), await listen(out.headers), await listen({ authorization: `Bearer ${key.apiKey}` })]
  const member = (await app.call(org.key, memberEndpoints.list)).body.rows.find((m) => m.userId === off.userId)!
  await app.call(org.key, memberEndpoints.update, { params: { id: member.id }, body: { active: false, version: member.version } })
  await expect.poll(() => [a.over(), b.over(), c.over()]).toEqual([true, false, false])
  const second = await app.cookieOf(out.email)
  await app.call(second, accountEndpoints.endOthers)
  await expect.poll(() => [b.over(), c.over()]).toEqual([true, false])
  await app.call(org.key, apiKeyEndpoints.revoke, { params: { id: key.id } })
  await expect.poll(c.over).toBe(true)

  const link = { entity: 'speaker', entityId: event.id, scopes: ['speaker.self'], expiresAt: '2999-01-01T00:00:00Z' }
  const token = await app.run(org.organisationId, (ctx) => createPortalLink(ctx, link), event.id)
  const refused = await app.send({ authorization: `Portal ${token}` }, { url: '/api/live' })
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'auth.forbidden'])
})
