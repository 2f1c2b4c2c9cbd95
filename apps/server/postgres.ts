import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../../src/kernel/server/config.ts'
import { lock, prepareDataFolder } from '../../src/kernel/server/data-folder.ts'
import { type Cluster, openCluster } from './postgres/cluster.ts'
import { ensureRunning, stopCluster, urlOf } from './postgres/postmaster.ts'

type Log = (message: string) => void
export type Postgres = {
  /** Signs in as `bantoh`, the owner of the database `bantoh` (no superuser). Same for every process beside. */
  url: string
  /** Leaves; the last one to leave stops the server. */
  stop(): Promise<void>
  /** Called when a supervised server is lost and does not come back. */
  onExit(fn: (reason: Error) => void): void
}

async function underLock<T>(dataDir: string, fn: () => Promise<T>): Promise<T> {
  const held = await lock(dataDir, 'start', 'exclusive', 90_000)
  if (!held) throw new Error(`等候其他程序啟動資料庫逾時 / another process has been starting the database for too long: ${dataDir}`)
  try {
    return await fn()
  } finally {
    held.release()
  }
}

/** Keeps one connection open as a tripwire; when it breaks, brings the server back on the same port. */
function supervise(
  c: Cluster,
  dataDir: string,
  port: number,
  start: () => Promise<unknown>,
  log: Log,
  lost: (e: Error) => void,
): () => Promise<void> {
  let stopped = false
  let tripwire: pg.Client | undefined
  const watch = async (triesLeft: number): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf(c, port), keepAlive: true, application_name: 'bantoh supervisor' })
    client.on('error', () => {})
    try {
      await client.connect()
    } catch (e) {
      client.end().catch(() => {})
      return stopped ? undefined : recover(triesLeft, e as Error)
    }
    tripwire = client.once('end', () => void (stopped || recover(5, new Error('connection lost'))))
    if (stopped) await client.end()
  }
  const recover = async (triesLeft: number, reason: Error): Promise<void> => {
    if (stopped) return
    if (triesLeft === 0) return lost(reason)
    log(`PostgreSQL 中斷，重新啟動 / lost, restarting: ${reason.message}`)
    const failed = await underLock(dataDir, async () => void (stopped || (await start()))).then(
      () => null,
      (e: Error) => e,
    )
    await sleep(failed ? 1000 : 0)
    return failed ? recover(triesLeft - 1, failed) : watch(triesLeft - 1)
  }
  void watch(5)
  return async () => {
    stopped = true
    await tripwire?.end().catch(() => {})
  }
}

/**
 * Joins the embedded PostgreSQL of a data folder, starting it (and making it, the first time) when it does not run. Any
 * number of processes may join at once: each holds a shared lock, and whoever leaves last stops the server. It listens on a
 * port of 127.0.0.1 with SCRAM passwords: unlike sockets that needs no short path which two OS users can reach.
 * `supervised` restarts it when it dies; `durable: false` (tests) trades safety against power loss for speed.
 */
export async function startPostgres(o: { dataDir: string; log?: Log; supervised?: boolean; durable?: boolean }): Promise<Postgres> {
  const log = o.log ?? (() => {})
  prepareDataFolder(o.dataDir)
  const options = { logFile: join(o.dataDir, 'postgres.log'), log, durable: o.durable ?? true }
  const { cluster, port, use } = await underLock(o.dataDir, async () => {
    const opened = openCluster(o.dataDir)
    const at = await ensureRunning(opened, options)
    return { cluster: opened, port: at, use: await lock(o.dataDir, 'postgres', 'shared', 1000) }
  })
  const exits: ((e: Error) => void)[] = []
  const again = () => ensureRunning(cluster, { ...options, port })
  const unwatch = o.supervised ? supervise(cluster, o.dataDir, port, again, log, (e) => exits.forEach((fn) => fn(e))) : undefined
  return {
    url: urlOf(cluster, port),
    onExit: (fn) => void exits.push(fn),
    stop: async () => {
      await unwatch?.()
      await underLock(o.dataDir, async () => {
        use?.release()
        const last = await lock(o.dataDir, 'postgres', 'exclusive')
        if (last) await stopCluster(cluster)
        last?.release()
      })
    },
  }
}

/** Checks an external server: reachable (waits up to 15 s while it boots), version ≥ 15, UTF-8. The message never holds the URL. */
async function checkServer(url: string): Promise<void> {
  for (const until = Date.now() + 15_000; ; await sleep(500)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query(
        "select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding, has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as makes",
      )
      if (rows[0].version < 150_000)
        throw new TypeError(`需要 PostgreSQL 15 以上 / needs PostgreSQL 15 or later: ${Math.floor(rows[0].version / 10_000)}`)
      if (rows[0].encoding !== 'UTF8') throw new TypeError(`資料庫的編碼必須是 UTF8 / the database must be in UTF8: ${rows[0].encoding}`)
      if (!rows[0].makes)
        throw new TypeError(
          '帳號不能在這個資料庫建立資料表，請用資料庫的擁有者 / its user cannot create tables in this database, use the owner',
        )
      return
    } catch (e) {
      if (e instanceof TypeError) throw new Error(`DATABASE_URL：${e.message}`, { cause: e })
      const { code = '', message } = e as NodeJS.ErrnoException
      if (!/^(ECONNREFUSED|57P03|EAI_AGAIN)$/.test(code) || Date.now() > until)
        throw new Error(`DATABASE_URL：無法連上資料庫 / cannot reach the database: ${message || code}`, { cause: e })
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** The database that the settings name: `DATABASE_URL`, or the embedded one. Close it last. */
export async function openDatabase(config: Pick<Config, 'dataDir' | 'databaseUrl'>, o: { log?: Log; supervised?: boolean } = {}) {
  if (config.databaseUrl) {
    await checkServer(config.databaseUrl)
    return { ownerUrl: config.databaseUrl, onExit: (_fn: (reason: Error) => void) => {}, close: async () => {} }
  }
  const server = await startPostgres({ dataDir: config.dataDir, ...o })
  return { ownerUrl: server.url, onExit: server.onExit, close: server.stop }
}
