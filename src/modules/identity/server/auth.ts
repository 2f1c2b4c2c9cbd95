import { betterAuth } from 'better-auth'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type pg from 'pg'
import { AppError } from '../../../kernel/server/errors.ts'
import { publicActor } from '../../../kernel/server/ctx.ts'
import { langOf, parse, type Services } from '../../../kernel/server/mount.ts'
import { authEndpoints } from '../contract/session.ts'
import { fromElsewhere, webHeaders } from './actor.ts'
import { acts } from './auth-acts.ts'
import { checkPassword, hashPassword } from './hash.ts'
import { tellLimits } from './limits.ts'
import { demandPassword } from './passwords.ts'
import { setThrottleKey } from './throttle.ts'

export type AuthOptions = {
  pool: pg.Pool
  secret: string
  publicUrl: string
  secureCookies: boolean
  rateLimits: boolean
  /** Sends the reset link for a token; runs outside any organisation. */
  sendReset(user: { id: string; email: string; name: string }, token: string): void
}

/** better-auth over our tables: password sign-in, reset by mail, session list and revocation. Accounts are made by us only. */
export function makeAuth(o: AuthOptions) {
  setThrottleKey(o.secret)
  return betterAuth({
    database: o.pool as never,
    secret: o.secret,
    baseURL: o.publicUrl,
    basePath: '/api/auth',
    // The same host under which the page was opened (localhost and 127.0.0.1 alike); never a foreign one.
    trustedOrigins: async (request?: Request) => {
      const host = request?.headers.get('host')
      return host ? [`http://${host}`, `https://${host}`, o.publicUrl] : [o.publicUrl]
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: checkPassword(o.pool) },
      revokeSessionsOnPasswordReset: true,
      // Not waited for: an answer that takes longer would tell that the address has an account.
      sendResetPassword: async ({ user, token }: { user: { id: string; email: string; name: string }; token: string }) =>
        o.sendReset(user, token),
    },
    user: { modelName: 'auth_user', additionalFields: { locale: { type: 'string', required: false, defaultValue: 'zh-TW', input: true } } },
    session: { modelName: 'auth_session', expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    rateLimit: {
      enabled: o.rateLimits,
      window: 60,
      max: 200,
      customRules: { '/sign-in/email': { window: 60, max: 20 }, '/request-password-reset': { window: 60, max: 5 } },
    },
    // Its check of the tables outlives a short command; ours are tested against the real ones.
    advanced: {
      database: { validateSchema: false },
      // `__Host-`: no other host of the domain can set them. Better-auth's own switch would put `__Secure-` before.
      cookiePrefix: o.secureCookies ? '__Host-bantoh' : 'bantoh',
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: o.secureCookies, path: '/' },
    },
    // Their answers carry the tokens of sessions; `/api/account/sessions` does without.
    disabledPaths: ['/list-sessions', '/revoke-session', '/revoke-sessions', '/revoke-other-sessions', '/update-user'],
    telemetry: { enabled: false },
    // A wrong password is no news; the answers say it.
    logger: { level: 'error' },
  } as never) as unknown as Auth
}

/** The few parts of better-auth that the rest of the code uses. */
export type Auth = {
  handler(request: Request): Promise<Response>
  api: {
    getSession(o: { headers: Headers }): Promise<{
      user: { id: string; name: string; email: string; locale?: string }
      session: { id: string; token: string; createdAt: Date }
    } | null>
  }
  $context: Promise<{
    secret: string
    authCookies: { sessionToken: { name: string; attributes: { maxAge?: number } } }
    password: { hash(password: string): Promise<string>; verify(o: { password: string; hash: string }): Promise<boolean> }
    internalAdapter: {
      findUserByEmail(email: string): Promise<{ user: { id: string; name: string; email: string } } | null>
      createUser(u: { email: string; name: string; emailVerified: boolean; locale?: string }): Promise<{ id: string }>
      linkAccount(a: { userId: string; providerId: string; accountId: string; password: string }): Promise<unknown>
    }
  }>
}

/** What better-auth refuses, as one of our problems. */
const refusals: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'identity.credentials_wrong',
  INVALID_PASSWORD: 'identity.password_wrong',
  INVALID_TOKEN: 'identity.reset_invalid',
  INVALID_ORIGIN: 'identity.foreign_origin',
  MISSING_OR_NULL_ORIGIN: 'identity.foreign_origin',
  SESSION_NOT_FRESH: 'identity.session_stale',
  SESSION_EXPIRED: 'auth.required',
  UNAUTHORIZED: 'auth.required',
  PASSWORD_TOO_SHORT: 'identity.weak_password',
  PASSWORD_TOO_LONG: 'identity.weak_password',
}
async function refusalOf(response: Response): Promise<AppError> {
  const { code = '' } = (await response.json().catch(() => ({}))) as { code?: string }
  if (response.status === 429) return new AppError('request.rate_limited', { seconds: Number(response.headers.get('x-retry-after')) || 60 })
  // It tells no cause; what it trips over is the database.
  if (response.status >= 500) return new AppError('server.busy')
  return new AppError(refusals[code] ?? (response.status === 401 ? 'auth.required' : 'request.malformed'))
}

/** Mail address, name and organisations of the signed-in person, or of the one to whom a reset link was sent. */
const ownWords = (db: Services['db'], userId: string | null, token: string) =>
  db.asSystem(async (tx) => {
    const { rows } = await sql<{ words: string[] }>`
      select array_remove(array[u.email, u.name] || array_agg(o.name) || array_agg(o.name_en), null) as words
      from auth_user u left join member m on m.user_id = u.id left join organisation o on o.organisation_id = m.organisation_id
      where u.id = coalesce(${userId}::text, (select value from auth_verification where identifier = ${`reset-password:${token}`} limit 1))
      group by u.id`.execute(tx)
    return rows[0]?.words ?? []
  })

/** Serves sign-in and passwords through better-auth's own handler; nothing else of it can be reached. */
export function mountAuth(app: FastifyInstance, auth: Auth, services: Services) {
  tellLimits(app)
  for (const e of Object.values(authEndpoints)) {
    services.mounted.push(e)
    app.route({
      method: e.method,
      url: `/api${e.path}`,
      config: { rateLimit: { max: 120, timeWindow: 60_000 } } as never,
      schema: { summary: e.summary, tags: ['auth'], ...(e.body ? { body: e.body } : {}) },
      handler: async (request, reply) => {
        if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
        const actor = e.action === 'signedIn' || e === authEndpoints.signOut ? await services.authenticate(request) : publicActor(null)
        if (e.action === 'signedIn' && actor.kind !== 'user')
          throw new AppError(actor.kind === 'apiKey' ? 'identity.people_only' : 'auth.required')
        const body = (e.body ? parse('body', e.body, request.body, langOf(request)) : {}) as {
          email?: string
          newPassword?: string
          token?: string
        }
        if (body.newPassword !== undefined)
          await demandPassword(body.newPassword, 'newPassword', await ownWords(services.db, actor.id, body.token ?? ''))
        const headers = webHeaders(request.headers)
        headers.delete('content-length')
        headers.set('content-type', 'application/json')
        headers.set('x-forwarded-for', request.ip)
        const url = new URL(request.url, `${request.protocol}://${request.headers.host ?? 'localhost'}`)
        // A changed password ends what was signed in with the old one.
        const sent = JSON.stringify(e === authEndpoints.changePassword ? { ...body, revokeOtherSessions: true } : body)
        const run = () => auth.handler(new Request(url, { method: 'POST', headers, body: sent }))
        const response = await (acts[e.path]?.({ services, request, reply, actor, body, run }) ?? run())
        if (!response.ok) throw await refusalOf(response)
        reply.status(response.status)
        response.headers.forEach((v, k) => k !== 'set-cookie' && k !== 'content-length' && reply.header(k, v))
        for (const c of response.headers.getSetCookie()) reply.header('set-cookie', c)
        // Better-auth tells the session's token, too; it belongs in the cookie, where no script reads it.
        const { token: _token, ...told } = ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>
        return reply.send(told)
      },
    })
  }
}
