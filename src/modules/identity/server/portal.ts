import type { Output } from '../../../kernel/contract/endpoint.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { PortalLink, portalEndpoints } from '../contract/access.ts'

/** Links of an event or of one record, newest first; their tokens are not kept anywhere. */
export async function listPortalLinks(ctx: Ctx, q: { entity?: string | undefined; entityId?: string | undefined }): Promise<PortalLink[]> {
  let found = ctx.tx
    .selectFrom('portalLink')
    .select(['id', 'entity', 'entityId', 'name', 'scopes', 'createdAt', 'expiresAt', 'revokedAt', 'lastUsedAt'])
    .where('eventId', '=', ctx.eventId)
  if (q.entity) found = found.where('entity', '=', q.entity)
  if (q.entityId) found = found.where('entityId', '=', q.entityId)
  return found.orderBy('createdAt', 'desc').limit(500).execute()
}

/** Errors: `record.not_found` for unknown and already closed ones. */
export async function revokePortalLink(ctx: Ctx, id: string): Promise<{ id: string }> {
  const row = await ctx.tx
    .updateTable('portalLink')
    .set({ revokedAt: ctx.now })
    .where('id', '=', id)
    .where('eventId', '=', ctx.eventId)
    .where('revokedAt', 'is', null)
    .returning(['entity', 'entityId', 'name'])
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: row.entity, entityId: row.entityId, action: 'revokeLink', label: row.name })
  return { id }
}

/** What the link of this request is for. Errors: `identity.link_invalid` for everybody who came without one. */
export async function readPortal(ctx: Ctx): Promise<Output<typeof portalEndpoints.session>> {
  const { actor } = ctx
  if (actor.kind !== 'portal' || !actor.subject) throw new AppError('identity.link_invalid')
  const link = await ctx.tx
    .updateTable('portalLink')
    .set({ lastUsedAt: ctx.now })
    .where('id', '=', actor.id!)
    .returning(['expiresAt'])
    .executeTakeFirstOrThrow()
  const organisation = await ctx.tx.selectFrom('organisation').select(['name', 'nameEn', 'colour']).executeTakeFirstOrThrow()
  return {
    organisation,
    entity: actor.subject.entity,
    entityId: actor.subject.id,
    eventId: actor.subject.eventId,
    name: actor.name,
    scopes: [...actor.scopes],
    expiresAt: link.expiresAt,
  }
}
