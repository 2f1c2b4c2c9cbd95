import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startBalancer } from './balancer.ts'
import { startMailServer } from './mail-server.ts'
import type { World } from './world.ts'

export const SECRET = 'k'.repeat(40)
export type Member = { name: string; port: number; child: ChildProcess; ready: Promise<boolean>; setupLink: string | null }
export type Cluster = Awaited<ReturnType<typeof makeCluster>>

/** Real processes on one PostgreSQL behind a balancer. It is a `World` to the clients, the work and the oracle of the fault tests. */
export async function makeCluster(url: string) {
  const base = mkdtempSync(join(tmpdir(), 'bantoh-cluster-'))
  chmodSync(base, 0o755)
  const mail = await startMailServer()
  const members = new Map<string, Member>()
  const balancer = await startBalancer(() => [...members.values()].flatMap((m) => (m.port && !m.name.startsWith('worker') ? [m.port] : [])))
  const address = `http://127.0.0.1:${balancer.port}`
  const log = openSync(join(base, 'app.log'), 'a')
  const counts = { starts: 0, kills: 0, interruptions: 0 }
  const tail = () => readFileSync(join(base, 'app.log'), 'utf8').slice(-3000)

  /** Starts a process of the role that its name begins with; `ready` turns false where it ends before it serves. */
  function start(name: string, env: Record<string, string> = {}): Member {
    counts.starts++
    const child = spawn(process.execPath, [join(import.meta.dirname, 'app-process.ts')], {
      stdio: ['ignore', log, log, 'ipc'],
      cwd: base,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: join(base, 'data'),
        DATABASE_URL: url,
        PUBLIC_URL: address,
        SECRET_KEY: SECRET,
        SMTP_URL: mail.url,
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        DRAIN_SECONDS: '1',
        MARK_JOBS: name,
        ROLES: name.split(' ')[0],
        ...env,
      },
    })
    const made: Member = { name, port: 0, child, ready: Promise.resolve(false), setupLink: null }
    made.ready = new Promise((done) => {
      child.once('message', (m: { port: number; setupLink: string | null }) => {
        made.port = m.port
        made.setupLink = m.setupLink
        done(true)
      })
      child.once('exit', () => {
        made.port = 0
        done(false)
      })
    })
    members.set(name, made)
    return made
  }
  async function stop(name: string, signal: 'SIGKILL' | 'SIGTERM') {
    const { child } = members.get(name)!
    if (child.exitCode !== null || child.signalCode) return
    if (signal === 'SIGKILL') counts.kills++
    child.kill(signal)
    await once(child, 'exit')
  }
  async function sql<T = any>(text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: url, application_name: 'fault harness' })
    await client.connect()
    try {
      await client.query("select set_config('app.system', 'on', false)")
      return (await client.query(text, values)).rows as T[]
    } finally {
      await client.end()
    }
  }
  const world = {
    files: join(base, 'data', 'files'),
    address,
    port: balancer.port,
    mail,
    counts,
    interruptions: () => counts.interruptions,
    sql,
    tail,
    setupToken: () => new URL([...members.values()].findLast((m) => m.setupLink)!.setupLink!).searchParams.get('token')!,
    ready: async () => balancer.ready().length > 0,
  } as unknown as World
  return {
    world,
    balancer,
    members,
    start,
    stop,
    tail,
    sql,
    /** The world as it looks to one who has reached this process. */
    at: (name: string): World => ({ ...world, port: members.get(name)!.port }) as World,
    async allReady(names: string[]) {
      const up = await Promise.all(names.map((n) => members.get(n)!.ready))
      if (up.includes(false)) throw new Error(`a process does not start:\n${tail()}`)
      const web = names.filter((n) => !n.startsWith('worker')).map((n) => members.get(n)!.port)
      while (!web.every((p) => balancer.ready().includes(p))) await sleep(20)
    },
    async close() {
      await Promise.all([...members.keys()].map((n) => stop(n, 'SIGKILL')))
      await balancer.close()
      await mail.close()
      rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

export type Ear = { heard: { eventId: string | null; entities: string[] }[]; said: string[]; over(): boolean; close(): void }
/** Listens to `/api/live` as a browser that has reached this port. */
export function listen(port: number, host: string, cookie: string): Promise<Ear> {
  return new Promise((done, fail) => {
    const ear: Ear = { heard: [], said: [], over: () => over, close: () => req.destroy() }
    let over = false
    const req = request({ hostname: '127.0.0.1', port, path: '/api/live', headers: { cookie, host }, agent: new Agent() }, (res) => {
      if (res.statusCode !== 200) return fail(new Error(`live: ${res.statusCode}`))
      let text = ''
      res.setEncoding('utf8').on('data', (t: string) => {
        text += t
        const parts = text.split('\n\n')
        text = parts.pop()!
        for (const p of parts) {
          const name = /^event: (.+)$/m.exec(p)?.[1]
          if (name) ear.said.push(name)
          if (name === 'change') ear.heard.push(JSON.parse(/^data: (.+)$/m.exec(p)![1]!))
          if (name === 'hello') done(ear)
        }
      })
      const end = () => void (over = true)
      res.once('end', end).once('error', end).once('close', end)
    })
    req.once('error', (e) => {
      over = true
      fail(e)
    })
    req.end()
  })
}
