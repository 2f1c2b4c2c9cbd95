import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Input, Output } from '../../../kernel/contract/endpoint.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Frame } from '../../../kernel/server/mount.ts'
import { securityEndpoints, securityOf, type stepUpMethods } from '../contract/security.ts'
import type { Auth } from './auth.ts'
import { guesses, takeGuess } from './auth-acts.ts'
import { secondStepsOf, verifyFactor } from './factors.ts'
import { originOf, securityLog } from './security-log.ts'
import { giveToken } from './session-cookie.ts'
import { clear } from './throttle.ts'
import { newToken } from './tokens.ts'

type Method = (typeof stepUpMethods)[number]
const person = (actor: Actor) => {
  if (actor.kind !== 'user' || !actor.session) throw new AppError('identity.people_only')
  return { userId: actor.id!, session: actor.session }
}

const minutesOf = (frame: Frame) =>
  frame.services.db.asSystem(async (tx) => {
    const row = await tx.selectFrom('organisation').select('settings').where('organisationId', '=', frame.orgId).executeTakeFirst()
    return securityOf(row?.settings).stepUpMinutes
  })

const passwordOf = (frame: Frame, userId: string) =>
  frame.services.db.asSystem(async (tx) => {
    const { rows } = await sql<{
      password: string | null
    }>`select password from auth_account where "userId" = ${userId} and "providerId" = 'credential' limit 1`.execute(tx)
    return rows[0]?.password ?? null
  })

export async function stepUpState(frame: Frame): Promise<Output<typeof securityEndpoints.state>> {
  const { userId, session } = person(frame.actor)
  const steps = await frame.services.db.asSystem((tx) => secondStepsOf(tx, userId))
  const methods: Method[] = steps.length ? steps : (await passwordOf(frame, userId)) ? ['password'] : []
  return { provenUntil: session.provenUntil, minutes: await minutesOf(frame), methods }
}

/** Who has a second factor proves by it, since the password is what a thief may have. Which proof it was, or `null`. */
async function proofOf(
  frame: Frame,
  auth: Auth,
  request: FastifyRequest,
  userId: string,
  body: Input<typeof securityEndpoints.stepUp>['body'],
): Promise<Method | null> {
  if (!('password' in body)) return verifyFactor(frame.services, request, userId, body)
  const hash = await passwordOf(frame, userId)
  const right = hash !== null && (await (await auth.$context).password.verify({ hash, password: body.password }))
  if (!right) return null
  if ((await frame.services.db.asSystem((tx) => secondStepsOf(tx, userId))).length) throw new AppError('identity.factor_wanted')
  return 'password'
}

/**
 * Takes a proof of identity, for this session only, and gives the session a new token: one that somebody else may have read
 * before does not profit. Wrong proofs are counted with those at the change of password, over all processes.
 * Errors: `identity.password_wrong`, `identity.proof_wrong`, `identity.factor_wanted`, `identity.sign_in_wait`, `identity.people_only`.
 */
export async function stepUp(
  frame: Frame,
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Input<typeof securityEndpoints.stepUp>['body'],
): Promise<Output<typeof securityEndpoints.stepUp>> {
  const { userId, session } = person(frame.actor)
  const { db } = frame.services
  await takeGuess(frame.services, userId)
  const how = await proofOf(frame, auth, request, userId, body)
  const about = { userId, userName: frame.actor.name, origin: originOf(request) }
  if (!how) {
    await db.asSystem((tx) => securityLog(tx, { ...about, kind: 'stepUpRefused', outcome: 'refused' }))
    throw 'password' in body ? new AppError('identity.password_wrong') : new AppError('identity.proof_wrong')
  }
  await clear(db, [guesses(userId)])
  const now = new Date()
  const token = newToken()
  await db.asSystem(async (tx) => {
    await sql`update auth_session set token = ${token} where id = ${session.id}`.execute(tx)
    await sql`insert into session_guard (session_id, user_id, verified_at) values (${session.id}, ${userId}, ${now.toISOString()})
      on conflict (session_id) do update set verified_at = excluded.verified_at`.execute(tx)
    await securityLog(tx, { ...about, kind: 'stepUp', detail: how })
  })
  await giveToken(auth, request, reply, token)
  return { provenUntil: new Date(now.getTime() + (await minutesOf(frame)) * 60_000).toISOString() }
}
