import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { Auth } from './auth.ts'
import type {} from './factor-tables.ts'
import { originOf } from './security-log.ts'
import { giveToken } from './session-cookie.ts'
import { finishSignIn } from './sign-in.ts'
import { newToken } from './tokens.ts'

const DAYS = 14

/** Opens a session for somebody who has proved who they are, as better-auth would, and does what follows every sign-in. */
export async function openSession(
  services: Services,
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  o: { userId: string; how: 'totp' | 'recovery' | 'passkey' | 'oidc'; organisationId?: string | null },
): Promise<void> {
  const token = newToken()
  const id = newId()
  const { address, agent } = originOf(request)
  await services.db.asSystem(async (tx) => {
    await sql`insert into auth_session (id, "userId", token, "expiresAt", "ipAddress", "userAgent")
      values (${id}, ${o.userId}, ${token}, now() + make_interval(days => ${DAYS}), ${address}, ${agent})`.execute(tx)
    await tx
      .insertInto('authSessionWay')
      .values({ sessionId: id, how: o.how, organisationId: o.organisationId ?? null })
      .execute()
  })
  await giveToken(auth, request, reply, token)
  await finishSignIn(services, request, reply, token, o.how)
}

/**
 * A session that an organisation's provider opened must not change how its person signs in: whoever runs that provider would
 * reach the person's other organisations by it. Errors: `identity.oidc_session`.
 */
export async function assertOwnSession(services: Services, sessionId: string): Promise<void> {
  if (await cameByProvider(services, sessionId)) throw new AppError('identity.oidc_session')
}
export const cameByProvider = (services: Services, sessionId: string): Promise<boolean> =>
  services.db.asSystem(
    async (tx) =>
      (await tx.selectFrom('authSessionWay').select('how').where('sessionId', '=', sessionId).executeTakeFirst())?.how === 'oidc',
  )
