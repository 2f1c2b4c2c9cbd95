import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Actor, Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { counting, hashToken, newToken, securityNote, spend, userActor, windowLeft, withDuties } from '../../identity/server/index.ts'
import { type AssistantToken, MAX_TOKENS, TOKEN_DAYS, type tokenDraft } from '../contract/assistant.ts'

const PER_MINUTE = 120
const DAY = 86_400_000
export type Token = { id: string; name: string; userId: string; organisationId: string; mayPropose: boolean; client: string }

const rows = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('assistantToken as t')
    .leftJoin('member as m', (j) => j.onRef('m.organisationId', '=', 't.organisationId').onRef('m.userId', '=', 't.userId'))
    .select((eb) => [
      ...([
        't.id',
        't.name',
        't.prefix',
        't.mayPropose',
        't.client',
        't.expiresAt',
        't.revokedAt',
        't.lastUsedAt',
        't.lastUsedFrom',
      ] as const),
      't.createdAt',
      eb.fn.coalesce('m.name', sql<string>`''`).as('person'),
      eb('t.userId', '=', ctx.actor.id).as('mine'),
    ])
    .where('t.organisationId', '=', ctx.orgId)
    .$if(ctx.actor.role !== 'owner', (q) => q.where('t.userId', '=', ctx.actor.id))
    .orderBy('t.createdAt', 'desc')
    .limit(500)
export const listTokens = async (ctx: Ctx): Promise<AssistantToken[]> =>
  (await rows(ctx).execute()).map((r) => ({ ...r, mine: Boolean(r.mine) }))

/** Holds an idempotency key without the answer, which must not be kept. */
async function claim(ctx: Ctx, key: string) {
  const mine = await ctx.tx
    .insertInto('idempotency')
    .values({
      organisationId: ctx.orgId,
      key: key.slice(0, 200),
      caller: `${ctx.actor.kind}:${ctx.actor.id ?? ''}`,
      endpoint: 'POST /assistant/tokens',
      requestHash: '',
    })
    .onConflict((c) => c.columns(['organisationId', 'caller', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!mine) throw new AppError('assistant.shown_once')
}

/** Connects an assistant; the plain token is in this answer only. Errors: `assistant.too_many`, `assistant.shown_once`, `request.invalid`. */
export async function createToken(ctx: Ctx, d: z.output<typeof tokenDraft>, key?: string): Promise<AssistantToken & { token: string }> {
  const end = Date.parse(`${d.expiresOn}T00:00:00+08:00`) + DAY
  const left = end - Date.parse(ctx.now)
  const no = (code: string) => new AppError('request.invalid', {}, [{ path: 'expiresOn', code, message: code }])
  if (!(left > 0)) throw no('past')
  if (left > (TOKEN_DAYS + 1) * DAY) throw no('assistant.token_too_long')
  if (key) await claim(ctx, key)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`assistant/${ctx.orgId}/${ctx.actor.id}`}, 0))`.execute(ctx.tx)
  const { n } = await ctx.tx
    .selectFrom('assistantToken')
    .select(sql<number>`count(*)`.as('n'))
    .where('organisationId', '=', ctx.orgId)
    .where('userId', '=', ctx.actor.id!)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirstOrThrow()
  if (n >= MAX_TOKENS) throw new AppError('assistant.too_many', { most: MAX_TOKENS })
  const token = `bta_${newToken()}`
  const id = newId()
  await ctx.tx
    .insertInto('assistantToken')
    .values({
      organisationId: ctx.orgId,
      id,
      userId: ctx.actor.id!,
      name: d.name,
      mayPropose: d.mayPropose,
      createdAt: ctx.now,
      prefix: token.slice(0, 10),
      tokenHash: hashToken(token),
      expiresAt: new Date(end).toISOString(),
    })
    .execute()
  await audit(ctx, { entity: 'assistantToken', entityId: id, action: 'create', label: d.name, eventId: null })
  await securityNote(ctx, 'tokenCreated', d.name)
  const row = (await listTokens(ctx)).find((t) => t.id === id)!
  return { ...row, token }
}

/** One's own; owners may disconnect anybody's. Errors: `record.not_found`. */
export async function revokeToken(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .updateTable('assistantToken')
    .set({ revokedAt: ctx.now })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .$if(ctx.actor.role !== 'owner', (q) => q.where('userId', '=', ctx.actor.id!))
    .returning('name')
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'assistantToken', entityId: id, action: 'revoke', label: row.name, eventId: null })
  await securityNote(ctx, 'tokenRevoked', row.name)
  return { id }
}

/**
 * The person behind a token, with the rights that they have now, and what the token adds of limits.
 * Errors: `assistant.token_invalid`, also for people who left, are off or are at the front desk; `auth.factor_required`; `request.rate_limited`.
 */
export async function admit(services: Services, request: FastifyRequest): Promise<{ token: Token; person: Actor }> {
  const given = /^bearer (bta_[\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!given) throw new AppError('assistant.token_invalid')
  const found = await services.db.asSystem(async (tx) => {
    const row = await tx
      .updateTable('assistantToken')
      .set(counting('assistantToken', request.ip) as never)
      .where('tokenHash', '=', hashToken(given))
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', sql<string>`now()`)
      .returning(['id', 'name', 'userId', 'organisationId', 'mayPropose', 'client', 'windowCount', windowLeft.as('seconds')])
      .executeTakeFirst()
    if (!row) return undefined
    const user = { id: row.userId, name: '' }
    const person = await userActor(tx, user, row.organisationId)
    // Whoever may not come in without a second factor does not send an assistant in either.
    const held = (await withDuties(tx, person, user, '')).barred?.code === 'auth.factor_required'
    return { row, person, held }
  })
  if (!found) throw new AppError('assistant.token_invalid')
  const { row, person } = found
  if (found.held) throw new AppError('auth.factor_required')
  if (person.organisationId !== row.organisationId || !services.policy.can(person, 'assistant.use'))
    throw new AppError('assistant.token_invalid')
  spend(request, { most: PER_MINUTE, used: row.windowCount, seconds: row.seconds })
  return { token: row, person }
}
