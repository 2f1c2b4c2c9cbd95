import * as client from 'openid-client'
import { AppError } from '../../../kernel/server/errors.ts'
import { unseal } from '../../../kernel/server/seal.ts'
import { fetchOutside, OutsideError } from './outside.ts'

export const secretPlace = (organisationId: string) => `${organisationId}/oidc.clientSecret`
export type Provider = { organisationId: string; id: string; issuer: string; clientId: string; clientSecret: string; version: number }

const options = {
  [client.customFetch]: (url: string, init: Parameters<typeof fetchOutside>[1]) => fetchOutside(url, init),
  timeout: 15,
  // Whether plain HTTP is let through, and where to, is decided there; signatures of ID tokens are checked in any case.
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
} as never

const basic = (c: client.Configuration) => {
  const known = c.serverMetadata().token_endpoint_auth_methods_supported
  return known !== undefined && !known.includes('client_secret_post')
}
const KEPT_MS = 600_000
const cache = new Map<string, { at: number; found: Promise<client.Configuration> }>()

async function discover(p: Provider): Promise<client.Configuration> {
  const secret = p.clientSecret ? unseal(p.clientSecret, secretPlace(p.organisationId)) : ''
  if (secret === null) throw new AppError('identity.oidc_failed', { reason: 'secret' })
  const found = await client.discovery(new URL(p.issuer), p.clientId, {}, client.ClientSecretPost(secret), options)
  return basic(found) ? client.discovery(new URL(p.issuer), p.clientId, {}, client.ClientSecretBasic(secret), options) : found
}
/** What the provider says of itself, asked for again after ten minutes or a change. Errors: `identity.oidc_unreachable`. */
export async function configurationOf(p: Provider): Promise<client.Configuration> {
  const key = `${p.id}/${p.version}`
  const kept = cache.get(key)
  if (kept && Date.now() - kept.at < KEPT_MS) return kept.found
  const found = discover(p).catch((err) => {
    cache.delete(key)
    throw err instanceof AppError ? err : new AppError('identity.oidc_unreachable', { reason: reasonOf(err) })
  })
  if (cache.size > 200) cache.clear()
  cache.set(key, { at: Date.now(), found })
  return found
}

/** What went wrong, in few words and without anything of the answer. */
export function reasonOf(err: unknown): string {
  for (let e = err as { cause?: unknown; message?: string; code?: string; error?: string } | undefined; e; e = e.cause as typeof e) {
    if (e instanceof OutsideError) return e.message
    if (typeof e.error === 'string' && /^[a-z_]{3,40}$/.test(e.error)) return e.error
    if (e.cause === undefined || e.cause === e) return /^[A-Z_]{3,60}$/.test(e.code ?? '') ? e.code! : 'error'
  }
  return 'error'
}

/** Can it be reached, and is it a provider? */
export async function checkIssuer(issuer: string): Promise<{ ok: boolean; detail: string }> {
  try {
    const found = (await client.discovery(new URL(issuer), 'check', {}, undefined, options)).serverMetadata()
    return found.authorization_endpoint && found.token_endpoint ? { ok: true, detail: found.issuer } : { ok: false, detail: 'no endpoints' }
  } catch (err) {
    return { ok: false, detail: reasonOf(err) }
  }
}
