import type { FastifyInstance } from 'fastify'
import type { Actor } from './ctx.ts'
import type { Services } from './mount.ts'
import { AppError } from './errors.ts'
import { type News, onNews } from './realtime.ts'

const listens = (actor: Actor) => actor.organisationId !== null && (actor.kind === 'user' || actor.kind === 'apiKey')

/**
 * `GET /api/live`: server-sent events `change` with `{ eventId, entities }` for the caller's organisation, limited to
 * events that they may see. Only names of what changed travel; the screen reads anew under its own rights.
 * News of `access` (a role, a team, a key, a sign-out) makes every stream ask again who its caller is; each beat does too.
 */
export function mountLive(app: FastifyInstance, services: Services) {
  const open = new Set<(last?: 'bye') => void>()
  app.get('/api/live', { schema: { summary: 'Server-sent events: what changed', tags: ['live'] } as never }, async (request, reply) => {
    let actor = await services.authenticate(request)
    if (!listens(actor)) throw new AppError(actor.kind === 'portal' ? 'auth.forbidden' : 'auth.required')
    const { organisationId } = actor
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    })
    raw.write('retry: 2000\nevent: hello\ndata: {}\n\n')
    const askAgain = async () => {
      const now = await services.authenticate(request, { fresh: true }).catch((e) => (e instanceof AppError ? null : actor))
      if (now && listens(now) && now.organisationId === organisationId) actor = now
      else end()
    }
    const tell = (n: News) => {
      const wide = ['owner', 'director'].includes(actor.role ?? '')
      if (raw.writableEnded || (n.eventId && !wide && !actor.events.has(n.eventId))) return
      raw.write(`event: change\ndata: ${JSON.stringify({ eventId: n.eventId, entities: n.entities })}\n\n`)
    }
    // In their order: what comes while we ask who the caller is now waits for the answer.
    let turn = Promise.resolve()
    const leave = onNews(
      (n) => {
        if (n.organisationId !== organisationId) return
        turn = turn.then(n.entities.includes('access') ? askAgain : undefined).then(() => tell(n))
      },
      () => {
        turn = turn.then(askAgain).then(() => tell({ organisationId: organisationId!, eventId: null, entities: [] }))
      },
    )
    const beat = setInterval(() => {
      raw.write(': beat\n\n')
      void askAgain()
    }, 20_000)
    const end = (last?: 'bye') => {
      if (last) raw.write('retry: 500\nevent: bye\ndata: {}\n\n')
      clearInterval(beat)
      leave()
      open.delete(end)
      raw.end()
    }
    open.add(end)
    request.raw.on('close', () => end())
  })
  app.addHook('preClose', async () => {
    for (const end of open) end('bye')
  })
}
