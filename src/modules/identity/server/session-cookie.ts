import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from './auth.ts'

/** Sets the session cookie as better-auth signs it: `token.HMAC-SHA-256`, for as long as the browser was to keep the old one. */
export async function giveToken(auth: Auth, request: FastifyRequest, reply: FastifyReply, token: string) {
  const { secret, authCookies } = await auth.$context
  const { name, attributes } = authCookies.sessionToken
  const { maxAge, ...rest } = attributes as { maxAge?: number; secure?: boolean }
  const forNow = Object.keys(request.cookies ?? {}).some((c) => c.endsWith('bantoh.dont_remember'))
  reply.setCookie(name, `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`, {
    ...rest,
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    ...(forNow || maxAge === undefined ? {} : { maxAge }),
  })
}
