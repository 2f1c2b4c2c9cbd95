import type { FastifyInstance } from 'fastify'
import type { Services } from './mount.ts'
import { AppError } from './errors.ts'
import { onNews } from './realtime.ts'

/**
 * `GET /api/live`: server-sent events `change` with `{ eventId, entities }` for the caller's organisation, limited to
 * events that they may see. Only names of what changed travel; the screen reads anew under its own rights.
 */
export function mountLive(app: FastifyInstance, services: Services) {
  const open = new Set<() => void>()
  app.get('/api/live', { schema: { hide: true } as never }, async (request, reply) => {
    const actor = await services.authenticate(request)
    if (!actor.organisationId) throw new AppError('auth.required')
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    })
    raw.write('retry: 2000\nevent: hello\ndata: {}\n\n')
    const wide = actor.kind === 'apiKey' || ['owner', 'director'].includes(actor.role ?? '')
    const leave = onNews((n) => {
      if (n.organisationId !== actor.organisationId) return
      if (n.eventId && !wide && !actor.events.has(n.eventId)) return
      raw.write(`event: change\ndata: ${JSON.stringify({ eventId: n.eventId, entities: n.entities })}\n\n`)
    })
    const beat = setInterval(() => raw.write(': beat\n\n'), 20_000)
    const end = () => {
      clearInterval(beat)
      leave()
      open.delete(end)
      raw.end()
    }
    open.add(end)
    request.raw.on('close', end)
  })
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })
}
