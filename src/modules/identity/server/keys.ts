import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { ApiKey } from '../contract/access.ts'
import type { Role } from '../contract/roles.ts'
import { hashToken, newToken } from './tokens.ts'

/** Makes an API key of the organisation; the plain key is shown this once. */
export async function createApiKey(
  ctx: Ctx,
  k: { name: string; role?: string; expiresAt?: string | null },
): Promise<{ id: string; apiKey: string }> {
  const apiKey = `bth_${newToken()}`
  const id = newId()
  await ctx.tx
    .insertInto('apiKey')
    .values({
      id,
      organisationId: ctx.orgId,
      name: k.name,
      prefix: apiKey.slice(0, 10),
      keyHash: hashToken(apiKey),
      role: k.role ?? 'owner',
      createdBy: ctx.actor.name,
      expiresAt: k.expiresAt ?? null,
    })
    .execute()
  await audit(ctx, { entity: 'apiKey', entityId: id, action: 'create', label: k.name, eventId: null })
  return { id, apiKey }
}

const shown = ['id', 'name', 'prefix', 'role', 'createdBy', 'createdAt', 'lastUsedAt', 'expiresAt', 'revokedAt'] as const

export async function listApiKeys(ctx: Ctx): Promise<ApiKey[]> {
  const rows = await ctx.tx.selectFrom('apiKey').select(shown).orderBy('createdAt', 'desc').limit(500).execute()
  return rows.map((r) => ({ ...r, role: r.role as Role }))
}

/** Holds an idempotency key without the answer, which must not be kept. Errors: `identity.key_shown_once`. */
async function claim(ctx: Ctx, key: string) {
  const caller = `${ctx.actor.kind}:${ctx.actor.id ?? ''}`
  const mine = await ctx.tx
    .insertInto('idempotency')
    .values({ organisationId: ctx.orgId, key: key.slice(0, 200), caller, endpoint: 'POST /api-keys', requestHash: '' })
    .onConflict((c) => c.columns(['organisationId', 'caller', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!mine) throw new AppError('identity.key_shown_once')
}

/**
 * A key that is good up to and with a day in Taiwan. The plain key is in this answer only; a repeated request makes no second one.
 * Errors: `request.invalid`, `identity.key_shown_once`.
 */
export async function makeApiKey(
  ctx: Ctx,
  k: { name: string; role: Role; expiresOn: string | null },
  idempotencyKey?: string,
): Promise<ApiKey & { apiKey: string }> {
  const expiresAt = k.expiresOn && new Date(Date.parse(`${k.expiresOn}T00:00:00+08:00`) + 86_400_000).toISOString()
  if (expiresAt && expiresAt <= ctx.now)
    throw new AppError('request.invalid', {}, [{ path: 'expiresOn', code: 'past', message: 'expiresOn' }])
  if (idempotencyKey) await claim(ctx, idempotencyKey)
  const { id, apiKey } = await createApiKey(ctx, { name: k.name, role: k.role, expiresAt })
  const row = await ctx.tx.selectFrom('apiKey').select(shown).where('id', '=', id).executeTakeFirstOrThrow()
  return { ...row, role: row.role as Role, apiKey }
}

/** Errors: `record.not_found` for unknown and already revoked ones. */
export async function revokeApiKey(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .updateTable('apiKey')
    .set({ revokedAt: ctx.now, updatedAt: ctx.now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('name')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  ctx.touch('access')
  await audit(ctx, { entity: 'apiKey', entityId: id, action: 'revoke', label: row.name, eventId: null })
  return { id }
}

/** Makes a portal link for one record; returns the token that goes into the address once. */
export async function createPortalLink(
  ctx: Ctx,
  l: { entity: string; entityId: string; name?: string; scopes: string[]; expiresAt: string },
): Promise<string> {
  const token = newToken()
  await ctx.tx
    .insertInto('portalLink')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      entity: l.entity,
      entityId: l.entityId,
      name: l.name ?? '',
      scopes: l.scopes,
      tokenHash: hashToken(token),
      expiresAt: l.expiresAt,
    })
    .execute()
  return token
}

export async function revokePortalLinks(ctx: Ctx, entity: string, entityId: string) {
  await ctx.tx
    .updateTable('portalLink')
    .set({ revokedAt: ctx.now })
    .where('entity', '=', entity)
    .where('entityId', '=', entityId)
    .where('revokedAt', 'is', null)
    .execute()
  await audit(ctx, { entity, entityId, action: 'revokeLinks' })
}
