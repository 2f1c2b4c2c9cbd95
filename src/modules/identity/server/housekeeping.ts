import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'

/**
 * Clears what has had its day: answers kept for retries (two days), delivered facts (30 days), expired sign-in sessions,
 * verifications and used-up invitations (90 days after their end). Nothing that a person would look for.
 */
export const housekeeping: Job = {
  name: 'housekeeping',
  cron: '17 * * * *',
  async run(services, _data, log) {
    const gone = await services.db.asSystem(async (tx) => {
      const count = async (q: ReturnType<typeof sql>) => Number((await q.execute(tx)).numAffectedRows ?? 0)
      return {
        answers: await count(sql`delete from idempotency where created_at < now() - interval '2 days'`),
        facts: await count(sql`delete from outbox where done_at < now() - interval '30 days' and last_error is null`),
        sessions: await count(sql`delete from auth_session where "expiresAt" < now()`),
        verifications: await count(sql`delete from auth_verification where "expiresAt" < now()`),
        invitations: await count(sql`delete from invitation where expires_at < now() - interval '90 days' and accepted_at is null`),
      }
    })
    log.info(gone, 'housekeeping')
  },
}
