import { expect, test } from 'vitest'
import { testApp } from '../../tests/harness/app.ts'

const get = (t: Awaited<ReturnType<typeof testApp>>, url: string, headers = {}) => t.send(null, { method: 'GET', url, headers })

test('alive and ready while it serves, not ready once it is told to stop', async () => {
  const t = await testApp({ background: false })
  expect((await get(t, '/healthz')).json()).toEqual({ status: 'ok' })
  const ready = await get(t, '/readyz')
  expect([ready.statusCode, ready.json(), ready.headers['cache-control']]).toEqual([
    200,
    { status: 'ready', checks: { database: true, serving: true } },
    'no-store',
  ])
  expect((await get(t, '/metrics')).statusCode).toBe(404)
})

test('not ready while the database does not answer', async () => {
  const t = await testApp({ background: false })
  const { pool } = t.app.services.db
  const query = pool.query
  pool.query = (() => Promise.reject(new Error('gone'))) as never
  const r = await get(t, '/readyz')
  pool.query = query
  expect([r.statusCode, r.json()]).toEqual([503, { status: 'unavailable', checks: { database: false, serving: true } }])
  expect((await get(t, '/healthz')).statusCode).toBe(200)
})

test('metrics are for whoever has the token, and name routes, never addresses', async () => {
  const t = await testApp({ background: false, metricsToken: 'a-long-enough-token' })
  const { key, organisationId } = await t.organisation()
  const e = await t.event(key)
  await get(t, `/e/${e.slug}`)
  expect((await get(t, '/metrics')).statusCode).toBe(401)
  expect((await get(t, '/metrics', { authorization: 'Bearer wrong' })).statusCode).toBe(401)
  const r = await get(t, '/metrics', { authorization: 'Bearer a-long-enough-token' })
  expect(r.statusCode).toBe(200)
  expect(r.body).toContain('bantoh_http_request_seconds_count{method="GET",route="/e/:slug"')
  expect(r.body).toMatch(/bantoh_waiting\{queue="outbox"\} \d+/)
  expect(r.body).toMatch(/bantoh_database_connections\{state="idle"\} \d+/)
  for (const secret of [e.slug, organisationId, e.id]) expect(r.body).not.toContain(secret)
})
