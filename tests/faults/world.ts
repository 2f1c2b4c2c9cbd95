import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Postgres, startPostgres } from '../../apps/server/postgres.ts'
import { startMailServer } from './mail-server.ts'
import { startProxy } from './proxy.ts'

/** `embedded`: the app runs its own PostgreSQL. `external`: it has a `DATABASE_URL`, which leads through a line that can be disturbed. */
export type Mode = 'embedded' | 'external'
export type World = Awaited<ReturnType<typeof makeWorld>>

const here = import.meta.dirname
const freePort = () =>
  new Promise<number>((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address() as { port: number }
      s.close(() => done(port))
    })
  })
/** A small disk of its own for the file store; false where the system does not give one. */
function mountDisk(at: string): boolean {
  mkdirSync(at, { recursive: true, mode: 0o700 })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'tmpfs', at], { stdio: 'ignore' }).status === 0
}

/** A real app process, a real PostgreSQL, a mail server, and lines between them; everything can be broken, and goes away with `close`. */
export async function makeWorld(mode: Mode) {
  const base = mkdtempSync(join(tmpdir(), 'bantoh-faults-'))
  chmodSync(base, 0o755)
  const dataDir = join(base, 'data')
  mkdirSync(dataDir, { mode: 0o711 })
  const files = join(dataDir, 'files')
  const ownDisk = mountDisk(files)
  const databaseDir = mode === 'embedded' ? dataDir : join(base, 'database')
  if (mode === 'external') mkdirSync(databaseDir, { mode: 0o711 })
  const postgres: Postgres | null = mode === 'external' ? await startPostgres({ dataDir: databaseDir, supervised: true }) : null

  const folder = join(databaseDir, 'postgres')
  const postmaster = () => {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  }
  const password = () => (JSON.parse(readFileSync(join(folder, 'bantoh.json'), 'utf8')) as { password: string }).password
  /** Asks the database itself, past the app and past the disturbed line, seeing every organisation. Waits while it is down. */
  async function sql<T = any>(text: string, values: unknown[] = []): Promise<T[]> {
    for (const until = Date.now() + 60_000; ; await sleep(50)) {
      const client = new pg.Client({
        user: 'bantoh',
        password: password(),
        host: '127.0.0.1',
        port: postmaster().port,
        database: 'bantoh',
        application_name: 'fault harness',
      })
      client.on('error', () => {})
      try {
        await client.connect()
        await client.query("select set_config('app.system', 'on', false)")
        return (await client.query(text, values)).rows as T[]
      } catch (e) {
        const code = (e as { code?: string }).code ?? ''
        const passing = code === '' || /^(ECONN|57|08|EPIPE)/.test(code)
        if (!passing || Date.now() > until) throw e
      } finally {
        await client.end().catch(() => {})
      }
    }
  }

  const mail = await startMailServer()
  const appPort = await freePort()
  const address = `http://127.0.0.1:${appPort}`
  const toApp = await startProxy(() => appPort)
  const toDatabase = mode === 'external' ? await startProxy(() => postmaster().port) : null
  const log = openSync(join(base, 'app.log'), 'a')

  let child: ChildProcess | undefined
  let clock = 0
  let setupToken = ''
  const deaths: string[] = []
  const counts = { starts: 0, kills: 0, interruptions: 0 }
  const expected = new WeakSet<ChildProcess>()
  const over = (c: ChildProcess) =>
    new Promise<void>((done) => (c.exitCode !== null || c.signalCode ? done() : c.once('exit', () => done())))
  /** One try; false when the process ended before it could serve. */
  function start(): Promise<boolean> {
    counts.starts++
    const made = spawn(process.execPath, ['--import', join(here, 'clock.ts'), join(here, 'app-process.ts')], {
      stdio: ['ignore', log, log, 'ipc'],
      cwd: base,
      env: {
        PATH: process.env.PATH,
        PORT: String(appPort),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        SMTP_URL: mail.url,
        CLOCK_OFFSET: String(clock),
        ...(postgres && toDatabase
          ? { DATABASE_URL: Object.assign(new URL(postgres.url), { port: String(toDatabase.port) }).href, SECRET_KEY: 'k'.repeat(40) }
          : {}),
      },
    })
    child = made
    return new Promise((done) => {
      let ready = false
      made.once('message', (m: { setupLink: string | null }) => {
        ready = true
        if (m.setupLink) setupToken = new URL(m.setupLink).searchParams.get('token')!
        done(true)
      })
      made.once('exit', (code, signal) => {
        if (ready && !expected.has(made)) deaths.push(`the app ended by itself: ${signal ?? code}`)
        done(false)
      })
    })
  }
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  async function stop(signal: 'SIGKILL' | 'SIGTERM') {
    if (!child || !running()) return
    expected.add(child)
    if (signal === 'SIGKILL') counts.kills++
    child.kill(signal)
    const late = setTimeout(() => (deaths.push('SIGTERM took more than 40 s'), child!.kill('SIGKILL')), 40_000)
    await over(child)
    clearTimeout(late)
  }
  /** As a service manager does it: again until it serves. */
  async function up() {
    for (let tries = 0; tries < 8; tries++) {
      if (running()) return
      if (await start()) return
      await sleep(200)
    }
    throw new Error(`the app does not start:\n${tail()}`)
  }
  const tail = () => readFileSync(join(base, 'app.log'), 'utf8').slice(-3000)

  return {
    mode,
    base,
    files,
    address,
    port: toApp.port,
    toApp,
    toDatabase,
    mail,
    deaths,
    counts,
    ownDisk,
    sql,
    postmaster,
    up,
    start,
    stop,
    running,
    tail,
    setupToken: () => setupToken,
    /** How often a process or a line between app and database was broken besides: each may make one letter come again. */
    interruptions: () => counts.interruptions,
    interrupted: () => void counts.interruptions++,
    setClock(ms: number) {
      clock = ms
      if (running()) child!.send({ clock }, () => {})
    },
    fillDisk() {
      const { bavail, bsize } = statfsSync(files)
      try {
        writeFileSync(join(files, 'filler'), Buffer.alloc(bavail * bsize))
      } catch (e) {
        // The app wrote in between: full it is.
        if ((e as NodeJS.ErrnoException).code !== 'ENOSPC') throw e
      }
    },
    emptyDisk: () => rmSync(join(files, 'filler'), { force: true }),
    /** Whether the app says, over the clients' line, that it can serve. */
    ready: () =>
      fetch(`http://127.0.0.1:${toApp.port}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
        (r) => r.ok,
        () => false,
      ),
    async close() {
      toDatabase?.set('open')
      await stop('SIGTERM')
      await postgres?.stop()
      // Where the app could not, its database is stopped here.
      try {
        process.kill(postmaster().pid, 'SIGQUIT')
        await sleep(300)
      } catch {}
      await Promise.all([mail.close(), toApp.close(), toDatabase?.close()])
      if (ownDisk) spawnSync('umount', ['-l', files], { stdio: 'ignore' })
      rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
