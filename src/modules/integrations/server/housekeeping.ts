import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'

/** Deliveries are kept as long as the facts they tell: 30 days. Secrets that no longer sign go at once. */
export const webhookHousekeeping: Job = {
  name: 'webhook-housekeeping',
  cron: '37 * * * *',
  async run(services) {
    await services.db.asSystem(async (tx) => {
      await sql`delete from webhook_delivery where at < now() - interval '30 days' and (last_at is null or last_at < now() - interval '30 days')`.execute(
        tx,
      )
      await sql`update webhook set previous_secret = null, previous_until = null where previous_until < now()`.execute(tx)
    })
  },
}
