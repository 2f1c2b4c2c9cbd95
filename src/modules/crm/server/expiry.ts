import type { Job } from '../../../kernel/server/jobs.ts'

/** Drops uploads that were never imported once their day is over, and what is left of imported ones, in all organisations. */
export const importExpiry: Job = {
  name: 'crm-import-expiry',
  cron: '41 * * * *',
  async run(services, _data, log) {
    const gone = await services.db.asSystem((tx) =>
      tx.deleteFrom('crmImport').where('expiresAt', '<', new Date().toISOString()).returning('id').execute(),
    )
    if (gone.length) log.info({ uploads: gone.length }, 'uploads expired')
  },
}
