import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startJobs } from '../src/kernel/server/jobs.ts'
import { eventEndpoints } from '../src/modules/events/contract/event.ts'
import { housekeeping } from '../src/modules/identity/server/housekeeping.ts'
import { newId } from '../src/kernel/contract/ids.ts'
import { testApp } from './harness/app.ts'

test('a job runs once, a failing one again; housekeeping clears old answers and keeps fresh ones', async () => {
  const t = await testApp()
  const o = await t.organisation()
  const make = (key: string) =>
    t.call(
      o.key,
      eventEndpoints.create,
      { body: { slug: `h-${newId().slice(-8)}`, name: { zh: '清' }, startDate: '2027-01-01', endDate: '2027-01-01' } },
      { 'idempotency-key': key },
    )
  await make('old')
  await make('fresh')
  await t.app.services.db.asSystem((tx) => sql`update idempotency set created_at = now() - interval '3 days' where key = 'old'`.execute(tx))

  const runs: string[] = []
  let finished = () => {}
  const done = new Promise<void>((ok) => (finished = ok))
  const jobs = await startJobs(
    t.databaseUrl,
    t.app.services,
    [
      { ...housekeeping, cron: undefined as never },
      {
        name: 'flaky',
        async run(_s, data) {
          runs.push(data.who)
          if (runs.length === 1) throw new Error('first time')
          finished()
        },
      },
    ],
    t.app.http.log,
  )
  await jobs.send('flaky', { who: 'a' })
  await housekeeping.run(t.app.services, {}, t.app.http.log)
  await done
  await jobs.stop()
  expect(runs).toEqual(['a', 'a'])
  const left = await t.run(o.organisationId, (ctx) => ctx.tx.selectFrom('idempotency').select('key').execute())
  expect(left.map((r) => r.key)).toEqual(['fresh'])
})
