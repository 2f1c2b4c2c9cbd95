import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'
import { confirmAgain } from './doors.ts'

export const confirmPayments: Job = {
  name: 'payments-confirm',
  cron: '*/2 * * * *',
  run: (services, _data, log) => confirmAgain(services, log),
}

/** Numbers that ran out, and payers who never came back; a day is longer than any provider's page lives. Money that still comes counts. */
export const expirePayments: Job = {
  name: 'payments-expire',
  cron: '23 * * * *',
  async run(services) {
    await services.db.asSystem((tx) =>
      sql`update payment_attempt set state = 'expired', updated_at = now()
        where (state = 'open' and created_at < now() - interval '1 day')
          or (state = 'issued' and coalesce(number_expires_at, created_at + interval '30 days') < now())`.execute(tx),
    )
  },
}
