import type { FastifyInstance } from 'fastify'
import { afterwards, settled } from '../../src/kernel/server/afterwards.ts'
import type { Ctx } from '../../src/kernel/server/ctx.ts'
import { type Db, openDb } from '../../src/kernel/server/db.ts'
import { registerErrors } from '../../src/kernel/server/errors.ts'
import { setFileStore } from '../../src/kernel/server/files.ts'
import type { FileStore } from '../../src/kernel/server/file-store.ts'
import { makeHttp } from '../../src/kernel/server/http.ts'
import { type Job, type Jobs, startJobs } from '../../src/kernel/server/jobs.ts'
import { mountLive } from '../../src/kernel/server/live.ts'
import { startMailer } from '../../src/kernel/server/mail.ts'
import { setSealKey } from '../../src/kernel/server/seal.ts'
import { asOrganisation, makeMount, type Services } from '../../src/kernel/server/mount.ts'
import { startOutbox } from '../../src/kernel/server/outbox.ts'
import { makePolicy, type Permissions } from '../../src/kernel/server/policy.ts'
import { joinNews } from '../../src/kernel/server/realtime.ts'
import { allowLoopbackProvider, type Auth, makeAuth, makeAuthenticate, mountAuth } from '../../src/modules/identity/server/index.ts'
import { useAuth } from '../../src/modules/identity/server/routes.ts'
import { sendResetMail } from '../../src/modules/identity/server/reset.ts'
import { mountMcp } from '../../src/modules/assistant/server/index.ts'
import { allowLoopback } from '../../src/modules/integrations/server/index.ts'
import { filesIn } from './backup/files.ts'
import { loadDemo } from './demo.ts'
import { mountDocs } from './docs.ts'
import { mountHealth, serveWatchersOnly } from './health.ts'
import { requireKey } from './key-check.ts'
import { errorInLog } from './log.ts'
import { modules } from './modules.ts'
import { packJson } from './pack.ts'
import { rateStore } from './rate-store.ts'
import { slugs } from './slugs.ts'
import { inspector } from './storage/inspect.ts'
import { mountStatic } from './static.ts'
import type { Tracer } from './traces.ts'
import { mountPublicSite } from '../public/routes.ts'

export type AppOptions = {
  /** The role that owns the tables. */
  ownerUrl: string
  dataDir: string
  /** Where uploads lie, if not in the data folder. */
  files?: FileStore | undefined
  /** Scans uploads. */
  clamav?: { host: string; port: number } | null
  secret: string
  /** Empty = unknown until the server listens. */
  publicUrl: string
  logLevel: string
  smtpUrl?: string | undefined
  mailFrom: string
  trustProxy: boolean
  rateLimits: boolean
  /** Pages and API; without it only what watchers ask for is answered. */
  web?: boolean
  /** Outbox, mail and jobs; off in tests that drive them by hand, and in web-only processes. */
  background: boolean
  /** How long `/readyz` says no before open requests are waited for. */
  drainSeconds?: number
  /** pg-boss with the modules' jobs; follows `background` unless said otherwise. */
  jobs?: boolean
  /** Of the installation rather than of a module. */
  extraJobs?: readonly Job[]
  /** Opens `/metrics` to whoever carries it. */
  metricsToken?: string | undefined
  /** Webhooks may go to this machine itself; for development. */
  webhookLoopback?: boolean
  poolSize?: number
  /** Told of requests, statements, jobs and letters. */
  tracer?: Tracer | undefined
  /** Where log lines go, if not to standard output. */
  logStream?: { write(line: string): void }
  onQuery?: (sql: string) => void
}
export type App = {
  http: FastifyInstance
  services: Services
  auth: Auth
  /** Runs what waits in the outbox and the mail queue until both are empty. */
  settle(): Promise<void>
  close(): Promise<void>
}

export const permissions = (): Permissions => Object.assign({}, ...modules.map((m) => m.permissions))

/** Puts kernel, modules and apps together over a migrated database; it does not listen yet. */
export async function createApp(o: AppOptions): Promise<App> {
  for (const m of modules) if (m.errors) registerErrors(m.errors)
  setFileStore(o.files ?? filesIn(o.dataDir), inspector(o.clamav))
  setSealKey(o.secret)
  allowLoopback(o.webhookLoopback ?? false)
  allowLoopbackProvider(o.webhookLoopback ?? false)
  let opened: Db | undefined
  const http = await makeHttp({
    rateStore: rateStore(() => opened),
    logger: {
      level: o.logLevel,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { err: errorInLog },
      ...(o.logStream ? { stream: o.logStream } : {}),
    },
    trustProxy: o.trustProxy,
    rateLimits: o.rateLimits,
    https: o.publicUrl.startsWith('https:'),
    version: '0.1.0',
  })
  packJson(http)
  const { tracer } = o
  tracer?.requests(http, { trustParent: o.trustProxy })
  const db = await openDb(o.ownerUrl, { max: o.poolSize ?? 24, log: (m) => http.log.warn(m), onQuery: tracer ? tracer.query : o.onQuery })
  opened = db
  await requireKey(db, o.secret).catch(async (e) => {
    await db.close()
    throw e
  })
  const addresses = slugs(db)
  const services: Services = {
    db,
    policy: makePolicy(permissions()),
    authenticate: async () => {
      throw new Error('not ready')
    },
    eventExists: async (tx, eventId) =>
      (await tx.selectFrom('event').select('id').where('id', '=', eventId).executeTakeFirst()) !== undefined,
    resolveSlug: addresses.resolve,
    mounted: [],
    modules,
    provided: (slot) => modules.flatMap((m) => (m.provides?.[slot] ?? []) as never[]),
    publicUrl: o.publicUrl,
    ...(tracer ? { trace: (name, fn) => tracer.span(name, 'client', {}, fn) } : {}),
  }
  services.loadDemo = (organisationId) => loadDemo(services, organisationId, http.log)
  const auth = makeAuth({
    pool: db.pool,
    secret: o.secret,
    publicUrl: o.publicUrl || 'http://localhost',
    secureCookies: o.publicUrl.startsWith('https:'),
    rateLimits: o.rateLimits,
    sendReset: (user, token) => afterwards(http.log, 'reset letter not written', () => sendResetMail(services, http.log, user, token)),
  })
  useAuth(auth)
  services.authenticate = makeAuthenticate(db, auth)

  if (o.web === false) serveWatchersOnly(http)
  mountAuth(http, auth, services)
  const mount = makeMount(http, services)
  for (const m of modules) m.routes?.(mount, services)
  const health = mountHealth(http, db, o.metricsToken)
  mountLive(http, services)
  mountMcp(http, services)
  mountDocs(http, services)
  await mountStatic(http)
  mountPublicSite(http, services)

  const traced = <A extends unknown[]>(name: string, fn: (...args: A) => Promise<void>) =>
    tracer ? (...args: A) => tracer.span(name, 'internal', {}, () => fn(...args)) : fn
  const handlers = modules.flatMap((m) => m.handlers ?? []).map((h) => ({ ...h, handle: traced(`fact ${h.on} ${h.name}`, h.handle) }))
  const allJobs = [...modules.flatMap((m) => m.jobs ?? []), ...(o.extraJobs ?? [])].map((j) => ({
    ...j,
    run: traced(`job ${j.name}`, j.run),
  }))
  const leaveNews = joinNews(o.ownerUrl, (m) => http.log.warn(m))
  const outbox = o.background ? startOutbox(services, handlers, http.log) : undefined
  const mailer = o.background ? startMailer(services, { smtpUrl: o.smtpUrl, from: o.mailFrom }, http.log) : undefined
  const workers = o.background ? modules.flatMap((m) => m.workers ?? []).map((start) => start(services, http.log)) : []
  const jobs: Jobs | undefined = (o.jobs ?? o.background) ? await startJobs(o.ownerUrl, services, allJobs, http.log) : undefined
  return {
    http,
    services,
    auth,
    settle: async () => {
      await settled()
      await outbox?.drain()
      await Promise.all(workers.map((w) => w.drain()))
      await mailer?.drain()
    },
    close: async () => {
      await health.leave(o.drainSeconds ?? 0)
      // A connection that is busy now falls idle later; a browser would keep it open for a minute.
      const ending = setInterval(() => http.server.closeIdleConnections(), 100)
      await http.close().finally(() => clearInterval(ending))
      await settled()
      await outbox?.stop()
      await mailer?.stop()
      await Promise.all(workers.map((w) => w.stop()))
      await jobs?.stop()
      await leaveNews()
      addresses.stop()
      await db.close()
      await tracer?.stop()
    },
  }
}

/** A ctx for work outside a request, as the system. */
export const inOrganisation = <T>(app: App, organisationId: string, fn: (ctx: Ctx) => Promise<T>, eventId: string | null = null) =>
  asOrganisation(app.services, organisationId, app.http.log, fn, { eventId })
