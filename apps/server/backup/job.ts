import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { asOrganisation, type Services } from '../../../src/kernel/server/mount.ts'
import type { Config } from '../../../src/kernel/server/config.ts'
import type { Job } from '../../../src/kernel/server/jobs.ts'
import { queueMail } from '../../../src/kernel/server/mail.ts'
import { isDue, readBackupState } from './schedule.ts'

type Log = Parameters<Job['run']>[2]
const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** A process of its own: neither its memory nor its work weighs on those who wait for a page. Resolves to what went wrong, or ''. */
function runApart(config: Config, asked: boolean): Promise<string> {
  const child = spawn(
    process.execPath,
    [cli, 'backup', '--scheduled', ...(asked ? [] : ['--if-due']), '--json', '--data-dir', config.dataDir],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (t: string) => (out += t))
  child.stderr.resume()
  return new Promise((done) => {
    child.once('error', (e) => done(e.message))
    child.once('close', (code) => {
      if (code === 0) return done('')
      try {
        const said = JSON.parse(out) as { error?: { code: string }; missing?: { count: number }; damaged?: { count: number } }
        done(said.error?.code ?? `missing ${said.missing?.count}, damaged ${said.damaged?.count}`)
      } catch {
        done(`exit ${code}`)
      }
    })
  })
}

/** Tells the owners of every organisation, once a day. */
async function tellOwners(services: Services, log: Log, reason: string, now: Date): Promise<void> {
  const organisations = await services.db.asSystem((tx) => tx.selectFrom('organisation').select('organisationId').execute())
  for (const { organisationId } of organisations)
    await asOrganisation(services, organisationId, log, async (ctx) => {
      const owners = await ctx.tx
        .selectFrom('member')
        .select(['name', 'email'])
        .where('role', '=', 'owner')
        .where('active', '=', true)
        .execute()
      if (owners.length === 0) return
      await queueMail(ctx, {
        kind: 'identity.backup',
        to: owners.map((o) => ({ address: o.email, name: o.name })),
        subject: '備份失敗 Backup failed',
        blocks: [
          { kind: 'title', text: '今天的備份沒有完成' },
          { kind: 'text', text: '請管理主機的人執行 npm run -s bantoh -- doctor 查看原因，並確認備份資料夾還有空間、可以寫入。' },
          { kind: 'text', text: 'The scheduled backup did not finish. Ask whoever runs the server to call: npm run -s bantoh -- doctor' },
          { kind: 'small', text: reason },
        ],
        dedupeKey: `backup-failed-${now.toISOString().slice(0, 10)}`,
      })
    })
}

/**
 * Looks every ten minutes whether a backup is due, so that one missed while the server was off is made up for. Processes that
 * look at the same time do not make two: the backup itself lets one through, which asks again.
 */
export const backupJob = (config: Config, ownerUrl: string): Job => ({
  name: 'backup',
  cron: '*/10 * * * *',
  retries: 0,
  async run(services, data, log) {
    const now = new Date()
    // A person who asks for one gets one, also when none is due.
    const asked = (data as { now?: boolean } | null)?.now === true
    if (!asked && !isDue(config.backupAt, await readBackupState(ownerUrl), now)) return
    const reason = await runApart(config, asked)
    if (reason === 'backup.running' || reason === 'backup.not_due') return
    if (!reason) return log.info('backup made')
    log.error({ reason }, 'backup failed')
    await tellOwners(services, log, reason, now)
  },
})
