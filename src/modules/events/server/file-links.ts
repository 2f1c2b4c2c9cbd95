import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { download } from '../../../kernel/server/files.ts'
import { type Frame, type RawAnswer, type Services, transact } from '../../../kernel/server/mount.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import { userActor } from '../../identity/server/index.ts'
import { getFile } from './files.ts'

/** How long a link works, in seconds. */
export const LINK_SECONDS = 300
type Claim = [organisation: string, event: string | null, file: string, person: string, inline: 0 | 1, until: number]
const PLACE = 'file.link'

/**
 * A path under which a file can be fetched without a cookie for five minutes, by whoever has it, for as long as the person it was
 * made for may read the file. Sealed: nothing in it can be read, guessed, changed or made to last. Null for keys, which
 * can send themselves along.
 */
export function linkTo(ctx: Ctx, fileId: string, inline: boolean): string | null {
  if (ctx.actor.kind !== 'user' || !ctx.actor.id || ctx.actor.allows) return null
  const until = Math.floor(Date.parse(ctx.now) / 1000) + LINK_SECONDS
  const claim: Claim = [ctx.orgId, ctx.eventId, fileId, ctx.actor.id, inline ? 1 : 0, until]
  return `/api/files/link/${sealJson(claim, PLACE)}`
}

/** Errors: `file.link_invalid`, `file.link_expired`; as for any download beside. */
export async function openLink(frame: Omit<Frame, 'actor' | 'orgId' | 'eventId'>, token: string): Promise<RawAnswer> {
  const { services } = frame
  const claim = unsealJson<Claim>(token, PLACE)
  if (!claim) throw new AppError('file.link_invalid')
  const [orgId, eventId, fileId, personId, inline, until] = claim
  if (Date.now() / 1000 >= until) throw new AppError('file.link_expired')
  // Rights are those of now: who was taken off the team has no use of a link made before.
  const actor = await services.db.asSystem((tx) => userActor(tx, { id: personId, name: '' }, orgId))
  if (actor.organisationId !== orgId || !services.policy.can(actor, 'files.read', { eventId })) throw new AppError('file.link_invalid')
  const read = await transact({ ...frame, actor, orgId, eventId }, (ctx) => getFile(ctx, services, fileId))
  const answer = download(await read(), { inline: inline === 1 })
  // The address is the key: it must not travel on to where a document leads.
  return { ...answer, headers: { ...answer.headers, 'referrer-policy': 'no-referrer' } }
}

/** A link to hand over, e.g. to one's own phone. Errors: `record.not_found`, `auth.forbidden` for keys. */
export async function makeLink(ctx: Ctx, services: Services, fileId: string, inline: boolean): Promise<{ url: string; expiresAt: string }> {
  await getFile(ctx, services, fileId)
  const path = linkTo(ctx, fileId, inline)
  if (!path) throw new AppError('auth.forbidden')
  return { url: `${services.publicUrl}${path}`, expiresAt: new Date(Date.parse(ctx.now) + LINK_SECONDS * 1000).toISOString() }
}
