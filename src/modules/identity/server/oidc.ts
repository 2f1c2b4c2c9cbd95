import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import * as client from 'openid-client'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import type { oidcSignInEndpoints } from '../contract/oidc.ts'
import { fromElsewhere } from './actor.ts'
import type { Auth } from './auth.ts'
import { configurationOf, reasonOf } from './oidc-client.ts'
import { type Claims, type Outcome, personOf, type SystemWork } from './oidc-people.ts'
import { redirectUri } from './oidc-settings.ts'
import { openSession } from './open-session.ts'
import { originOf, securityLog } from './security-log.ts'
import { beginStep, takeStep } from './steps.ts'
import { newToken } from './tokens.ts'

const MINUTES = 10
const cookieOf = (s: Services) => `${s.publicUrl.startsWith('https:') ? '__Host-' : ''}bantoh_oidc`
const options = (s: Services) => ({ path: '/', httpOnly: true, sameSite: 'lax' as const, secure: s.publicUrl.startsWith('https:') })
type Begun = { provider: string; state: string; nonce: string; verifier: string; next: string }

const enabledProvider = (services: Services, id: string) =>
  services.db.asSystem((tx) =>
    tx.selectFrom('oidcProvider').selectAll().where('id', '=', id).where('enabled', '=', true).executeTakeFirst(),
  )

/** Whose button stands on the sign-in screen. Where several organisations live, none of them is told unless asked for by name or domain. */
export async function waysIn(
  services: Services,
  q: { organisation?: string | undefined; email?: string | undefined },
): Promise<Output<typeof oidcSignInEndpoints.ways>> {
  return services.db.asSystem(async (tx) => {
    const { rows: count } = await sql<{ n: number; on: number }>`select (select count(*) from organisation)::int as n,
      (select count(*) from oidc_provider where enabled)::int as on`.execute(tx)
    const { n, on } = count[0]!
    const domain = q.email?.trim().toLowerCase().split('@')[1] ?? ''
    const which = q.organisation
      ? sql`p.organisation_id = ${q.organisation}::uuid`
      : n === 1
        ? sql`true`
        : domain
          ? sql`${domain} = any(p.mail_domains)`
          : sql`false`
    const { rows } = await sql<{ id: string; label: string; organisation: string }>`select p.id, p.label, o.name as organisation
      from oidc_provider p join organisation o on o.organisation_id = p.organisation_id where p.enabled and ${which} order by o.name limit 5`.execute(
      tx,
    )
    return { oidc: rows, byEmail: n > 1 && on > 0 }
  })
}

/** The way to the provider: PKCE, state and nonce wait in a sealed step that only this browser's cookie opens. */
export async function beginOidc(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  body: { provider: string; next: string },
) {
  if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
  const provider = await enabledProvider(services, body.provider)
  if (!provider) throw new AppError('record.not_found')
  const config = await configurationOf(provider)
  const begun: Begun = {
    provider: provider.id,
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    next: body.next,
  }
  const token = newToken()
  await services.db.asSystem((tx) => beginStep(tx, { kind: 'oidc', token, data: begun, minutes: MINUTES }))
  reply.setCookie(cookieOf(services), token, { ...options(services), maxAge: MINUTES * 60 })
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri(services, request.headers.host ?? ''),
    scope: 'openid email profile',
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href }
}

/** ID token and, where there is one, what the provider's userinfo adds; the ID token has the last word. */
async function claimsOf(services: Services, request: FastifyRequest, config: client.Configuration, begun: Begun, query: URLSearchParams) {
  const here = new URL(`${redirectUri(services, request.headers.host ?? '')}?${query}`)
  const tokens = await client.authorizationCodeGrant(config, here, {
    pkceCodeVerifier: begun.verifier,
    expectedState: begun.state,
    expectedNonce: begun.nonce,
    idTokenExpected: true,
  })
  const id = tokens.claims()!
  const more = config.serverMetadata().userinfo_endpoint ? await client.fetchUserInfo(config, tokens.access_token, id.sub) : {}
  return { subject: id.sub, claims: { ...more, ...id } as Claims }
}

const system = (services: Services, organisationId: string): SystemWork => ({
  userByMail: (email) =>
    services.db.asSystem(
      async (tx) => (await tx.selectFrom('authUser').select('id').where('email', '=', email).executeTakeFirst())?.id ?? null,
    ),
  makeUser: (email, name) =>
    services.db.asSystem(async (tx) => {
      const { rows } = await sql<{
        id: string
      }>`insert into auth_user (id, name, email, "emailVerified") values (${newId()}, ${name}, ${email}, true)
        on conflict (email) do update set email = excluded.email returning id`.execute(tx)
      return rows[0]!.id
    }),
  // What was opened for this organisation, or for none in particular; other organisations' providers answer for their own.
  endSessions: (userId) =>
    services.db.asSystem(async (tx) => {
      await sql`delete from auth_session s where s."userId" = ${userId} and not exists
        (select 1 from auth_session_way w where w.session_id = s.id and w.organisation_id <> ${organisationId}::uuid)`.execute(tx)
    }),
})

/**
 * Back from the provider. Errors: `identity.oidc_over` (not begun in this browser, begun too long ago, or used already),
 * `identity.oidc_failed` (what came back does not hold), `identity.oidc_unreachable`, and the refusals of `personOf`.
 */
export async function finishOidc(
  services: Services,
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  body: { code?: string | undefined; state: string; iss?: string | undefined; error?: string | undefined },
): Promise<{ next: string }> {
  if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
  const token = request.cookies?.[cookieOf(services)] ?? ''
  const begun = (await services.db.asSystem((tx) => takeStep<Begun>(tx, { kind: 'oidc', token })))?.data
  reply.clearCookie(cookieOf(services), options(services))
  if (!begun || begun.state !== body.state) throw new AppError('identity.oidc_over')
  const provider = await enabledProvider(services, begun.provider)
  if (!provider) throw new AppError('identity.oidc_over')
  const { organisationId } = provider
  const origin = originOf(request)
  const refuse = async (code: string, userId: string | null, reason: string) => {
    await services.db.asSystem((tx) =>
      securityLog(tx, { kind: 'signInRefused', outcome: 'refused', userId, organisationId, detail: `OpenID Connect: ${reason}`, origin }),
    )
    return new AppError(code, { reason })
  }
  if (body.error || !body.code)
    throw await refuse('identity.oidc_failed', null, /^[a-z_]{3,40}$/.test(body.error ?? '') ? body.error! : 'no code')
  const config = await configurationOf(provider)
  const query = new URLSearchParams({ code: body.code, state: body.state, ...(body.iss ? { iss: body.iss } : {}) })
  const found = await claimsOf(services, request, config, begun, query).catch((err: unknown) => ({ failed: reasonOf(err) }))
  if ('failed' in found) throw await refuse('identity.oidc_failed', null, found.failed)
  const outcome: Outcome = await asOrganisation(services, organisationId, request.log, (ctx) =>
    personOf(
      { ...ctx, actor: { ...ctx.actor, name: 'OpenID Connect' } },
      system(services, organisationId),
      provider,
      found.subject,
      found.claims,
    ),
  )
  if (outcome.refused) throw await refuse(outcome.refused, outcome.userId, outcome.refused.replace('identity.oidc_', ''))
  await openSession(services, auth, request, reply, { userId: outcome.userId, how: 'oidc', organisationId })
  return { next: begun.next }
}
