import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'

/**
 * Clears what has had its day: answers kept for retries (two days), delivered facts (30 days), expired sign-in sessions,
 * verifications and used-up invitations (90 days after their end), counted failures, devices not seen for half a year; of the
 * security log full addresses after 90 days and everything after two years. Nothing that a person would look for.
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
        counts: await count(
          sql`delete from attempt_count where since < now() - interval '2 days' and coalesce(told_at, since) < now() - interval '2 days'`,
        ),
        devices: await count(sql`delete from known_device where expires_at < now()`),
        // Begun and never finished; an unconfirmed authenticator is thrown away with them.
        steps: await count(sql`delete from auth_step where expires_at < now()`),
        authenticators: await count(sql`delete from auth_totp where confirmed_at is null and created_at < now() - interval '1 day'`),
        unlocks: await count(sql`delete from sign_in_unlock where expires_at < now()`),
        addresses: await count(sql`update security_event set address = null where address is not null and at < now() - interval '91 days'`),
        securityLog: await count(sql`delete from security_event where at < now() - interval '2 years 1 day'`),
        invitations: await count(sql`delete from invitation where expires_at < now() - interval '90 days' and accepted_at is null`),
      }
    })
    log.info(gone, 'housekeeping')
  },
}
