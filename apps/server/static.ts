import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const dist = (name: string) => fileURLToPath(new URL(`../../dist/${name}/`, import.meta.url))

/** Serves the built apps: hashed assets for a year, the pages themselves always fresh; unknown paths give the app. */
export async function mountStatic(app: FastifyInstance) {
  for (const [name, prefix] of [
    ['web', '/app/'],
    ['checkin', '/checkin/'],
  ] as const) {
    const root = dist(name)
    if (!existsSync(root)) continue
    const hidden = { schema: { hide: true } as never, config: { rateLimit: false } as never }
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: name === 'web',
      wildcard: false,
      index: false,
      preCompressed: true,
      setHeaders: (reply: { header(k: string, v: string): unknown }, path: string) =>
        void reply.header('cache-control', /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    } as never)
    // A stale page asking for a chunk of an older build must hear that it is gone, not get a page in its place.
    app.get(`${prefix}assets/*`, hidden, (_request, reply) => reply.status(404).type('text/plain').send('gone'))
    const page = (_: unknown, reply: any) => reply.header('cache-control', 'no-cache').sendFile('index.html', root)
    app.get(prefix.slice(0, -1), hidden, page)
    app.get(`${prefix}*`, hidden, page)
  }
}
