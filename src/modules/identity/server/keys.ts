import { sql } from 'kysely'
import type { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type ApiKey, type apiKeyDraft, KEY_DAYS } from '../contract/access.ts'
import type { Role } from '../contract/roles.ts'
import { securityNote } from './security-log.ts'
import { hashToken, newToken } from './tokens.ts'

type Limits = { scopes: string[] | null; eventIds: string[] | null; networks: string[]; perMinute: number; replaces: string | null }
const labels: Record<string, Localized> = {
  role: { zh: '角色', en: 'Role' },
  scopes: { zh: '範圍', en: 'Scopes' },
  eventIds: { zh: '限定活動', en: 'Events' },
  networks: { zh: '來源網段', en: 'Networks' },
  perMinute: { zh: '每分鐘次數', en: 'Requests a minute' },
  expiresAt: { zh: '有效到', en: 'Good until' },
}

/** Makes an API key of the organisation; the plain key is shown this once. Without scopes it may do all that its role may. */
export async function createApiKey(
  ctx: Ctx,
  k: { name: string; role?: string; expiresAt?: string | null } & Partial<Limits>,
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
      scopes: k.scopes ?? null,
      eventIds: k.eventIds ?? null,
      networks: k.networks ?? [],
      replaces: k.replaces ?? null,
      ...(k.perMinute ? { perMinute: k.perMinute } : {}),
    })
    .execute()
  await audit(ctx, { entity: 'apiKey', entityId: id, action: 'create', label: k.name, changes: diff(labels, null, k), eventId: null })
  await securityNote(ctx, 'apiKeyCreated', k.name)
  return { id, apiKey }
}

const shown = [
  ...(['id', 'name', 'prefix', 'role', 'scopes', 'eventIds', 'networks', 'perMinute', 'createdBy', 'createdAt'] as const),
  ...(['lastUsedAt', 'lastUsedFrom', 'expiresAt', 'revokedAt'] as const),
] as const

export async function listApiKeys(ctx: Ctx): Promise<ApiKey[]> {
  const rows = await ctx.tx.selectFrom('apiKey').select(shown).orderBy('createdAt', 'desc').limit(500).execute()
  return rows.map((r) => ({ ...r, role: r.role as Role }))
}

/** Holds an idempotency key without the answer, which must not be kept. Errors: `identity.key_shown_once`. */
async function claim(ctx: Ctx, key: string, endpoint = 'POST /api-keys') {
  const caller = `${ctx.actor.kind}:${ctx.actor.id ?? ''}`
  const mine = await ctx.tx
    .insertInto('idempotency')
    .values({ organisationId: ctx.orgId, key: key.slice(0, 200), caller, endpoint, requestHash: '' })
    .onConflict((c) => c.columns(['organisationId', 'caller', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!mine) throw new AppError('identity.key_shown_once')
}

/** The end of a day in Taiwan that lies ahead, at most a year. Errors: `request.invalid` at `expiresOn`. */
function endOf(ctx: Ctx, day: string): string {
  const at = Date.parse(`${day}T00:00:00+08:00`) + 86_400_000
  const left = at - Date.parse(ctx.now)
  const no = (code: string) => new AppError('request.invalid', {}, [{ path: 'expiresOn', code, message: code }])
  if (!(left > 0)) throw no('past')
  if (left > (KEY_DAYS + 1) * 86_400_000) throw no('identity.key_too_long')
  return new Date(at).toISOString()
}

/**
 * A key that is good up to and with a day in Taiwan. The plain key is in this answer only; a repeated request makes no second one.
 * Errors: `request.invalid`, `record.not_found` (an event), `identity.key_shown_once`.
 */
export async function makeApiKey(
  ctx: Ctx,
  { expiresOn, ...k }: z.output<typeof apiKeyDraft>,
  idempotencyKey?: string,
): Promise<ApiKey & { apiKey: string }> {
  const expiresAt = endOf(ctx, expiresOn)
  const wanted = [...new Set(k.eventIds)]
  const { rows } = await sql<{
    id: string
  }>`select id from event where organisation_id = ${ctx.orgId} and id = any(${wanted}::uuid[])`.execute(ctx.tx)
  if (rows.length !== wanted.length) throw new AppError('record.not_found')
  if (idempotencyKey) await claim(ctx, idempotencyKey)
  return readBack(ctx, await createApiKey(ctx, { ...k, expiresAt }))
}
async function readBack(ctx: Ctx, { id, apiKey }: { id: string; apiKey: string }): Promise<ApiKey & { apiKey: string }> {
  const row = await ctx.tx.selectFrom('apiKey').select(shown).where('id', '=', id).executeTakeFirstOrThrow()
  return { ...row, role: row.role as Role, apiKey }
}

/**
 * A new key with the limits of an old one, which ends after `overlapHours` (never later than it would have), so that
 * programs can change over without a gap. Errors: `record.not_found` for revoked and expired ones, `request.invalid`.
 */
export async function rotateApiKey(ctx: Ctx, id: string, o: { overlapHours: number; expiresOn: string }, idempotencyKey?: string) {
  const expiresAt = endOf(ctx, o.expiresOn)
  if (idempotencyKey) await claim(ctx, idempotencyKey, 'POST /api-keys/:id/rotate')
  const ends = new Date(Date.parse(ctx.now) + o.overlapHours * 3_600_000).toISOString()
  const old = await ctx.tx
    .updateTable('apiKey')
    .set({ expiresAt: sql<string>`least(expires_at, ${ends}::timestamptz)`, updatedAt: ctx.now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', ctx.now)]))
    .returning(['id', 'name', 'role', 'scopes', 'eventIds', 'networks', 'perMinute', 'expiresAt'])
    .executeTakeFirst()
  if (!old) throw new AppError('record.not_found')
  ctx.touch('access')
  await audit(ctx, {
    entity: 'apiKey',
    entityId: id,
    action: 'rotate',
    label: old.name,
    changes: diff(labels, {}, { expiresAt: old.expiresAt }),
    eventId: null,
  })
  return readBack(ctx, await createApiKey(ctx, { ...old, expiresAt, replaces: id }))
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
  await securityNote(ctx, 'apiKeyRevoked', row.name)
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
