import type { FastifyBaseLogger } from 'fastify'
import { PgBoss } from 'pg-boss'
import { patience } from './db.ts'
import type { Services } from './mount.ts'

/** Work outside a request. It runs at least once, so it must be idempotent; `cron` repeats it (UTC), once over all processes. */
export type Job = {
  name: string
  cron?: string
  retries?: number
  run(services: Services, data: any, log: FastifyBaseLogger): Promise<void>
}

export type Jobs = { send(name: string, data: object, opts?: { singletonKey?: string }): Promise<void>; stop(): Promise<void> }

/** Starts pg-boss on the same database and works off the modules' jobs. */
export async function startJobs(url: string, services: Services, jobs: readonly Job[], log: FastifyBaseLogger): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: url, max: 3, schema: 'pgboss', ...patience } as object)
  boss.on('error', (err) => log.warn({ err }, 'job queue'))
  await boss.start()
  for (const job of jobs) {
    await boss.createQueue(job.name, { retryLimit: job.retries ?? 5, retryBackoff: true, retryDelay: 2 })
    if (job.cron) await boss.schedule(job.name, job.cron)
    await boss.work(job.name, { pollingIntervalSeconds: 1 }, async (batch) => {
      for (const one of batch) await job.run(services, one.data, log)
    })
  }
  return {
    send: async (name, data, opts) => void (await boss.send(name, data, opts?.singletonKey ? { singletonKey: opts.singletonKey } : {})),
    stop: () =>
      boss.stop({ graceful: true, timeout: 5000, close: true }).catch((err) => log.warn({ err }, 'job queue did not stop cleanly')),
  }
}
