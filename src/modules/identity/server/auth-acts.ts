import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { afterwards } from '../../../kernel/server/afterwards.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { publish } from '../../../kernel/server/realtime.ts'
import { authEndpoints } from '../contract/session.ts'
import { callerOf } from './device.ts'
import { assertOwnSession } from './open-session.ts'
import { holdForSecondStep } from './second-step.ts'
import { originOf, securityLog } from './security-log.ts'
import { beginSignIn, finishSignIn, forgetDevices, passedPassword, refusedSignIn, rememberDevice, sessionTokenOf } from './sign-in.ts'
import { clear, type Limit, spend } from './throttle.ts'

type Body = { email?: string; token?: string; newPassword?: string }
/** A request to better-auth with all that stands around it. `run` sends it on. */
export type Act = {
  services: Services
  request: FastifyRequest
  reply: FastifyReply
  actor: Actor
  body: Body
  run(): Promise<Response>
}

/** Open streams of a person ask again who they are; those of a closed session end. */
async function tellStreams(services: Services, userId: string) {
  const places = await services.db.asSystem((tx) => tx.selectFrom('member').select('organisationId').where('userId', '=', userId).execute())
  for (const { organisationId } of places) publish({ organisationId, eventId: null, entities: ['access'] })
}

async function signIn({ services, request, reply, body, run }: Act): Promise<Response> {
  const tried = await beginSignIn(services, request, body.email!)
  const response = await run()
  if (response.status === 401) refusedSignIn(services, request, tried)
  else await passedPassword(services, tried)
  const token = response.ok ? sessionTokenOf(response.headers.getSetCookie()) : null
  if (!token) return response
  const steps = await holdForSecondStep(services, reply, token, tried.device)
  if (steps) return Response.json({ secondStep: steps })
  await finishSignIn(services, request, reply, token, 'password')
  return response
}

/** Letters cost the address and the account, whether there is one or not; an account that has had enough gets the same answer and no letter. */
async function requestReset({ services, request, body, run }: Act): Promise<Response> {
  const { db } = services
  const here = await spend(db, [{ scope: 'reset.address', subject: callerOf(request.ip), free: 31, most: 30, hours: 1 }])
  if (!here.ok) throw new AppError('request.rate_limited', { seconds: here.seconds })
  const mine = await spend(db, [{ scope: 'reset.account', subject: body.email!.trim().toLowerCase(), free: 6, most: 5, hours: 1 }])
  // What better-auth answers, so that nobody learns how many letters an account was sent.
  const answer = { status: true, message: 'If this email exists in our system, check your email for the reset link' }
  if (!mine.ok) return Response.json(answer)
  afterwards(request.log, 'reset not noted', () =>
    db.asSystem(async (tx) => {
      const user = await tx
        .selectFrom('authUser')
        .select(['id', 'name'])
        .where('email', '=', body.email!.trim().toLowerCase())
        .executeTakeFirst()
      if (user) await securityLog(tx, { kind: 'resetAsked', userId: user.id, userName: user.name, origin: originOf(request) })
    }),
  )
  const response = await run()
  return response.ok ? Response.json(answer) : response
}

async function reset({ services, request, reply, body, run }: Act): Promise<Response> {
  const { db } = services
  const who = await db.asSystem(async (tx) => {
    const { rows } = await sql<{ id: string; name: string; email: string }>`select u.id, u.name, u.email from auth_verification v
      join auth_user u on u.id = v.value where v.identifier = ${`reset-password:${body.token}`} limit 1`.execute(tx)
    return rows[0]
  })
  const response = await run()
  if (!response.ok || !who) return response
  await forgetDevices(services, who.id, null)
  // Whoever holds the letter is whom the account belongs to: this browser may sign in at once.
  await rememberDevice(services, request, reply, who.id)
  await clear(db, [{ scope: 'signIn.account', subject: who.email }])
  await db.asSystem((tx) => securityLog(tx, { kind: 'passwordReset', userId: who.id, userName: who.name, origin: originOf(request) }))
  await tellStreams(services, who.id)
  return response
}

export const guesses = (userId: string): Limit => ({ scope: 'proof', subject: userId, free: 5, most: 50, hours: 24 })
/** Errors: `identity.sign_in_wait`. */
export async function takeGuess(services: Services, userId: string): Promise<void> {
  const spent = await spend(services.db, [guesses(userId)])
  if (!spent.ok) throw new AppError('identity.sign_in_wait', { seconds: spent.seconds })
}

async function changePassword({ services, request, reply, actor, run }: Act): Promise<Response> {
  const userId = actor.id!
  await assertOwnSession(services, actor.session!.id)
  await takeGuess(services, userId)
  const response = await run()
  if (!response.ok) return response
  await clear(services.db, [guesses(userId)])
  await forgetDevices(services, userId, actor.session?.id ?? null)
  const token = sessionTokenOf(response.headers.getSetCookie())
  if (token) await finishSignIn(services, request, reply, token, 'passwordChange')
  await tellStreams(services, userId)
  return response
}

async function signOut({ services, request, actor, run }: Act): Promise<Response> {
  const response = await run()
  if (response.ok && actor.kind === 'user') {
    await services.db.asSystem((tx) =>
      securityLog(tx, { kind: 'signOut', userId: actor.id, userName: actor.name, origin: originOf(request) }),
    )
    await tellStreams(services, actor.id!)
  }
  return response
}

/** What stands around each of better-auth's endpoints that we let through. */
export const acts: Record<string, (a: Act) => Promise<Response>> = {
  [authEndpoints.signIn.path]: signIn,
  [authEndpoints.requestReset.path]: requestReset,
  [authEndpoints.reset.path]: reset,
  [authEndpoints.changePassword.path]: changePassword,
  [authEndpoints.signOut.path]: signOut,
}
