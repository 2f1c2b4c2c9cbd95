import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What became of an operation: told that it is done, told that it is not, or nobody knows. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown'
export type Operation = {
  client: number
  kind: string
  method: string
  path: string
  body: unknown
  key: string | null
  outcome: Outcome
  status: number
  code: string
  answer: any
  attempts: number
  /** What the oracle needs to know of it besides. */
  note: any
}
export type Reply = { status: number; body: any; bytes: Buffer; cookie: string | undefined }
export type Ask = {
  kind: string
  method: string
  path: string
  body?: unknown
  keyed?: boolean
  public?: boolean
  note?: any
  copies?: number
}

/** Refusals that may be over a moment later, also between two copies of one request: a place or the disk became free. */
const passing = (problem: any) =>
  [problem?.code === 'request.invalid' ? problem.fields : problem]
    .flat()
    .every((f: any) => ['registration.sold_out', 'server.disk_full'].includes(f?.code))
const isBytes = (o: unknown): o is Uint8Array => o instanceof Uint8Array

/** One exchange over a socket; throws when the connection or the time is over before the answer is whole. */
export function exchange(
  world: World,
  agent: Agent,
  o: { method: string; path: string; body?: unknown; headers?: Record<string, string>; timeout?: number },
): Promise<Reply> {
  const data = o.body === undefined ? undefined : isBytes(o.body) ? o.body : Buffer.from(JSON.stringify(o.body))
  const type = isBytes(o.body) ? 'application/octet-stream' : 'application/json'
  return new Promise((resolve, reject) => {
    const req = request(
      {
        agent,
        hostname: '127.0.0.1',
        port: world.port,
        method: o.method,
        path: o.path,
        headers: {
          host: new URL(world.address).host,
          origin: world.address,
          ...o.headers,
          ...(data ? { 'content-type': type, 'content-length': data.byteLength } : {}),
        },
      },
      (res) => {
        const parts: Buffer[] = []
        res.on('data', (b: Buffer) => parts.push(b))
        res.once('error', reject)
        res.once('aborted', () => reject(new Error('cut off')))
        res.once('end', () => {
          clearTimeout(timer)
          const bytes = Buffer.concat(parts)
          try {
            const body = /json/.test(res.headers['content-type'] ?? '') ? JSON.parse(bytes.toString()) : null
            resolve({ status: res.statusCode!, body, bytes, cookie: res.headers['set-cookie']?.map((c) => c.split(';')[0]).join('; ') })
          } catch (e) {
            reject(e as Error)
          }
        })
      },
    )
    const timer = setTimeout(() => req.destroy(new Error('no answer in time')), o.timeout ?? 10_000)
    req.once('error', (e) => {
      clearTimeout(timer)
      reject(e)
    })
    req.end(data)
  })
}

export const account = { email: 'owner@agency.example', password: 'correct horse battery staple' }
/** Waits until the app serves again; a world that doesn't come back within `seconds` has lost. */
export async function untilReady(world: World, seconds = 90) {
  for (const until = performance.now() + seconds * 1000; !(await world.ready()); await sleep(60))
    if (performance.now() > until) throw new Error(`no recovery within ${seconds} s:\n${world.tail()}`)
}

export type Client = ReturnType<typeof makeClient>
/** A person at a browser: keeps a history, sends again with the same key what got no answer. `forgetful` ones make a new key each time. */
export function makeClient(o: { world: World; id: number; random: Random; history: Operation[]; faults: string[]; forgetful?: boolean }) {
  const { world, random } = o
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  let cookie = ''
  async function signIn() {
    for (let tries = 0; tries < 30; tries++) {
      const r = await exchange(world, agent, { method: 'POST', path: '/api/auth/sign-in/email', body: account }).catch(() => null)
      if (r?.status === 200 && r.cookie) return void (cookie = r.cookie)
      await untilReady(world)
    }
    throw new Error('nobody can sign in')
  }
  /** Null = no answer. */
  async function attempt(ask: Ask, key: string | null): Promise<Reply | null> {
    for (let signedOut = 0; ; signedOut++) {
      if (signedOut > 50) throw new Error(`signed in again and again, and yet nobody: ${ask.path}`)
      if (!ask.public && !cookie) await signIn()
      const headers = { ...(ask.public ? {} : { cookie }), ...(key ? { 'idempotency-key': key } : {}) }
      const r = await exchange(world, agent, { ...ask, headers }).catch(() => null)
      // Clocks that jump end sessions; who is signed out signs in and does it again.
      if (r?.status !== 401 || ask.public) return r
      cookie = ''
    }
  }
  const outcomeOf = (r: Reply | null): Outcome =>
    !r || (r.status >= 500 && r.status !== 507) || r.status === 429 ? 'unknown' : r.status < 300 ? 'acknowledged' : 'refused'

  /** Does it, and writes down what came of it. */
  async function run(ask: Ask): Promise<Operation> {
    const keyed = ask.keyed ?? true
    const newKey = () => `k${o.id}-${random.uuid()}`
    const op: Operation = {
      client: o.id,
      kind: ask.kind,
      method: ask.method,
      path: ask.path,
      body: ask.body,
      key: keyed ? newKey() : null,
      outcome: 'unknown',
      status: 0,
      code: '',
      answer: null,
      attempts: 0,
      note: ask.note ?? {},
    }
    o.history.push(op)
    const patience = random.chance(0.85) ? 8 : 1
    for (;;) {
      op.attempts++
      const replies = await Promise.all(
        Array.from({ length: (keyed && ask.copies) || 1 }, () => attempt(ask, o.forgetful && keyed ? newKey() : op.key)),
      )
      const told = replies.filter((r) => outcomeOf(r) !== 'unknown') as Reply[]
      const done = told.find((r) => r.status < 300)
      const best = done ?? told[0] ?? replies.find(Boolean) ?? null
      if (best) Object.assign(op, { outcome: outcomeOf(best), status: best.status, code: best.body?.code ?? '', answer: best.body })
      if (done)
        for (const r of told) {
          if (r.status < 300 ? r.body?.id !== done.body?.id : !passing(r.body))
            o.faults.push(
              `one key, two answers: ${op.kind} ${JSON.stringify(done.body).slice(0, 200)} and ${JSON.stringify(r.body).slice(0, 200)}`,
            )
        }
      if (op.outcome !== 'unknown') return op
      if (best && best.status === 500) o.faults.push(`500: ${op.kind} ${op.method} ${op.path} ${JSON.stringify(op.answer)}`)
      await untilReady(world)
      if (!keyed || op.attempts >= patience) return op
    }
  }
  return {
    id: o.id,
    random,
    run,
    /** Reads, several times if need be; the last answer, whatever it says. */
    async get(path: string): Promise<Reply> {
      let last: Reply | null = null
      for (let tries = 0; tries < 10; tries++) {
        last = (await attempt({ kind: 'read', method: 'GET', path }, null)) ?? last
        if (last && ![429, 502, 503].includes(last.status)) return last
        await untilReady(world)
        await sleep(50 * tries)
      }
      if (!last) throw new Error(`cannot be read: ${path}`)
      return last
    },
    close: () => agent.destroy(),
  }
}
