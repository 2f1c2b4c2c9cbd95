import type { FastifyBaseLogger } from 'fastify'
import type { Lang } from '../contract/localized.ts'
import type { Tx } from './db.ts'

/** Who acts. `role` is the role in the organisation; `roleIn` answers for one event (organisation-wide roles included). */
export type Actor = {
  kind: 'user' | 'apiKey' | 'portal' | 'public' | 'system'
  id: string | null
  name: string
  organisationId: string | null
  role: string | null
  /** eventId → role and groups; absent = no membership of that event. */
  events: ReadonlyMap<string, { role: string; groups: readonly string[] }>
  /** What a portal link or a scoped key is limited to; empty for people. */
  scopes: readonly string[]
  /** A limit on top of the role: keys with scopes, a person's assistant. `method` is that of a whole request. */
  allows?: (action: string, method?: string) => boolean
  /** Through what somebody acts, in words for the trail, e.g. an assistant's proposal. */
  via?: string
  /** The portal link's subject, e.g. a registration. */
  subject?: { entity: string; id: string; eventId: string | null }
  /** A person whom the organisation lets in under a condition that is not met: nowhere for now, and the error code that says why. */
  barred?: { code: string; organisationId: string }
  /** A signed-in person's session: from where it speaks, when the person last proved who they are, and until when that counts. */
  session?: { id: string; verifiedAt: string; provenUntil: string; address: string; agent: string }
}

export const systemActor = (organisationId: string, name = 'Bantoh'): Actor => ({
  kind: 'system',
  id: null,
  name,
  organisationId,
  role: 'owner',
  events: new Map(),
  scopes: [],
})
export const publicActor = (organisationId: string | null): Actor => ({
  kind: 'public',
  id: null,
  name: '',
  organisationId,
  role: null,
  events: new Map(),
  scopes: [],
})

/** Comes first in every verb: the open transaction and all that a verb may know of its surroundings. */
export type Ctx = {
  tx: Tx
  actor: Actor
  orgId: string
  eventId: string | null
  /** The instant of the request, ISO UTC. */
  now: string
  lang: Lang
  requestId: string
  log: FastifyBaseLogger
  /** Column types by `table.column`, for the store. */
  columns: Map<string, string>
  /** Records a typed fact; its handlers run after commit, at least once. */
  emit(type: string, payload: Record<string, unknown>): void
  /** Marks an entity as changed, so that screens and public pages refresh after commit. */
  touch(entity: string): void
  /** Asks the policy about this actor, in this event unless told otherwise. */
  can(action: string, subject?: Subject): boolean
}
export type Subject = { eventId?: string | null; ownerId?: string | null; group?: string | null; [key: string]: unknown }
