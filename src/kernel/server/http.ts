import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { newId } from '../contract/ids.ts'
import { normalise, toProblem } from './errors.ts'
import { langOf } from './mount.ts'
import { MAX_FILE_BYTES } from './files.ts'

export const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** A Fastify that speaks problems (RFC 9457), sets the security headers, limits callers and keeps an OpenAPI document. */
export async function makeHttp(opts: {
  logger: FastifyServerOptions['logger']
  trustProxy: boolean
  rateLimits: boolean
  https: boolean
  version: string
}): Promise<FastifyInstance> {
  const app = Fastify({
    logger: opts.logger ?? false,
    trustProxy: opts.trustProxy,
    bodyLimit: 5 * 1024 * 1024,
    genReqId: () => newId(),
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 300 },
    // One line a failed request is enough; bodies and queries may hold personal data.
    logController: new LogController({ disableRequestLogging: true }),
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES + 1024 }, (_r, body, done) =>
    done(null, body),
  )
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 256 * 1024 }, (_r, body, done) => {
    const out: Record<string, string | string[]> = Object.create(null)
    for (const [k, v] of new URLSearchParams(body as string)) out[k] = k in out ? [out[k]!, v].flat() : v
    done(null, { ...out })
  })
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, langOf(request), request.id)
    if (problem.status >= 500) request.log.error({ err: error, url: request.routeOptions.url }, 'request failed')
    else if (normalise(error).code === 'request.malformed') request.log.info({ message: (error as Error).message }, 'malformed request')
    if (problem.status === 503) reply.header('retry-after', '2')
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  })
  app.setNotFoundHandler((request, reply) => {
    const problem = toProblem(Object.assign(new Error(), { statusCode: 404 }), langOf(request), request.id)
    return reply
      .status(404)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, status: 404, code: 'record.not_found', type: 'urn:bantoh:problem:record.not_found' }))
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
      keyGenerator: (r) => `${r.ip}|${r.headers.authorization?.slice(-12) ?? ''}`,
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
