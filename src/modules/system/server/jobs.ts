import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { nextRun } from '../contract/cron.ts'
import type { FailureRow, JobRow } from '../contract/system.ts'

/** The organisation that was set up first runs the installation; the others are its guests. */
export async function demandInstallation(ctx: Ctx, services: Services): Promise<void> {
  if (!(await ownsInstallation(ctx, services))) throw new AppError('system.not_installation')
}
export const ownsInstallation = (ctx: Ctx, services: Services): Promise<boolean> =>
  services.db.asSystem(async (tx) => {
    const first = await sql<{
      id: string
    }>`select organisation_id as id from organisation order by created_at, organisation_id limit 1`.execute(tx)
    return first.rows[0]?.id === ctx.orgId && ctx.actor.role === 'owner'
  })

/** Speaks pg-boss over the app's own connections: no worker, no timer, no connection of its own. */
function asker(services: Services): PgBoss {
  const executeSql = async (text: string, values?: unknown[]) => services.db.pool.query(text, values as unknown[])
  return new PgBoss({
    db: { executeSql },
    schema: 'pgboss',
    supervise: false,
    schedule: false,
    migrate: false,
    createSchema: false,
  } as object)
}
async function withBoss<T>(services: Services, fn: (boss: PgBoss) => Promise<T>): Promise<T> {
  const boss = asker(services)
  boss.on('error', () => {})
  await boss.start()
  try {
    return await fn(boss)
  } finally {
    await boss.stop({ graceful: false, close: false } as object)
  }
}

const there = async (services: Services) =>
  (await services.db.pool.query<{ there: boolean }>("select to_regclass('pgboss.job') is not null as there")).rows[0]!.there

export async function listJobs(services: Services): Promise<{ jobs: JobRow[]; failures: FailureRow[] }> {
  if (!(await there(services))) return { jobs: [], failures: [] }
  const { rows } = await services.db.pool.query<Omit<JobRow, 'nextAt'>>(
    `select q.name, s.cron, last.at as "lastAt", last.state::text as "lastState", coalesce(n.waiting, 0)::int as waiting,
       coalesce(n.active, 0)::int as active, coalesce(n.failed, 0)::int as failed
     from pgboss.queue q left join pgboss.schedule s on s.name = q.name and s.key = ''
     left join lateral (select completed_on as at, state from pgboss.job j where j.name = q.name and state in ('completed', 'failed')
       order by completed_on desc nulls last limit 1) last on true
     left join lateral (select count(*) filter (where state in ('created', 'retry')) as waiting, count(*) filter (where state = 'active') as active,
       count(*) filter (where state = 'failed') as failed from pgboss.job j where j.name = q.name) n on true
     where q.name not like '\\_\\_%' order by q.name`,
  )
  const failed = await services.db.pool.query<FailureRow>(
    `select id, name, coalesce(completed_on, created_on) as at, retry_count + 1 as tries, left(coalesce(output->>'message', ''), 300) as error
     from pgboss.job where state = 'failed' and name not like '\\_\\_%' order by completed_on desc nulls last limit 50`,
  )
  const now = new Date()
  const iso = (at: unknown) => (at === null ? null : new Date(at as string).toISOString())
  return {
    jobs: rows.map((r) => ({ ...r, lastAt: iso(r.lastAt), nextAt: r.cron ? iso(nextRun(r.cron, now)) : null })),
    failures: failed.rows.map((f) => ({ ...f, at: iso(f.at)! })),
  }
}

async function known(services: Services, name: string): Promise<void> {
  const found =
    (await there(services)) &&
    (await services.db.pool.query('select 1 from pgboss.queue where name = $1 and name not like $2', [name, '\\_\\_%']))
  if (!found || found.rowCount !== 1) throw new AppError('system.unknown_job')
}

/** Errors: `system.not_installation`, `system.unknown_job`. */
export async function runJob(ctx: Ctx, services: Services, name: string): Promise<{ queued: boolean }> {
  await demandInstallation(ctx, services)
  await known(services, name)
  // One at a time: whoever presses twice does not queue it twice.
  const id = await withBoss(services, (boss) => boss.send(name, { now: true }, { singletonKey: 'asked', singletonSeconds: 10 }))
  if (id) await audit(ctx, { entity: 'system', entityId: ctx.orgId, action: 'run', label: name })
  return { queued: id !== null }
}

/** Errors: as above. */
export async function retryJob(ctx: Ctx, services: Services, name: string, id: string): Promise<{ queued: boolean }> {
  await demandInstallation(ctx, services)
  await known(services, name)
  const done = (await withBoss(services, (boss) => boss.retry(name, id))) as { affected?: number }
  const queued = (done.affected ?? 0) > 0
  if (queued) await audit(ctx, { entity: 'system', entityId: ctx.orgId, action: 'retry', label: name })
  return { queued }
}
