import { createHash } from 'node:crypto'
import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import { sql } from 'kysely'
import type { Db } from '../../src/kernel/server/db.ts'

/** What is guarded this tightly (sign-in, set-up, codes, mass work) is counted by all processes together, the rest by each for itself. */
export const SHARED_UP_TO = 120

type Done = Parameters<FastifyRateLimitStore['incr']>[1]
type Route = { max?: unknown; timeWindow?: unknown; routeInfo?: { method?: string | string[]; url?: string } }
/** A caller of this process: how often, and until when (ms). */
type Own = { used: number; until: number }
const MOST_CALLERS = 20_000

/** Counts in this process; also where the database cannot be asked, so that nobody gets in unlimited meanwhile. */
function ownCounts() {
  const counts = new Map<string, Own>()
  return (caller: string, window: number): { current: number; ttl: number } => {
    const now = Date.now()
    const kept = counts.get(caller)
    const own = kept && kept.until > now ? kept : { used: 0, until: now + window }
    own.used++
    // Moved to the end: who came longest ago is forgotten first.
    counts.delete(caller)
    counts.set(caller, own)
    if (counts.size > MOST_CALLERS) counts.delete(counts.keys().next().value!)
    return { current: own.used, ttl: own.until - now }
  }
}

const countShared = (db: Db, place: string, caller: string, window: number) =>
  db.asSystem(async (tx) => {
    const { rows } = await sql<{ current: number; ttl: number }>`
      insert into rate_count as r (place, caller, until) values (${place}, ${caller}, now() + make_interval(secs => ${window / 1000}))
      on conflict (place, caller) do update set
        used = case when r.until <= now() then 1 else r.used + 1 end,
        until = case when r.until <= now() then excluded.until else r.until end
      returning used as current, greatest(0, ceil(extract(epoch from until - now()) * 1000))::int as ttl`.execute(tx)
    const mine = rows[0]!
    // Whoever begins a minute sweeps up after others.
    if (mine.current === 1)
      await sql`delete from rate_count where ctid = any(array(
      select ctid from rate_count where until < now() - interval '1 minute' limit 50 for update skip locked))`.execute(tx)
    return mine
  })

/**
 * Where @fastify/rate-limit counts: addresses limited to at most 120 a minute in the database, so that a limit holds however
 * many processes there are; the others in memory, where the limit is per process. Callers are kept as a hash only.
 */
export function rateStore(db: () => Db | undefined): FastifyRateLimitStoreCtor {
  const storeOf = (route: Route): FastifyRateLimitStore => {
    const own = ownCounts()
    const place = route.routeInfo?.url && `${[route.routeInfo.method].flat().join()} ${route.routeInfo.url}`
    const shared = place && typeof route.max === 'number' && route.max <= SHARED_UP_TO
    return {
      incr(caller: string, done: Done, window = 60_000) {
        const to = shared ? db() : undefined
        if (!to) return done(null, own(caller, window))
        countShared(to, place as string, createHash('sha256').update(caller).digest('base64url'), window).then(
          (r) => done(null, r),
          () => done(null, own(caller, window)),
        )
      },
      child: (options) => storeOf(options as Route),
    }
  }
  return class {
    constructor(options: unknown) {
      Object.assign(this, storeOf(options as Route))
    }
    declare incr: FastifyRateLimitStore['incr']
    declare child: FastifyRateLimitStore['child']
  }
}
