import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { queueMetrics } from './metrics.ts'
import type { Db } from '../../src/kernel/server/db.ts'

const open = { schema: { hide: true } as never, config: { rateLimit: false } as never }
const same = (a: string, b: string) => timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

/**
 * For balancers and watchers, without personal data: `/healthz` (the process answers), `/readyz` (it can serve: the database
 * answers within two seconds, and nobody has begun to stop it), and, with a token set, `/metrics` for Prometheus.
 * `leave()` makes `/readyz` say no and asks clients to come back over a new connection, so that a balancer sends nothing more
 * while open requests end; it takes `seconds`, in which all that still comes is served.
 */
export function mountHealth(http: FastifyInstance, db: Db, metricsToken?: string): { leave(seconds: number): Promise<void> } {
  let leaving = false
  http.addHook('onRequest', async (_request, reply) => void (leaving && reply.header('connection', 'close')))
  http.get('/healthz', open, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))
  http.get('/readyz', open, async (_request, reply) => {
    const answered = Promise.race([
      db.pool.query('select 1').then(
        () => true,
        () => false,
      ),
      new Promise<false>((done) => setTimeout(() => done(false), 2000).unref()),
    ])
    const checks = { database: await answered, serving: !leaving }
    const ready = Object.values(checks).every(Boolean)
    return reply
      .status(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'unavailable', checks })
  })
  if (metricsToken) mountMetrics(http, db, metricsToken)
  return {
    leave: async (seconds) => {
      leaving = true
      await sleep(seconds * 1000)
    },
  }
}

/** For a worker: it answers watchers, and refuses all else in a way that makes a balancer that came here by mistake say so (RFC 9110 §15.5.20). */
export function serveWatchersOnly(http: FastifyInstance): void {
  http.addHook('onRequest', async (request, reply) => {
    if (/^\/(healthz|readyz|metrics)(\?|$)/.test(request.url)) return
    return reply.status(421).type('text/plain; charset=utf-8').send('這個程序只處理背景工作 / this process only works in the background\n')
  })
}

function mountMetrics(http: FastifyInstance, db: Db, token: string) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'bantoh_' })
  const requests = new Histogram({
    name: 'bantoh_http_request_seconds',
    help: 'Time to answer, by route; the route is the pattern, never the address.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  http.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
  const pool = new Gauge({
    name: 'bantoh_database_connections',
    help: 'Connections of the pool, by state.',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, db.pool.idleCount)
      this.set({ state: 'busy' }, db.pool.totalCount - db.pool.idleCount)
      this.set({ state: 'waited_for' }, db.pool.waitingCount)
    },
  })
  void pool
  queueMetrics(db, registry)
  http.get('/metrics', open, async (request, reply) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!same(given, token)) return reply.status(401).header('www-authenticate', 'Bearer').type('text/plain').send('401\n')
    return reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics())
  })
}
