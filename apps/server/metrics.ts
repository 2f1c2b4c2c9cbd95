import { sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Db } from '../../src/kernel/server/db.ts'

type Figures = Record<'outbox' | 'mail' | 'jobs', { waiting: number; failed: number; oldest: number }>

/** Queues of the whole installation; only numbers leave the database. */
async function figures(db: Db): Promise<Figures> {
  return db.asSystem(async (tx) => {
    const { rows } = await sql<Record<'ow' | 'of' | 'oo' | 'mw' | 'mf' | 'mo', number> & { jobs: boolean }>`
      select o.*, m.*, to_regclass('pgboss.job') is not null as jobs from
        (select (count(*) filter (where done_at is null))::int as ow,
           (count(*) filter (where done_at > now() - interval '7 days' and last_error is not null and attempts > 1 and next_at > done_at))::int as of,
           coalesce(extract(epoch from now() - min(created_at) filter (where done_at is null)), 0)::float8 as oo from outbox) o,
        (select (count(*) filter (where r.status = 'queued'))::int as mw,
           (count(*) filter (where r.status = 'failed' and l.created_at > now() - interval '7 days'))::int as mf,
           coalesce(extract(epoch from now() - min(l.created_at) filter (where r.status = 'queued')), 0)::float8 as mo
         from mail_recipient r join mail_message l on l.organisation_id = r.organisation_id and l.id = r.message_id) m`.execute(tx)
    const q = rows[0]!
    const jobs = q.jobs
      ? (
          await sql<{ waiting: number; failed: number; oldest: number }>`
            select (count(*) filter (where state in ('created', 'retry')))::int as waiting,
              (count(*) filter (where state = 'failed' and completed_on > now() - interval '7 days'))::int as failed,
              coalesce(extract(epoch from now() - min(start_after) filter (where state in ('created', 'retry') and start_after < now())), 0)::float8 as oldest
            from pgboss.job where name not like '\\_\\_%'`.execute(tx)
        ).rows[0]!
      : { waiting: 0, failed: 0, oldest: 0 }
    return { outbox: { waiting: q.ow, failed: q.of, oldest: q.oo }, mail: { waiting: q.mw, failed: q.mf, oldest: q.mo }, jobs }
  })
}

/** Gauges of the outbox, the mail queue and the job queue: what waits, since when, and what was given up. */
export function queueMetrics(db: Db, registry: Registry): void {
  // One look at the database for all three, however often they are collected.
  let asked: Promise<Figures> | undefined
  const look = () =>
    (asked ??= figures(db).finally(() => {
      asked = undefined
    }))
  for (const [name, help, key] of [
    ['bantoh_waiting', 'What waits to be handled: facts of the outbox, letters, jobs.', 'waiting'],
    ['bantoh_failed', 'What was given up in the last seven days: facts of the outbox, letters, jobs.', 'failed'],
    ['bantoh_oldest_seconds', 'How long the oldest of what waits has been waiting.', 'oldest'],
  ] as const)
    void new Gauge({
      name,
      help,
      labelNames: ['queue'] as const,
      registers: [registry],
      async collect() {
        for (const [queue, f] of Object.entries(await look())) this.set({ queue }, f[key])
      },
    })
}
