import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Cluster } from './cluster.ts'

const pidFile = (c: Cluster) => join(c.folder, 'postmaster.pid')
type Postmaster = { pid: number; port: number; ready: boolean }
function readPidFile(c: Cluster): Postmaster | null {
  try {
    const lines = readFileSync(pidFile(c), 'utf8').split('\n')
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/** A process's command line; '' for a zombie, null when the system does not tell. */
function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {}
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return null
  }
}

/** Whether the process lives and is this cluster's. A pid alone proves nothing: after a crash or in a new container it may be anybody's. */
function isOurs(c: Cluster, pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return commandOf(pid)?.includes(c.folder) !== false
}

/** The cluster's living postmaster. */
function living(c: Cluster): Postmaster | null {
  const found = readPidFile(c)
  return found?.pid && isOurs(c, found.pid) ? found : null
}

export const urlOf = (c: Cluster, port: number, database = 'bantoh') => `postgres://bantoh:${c.password}@127.0.0.1:${port}/${database}`

async function answers(c: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(c, port), connectionTimeoutMillis: 3000 })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

/** Free, and below the range from which systems pick ports of outgoing connections: nobody takes it during a restart. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    const free = await new Promise<boolean>((done) => server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)))
    if (free) await new Promise((done) => server.close(done))
    if (free) return port
  }
}

async function launch(c: Cluster, logFile: string, port: number, durable: boolean): Promise<{ port: number } | { said: string }> {
  const stale = readPidFile(c)
  // PostgreSQL would refuse a pid that is somebody's now. The file itself must stay: it says which shared memory to check for survivors.
  if (stale) writeFileSync(pidFile(c), readFileSync(pidFile(c), 'utf8').replace(/^.*/, '2147483646'))
  const before = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (before > 8_000_000) renameSync(logFile, `${logFile}.1`)
  const log = openSync(logFile, 'a', 0o600)
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const args = ['-D', c.folder, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])]
  // Detached: Ctrl-C in the terminal must reach the app alone, which needs the database to finish its work.
  const child = spawn(join(c.binaries.bin, 'postgres'), args, {
    cwd: c.folder,
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log, log],
    ...c.user,
  })
  closeSync(log)
  let over: string | null = null
  child.once('exit', (code, signal) => (over = `exit ${code ?? signal}`)).once('error', (e) => (over = e.message))
  child.unref()
  for (const until = Date.now() + 120_000; over === null && Date.now() < until; await sleep(10)) {
    const now = readPidFile(c)
    if (now?.pid === child.pid && now?.ready) return { port }
  }
  if (over === null) child.kill('SIGQUIT')
  const tail = readFileSync(logFile).subarray(before > 8_000_000 ? 0 : before)
  return { said: `${over ?? 'not ready in time'}\n${tail.toString('utf8').slice(-2000)}` }
}

/**
 * Makes sure that the cluster runs, and returns its port: adopts one that a killed process left behind, waits for one that
 * is starting or stopping, starts it otherwise (on `port`, so that pools find it again). Call it under the `start` lock.
 */
export async function ensureRunning(
  c: Cluster,
  o: { logFile: string; log: (m: string) => void; durable: boolean; port?: number },
): Promise<number> {
  for (let said = '', until = Date.now() + 60_000; ; await sleep(50)) {
    const found = living(c)
    if (found?.ready && (await answers(c, found.port))) return found.port
    if (!found) {
      const result = await launch(c, o.logFile, o.port ?? (await freePort()), o.durable)
      if ('port' in result) return result.port
      said = result.said
      // Two passing states: a dead postmaster's last children still hold its memory, or somebody was quicker on the port.
      if (!/shared memory block|already in use|could not create any TCP/.test(said)) until = 0
      o.log(`PostgreSQL: ${said}`)
    }
    if (Date.now() > until) throw new Error(`PostgreSQL 無法啟動，記錄在 ${o.logFile} / does not start, see its log: ${said}`)
  }
}

/** Stops the cluster: without waiting for clients, but with a checkpoint; harder after 20 s. */
export async function stopCluster(c: Cluster): Promise<void> {
  for (const [signal, ms] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ] as const) {
    const found = living(c)
    if (!found) return
    try {
      process.kill(found.pid, signal)
    } catch {
      return
    }
    for (const until = Date.now() + ms; Date.now() < until; await sleep(10)) if (!isOurs(c, found.pid)) return
  }
}
