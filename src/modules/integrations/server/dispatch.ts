import type { FastifyBaseLogger } from 'fastify'
import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import { TEST_TYPE } from '../contract/facts.ts'
import { tellOwners } from './notice.ts'
import { messageId, payload } from './payload.ts'
import { GIVE_UP, pauseAfter } from './retry.ts'
import { attempt, type Network, network, type Outcome } from './send.ts'
import { openSecret, sign } from './sign.ts'

/** Longer than all time limits of one attempt together; who dies holding a delivery loses it to the next after that. */
const LEASE_SECONDS = 60
const AT_ONCE = 40
/** Of one webhook, so that a slow receiver holds up nobody else. */
const AT_ONCE_EACH = 5

let loopback = false
/** Lets webhooks be sent to this machine itself, over plain HTTP too; for development only. */
export const allowLoopback = (yes: boolean) => void (loopback = yes)
export const loopbackAllowed = () => loopback

type Claimed = {
  organisationId: string
  id: string
  webhookId: string
  eventId: string | null
  type: string
  fact: Record<string, unknown>
  body: string | null
  at: string
  attempts: number
  lease: string
  url: string
  secret: string
  previousSecret: string | null
}
export type DispatchOptions = { net?: Network; now?: () => Date; random?: () => number; poll?: boolean }
export type Dispatcher = { drain(): Promise<void>; stop(): Promise<void> }

/**
 * Sends what is due. A delivery is leased in one short transaction, sent with none open, and marked in another; any number
 * of processes share the work, each row being with one of them at a time. One that dies in between leaves a row that comes
 * due again when its lease ends: at least once, always with the same `webhook-id`.
 */
export function startWebhooks(services: Services, log: FastifyBaseLogger, o: DispatchOptions = {}): Dispatcher {
  const random = o.random ?? Math.random
  const clock = (): Date => o.now?.() ?? new Date()
  /** The database's clock, which all processes share, unless a test brings one. */
  const now = (): RawBuilder<unknown> => (o.now ? sql`${o.now().toISOString()}::timestamptz` : sql`now()`)
  const flying = new Map<string, Promise<void>>()
  const each = new Map<string, number>()
  let stopped = false
  let claiming: Promise<number> | undefined

  async function claim(): Promise<Claimed[]> {
    const room = AT_ONCE - flying.size
    if (room <= 0) return []
    const full = [...each].filter(([, n]) => n >= AT_ONCE_EACH).map(([id]) => id)
    return services.db.asSystem(async (tx) => {
      const { rows } = await sql<Claimed>`
        with due as materialized (
          select d.organisation_id, d.id, w.url, w.secret,
            case when w.previous_until > ${now()} then w.previous_secret end as previous_secret
          from webhook w cross join lateral (
            select x.organisation_id, x.id, x.next_at from webhook_delivery x
            where x.organisation_id = w.organisation_id and x.webhook_id = w.id and x.state = 'pending' and x.next_at <= ${now()}
              and (w.enabled or x.type = ${TEST_TYPE})
            order by x.next_at limit ${AT_ONCE_EACH} for update skip locked) d
          where not (w.id = any(${full}::uuid[]))
          order by d.next_at limit ${room})
        update webhook_delivery t
          set attempts = t.attempts + 1, lease = gen_random_uuid(), next_at = ${now()} + make_interval(secs => ${LEASE_SECONDS})
        from due where t.organisation_id = due.organisation_id and t.id = due.id
        returning t.organisation_id, t.id, t.webhook_id, t.event_id, t.type, t.fact, t.body, t.at, t.attempts, t.lease,
          due.url, due.secret, due.previous_secret`.execute(tx)
      return rows
    })
  }

  async function deliver(d: Claimed): Promise<void> {
    const body = d.body ?? payload({ ...d, publicUrl: services.publicUrl })
    const secrets = [d.secret, d.previousSecret].flatMap((s) => (s && openSecret(s, d.organisationId, d.webhookId)) || [])
    const began = clock()
    const id = messageId(d.id)
    const timestamp = Math.floor(began.getTime() / 1000)
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Bantoh-Webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(secrets, id, timestamp, body),
    }
    const out: Outcome =
      secrets.length === 0
        ? { statusCode: null, fault: 'broken', detail: 'the secret cannot be read', answer: '', durationMs: 0, retryAfter: 0 }
        : await attempt(d.url, headers, body, o.net ?? network({ loopback }))
    await asOrganisation(services, d.organisationId, log, (ctx) => settle(ctx, d, body, began, out))
  }

  /** Writes down what came of an attempt, unless the lease went to another in the meantime. */
  async function settle(ctx: Ctx, d: Claimed, body: string, began: Date, out: Outcome) {
    const ok = out.fault === null
    const test = d.type === TEST_TYPE
    const pause = ok || test || out.statusCode === 410 ? null : pauseAfter(d.attempts, random(), out.retryAfter)
    const mine = await sql`
      update webhook_delivery set body = ${body}, lease = null, status_code = ${out.statusCode}, fault = ${out.fault},
        duration_ms = ${out.durationMs}, last_at = ${began.toISOString()}, state = ${ok ? 'delivered' : pause === null ? 'failed' : 'pending'},
        next_at = ${now()} + make_interval(secs => ${pause ?? 0})
      where organisation_id = ${d.organisationId} and id = ${d.id} and lease = ${d.lease}`.execute(ctx.tx)
    if (!mine.numAffectedRows) return
    const { statusCode, fault, detail, durationMs, answer } = out
    await ctx.tx
      .insertInto('webhookAttempt')
      .values({
        id: newId(),
        organisationId: d.organisationId,
        deliveryId: d.id,
        at: began.toISOString(),
        statusCode,
        fault,
        detail,
        durationMs,
        answer,
      })
      .execute()
    ctx.touch('webhook')
    if (ok)
      await sql`update webhook set failing_since = null, failures = 0
        where organisation_id = ${d.organisationId} and id = ${d.webhookId} and failing_since is not null`.execute(ctx.tx)
    else if (!test) await strike(ctx, d, began, statusCode === 410)
  }

  async function strike(ctx: Ctx, d: Claimed, began: Date, gone: boolean) {
    const { rows } = await sql<{ name: string; url: string; failingSince: string; off: boolean; enabled: boolean }>`
      update webhook set failing_since = coalesce(failing_since, ${began.toISOString()}::timestamptz), failures = failures + 1
      where organisation_id = ${d.organisationId} and id = ${d.webhookId}
      returning name, url, enabled, failing_since,
        (failures >= ${GIVE_UP.failures} and failing_since <= ${now()} - make_interval(days => ${GIVE_UP.days})) as off`.execute(ctx.tx)
    const w = rows[0]
    if (!w?.enabled || !(gone || w.off)) return
    const why = gone ? 'gone' : 'failing'
    await sql`update webhook set enabled = false, disabled_reason = ${why}, version = version + 1, updated_at = ${ctx.now}
      where organisation_id = ${d.organisationId} and id = ${d.webhookId}`.execute(ctx.tx)
    await audit(ctx, { entity: 'webhook', entityId: d.webhookId, action: 'disable', label: w.name, eventId: null })
    await tellOwners(ctx, services.publicUrl, { id: d.webhookId, name: w.name, host: new URL(w.url).host, why, since: w.failingSince })
  }

  function launch(d: Claimed) {
    each.set(d.webhookId, (each.get(d.webhookId) ?? 0) + 1)
    const flight = deliver(d)
      .catch((err) => log.warn({ err, delivery: d.id }, 'a webhook’s outcome could not be written'))
      .finally(() => {
        flying.delete(d.id)
        const left = (each.get(d.webhookId) ?? 1) - 1
        if (left) each.set(d.webhookId, left)
        else each.delete(d.webhookId)
        if (o.poll !== false) void fill()
      })
    flying.set(d.id, flight)
  }
  /** Takes up what is due; how many. */
  function fill(): Promise<number> {
    if (stopped) return Promise.resolve(0)
    claiming ??= claim()
      .then((rows) => (rows.forEach(launch), rows.length))
      .catch((err) => (log.warn({ err }, 'webhooks wait for the database'), 0))
      .finally(() => (claiming = undefined))
    return claiming
  }
  const timer = o.poll === false ? undefined : setInterval(() => void fill(), 1000)
  return {
    drain: async () => {
      while ((await fill()) > 0 || flying.size > 0) await Promise.all(flying.values())
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await claiming
      await Promise.all(flying.values())
    },
  }
}
