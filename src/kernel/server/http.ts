import cookie from '@fastify/cookie'
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { newId } from '../contract/ids.ts'
import { AppError, normalise, toProblem } from './errors.ts'
import { langOf } from './mount.ts'
import { MAX_FILE_BYTES } from './files.ts'

export const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** How much a body may hold, by its media type; everything else is JSON. */
const limits: Record<string, number> = { 'application/octet-stream': MAX_FILE_BYTES, 'application/x-www-form-urlencoded': 256 * 1024 }
const JSON_LIMIT = 5 * 1024 * 1024
const limitOf = (request: FastifyRequest) => {
  const bytes = limits[request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''] ?? JSON_LIMIT
  return bytes < 1024 * 1024 ? `${bytes / 1024} kB` : `${bytes / 1024 / 1024} MB`
}

/** A caller's address; of IPv6 the network, since one household or machine owns 2⁶⁴ of them. */
function callerOf(ip: string): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip
  const [head = [], tail = []] = ip.split('::').map((half) => half.split(':').filter(Boolean))
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail].slice(0, 4).join(':')
}

/** Tells a wrong address from a wrong method: the methods under which a path is served, by the routes' own patterns. */
function pathBook() {
  const book: { pattern: RegExp; methods: string[] }[] = []
  return {
    add: (url: string, method: string | string[]) => {
      const source = url
        .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/:\w+/g, '[^/]+')
        .replaceAll('*', '.*')
      book.push({ pattern: new RegExp(`^${source}/?$`), methods: [method].flat() })
    },
    methods: (path: string) => [...new Set(book.filter((b) => b.pattern.test(path)).flatMap((b) => b.methods))].toSorted(),
  }
}

/** A Fastify that speaks problems (RFC 9457), sets the security headers, limits callers and keeps an OpenAPI document. */
export async function makeHttp(opts: {
  logger: FastifyServerOptions['logger']
  trustProxy: boolean
  rateLimits: boolean
  /** Where requests are counted; without it each process counts by itself. */
  rateStore?: RateLimitPluginOptions['store']
  https: boolean
  version: string
}): Promise<FastifyInstance> {
  const app = Fastify({
    logger: opts.logger ?? false,
    trustProxy: opts.trustProxy,
    bodyLimit: JSON_LIMIT,
    genReqId: () => newId(),
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 300 },
    // Addresses that the router cannot read get here without passing any hook.
    frameworkErrors: (error, request, reply) => void answer(error, request as FastifyRequest, reply as FastifyReply),
    // One line a failed request is enough; bodies and queries may hold personal data.
    logController: new LogController({ disableRequestLogging: true }),
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES + 1024 }, (_r, body, done) =>
    done(null, body),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: limits['application/x-www-form-urlencoded']! },
    (_r, body, done) => {
      const out: Record<string, string | string[]> = Object.create(null)
      for (const [k, v] of new URLSearchParams(body as string)) out[k] = k in out ? [out[k]!, v].flat() : v
      done(null, { ...out })
    },
  )
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(error, langOf(request), request.id)
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
  app.setErrorHandler((thrown, request, reply) => {
    const error =
      (thrown as { statusCode?: number }).statusCode === 413 ? new AppError('request.too_large', { limit: limitOf(request) }) : thrown
    const problem = toProblem(error, langOf(request), request.id)
    if (problem.status >= 500) request.log.error({ err: error, url: request.routeOptions.url }, 'request failed')
    else if (normalise(error).code === 'request.malformed')
      request.log.info({ reason: (error as { code?: string }).code }, 'malformed request')
    if (problem.status === 503) reply.header('retry-after', '2')
    return answer(error, request, reply)
  })
  const paths = pathBook()
  app.addHook('onRoute', (route) => paths.add(route.url, route.method))
  app.setNotFoundHandler((request, reply) => {
    const allowed = paths.methods(request.url.split('?')[0]!)
    if (!allowed.length) return answer(new AppError('request.unknown_path'), request, reply)
    return answer(
      new AppError('request.method_not_allowed', { method: request.method }),
      request,
      reply.header('allow', allowed.join(', ')),
    )
  })
  app.addHook('onSend', async (request, reply) => {
    const h = (k: string, v: string) => void (reply.hasHeader(k) || reply.header(k, v))
    h('content-security-policy', CSP)
    h('x-content-type-options', 'nosniff')
    h('referrer-policy', 'same-origin')
    h('cross-origin-opener-policy', 'same-origin')
    h('permissions-policy', 'camera=(self), microphone=(), geolocation=(), payment=()')
    h('x-request-id', request.id)
    if (opts.https) h('strict-transport-security', 'max-age=31536000')
    if (request.url.startsWith('/api')) h('cache-control', 'no-store')
  })
  await app.register(cookie)
  if (opts.rateLimits)
    await app.register(rateLimit, {
      global: true,
      max: 3000,
      timeWindow: 60_000,
      ...(opts.rateStore ? { store: opts.rateStore } : {}),
      // By address alone: a header that the caller makes up must not open a fresh account.
      keyGenerator: (r) => callerOf(r.ip),
      errorResponseBuilder: (_r, context) => new AppError('request.rate_limited', { seconds: Math.max(1, Math.ceil(context.ttl / 1000)) }),
    })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bantoh 辦桌',
        version: opts.version,
        description: 'The open event office. Errors are RFC 9457 problems with a stable `code`; POST takes an `Idempotency-Key`.',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform as never,
  })
  return app
}
