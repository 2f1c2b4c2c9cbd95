import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const root = join(import.meta.dirname, '..')
const asRoot = process.getuid?.() === 0
let base: string
let dataDir: string
let children: ChildProcess[] = []
const outsiders = new Set<string>()

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'bantoh-process-'))
  chmodSync(base, 0o755)
  dataDir = join(base, 'data')
})
afterEach(async () => {
  // First those who would start the database again, each to its end; then the database with all its children.
  for (const c of children)
    if (c.exitCode === null && c.signalCode === null) {
      c.kill('SIGKILL')
      await once(c, 'exit')
    }
  children = []
  for (const folder of [join(dataDir, 'postgres'), ...outsiders]) {
    const pid = postmasterPid(folder)
    if (pid) await kill(pid, 'SIGQUIT')
  }
  for (const folder of [...outsiders, base]) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  outsiders.clear()
})

// Real processes on a machine that may be busy: nothing here measures time, so a test may take what it needs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

type Joined = { process: ChildProcess; url: string; error: string }
async function joinIn(flags: string[] = [], o: { dir?: string; uid?: number; gid?: number; checkout?: string } = {}): Promise<Joined> {
  const { dir = dataDir, checkout, ...user } = o
  const node = checkout ? ['--preserve-symlinks', '--preserve-symlinks-main'] : []
  const child = spawn(process.execPath, [...node, join(checkout ?? root, 'tests/harness/postgres-process.ts'), dir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...user,
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (t: string) => (err += t))
  for await (const text of child.stdout.setEncoding('utf8')) if ((out += text).includes('\n')) break
  if (!out) throw new Error(err)
  return { process: child, url: '', error: '', ...(JSON.parse(out) as object) }
}
async function leave(p: Joined) {
  p.process.kill('SIGTERM')
  await once(p.process, 'exit')
}
async function crash(p: Joined) {
  p.process.kill('SIGKILL')
  await once(p.process, 'exit')
}

const pidFileOf = (folder: string) => join(folder, 'postmaster.pid')
const postmasterPid = (folder = join(dataDir, 'postgres')) =>
  existsSync(pidFileOf(folder)) ? Number(readFileSync(pidFileOf(folder), 'utf8').split('\n')[0]) : null
/** A zombie that nobody has fetched yet is dead. */
const alive = (pid: number) => {
  if (existsSync('/proc/self/stat')) return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return /^\s*[^Z\s]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
}
async function kill(pid: number, signal: 'SIGKILL' | 'SIGQUIT' = 'SIGKILL') {
  try {
    process.kill(pid, signal)
  } catch {}
  while (alive(pid)) await sleep(10)
}

async function query<T = Record<string, unknown>>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => {})
  }
}
/** Asks until the server is back, as a pool's next caller would; the test's own timeout ends it. */
async function queryWhenBack(url: string, sql: string) {
  for (;;)
    try {
      return await query(url, sql)
    } catch {
      await sleep(50)
    }
}
const bootedAt = async (url: string) => (await query(url, 'select pg_postmaster_start_time()::text as t'))[0]!.t

describe('several processes, one database', () => {
  test('two that start at once on a new folder share one server; the last to leave stops it', async () => {
    const [a, b] = await Promise.all([joinIn(), joinIn()])
    expect([a.error, b.error, b.url]).toEqual(['', '', a.url])
    await query(a.url, 'create table kept (n int); insert into kept values (1)')
    await leave(a)
    expect(await query(b.url, 'select n from kept')).toEqual([{ n: 1 }])
    const pid = postmasterPid()!
    await leave(b)
    expect(alive(pid)).toBe(false)
    expect(postmasterPid()).toBe(null)
  })

  test('a second server on the same folder is refused by name, and let in after the first was killed', async () => {
    const first = await joinIn(['server'])
    const second = await joinIn(['server'])
    expect(second.error).toContain(`PID ${first.process.pid}`)
    expect(second.error).toContain('in use by another process')
    const besides = await joinIn()
    expect(besides.url).toBe(first.url)
    await leave(besides)
    await crash(first)
    expect((await joinIn(['server'])).error).toBe('')
  })
})

describe('after a crash', () => {
  test('of the app: the next start takes over the server that was left running', async () => {
    const first = await joinIn()
    const booted = await bootedAt(first.url)
    await crash(first)
    const next = await joinIn()
    expect([next.url, await bootedAt(next.url)]).toEqual([first.url, booted])
    const pid = postmasterPid()!
    await leave(next)
    expect(alive(pid)).toBe(false)
  })

  test('of the database: a supervised server comes back under the same address with all that was committed', async () => {
    const app = await joinIn(['supervised'])
    await query(app.url, 'create table kept (n int); insert into kept values (7)')
    for (let round = 0; round < 2; round++) {
      const before = await bootedAt(app.url)
      await kill(postmasterPid()!)
      expect(await queryWhenBack(app.url, 'select n from kept')).toEqual([{ n: 7 }])
      expect(await bootedAt(app.url)).not.toBe(before)
    }
    await leave(app)
    expect(postmasterPid()).toBe(null)
  })

  test('of one backend: the server recovers by itself, and the supervisor leaves it alone', async () => {
    const app = await joinIn(['supervised'])
    const pid = postmasterPid()!
    const victim = new pg.Client({ connectionString: app.url })
    victim.on('error', () => {})
    await victim.connect()
    const [backend] = (await victim.query('select pg_backend_pid() as pid')).rows
    await kill(backend.pid)
    expect(await queryWhenBack(app.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(postmasterPid()).toBe(pid)
    await leave(app)
  })

  test('of both: the next start recovers', async () => {
    const app = await joinIn()
    await query(app.url, 'create table kept (n int); insert into kept values (3)')
    process.kill(app.process.pid!, 'SIGKILL')
    await kill(postmasterPid()!)
    expect(existsSync(pidFileOf(join(dataDir, 'postgres')))).toBe(true)
    const next = await joinIn()
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 3 }])
    await leave(next)
  })

  test('a stale pid file that names a living stranger of the same OS user stops nobody', async () => {
    const app = await joinIn()
    process.kill(app.process.pid!, 'SIGKILL')
    await kill(postmasterPid()!)
    const folder = join(dataDir, 'postgres')
    const { uid, gid } = statSync(folder)
    const stranger = spawn('sleep', ['300'], { cwd: '/', ...(asRoot ? { uid, gid } : {}) })
    children.push(stranger)
    writeFileSync(pidFileOf(folder), readFileSync(pidFileOf(folder), 'utf8').replace(/^\d+/, String(stranger.pid)))
    const next = await joinIn()
    expect(next.error).toBe('')
    await leave(next)
    expect(alive(stranger.pid!)).toBe(true)
  })

  test('halfway through the very first start: it begins again', async () => {
    mkdirSync(join(dataDir, 'postgres.new'), { recursive: true, mode: 0o711 })
    chmodSync(dataDir, 0o711)
    writeFileSync(join(dataDir, 'postgres.new/PG_VERSION'), '18\n')
    const app = await joinIn()
    expect(await query(app.url, 'select current_user as me')).toEqual([{ me: 'bantoh' }])
    await leave(app)
  })
})

test('a cluster of another major version is named, not opened', async () => {
  await leave(await joinIn())
  const path = join(dataDir, 'postgres/PG_VERSION')
  const version = readFileSync(path, 'utf8')
  writeFileSync(path, '13\n')
  expect((await joinIn()).error).toContain('the database is of PostgreSQL 13, the program 18')
  writeFileSync(path, version)
  await leave(await joinIn())
})

const reachable =
  asRoot &&
  spawnSync(process.execPath, ['-e', `require('node:fs').readFileSync(${JSON.stringify(join(root, 'package.json'))})`], {
    cwd: '/',
    uid: 65_534,
    gid: 65_534,
  }).status === 0
test.skipIf(!reachable)('as an ordinary user (skipped unless root can step down to one that reads this checkout)', async () => {
  mkdirSync(base, { recursive: true })
  chmodSync(base, 0o777)
  const app = await joinIn(['supervised'], { uid: 65_534, gid: 65_534 })
  expect(app.error).toBe('')
  const made = ['.', 'postgres', 'locks', 'files'].map((f) => [f, statSync(join(dataDir, f)).uid, statSync(join(dataDir, f)).mode & 0o777])
  expect(made).toEqual(['.', 'postgres', 'locks', 'files'].map((f) => [f, 65_534, 0o700]))
  await leave(app)
  // Root comes later: the cluster still runs as the user that owns it.
  const later = await joinIn()
  expect([later.error, statSync(pidFileOf(join(dataDir, 'postgres'))).uid]).toEqual(['', 65_534])
  await leave(later)
})

describe.skipIf(!asRoot)("in root's private home (skipped unless root)", () => {
  /** A checkout that only root can reach; its links are kept, so that every path of it leads through the private folder. */
  function privateCheckout() {
    chmodSync(base, 0o700)
    const checkout = join(base, 'checkout')
    mkdirSync(checkout)
    for (const name of ['src', 'apps', 'tests', 'node_modules', 'package.json']) symlinkSync(join(root, name), join(checkout, name))
    return checkout
  }
  const clusterOf = (dir: string) => {
    const { folder } = JSON.parse(readFileSync(join(dir, 'postgres.json'), 'utf8')) as { folder: string }
    outsiders.add(folder)
    return folder
  }

  test('cluster and programs go where the database user reaches them, and stay found', async () => {
    const checkout = privateCheckout()
    const app = await joinIn(['supervised'], { checkout })
    expect(app.error).toBe('')
    const folder = clusterOf(dataDir)
    expect(folder.startsWith('/var/lib/bantoh/')).toBe(true)
    const command = readFileSync(`/proc/${postmasterPid(folder)}/cmdline`, 'utf8').split('\0')[0]
    expect(command).toMatch(/^\/var\/lib\/bantoh\/postgresql-18[^/]*\/native\/bin\/postgres$/)
    await query(app.url, 'create table kept (n int); insert into kept values (5)')
    await leave(app)
    const next = await joinIn([], { checkout })
    expect([clusterOf(dataDir), await query(next.url, 'select n from kept')]).toEqual([folder, [{ n: 5 }]])
    await leave(next)
  })

  test('a copied data folder is not let onto the database of the original; a moved one keeps it; a lost one is said', async () => {
    const checkout = privateCheckout()
    await leave(await joinIn([], { checkout }))
    const folder = clusterOf(dataDir)
    const copy = join(base, 'copy')
    cpSync(dataDir, copy, { recursive: true })
    expect((await joinIn([], { checkout, dir: copy })).error).toContain('is a copy whose database is still that of the original')
    rmSync(dataDir, { recursive: true })
    const moved = await joinIn([], { checkout, dir: copy })
    expect(moved.error).toBe('')
    await leave(moved)
    rmSync(folder, { recursive: true })
    expect((await joinIn([], { checkout, dir: copy })).error).toContain('the database is gone')
  })
})
