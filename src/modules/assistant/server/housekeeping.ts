import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'

/** Proposals are kept for 90 days, tokens for 90 days after their end; the audit trail keeps who confirmed what. */
export const assistantHousekeeping: Job = {
  name: 'assistant-housekeeping',
  cron: '47 * * * *',
  async run(services) {
    await services.db.asSystem(async (tx) => {
      await sql`delete from assistant_proposal where created_at < now() - interval '90 days'`.execute(tx)
      await sql`delete from assistant_token where least(expires_at, coalesce(revoked_at, expires_at)) < now() - interval '90 days'`.execute(
        tx,
      )
    })
  },
}
