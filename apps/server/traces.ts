import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FileStore } from '../../src/kernel/server/file-store.ts'

type Value = string | number | boolean
type Kind = 'internal' | 'server' | 'client'
/** As OTLP numbers them (opentelemetry-proto, trace.proto). */
const kinds: Record<Kind, number> = { internal: 1, server: 2, client: 3 }
type Span = {
  traceId: string
  spanId: string
  parentSpanId: string
  name: string
  kind: Kind
  start: bigint
  attributes: Record<string, Value>
}
export type Tracer = {
  /** Runs `fn` as a span under whatever runs now. Only fixed words and numbers may be attributes. */
  span<T>(name: string, kind: Kind, attributes: Record<string, Value>, fn: () => Promise<T>): Promise<T>
  /** A statement that has just ended. Values never get here; what stands in the text itself is blotted out. */
  query(sql: string, milliseconds: number, failed: boolean): void
  /** Every request, by its route; addresses, queries, bodies and people stay out. */
  requests(http: FastifyInstance, o: { trustParent: boolean }): void
  /** Sends what waits and stops. */
  stop(): Promise<void>
}
export type TraceSettings = { endpoint: string; headers: Record<string, string>; service: string; release: string }

const MOST = 2048
const BATCH = 512
const nanos = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n
const id = (bytes: number) => randomBytes(bytes).toString('hex')
const attribute = ([key, v]: [string, Value]) => ({
  key,
  value:
    typeof v === 'string'
      ? { stringValue: v }
      : typeof v === 'boolean'
        ? { boolValue: v }
        : Number.isInteger(v)
          ? { intValue: String(v) }
          : { doubleValue: v },
})
/** A W3C `traceparent` (Trace Context §3.2); null where it is none, or says not to record. */
export function parentOf(header: unknown): { traceId: string; spanId: string; sampled: boolean } | null {
  const m = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(header ?? ''))
  return !m || /^0+$/.test(m[1]!) || /^0+$/.test(m[2]!)
    ? null
    : { traceId: m[1]!, spanId: m[2]!, sampled: (Number.parseInt(m[3]!, 16) & 1) === 1 }
}
/** A statement with its literals blotted out, as `$1` are already. */
export const bare = (sql: string) =>
  sql
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 1000)

/**
 * Traces to an OpenTelemetry collector over OTLP/HTTP with JSON, which is small enough to be written here: the protocol's SDK would
 * put itself behind every library that asks for a global tracer. Spans go out every two seconds; a collector that does not
 * answer costs the spans, never a request. Loaded only where an endpoint is set.
 */
export function startTraces(s: TraceSettings, warn: (message: string) => void): Tracer {
  const now = new AsyncLocalStorage<Span | null>()
  let waiting: object[] = []
  let lost = 0
  let quietUntil = 0
  /** Once a minute: a collector that is away for a night must not fill the log. */
  const say = (message: string) => {
    if (Date.now() < quietUntil) return
    quietUntil = Date.now() + 60_000
    warn(`${message} (${lost} spans lost)`)
    lost = 0
  }
  let sending: Promise<void> | undefined

  const start = (
    name: string,
    kind: Kind,
    attributes: Record<string, Value>,
    parent: { traceId: string; spanId: string } | null,
  ): Span => ({
    traceId: parent?.traceId ?? id(16),
    spanId: id(8),
    parentSpanId: parent?.spanId ?? '',
    name,
    kind,
    start: nanos(),
    attributes,
  })
  function end(span: Span, failed: boolean, at = nanos()) {
    if (waiting.length >= MOST) return void lost++
    waiting.push({
      traceId: span.traceId,
      spanId: span.spanId,
      ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
      name: span.name,
      kind: kinds[span.kind],
      startTimeUnixNano: String(span.start),
      endTimeUnixNano: String(at),
      attributes: Object.entries(span.attributes).map(attribute),
      status: failed ? { code: 2 } : {},
    })
    if (waiting.length >= BATCH) void send()
  }
  async function post(spans: object[]) {
    const resource = { attributes: Object.entries({ 'service.name': s.service, 'service.version': s.release }).map(attribute) }
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'bantoh' }, spans }] }] })
    const headers = { 'content-type': 'application/json', ...s.headers }
    const r = await fetch(`${s.endpoint}/v1/traces`, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    })
    await r.arrayBuffer()
    if (!r.ok) throw new Error(`HTTP ${r.status}`)
  }
  const send = (): Promise<void> =>
    (sending ??= (async () => {
      while (waiting.length) {
        const spans = waiting.splice(0, BATCH)
        await post(spans).catch((e: Error) => {
          lost += spans.length + waiting.length
          waiting = []
          say(`traces not taken: ${e.message}`)
        })
      }
    })().finally(() => {
      sending = undefined
    }))
  const timer = setInterval(() => {
    if (lost) say('traces fall behind')
    void send()
  }, 2000)
  timer.unref()

  return {
    async span(name, kind, attributes, fn) {
      const parent = now.getStore()
      // Inside of what is not recorded nothing is.
      if (parent === null) return fn()
      const span = start(name, kind, attributes, parent ?? null)
      let failed = true
      try {
        const out = await now.run(span, fn)
        failed = false
        return out
      } finally {
        end(span, failed)
      }
    },
    query(sql, milliseconds, failed) {
      const parent = now.getStore()
      if (!parent) return
      const text = bare(sql)
      const operation = /^\w+/.exec(text)?.[0]?.toUpperCase() ?? 'SQL'
      const span = start(
        operation,
        'client',
        { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.text': text },
        parent,
      )
      const at = nanos()
      end({ ...span, start: at - BigInt(Math.round(milliseconds * 1e6)) }, failed, at)
    },
    requests(http, { trustParent }) {
      const open = new WeakMap<FastifyRequest, Span>()
      http.addHook('onRequest', (request, _reply, done) => {
        const route = request.routeOptions.url ?? 'none'
        const above = trustParent ? parentOf(request.headers.traceparent) : null
        if (/^\/(healthz|readyz|metrics)$/.test(route) || above?.sampled === false) return now.run(null, done)
        const span = start(`${request.method} ${route}`, 'server', { 'http.request.method': request.method, 'http.route': route }, above)
        open.set(request, span)
        now.run(span, done)
      })
      http.addHook('onResponse', async (request, reply) => {
        const span = open.get(request)
        if (!span) return
        span.attributes['http.response.status_code'] = reply.statusCode
        end(span, reply.statusCode >= 500)
      })
    },
    async stop() {
      clearInterval(timer)
      await sending
      await send()
    },
  }
}

/** A store whose calls are spans; keys stay out. */
export function tracedStore(tracer: Tracer, store: FileStore): FileStore {
  const span = <T>(what: string, fn: () => Promise<T>) => tracer.span(`file ${what}`, 'client', { 'bantoh.store': store.kind }, fn)
  return {
    ...store,
    put: (key, bytes) => span('put', () => store.put(key, bytes)),
    get: (key) => span('get', () => store.get(key)),
    has: (key) => span('has', () => store.has(key)),
    remove: (key) => span('remove', () => store.remove(key)),
  }
}
