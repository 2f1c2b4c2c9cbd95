import { type App, createApp } from './app.ts'
import { backupJob } from './backup/job.ts'
import { release } from './backup/manifest.ts'
import { refuseUnfinished } from './backup/marker.ts'
import { DEMO_PASSWORD, setUpDemo } from './demo.ts'
import { readProcess, type Role } from './process-settings.ts'
import { openStores } from './storage/open.ts'
import { readServices } from './storage/settings.ts'
import { tidyAfterStart } from './tidy.ts'
import { sweepJob } from './storage/sweep.ts'
import type { Job } from '../../src/kernel/server/jobs.ts'
import { migrate } from '../../src/kernel/server/migrate.ts'
import { issueSetupToken, setBreachApi } from '../../src/modules/identity/server/index.ts'
import { setStandin } from '../../src/modules/payments/server/index.ts'
import { type Config, ConfigError } from '../../src/kernel/server/config.ts'

/** Migrates, serves, and returns the address; `close` drains requests before it lets the database go. */
export async function startServer(o: { config: Config; ownerUrl: string; extraJobs?: readonly Job[] }): Promise<{
  address: string
  port: number
  setupLink: string | null
  demoAccounts: { email: string; role: string }[] | null
  demoPassword: string
  close(): Promise<void>
}> {
  const { config } = o
  const { roles, drainSeconds, paymentStandin } = readProcess()
  if (roles.length === 1 && !config.publicUrl)
    throw new ConfigError(
      '分開執行 web 與 worker 時必須設定 PUBLIC_URL，信件裡的連結才會正確 / processes with one of the ROLES need PUBLIC_URL, or links in mails lead nowhere',
    )
  refuseUnfinished(config.dataDir)
  const beside = readServices()
  const store = openStores(config.dataDir, beside.s3).files
  // Its code costs nothing where nobody watches.
  const traces = beside.traces && (await import('./traces.ts'))
  const tracer = traces?.startTraces({ ...beside.traces!, release }, (m) => console.error(m))
  const files = traces && tracer ? traces.tracedStore(tracer, store) : store
  setBreachApi(config.passwordBreachApi)
  await migrate(o.ownerUrl)
  const app = await createApp({
    ownerUrl: o.ownerUrl,
    dataDir: config.dataDir,
    files,
    clamav: beside.clamav,
    tracer,
    secret: config.secretKey,
    publicUrl: config.publicUrl,
    logLevel: config.logLevel,
    smtpUrl: config.smtpUrl,
    mailFrom: config.mailFrom,
    trustProxy: config.trustProxy,
    rateLimits: config.rateLimits,
    metricsToken: config.metricsToken,
    webhookLoopback: config.webhookLoopback,
    web: roles.includes('web'),
    background: roles.includes('worker'),
    drainSeconds,
    extraJobs: [...(o.extraJobs ?? []), sweepJob(files), ...(config.backupDir ? [backupJob(config, o.ownerUrl)] : [])],
  })
  let standin: { address: string; close(): Promise<void> } | undefined
  const close = async () => {
    await standin?.close()
    await app.close()
  }
  try {
    if (paymentStandin && roles.includes('web')) {
      const { startStandin } = await import('./standin/server.ts')
      standin = await startStandin({ port: paymentStandin, merchant: () => app.services.publicUrl })
    }
    setStandin(standin?.address ?? null)
    return { ...(await serve(app, config, roles)), close }
  } catch (e) {
    await close()
    throw e
  }
}

async function serve(app: App, config: Config, roles: Role[]) {
  if (!app.services.db.stepsDown)
    app.http.log.warn(
      'DATABASE_URL 的帳號不能建立或使用角色 bantoh_app，少一層防護；資料列隔離仍然有效。請由管理者執行 / its role can neither make nor use bantoh_app, one safeguard less (row-level security still holds); let an administrator run: CREATE ROLE bantoh_app NOLOGIN; GRANT bantoh_app TO …',
    )
  await app.http.listen({ port: config.port, host: config.host })
  tidyAfterStart()
  const bound = app.http.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : config.port
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host
  const address = config.publicUrl || `http://${host}:${port}`
  app.services.publicUrl = address
  const demoAccounts = config.demo ? await setUpDemo(app.services, app.auth, app.http.log) : null
  const token = roles.includes('web') && (await issueSetupToken(app.services.db, { beside: config.databaseUrl !== undefined }))
  return {
    address,
    port,
    setupLink: token ? `${address}/app/setup?token=${token}` : null,
    demoAccounts,
    demoPassword: DEMO_PASSWORD,
  }
}
