import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Actor, publicActor } from '../../../kernel/server/ctx.ts'
import type { Db, Tx } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Auth } from './auth.ts'
import { scopeAllows } from '../contract/scopes.ts'
import { withDuties } from './duty.ts'
import { counting, inNetworks, spend, windowLeft } from './limits.ts'
import { withSession } from './session-guard.ts'
import { TICKET_HEADER, takeTicket } from './tickets.ts'
import { hashToken } from './tokens.ts'

const none: ReadonlyMap<string, { role: string; groups: string[] }> = new Map()
export const ORGANISATION_COOKIE = 'bantoh_org'

/** A key is on every event's team in its role; the wide roles reach all events without it. */
async function everyEvent(tx: Tx, key: { organisationId: string; role: string; eventIds: string[] | null }): Promise<Actor['events']> {
  if (key.eventIds) return new Map(key.eventIds.map((eventId) => [eventId, { role: key.role, groups: [] }]))
  if (key.role === 'owner' || key.role === 'director') return none
  const { rows } = await sql<{ id: string }>`select id from event where organisation_id = ${key.organisationId}`.execute(tx)
  return new Map(rows.map((r) => [r.id, { role: key.role, groups: [] }]))
}

/** The seven roles' widest two see every event; a key that is limited to some has the next one in the organisation. */
const roleAtLarge = (key: { role: string; eventIds: string[] | null }) =>
  key.eventIds && (key.role === 'owner' || key.role === 'director') ? 'planner' : key.role

async function byApiKey(db: Db, key: string, request: FastifyRequest): Promise<Actor> {
  const found = await db.asSystem(async (tx) => {
    const row = await countKey(tx, key, request.ip)
    return row && { row, events: await everyEvent(tx, row) }
  })
  // Thrown outside the transaction: what is refused counts, too.
  if (!found) throw new AppError('identity.key_invalid')
  const { row } = found
  if (!inNetworks(request.ip, row.networks)) throw new AppError('identity.key_network')
  // Keys of before keep to the limit by address alone, as they always did.
  if (row.scopes) spend(request, { most: row.perMinute, used: row.windowCount, seconds: row.seconds })
  return {
    kind: 'apiKey',
    id: row.id,
    name: row.name,
    organisationId: row.organisationId,
    role: roleAtLarge(row),
    events: found.events,
    scopes: row.scopes ?? [],
    ...(row.scopes ? { allows: (action: string, method?: string) => scopeAllows(row.scopes!, action, method) } : {}),
  }
}

const countKey = (tx: Tx, key: string, address: string) =>
  tx
    .updateTable('apiKey')
    .set(counting('apiKey', address) as never)
    .where('keyHash', '=', hashToken(key))
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', sql<string>`now()`)]))
    .returning([
      'id',
      'name',
      'organisationId',
      'role',
      'scopes',
      'eventIds',
      'networks',
      'perMinute',
      'windowCount',
      windowLeft.as('seconds'),
    ])
    .executeTakeFirst()

async function byPortalToken(tx: Tx, token: string): Promise<Actor> {
  const row = await tx
    .selectFrom('portalLink')
    .selectAll()
    .where('tokenHash', '=', hashToken(token))
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<string>`now()`)
    .executeTakeFirst()
  if (!row) throw new AppError('identity.link_invalid')
  return {
    kind: 'portal',
    id: row.id,
    name: row.name,
    organisationId: row.organisationId,
    role: null,
    events: none,
    scopes: row.scopes,
    subject: { entity: row.entity, id: row.entityId, eventId: row.eventId },
  }
}

/** The signed-in user in the organisation of their choice, with their events; `null` organisation where they have none. */
export async function userActor(tx: Tx, user: { id: string; name: string }, wanted?: string): Promise<Actor> {
  const places = await tx
    .selectFrom('member')
    .select(['organisationId', 'role', 'name'])
    .where('userId', '=', user.id)
    .where('active', '=', true)
    .orderBy('createdAt')
    .execute()
  const place = places.find((p) => p.organisationId === wanted) ?? places[0]
  if (!place) return { kind: 'user', id: user.id, name: user.name, organisationId: null, role: null, events: none, scopes: [] }
  const rows = await tx
    .selectFrom('eventMember')
    .select(['eventId', 'role', 'groups'])
    .where('organisationId', '=', place.organisationId)
    .where('userId', '=', user.id)
    .execute()
  return {
    kind: 'user',
    id: user.id,
    name: place.name,
    organisationId: place.organisationId,
    role: place.role,
    events: new Map(rows.map((r) => [r.eventId, { role: r.role, groups: r.groups }])),
    scopes: [],
  }
}

export const webHeaders = (headers: Record<string, string | string[] | undefined>) => {
  const out = new Headers()
  for (const [k, v] of Object.entries(headers)) if (v !== undefined) out.set(k, Array.isArray(v) ? v.join(', ') : v)
  return out
}

/** Whether a browser says that a page of another site sends this. */
export const fromElsewhere = ({ headers: { origin, host, 'sec-fetch-site': site } }: FastifyRequest): boolean =>
  site === 'cross-site' || (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))

const seen = new WeakMap<FastifyRequest, Promise<Actor>>()

/** Finds out who sends a request: API key, portal link, session cookie, or nobody. Errors: `identity.key_invalid`, `identity.link_invalid`. */
export const makeAuthenticate =
  (db: Db, auth: Auth) =>
  (request: FastifyRequest, o?: { fresh: boolean }): Promise<Actor> => {
    const known = seen.get(request)
    if (known && !o?.fresh) return known
    const answer = (async () => {
      const ticket = request.headers[TICKET_HEADER]
      const admitted = typeof ticket === 'string' ? takeTicket(ticket) : undefined
      if (admitted) return admitted
      const header = request.headers.authorization ?? ''
      if (/^bearer /i.test(header)) return byApiKey(db, header.slice(7).trim(), request)
      if (/^portal /i.test(header)) return db.asSystem((tx) => byPortalToken(tx, header.slice(7).trim()))
      if (!/bantoh\.session_token=/.test(request.headers.cookie ?? '')) return publicActor(null)
      // A page of another site must not act with the person's cookie.
      if (request.method !== 'GET' && fromElsewhere(request)) return publicActor(null)
      const session = await auth.api.getSession({ headers: webHeaders({ cookie: request.headers.cookie }) }).catch((err) => {
        // It wraps whatever the database said; without a session nothing else was tried.
        request.log.warn({ err }, 'session not read')
        throw new AppError('server.busy')
      })
      if (!session) return publicActor(null)
      const isUse = !o?.fresh && !request.url.startsWith('/api/live')
      return db.asSystem(async (tx) => {
        const actor = await userActor(tx, session.user, request.cookies?.[ORGANISATION_COOKIE])
        const lasting = await withSession(tx, actor, session.session, request, isUse)
        return lasting.kind === 'user' ? withDuties(tx, lasting, session.user, session.session.id) : lasting
      })
    })()
    seen.set(request, answer)
    return answer
  }
