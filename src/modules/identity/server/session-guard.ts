import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Actor, publicActor } from '../../../kernel/server/ctx.ts'
import type { Tx } from '../../../kernel/server/db.ts'
import { type SecuritySettings, securityOf } from '../contract/security.ts'
import type {} from './guard-tables.ts'
import { originOf } from './security-log.ts'

const HOUR = 3_600_000
/** How long a session of this role lasts without use, and in any case (ms). The front desk's devices are shared. */
export const limitsOf = (s: SecuritySettings, role: string | null) =>
  role === 'frontdesk'
    ? { idle: s.deskIdleHours * HOUR, whole: s.deskAbsoluteHours * HOUR }
    : { idle: s.idleHours * HOUR, whole: s.absoluteDays * 24 * HOUR }

/**
 * Puts the session onto its person, or ends one that was idle or lasted too long: then the caller is nobody. A stream asks
 * whether the session still holds, and is no use of it. A session's own sign-in is its first proof.
 */
export async function withSession(
  tx: Tx,
  actor: Actor,
  session: { id: string; createdAt: Date | string },
  request: FastifyRequest,
  isUse: boolean,
): Promise<Actor> {
  const { rows } = await sql<{ verifiedAt: string | null; seenAt: string | null; settings: Record<string, unknown> | null }>`
    select g.verified_at, g.seen_at, o.settings from (select 1) one
    left join session_guard g on g.session_id = ${session.id}
    left join organisation o on o.organisation_id = ${actor.organisationId}::uuid`.execute(tx)
  const { verifiedAt, seenAt, settings } = rows[0]!
  const wanted = securityOf(settings)
  const limits = limitsOf(wanted, actor.role)
  const [now, begun] = [Date.now(), new Date(session.createdAt).getTime()]
  const seen = seenAt ? Date.parse(seenAt) : begun
  if (now - seen > limits.idle || now - begun > limits.whole) {
    await sql`delete from auth_session where id = ${session.id}`.execute(tx)
    return publicActor(null)
  }
  const proof = verifiedAt ?? new Date(begun).toISOString()
  // Once a minute is exact enough, and spares a write with every request.
  if (isUse && (!seenAt || now - seen > 60_000))
    await sql`insert into session_guard (session_id, user_id, verified_at, seen_at)
      values (${session.id}, ${actor.id}, ${proof}, ${new Date(now).toISOString()})
      on conflict (session_id) do update set seen_at = greatest(session_guard.seen_at, excluded.seen_at)`.execute(tx)
  return {
    ...actor,
    session: {
      id: session.id,
      verifiedAt: proof,
      provenUntil: new Date(Date.parse(proof) + wanted.stepUpMinutes * 60_000).toISOString(),
      ...originOf(request),
    },
  }
}
