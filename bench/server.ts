import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

export type BenchServer = {
  address: string
  setupToken: string
  pid: number
  /** Processes of the embedded PostgreSQL; empty with a `DATABASE_URL`. */
  postgresPids(): number[]
  /** The longest that the server's event loop was held up since the last call, in ms. */
  loopMs(): Promise<number>
  stop(): Promise<void>
}

/**
 * A server of its own process on an empty data folder (or on the empty database of `DATABASE_URL`), without rate limits:
 * what a fresh installation runs, so that the figures include its durable writes.
 */
export async function benchServer(env: Record<string, string> = {}): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bantoh-bench-'))
  const child = fork(fileURLToPath(import.meta.url), ['serve'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, RATE_LIMITS: 'off', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ready = await new Promise<{ address: string; setupLink: string | null }>((resolve, reject) => {
    child.once('message', (m) => resolve(m as never))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return {
    address: ready.address,
    pid: child.pid!,
    postgresPids: () => {
      try {
        const master = Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'))
        return [master, ...readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').split(' ').filter(Boolean).map(Number)]
      } catch {
        return []
      }
    },
    setupToken: new URL(ready.setupLink ?? ready.address).searchParams.get('token') ?? '',
    loopMs: () =>
      new Promise((resolve) => {
        child.once('message', (m) => resolve((m as { loopMs: number }).loopMs))
        child.send('loop')
      }),
    stop: async () => {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

if (process.argv[2] === 'serve' && process.send) {
  const { loadConfig } = await import('../src/kernel/server/config.ts')
  const { openDatabase } = await import('../apps/server/postgres.ts')
  const { startServer } = await import('../apps/server/main.ts')
  const config = loadConfig(process.env, [])
  const database = await openDatabase(config, { log: () => {} })
  const server = await startServer({ config, ownerUrl: database.ownerUrl })
  process.on('SIGTERM', async () => {
    await server.close()
    await database.close()
    process.exit(0)
  })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('message', (m) => {
    if (m !== 'loop') return
    process.send!({ loopMs: Math.round(delay.max / 1e6) })
    delay.reset()
  })
  process.send({ address: server.address, setupLink: server.setupLink })
}
