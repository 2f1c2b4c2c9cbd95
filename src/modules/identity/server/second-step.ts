import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { SecondStep } from '../contract/factors.ts'
import { fromElsewhere } from './actor.ts'
import type { Auth } from './auth.ts'
import { callerOf } from './device.ts'
import { secondStepsOf, verifyFactor } from './factors.ts'
import { openSession } from './open-session.ts'
import { assertionOptions, personOfAssertion } from './passkeys.ts'
import { originOf, securityLog } from './security-log.ts'
import { beginStep, peekStep, takeStep, tryStep } from './steps.ts'
import { clear, giveBack, type Limit, spend } from './throttle.ts'
import { newToken } from './tokens.ts'

const MINUTES = 10
const TRIES = 5
const cookieOf = (s: Services) => `${s.publicUrl.startsWith('https:') ? '__Host-' : ''}bantoh_second_step`
const options = (s: Services) => ({ path: '/', httpOnly: true, sameSite: 'lax' as const, secure: s.publicUrl.startsWith('https:') })
type Held = { device: string | null }

/**
 * After the right password: where the person has a second factor, the session just made is taken back before anybody has
 * seen it, and the browser gets a ticket for the second step instead. Gives the ways of that step, or `null` where there is none.
 */
export async function holdForSecondStep(
  services: Services,
  reply: FastifyReply,
  sessionToken: string,
  device: string | null,
): Promise<SecondStep[] | null> {
  const ticket = newToken()
  const steps = await services.db.asSystem(async (tx) => {
    const { rows } = await sql<{ userId: string }>`select "userId" as user_id from auth_session where token = ${sessionToken}`.execute(tx)
    const userId = rows[0]?.userId
    const steps = userId ? await secondStepsOf(tx, userId) : []
    if (!userId || steps.length === 0) return null
    await sql`delete from auth_session where token = ${sessionToken}`.execute(tx)
    await beginStep(tx, { kind: 'secondStep', token: ticket, userId, data: { device } satisfies Held, minutes: MINUTES })
    return steps
  })
  if (steps) reply.setCookie(cookieOf(services), ticket, { ...options(services), maxAge: MINUTES * 60 })
  return steps
}

const over = () => new AppError('identity.second_step_over')
const ticketOf = (services: Services, request: FastifyRequest) => {
  if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
  const token = request.cookies?.[cookieOf(services)]
  if (!token) throw over()
  return { kind: 'secondStep' as const, token }
}

/** Errors: `identity.second_step_over`. */
export async function secondStepPasskey(services: Services, request: FastifyRequest) {
  const found = await services.db.asSystem((tx) => peekStep(tx, ticketOf(services, request)))
  if (!found) throw over()
  return assertionOptions(services, request, 'passkeyProof', found.userId!)
}

/**
 * The other half of signing in. A ticket is good for five tries; beyond that the tries of an account are counted over all
 * tickets and processes, and those of a known device apart, so that whoever got hold of the password shuts nobody out.
 * Errors: `identity.second_step_over`, `identity.sign_in_wait`, `identity.code_wrong`, `identity.passkey_refused`.
 */
export async function completeSecondStep(
  services: Services,
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  body: { code: string } | { passkey: unknown },
): Promise<{ ok: true }> {
  const { db } = services
  const ticket = ticketOf(services, request)
  const seen = await db.asSystem((tx) => tryStep<Held>(tx, ticket, TRIES))
  if (!seen?.userId) throw over()
  const { userId } = seen
  const limits: Limit[] = [
    {
      scope: seen.data.device ? 'secondStep.device' : 'secondStep.account',
      subject: `${seen.data.device ?? ''}${userId}`,
      free: 6,
      most: 50,
      hours: 24,
    },
    { scope: 'secondStep.address', subject: callerOf(request.ip), free: 60, most: 200, hours: 1 },
  ]
  const spent = await spend(db, limits)
  if (!spent.ok) throw new AppError('identity.sign_in_wait', { seconds: spent.seconds })
  const how = await verifyFactor(services, request, userId, body)
  if (!how) {
    await db.asSystem((tx) => securityLog(tx, { kind: 'secondStepRefused', outcome: 'refused', userId, origin: originOf(request) }))
    throw 'code' in body ? new AppError('identity.code_wrong') : new AppError('identity.passkey_refused')
  }
  if (!(await db.asSystem((tx) => takeStep(tx, ticket)))) throw over()
  await clear(db, [limits[0]!])
  await giveBack(db, limits[1]!)
  reply.clearCookie(cookieOf(services), options(services))
  await openSession(services, auth, request, reply, { userId, how })
  return { ok: true }
}

/** Signing in by a passkey alone: it stands for device and person at once. */
export const passkeySignInOptions = (services: Services, request: FastifyRequest) =>
  assertionOptions(services, request, 'passkeySignIn', null)
/** Errors: `identity.passkey_refused`. */
export async function passkeySignIn(services: Services, auth: Auth, request: FastifyRequest, reply: FastifyReply, given: unknown) {
  if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
  const userId = await personOfAssertion(services, request, 'passkeySignIn', given)
  if (!userId) throw new AppError('identity.passkey_refused')
  await openSession(services, auth, request, reply, { userId, how: 'passkey' })
  return { ok: true as const }
}
