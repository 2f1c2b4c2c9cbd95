import { expect, test } from 'vitest'
import { testApp } from '../../tests/harness/app.ts'
import { startJobs } from '../../src/kernel/server/jobs.ts'
import { queueMail } from '../../src/kernel/server/mail.ts'

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
  for (const queue of ['outbox', 'mail', 'jobs'])
    for (const name of ['waiting', 'failed', 'oldest_seconds'])
      expect(r.body).toMatch(new RegExp(`bantoh_${name}\\{queue="${queue}"\\} [\\d.e-]+\n`))
  expect(r.body).toMatch(/bantoh_database_connections\{state="idle"\} \d+/)
  for (const secret of [e.slug, organisationId, e.id]) expect(r.body).not.toContain(secret)
})

test('queues: what waits, since when, and what was given up, jobs included', async () => {
  const t = await testApp({ background: false, metricsToken: 'a-long-enough-token' })
  const { organisationId } = await t.organisation()
  await startJobs(t.databaseUrl, t.app.services, [{ name: 'nothing', run: async () => {} }], t.app.http.log).then((jobs) => jobs.stop())
  await t.app.services.db.pool.query(`begin; set local app.system = 'on'; update outbox set done_at = now();
    insert into outbox (organisation_id, type, payload, created_at) values ('${organisationId}', 'x', '{}', now() - interval '1 hour');
    insert into outbox (organisation_id, type, payload, attempts, done_at, next_at, last_error) values ('${organisationId}', 'x', '{}', 12, now(), now() + interval '1 hour', 'no');
    insert into pgboss.job (name, state, completed_on, retry_limit) values ('nothing', 'failed', now(), 0);
    insert into pgboss.job (name, retry_limit) values ('nothing', 0), ('nothing', 0); commit`)
  await t.run(organisationId, (ctx) => queueMail(ctx, { kind: 'x', to: [{ address: 'a@b.example' }], subject: 's', blocks: [] }))
  const { body } = await get(t, '/metrics', { authorization: 'Bearer a-long-enough-token' })
  const value = (name: string, queue: string) => Number(new RegExp(`bantoh_${name}\\{queue="${queue}"\\} (.+)`).exec(body)![1])
  expect(['outbox', 'mail', 'jobs'].map((q) => [value('waiting', q), value('failed', q)])).toEqual([
    [1, 1],
    [1, 0],
    [2, 1],
  ])
  expect(Math.round(value('oldest_seconds', 'outbox') / 600)).toBe(6)
})
