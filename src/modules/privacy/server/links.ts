import { AppError } from '../../../kernel/server/errors.ts'
import { seal, unseal } from '../../../kernel/server/seal.ts'

/** What a person's link may do; sealed with the installation's key, so that it can be neither read nor made up nor used for another act. */
type Links = {
  confirm: { organisationId: string; requestId: string }
  copy: { organisationId: string; requestId: string }
  withdraw: { organisationId: string; email: string; purpose: string }
}
const place = (act: keyof Links) => `privacy/${act}`

/** A token that says who and what; `hours` 0 = without end (a withdrawal stays possible as long as the letter lies there). */
export function linkToken<K extends keyof Links>(
  act: K,
  what: Links[K],
  now: string,
  hours: number,
): { token: string; expiresAt: string | null } {
  const expiresAt = hours ? new Date(Date.parse(now) + hours * 3_600_000).toISOString() : null
  return { token: seal(JSON.stringify({ ...what, x: expiresAt }), place(act)), expiresAt }
}

/** Errors: `privacy.link_invalid` for made up, changed and expired ones alike. */
export function readToken<K extends keyof Links>(act: K, token: string, now: string): Links[K] {
  const text = /^v1\.[\w-]{1,40}\.[\w-]{1,700}$/.test(token) ? unseal(token, place(act)) : null
  const read = text ? (JSON.parse(text) as Links[K] & { x: string | null }) : null
  if (!read || (read.x !== null && read.x <= now)) throw new AppError('privacy.link_invalid')
  return read
}
