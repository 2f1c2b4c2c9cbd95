import { sql } from 'kysely'
import type { FastifyBaseLogger } from 'fastify'
import type { Ctx } from './ctx.ts'
import { asOrganisation, type Services } from './mount.ts'

/** Handles one kind of fact after commit, at least once: it must be idempotent. */
export type EventHandler = { on: string; name: string; handle(ctx: Ctx, payload: any): Promise<void> }

let wake = () => {}
export const wakeOutbox = () => wake()

const MAX_ATTEMPTS = 12

/**
 * Hands committed facts to their handlers, oldest first, each in a transaction of its own; a failing one is tried again
 * with growing pauses (2 s … 1 h) and given up, visibly, after 12 attempts. Any number of processes may run it.
 */
export function startOutbox(
  services: Services,
  handlers: EventHandler[],
  log: FastifyBaseLogger,
): { drain(): Promise<void>; stop(): Promise<void> } {
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  async function step(): Promise<boolean> {
    return services.db.asSystem(async (tx) => {
      const rows = await tx
        .selectFrom('outbox')
        .selectAll()
        .where('doneAt', 'is', null)
        .where('nextAt', '<=', sql<string>`now()`)
        .orderBy('id')
        .limit(100)
        .forUpdate()
        .skipLocked()
        .execute()
      // What nobody waits for is done at once.
      const idle = rows.filter((r) => !handlers.some((h) => h.on === r.type)).map((r) => r.id)
      if (idle.length)
        await tx
          .updateTable('outbox')
          .set({ doneAt: sql`now()` as never })
          .where('id', 'in', idle)
          .execute()
      for (const row of rows.filter((r) => !idle.includes(r.id)).slice(0, 20)) {
        try {
          for (const h of handlers.filter((x) => x.on === row.type))
            await asOrganisation(services, row.organisationId, log, (ctx) => h.handle(ctx, row.payload), { eventId: row.eventId })
          await tx
            .updateTable('outbox')
            .set({ doneAt: sql`now()` as never, attempts: row.attempts + 1 })
            .where('id', '=', row.id)
            .execute()
        } catch (e) {
          const attempts = row.attempts + 1
          log.error({ err: e, fact: row.type, id: row.id, attempts }, 'outbox handler failed')
          const pause = Math.min(3600, 2 ** attempts)
          await tx
            .updateTable('outbox')
            .set({
              attempts,
              lastError: String((e as Error).message).slice(0, 500),
              nextAt: sql`now() + make_interval(secs => ${pause})` as never,
              ...(attempts >= MAX_ATTEMPTS ? { doneAt: sql`now()` as never } : {}),
            })
            .where('id', '=', row.id)
            .execute()
        }
      }
      return rows.length > 0
    })
  }
  function run(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      try {
        do again = false
        while (!stopped && ((await step()) || again))
      } catch (e) {
        log.warn({ err: e }, 'outbox waits for the database')
      } finally {
        running = undefined
      }
    })()
    return running
  }
  wake = () => void setImmediate(run)
  const timer = setInterval(run, 1000)
  return {
    drain: run,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      wake = () => {}
      await running
    },
  }
}
