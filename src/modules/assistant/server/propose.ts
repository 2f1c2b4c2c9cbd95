import { sql } from 'kysely'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Actor, Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { asOrganisation, parse, type Services } from '../../../kernel/server/mount.ts'
import { MAX_OPEN, PROPOSAL_DAYS } from '../contract/assistant.ts'
import { baseOf, changeKind } from './catalogue.ts'
import { changesOf, fingerprint, titleOf, withVersion } from './difference.ts'
import { ask, asReader } from './inner.ts'
import type { Token } from './tokens.ts'

export type Wish = { kind: string; params: Record<string, string>; body?: unknown; reason: string }
export type Proposer = { token: Token; person: Actor; lang: Lang; address: string; log: Ctx['log'] }

/**
 * Keeps a change for its person to decide on; nothing else happens. It is refused at once where the person may not do it, the
 * record is not to be seen, or the body does not fit. Errors: `assistant.read_only`, `assistant.unknown_kind`,
 * `assistant.inbox_full`, `auth.forbidden`, `record.not_found`, `request.invalid`.
 */
export async function propose(services: Services, p: Proposer, w: Wish) {
  if (!p.token.mayPropose) throw new AppError('assistant.read_only')
  const e = changeKind(services, w.kind)
  const params = (parse('params', e.params, w.params, p.lang) ?? {}) as Record<string, string>
  const eventId = params.eventId ?? null
  const wide = p.person.role === 'owner' || p.person.role === 'director'
  if (eventId && !wide && !p.person.events.has(eventId)) throw new AppError('record.not_found')
  if (!services.policy.can(p.person, e.action, { eventId })) throw new AppError('auth.forbidden')
  const from = baseOf(services, e)
  // Also where nothing is read, the event itself must be there.
  const event = services.mounted.find((x) => x.method === 'GET' && x.path === '/events/:eventId')!
  const read = from ?? (eventId ? event : undefined)
  let base: unknown = null
  if (read) {
    const answer = await ask(services, { actor: asReader(p.person), lang: p.lang, address: p.address }, read, { params })
    if (!answer.ok) throw new AppError(answer.problem?.code === 'record.not_found' ? 'record.not_found' : 'auth.forbidden')
    if (from) base = answer.body
  }
  const body = withVersion(e, w.body, base)
  parse('body', e.body, body, p.lang)
  const id = newId()
  const changes = changesOf(e, base, body)
  const title = titleOf(base, body)
  const by = { ...p.person, via: `助理 ${p.token.name}` }
  await asOrganisation(
    services,
    p.token.organisationId,
    p.log,
    async (ctx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`proposals/${ctx.orgId}/${p.token.userId}`}, 0))`.execute(ctx.tx)
      const { n } = await ctx.tx
        .selectFrom('assistantProposal')
        .select(sql<number>`count(*)`.as('n'))
        .where('organisationId', '=', ctx.orgId)
        .where('userId', '=', p.token.userId)
        .where('state', '=', 'open')
        .where('expiresAt', '>', ctx.now)
        .executeTakeFirstOrThrow()
      if (n >= MAX_OPEN) throw new AppError('assistant.inbox_full', { most: MAX_OPEN })
      await ctx.tx
        .insertInto('assistantProposal')
        .values({
          organisationId: ctx.orgId,
          id,
          userId: p.token.userId,
          tokenId: p.token.id,
          assistant: p.token.name,
          eventId,
          method: e.method,
          path: e.path,
          params: json(params),
          body: json(body ?? null),
          title,
          reason: w.reason,
          changes: json(changes),
          base: from ? fingerprint(base) : null,
          createdAt: ctx.now,
          expiresAt: new Date(Date.parse(ctx.now) + PROPOSAL_DAYS * 86_400_000).toISOString(),
        })
        .execute()
      await audit(ctx, { entity: 'assistantProposal', entityId: id, action: 'propose', label: title })
    },
    { actor: by, eventId },
  )
  return { id, title, changes }
}
