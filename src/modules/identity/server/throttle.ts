import { createHmac, hkdfSync } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/server/db.ts'
import type {} from './guard-tables.ts'

let key: Buffer | undefined
/** Derives the key under which subjects are hashed; once, at start. */
export const setThrottleKey = (secret: string) => void (key = Buffer.from(hkdfSync('sha256', secret, '', 'bantoh.throttle.v1', 32)))
const hidden = (scope: string, subject: string) => createHmac('sha256', key!).update(`${scope}\n${subject}`).digest('base64url')

/** How often something may fail: `free` times at once, then with growing pauses (1 s, 2 s, 4 s … 15 min), `most` times within `hours`. */
export type Limit = { scope: string; subject: string; free: number; most: number; hours: number }
export type Spent = { ok: true } | { ok: false; scope: string; seconds: number }

const PAUSE_MOST = 900
/** Seconds to wait after the n-th failure. */
export const pauseAfter = (n: number, free: number) => (n < free ? 0 : Math.min(PAUSE_MOST, 2 ** Math.min(n - free, 20)))
const ordered = (limits: readonly Limit[]) => [...limits].sort((a, b) => (a.scope < b.scope ? -1 : 1))

/**
 * Takes one try out of every limit before anything is checked, so that tries at the same time, in whatever process, count
 * one after the other; a refused one takes nothing. `forgive` gives back what turned out right.
 */
export async function spend(db: Db, limits: readonly Limit[]): Promise<Spent> {
  return db.asSystem(async (tx) => {
    for (const l of ordered(limits)) {
      const subject = hidden(l.scope, l.subject)
      const { rows } = await sql<{ failures: number; over: number; left: number; blocked: number }>`
        insert into attempt_count (scope, subject) values (${l.scope}, ${subject})
        on conflict (scope, subject) do update set
          failures = case when attempt_count.since < now() - make_interval(hours => ${l.hours}) then 0 else attempt_count.failures end,
          since = case when attempt_count.since < now() - make_interval(hours => ${l.hours}) then now() else attempt_count.since end,
          blocked_until = case when attempt_count.since < now() - make_interval(hours => ${l.hours}) then null else attempt_count.blocked_until end
        returning failures,
          extract(epoch from since + make_interval(hours => ${l.hours}) - now())::float8 as left,
          coalesce(extract(epoch from blocked_until - now()), 0)::float8 as blocked`.execute(tx)
      const { failures, left, blocked } = rows[0]!
      const wait = failures >= l.most ? left : blocked
      if (wait > 0) return { ok: false, scope: l.scope, seconds: Math.max(1, Math.ceil(wait)) }
    }
    // The rows are locked by now; all of them are counted, or none.
    for (const l of ordered(limits))
      await sql`update attempt_count set failures = failures + 1,
          blocked_until = case when failures + 1 < ${l.free} then null
            else now() + make_interval(secs => least(${PAUSE_MOST}, 2 ^ least(failures + 1 - ${l.free}, 20))) end
        where scope = ${l.scope} and subject = ${hidden(l.scope, l.subject)}`.execute(tx)
    return { ok: true }
  })
}

/** Forgets the failures of these, e.g. after a success. */
export const clear = (db: Db, of: readonly Pick<Limit, 'scope' | 'subject'>[]): Promise<void> =>
  db.asSystem(async (tx) => {
    for (const l of of)
      await sql`delete from attempt_count where scope = ${l.scope} and subject = ${hidden(l.scope, l.subject)}`.execute(tx)
  })

/** Gives one try back: a success does not wipe out what else came from the same place. */
export const giveBack = (db: Db, l: Pick<Limit, 'scope' | 'subject'>): Promise<void> =>
  db.asSystem(async (tx) => {
    await sql`update attempt_count set failures = greatest(0, failures - 1), blocked_until = null
      where scope = ${l.scope} and subject = ${hidden(l.scope, l.subject)}`.execute(tx)
  })

/** True once in so many minutes for a subject: for letters that must not become a flood. */
export async function mayTell(tx: Tx, scope: string, subject: string, minutes: number): Promise<boolean> {
  const { rows } = await sql`insert into attempt_count (scope, subject, told_at) values (${scope}, ${hidden(scope, subject)}, now())
    on conflict (scope, subject) do update set told_at = now()
      where attempt_count.told_at is null or attempt_count.told_at < now() - make_interval(mins => ${minutes})
    returning 1`.execute(tx)
  return rows.length > 0
}
