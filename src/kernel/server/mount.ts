import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { crudEndpoints, Entity } from '../contract/entity.ts'
import type { Endpoint, Input, Output } from '../contract/endpoint.ts'
import type { Lang } from '../contract/localized.ts'
import { type Actor, type Ctx, publicActor, type Subject, systemActor } from './ctx.ts'
import { type Db, json, type Tx } from './db.ts'
import { AppError, knownErrors } from './errors.ts'
import type { Module, Provides } from './module.ts'
import type { Policy } from './policy.ts'
import { publish } from './realtime.ts'
import { wakeOutbox } from './outbox.ts'
import { sealJson, unsealJson } from './seal.ts'
import type { Store } from './store.ts'

/** A file or stream as an answer of a `raw` endpoint. */
export type RawAnswer = { status?: number; headers: Record<string, string>; body: Uint8Array | string | NodeJS.ReadableStream }
/** A raw answer may also be a function: it runs after commit, so that long work on what was read holds no connection. */
export type Handler<E> = (
  ctx: Ctx,
  input: Input<E>,
  request: FastifyRequest,
) => Promise<E extends { raw: true } ? RawAnswer | (() => Promise<RawAnswer>) : Output<E>>
type Crud = ReturnType<typeof crudEndpoints<any>>
export type Mount = {
  /** Serves one endpoint: authenticate, parse, open the transaction, ask the policy, act, check the answer, commit. */
  endpoint<E extends Endpoint<any, any, any, any>>(e: E, handler: Handler<E>): void
  /** Serves the six endpoints of a plain entity. */
  crud<E extends Entity>(endpoints: Crud, store: Store<E>): void
  /**
   * Serves an endpoint whose verb opens its own transaction, so that requests of a rush can share one (see registration).
   * The verb answers for the event's existence and for the idempotency key.
   */
  direct<E extends Endpoint<any, any, any, any>>(
    e: E,
    handler: (frame: Frame, input: Input<E>, request: FastifyRequest, reply: FastifyReply) => Promise<Output<E>>,
  ): void
}
export type Services = {
  db: Db
  policy: Policy
  /** Who sends this request; never throws for an anonymous one. `fresh` asks anew, for requests that last (streams). */
  authenticate(request: FastifyRequest, o?: { fresh: boolean }): Promise<Actor>
  /** Is there such an event in the transaction's organisation? */
  eventExists(tx: Tx, eventId: string): Promise<boolean>
  /** Organisation and event behind a public slug, for paths with `:slug`. */
  resolveSlug(slug: string): Promise<{ organisationId: string; eventId: string } | null>
  mounted: Endpoint[]
  /** In tier order; for verbs that walk over all of them (clone). */
  modules: readonly Module[]
  /** All that modules provide for a slot, in the order of the module list. */
  provided<K extends keyof Provides>(slot: K): readonly Provides[K][]
  /** Told of every file that needed proof, in its transaction. */
  handedOut?(ctx: Ctx, e: Endpoint): Promise<void>
  /** Fills an organisation with the demo; absent in processes that don't carry it. */
  loadDemo?(organisationId: string): Promise<void>
  /** Times something for whoever watches; absent where nobody does. */
  trace?<T>(name: string, fn: () => Promise<T>): Promise<T>
  /** Address under which people reach this installation, without a slash at the end. */
  publicUrl: string
}

export const langOf = (request: FastifyRequest): Lang => {
  // An address that the router cannot read has no query yet.
  const query = request.query as { lang?: string } | undefined
  const lang = query ? query.lang : /[?&]lang=([\w-]+)/.exec(request.url)?.[1]
  const asked = lang ?? request.headers['accept-language'] ?? ''
  return /^en\b/i.test(String(asked).trim()) ? 'en' : 'zh-TW'
}

export type Frame = {
  services: Services
  actor: Actor
  orgId: string
  eventId?: string | null
  lang: Lang
  requestId: string
  log: Ctx['log']
}

/** Scope that a limited API key needs for what persons must prove themselves for. */
export const PERSONAL_DATA = 'personal_data'
/** Errors: `auth.step_up_required` where the person's proof is too old, `auth.out_of_scope`. */
export function assertProven(actor: Actor): void {
  if (actor.kind === 'user' && !((actor.session?.provenUntil ?? '') > new Date().toISOString())) throw new AppError('auth.step_up_required')
  if (actor.kind === 'apiKey' && actor.scopes.length && !actor.scopes.includes(PERSONAL_DATA)) throw new AppError('auth.out_of_scope')
}

/** Runs `fn` with a fresh ctx in one transaction; outbox rows go in before commit, live news out after it. */
export async function transact<T>(f: Frame, fn: (ctx: Ctx) => Promise<T>): Promise<T> {
  const facts: { type: string; payload: Record<string, unknown> }[] = []
  const touched = new Set<string>()
  const eventId = f.eventId ?? null
  const result = await f.services.db.inOrganisation(f.orgId, async (tx) => {
    const ctx: Ctx = {
      tx,
      actor: f.actor,
      orgId: f.orgId,
      eventId,
      now: new Date().toISOString(),
      lang: f.lang,
      requestId: f.requestId,
      log: f.log,
      columns: f.services.db.columns,
      emit: (type, payload) => void facts.push({ type, payload }),
      touch: (entity) => void touched.add(entity),
      can: (action, subject: Subject = { eventId }) => f.services.policy.can(f.actor, action, subject),
    }
    const out = await fn(ctx)
    // In parts: a statement takes 65,535 parameters, and an import may state more facts than that.
    for (let i = 0; i < facts.length; i += 5000)
      await tx
        .insertInto('outbox')
        .values(facts.slice(i, i + 5000).map((x) => ({ organisationId: f.orgId, eventId, type: x.type, payload: json(x.payload) })))
        .execute()
    return out
  })
  if (facts.length) wakeOutbox()
  if (touched.size) publish({ organisationId: f.orgId, eventId, entities: [...touched] })
  return result
}

/** Runs `fn` as the system in an organisation: jobs, handlers, CLI, seeds. */
export const asOrganisation = <T>(
  services: Services,
  organisationId: string,
  log: Ctx['log'],
  fn: (ctx: Ctx) => Promise<T>,
  opts: { eventId?: string | null; actor?: Actor; lang?: Lang } = {},
) =>
  transact(
    {
      services,
      actor: opts.actor ?? systemActor(organisationId),
      orgId: organisationId,
      eventId: opts.eventId ?? null,
      lang: opts.lang ?? 'zh-TW',
      requestId: 'system',
      log,
    },
    fn,
  )

// Zod's own words in the caller's language; a message that is one of our codes takes its text from the catalogue.
const zodText = { 'zh-TW': z.locales.zhTW().localeError, en: z.locales.en().localeError }
/** The commonest refusals as people say them; zod speaks of types and signs. `undefined` leaves it to zod. */
function plainly(issue: { code?: string; origin?: string; minimum?: unknown; maximum?: unknown; input?: unknown }, lang: Lang) {
  const words = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const text = issue.origin === 'string'
  if ((issue.code === 'too_small' && text && issue.minimum === 1) || (issue.code === 'invalid_type' && (issue.input ?? null) === null))
    return say(lang, 'text.required')
  if (issue.code === 'too_big' && text) return words(`最多 ${issue.maximum} 個字。`, `At most ${issue.maximum} characters.`)
  if (issue.code === 'too_small' && text) return words(`至少 ${issue.minimum} 個字。`, `At least ${issue.minimum} characters.`)
  return issue.code === 'invalid_value' ? words('請選清單裡的項目。', 'Choose one from the list.') : undefined
}
const say = (lang: Lang, message: string) => {
  const known = knownErrors().get(message)
  return known ? (lang === 'en' ? known.en : known.zh) : message
}

/** A part of a request as its schema reads it. Errors: `record.not_found` (params), `request.invalid`. */
export function parse(part: 'params' | 'query' | 'body', schema: z.ZodType | undefined, value: unknown, lang: Lang) {
  if (!schema) return undefined
  const r = schema.safeParse(value ?? (part === 'body' ? undefined : {}), {
    error: ((issue: never) => plainly(issue, lang) ?? zodText[lang](issue)) as never,
  })
  if (r.success) return r.data
  if (part === 'params') throw new AppError('record.not_found')
  throw new AppError(
    'request.invalid',
    {},
    r.error.issues.map((i) => ({
      path: i.path.join('.') || (i as any).keys?.join(',') || part,
      code: i.code === 'custom' ? i.message : i.code,
      message: say(lang, i.message),
    })),
  )
}

/** Acts once per idempotency key of a caller: the same request again gets the same answer. Errors: `idempotency.reused`. */
export async function once<T>(ctx: Ctx, key: string, e: Endpoint, input: Input<Endpoint>, act: () => Promise<T>): Promise<T> {
  const { params, query, body } = input as { params?: unknown; query?: unknown; body?: unknown }
  const caller = `${ctx.actor.kind}:${ctx.actor.id ?? ''}`
  const requestHash = createHash('sha256')
    .update(JSON.stringify([e.path, ctx.eventId, params ?? null, query ?? null]))
    .update(body instanceof Uint8Array ? body : JSON.stringify(body ?? null))
    .digest('hex')
  const mine = await ctx.tx
    .insertInto('idempotency')
    .values({ organisationId: ctx.orgId, key, caller, endpoint: `${e.method} ${e.path}`, requestHash })
    .onConflict((c) => c.columns(['organisationId', 'caller', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  // Answers hold people's data, and they lie here for two days: sealed, so that no copy of the table tells any.
  const place = `${ctx.orgId}/idempotency/${caller}/${key}`
  const row = (q: any) => q.where('organisationId', '=', ctx.orgId).where('caller', '=', caller).where('key', '=', key)
  if (!mine) {
    const old = (await row(ctx.tx.selectFrom('idempotency').select(['requestHash', 'response'])).executeTakeFirstOrThrow()) as {
      requestHash: string
      response: unknown
    }
    if (old.requestHash !== requestHash) throw new AppError('idempotency.reused')
    const kept = unsealJson<T>(old.response, place)
    if (kept === undefined) throw new AppError('idempotency.reused')
    return kept
  }
  const result = await act()
  await row(ctx.tx.updateTable('idempotency').set({ status: 200, response: json(sealJson(result, place)) })).execute()
  return result
}

async function send(reply: FastifyReply, answer: RawAnswer) {
  reply.status(answer.status ?? 200).headers(answer.headers)
  return reply.send(typeof answer.body === 'string' || 'pipe' in answer.body ? answer.body : Buffer.from(answer.body))
}

export function makeMount(app: FastifyInstance, services: Services): Mount {
  const mountEndpoint = (e: Endpoint<any, any, any, any>, handler: Handler<any>, direct?: Parameters<Mount['direct']>[1]) => {
    services.mounted.push(e)
    app.route({
      method: e.method,
      url: `/api${e.path}`,
      schema: {
        summary: e.summary,
        tags: [e.path.split('/').find((s: string) => s && !s.startsWith(':')) ?? ''],
        ...(e.params ? { params: e.params } : {}),
        ...(e.query ? { querystring: e.query } : {}),
        ...(e.body ? { body: e.body } : {}),
        ...(e.raw ? {} : { response: { 200: e.response } }),
      },
      config: { rateLimit: { max: e.rate ?? (e.method === 'GET' ? 3000 : 1200), timeWindow: 60_000 }, action: e.action } as never,
      handler: async (request, reply) => {
        const lang = langOf(request)
        const params = parse('params', e.params, request.params, lang) as Record<string, string> | undefined
        const actor = await services.authenticate(request)
        let orgId = actor.organisationId
        let eventId = params?.eventId ?? null
        if (params?.slug && e.action === 'public') {
          const found = await services.resolveSlug(params.slug)
          if (!found) throw new AppError('record.not_found')
          orgId = found.organisationId
          eventId = found.eventId
        }
        if (e.action !== 'public' && actor.allows && !actor.allows(e.action, e.method)) throw new AppError('auth.out_of_scope')
        if (!services.policy.can(actor, e.action, { eventId })) {
          if (actor.kind === 'public') throw new AppError('auth.required')
          if (actor.barred) throw new AppError(actor.barred.code)
          const blind = eventId !== null && !actor.events.has(eventId) && !['owner', 'director'].includes(actor.role ?? '')
          throw new AppError(blind ? 'record.not_found' : 'auth.forbidden')
        }
        if (e.stepUp) assertProven(actor)
        const query = parse('query', e.query, request.query, lang)
        const body = parse('body', e.body, request.body, lang)
        const input = { params, query, body } as never
        const frame: Frame = {
          services,
          actor: actor.organisationId === orgId ? actor : publicActor(orgId),
          orgId: orgId ?? NO_ORGANISATION,
          eventId,
          lang,
          requestId: request.id,
          log: request.log,
        }
        if (direct) return reply.send(e.response.parse(await direct(frame, input, request, reply)))
        const answer = await transact(frame, async (ctx) => {
          if (eventId && params?.eventId && !(await services.eventExists(ctx.tx, eventId))) throw new AppError('record.not_found')
          const act = async () => {
            const out = await handler(ctx, input, request)
            if (e.stepUp && e.raw) await services.handedOut?.(ctx, e)
            return e.raw ? out : (e.response.parse(out) as unknown)
          }
          const key = request.headers['idempotency-key']
          return e.method === 'POST' && !e.raw && typeof key === 'string' && key ? once(ctx, key.slice(0, 200), e, input, act) : act()
        })
        if (!e.raw) return reply.send(answer)
        return send(reply, typeof answer === 'function' ? await (answer as () => Promise<RawAnswer>)() : (answer as RawAnswer))
      },
    })
  }
  return {
    endpoint: (e, handler) => mountEndpoint(e, handler as Handler<any>),
    direct: (e, handler) => mountEndpoint(e, null as never, handler as never),
    crud: (c, s) => {
      const withCan = (ctx: Ctx, row: any) => ({ ...row, can: { update: ctx.can(c.update.action), remove: ctx.can(c.remove.action) } })
      mountEndpoint(c.list, async (ctx, { query }: any) => {
        const page = await s.list(ctx, query)
        return { ...page, rows: page.rows.map((r: any) => withCan(ctx, r)) } as never
      })
      mountEndpoint(c.get, async (ctx, { params }: any) => withCan(ctx, await s.get(ctx, params.id)))
      mountEndpoint(c.create, async (ctx, { body }: any) => withCan(ctx, await s.create(ctx, body)))
      mountEndpoint(c.update, async (ctx, { params, body }: any) => withCan(ctx, await s.update(ctx, params.id, body)))
      mountEndpoint(c.remove, async (ctx, { params }: any) => s.remove(ctx, params.id) as never)
      mountEndpoint(c.batch, async (ctx, { body }: any) => {
        const done = await s.batch(ctx, body)
        const shown = (rows: any[]) => rows.map((r) => withCan(ctx, r))
        return { created: shown(done.created), updated: shown(done.updated), removed: done.removed } as never
      })
    },
  }
}
/** Stands where nobody's organisation is meant (set-up, sign-in): row-level security then shows nothing. */
export const NO_ORGANISATION = '00000000-0000-0000-0000-000000000000'
