import type { FastifyInstance } from 'fastify'
import type { Endpoint, Method } from '../../../kernel/contract/endpoint.ts'
import type { Lang } from '../../../kernel/contract/localized.ts'
import type { Problem } from '../../../kernel/contract/problem.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { ticketFor } from '../../identity/server/index.ts'
import { readable } from './catalogue.ts'

const doors = new WeakMap<Services, FastifyInstance>()
/** Given once by the composition root. */
export const openDoor = (services: Services, http: FastifyInstance) => void doors.set(services, http)

type Values = Record<string, unknown>
export type Call = { actor: Actor; lang: Lang; address: string; idempotencyKey?: string }
export type Answer = { ok: true; body: unknown } | { ok: false; status: number; problem: Problem }

/** A person as their assistant reads for them: nothing but looking, personal data masked. */
export const asReader = (person: Actor): Actor => ({ ...person, allows: readable })

/** Asks one of our own endpoints, in process, as somebody: through the same checks as any request from outside. */
export async function ask(
  services: Services,
  c: Call,
  e: Pick<Endpoint, 'path'> & { method: Method },
  input: { params?: Values | undefined; query?: Values | undefined; body?: unknown } = {},
): Promise<Answer> {
  const path = e.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input.params?.[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {}))
    if (value !== undefined && value !== null) search.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  const ticket = ticketFor(c.actor)
  try {
    const r = await doors.get(services)!.inject({
      method: e.method,
      url: `/api${path}${search.size ? `?${search}` : ''}`,
      headers: {
        ...ticket.headers,
        'accept-language': c.lang,
        ...(c.idempotencyKey ? { 'idempotency-key': c.idempotencyKey } : {}),
      },
      remoteAddress: c.address,
      ...(input.body === undefined || input.body === null ? {} : { payload: input.body as object }),
    })
    const body = r.headers['content-type']?.toString().includes('json') ? (r.json() as unknown) : null
    return r.statusCode < 300 ? { ok: true, body } : { ok: false, status: r.statusCode, problem: body as Problem }
  } finally {
    ticket.drop()
  }
}
