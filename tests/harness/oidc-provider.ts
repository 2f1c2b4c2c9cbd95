import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
// @ts-expect-error -- it brings no types
import { Provider } from 'oidc-provider'
import { afterAll } from 'vitest'

export type Account = { sub: string } & Record<string, unknown>
export const CLIENT = { id: 'bantoh', secret: 'the-client-secret-of-the-provider' }

/** A real OpenID Connect provider on loopback (panva/oidc-provider), whose sign-in page lets in whoever `as` names. */
export async function oidcServer(redirectUri: string, o: { auth?: string } = {}) {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const accounts = new Map<string, Account>()
  let now = ''
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: o.auth ?? 'client_secret_post',
      },
    ],
    ...(o.auth ? { clientAuthMethods: [o.auth] } : {}),
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups', 'realm_access', 'xms_edov'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, i: { uid: string }) => `/interaction/${i.uid}` },
    findAccount: (_: unknown, sub: string) => accounts.has(sub) && { accountId: sub, claims: async () => accounts.get(sub)! },
    async loadExistingGrant(ctx: any) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    cookies: { keys: ['for tests only'] },
    jwks: undefined,
  })
  const answer = provider.callback() as (q: IncomingMessage, s: ServerResponse) => void
  server.on('request', (q, s) => {
    if (!q.url!.startsWith('/interaction/')) return answer(q, s)
    const result = now ? { login: { accountId: now } } : { error: 'access_denied' }
    void provider.interactionFinished(q, s, result, { mergeWithLastSubmission: false })
  })
  const close = () => new Promise((done) => (server.closeAllConnections(), server.close(done)))
  afterAll(close)
  const as = (account: Account | null) => {
    now = account?.sub ?? ''
    if (account) accounts.set(account.sub, account)
  }
  return {
    issuer,
    /** Who signs in there from now on. */
    as,
    /** Signs in there as `account` (`null`: the person says no) and gives what comes back to the redirect address. */
    async visit(url: string, account: Account | null): Promise<URLSearchParams> {
      as(account)
      const jar = new Map<string, string>()
      for (let at = url, hops = 0; hops < 10; hops++) {
        const r = await fetch(at, { redirect: 'manual', headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } })
        for (const c of r.headers.getSetCookie()) jar.set(c.split('=')[0]!, c.split(';')[0]!.slice(c.indexOf('=') + 1))
        const to = r.headers.get('location')
        if (!to) throw new Error(`provider: ${r.status} ${(await r.text()).slice(0, 300)}`)
        at = new URL(to, at).href
        if (at.startsWith(redirectUri)) return new URL(at).searchParams
      }
      throw new Error('provider: too many redirects')
    },
    close,
  }
}
