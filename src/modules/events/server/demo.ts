import { AppError } from '../../../kernel/server/errors.ts'
import type { Frame } from '../../../kernel/server/mount.ts'

/**
 * Fills the caller's organisation with the demo, in a transaction of its own (the seeds open it), and tells the slug of the
 * event to look at first. Errors: `demo.loaded_already`, `demo.not_carried`.
 */
export async function loadDemo({ services, orgId }: Frame): Promise<{ slug: string }> {
  if (!services.loadDemo) throw new AppError('demo.not_carried')
  const loaded = await services.db.inOrganisation(orgId, (tx) =>
    tx.selectFrom('organisation').select('settings').where('organisationId', '=', orgId).executeTakeFirst(),
  )
  // Spares the work of the seeds that run before the one that checks this under a lock.
  if (loaded?.settings.demo === true) throw new AppError('demo.loaded_already')
  await services.loadDemo(orgId)
  const event = await services.db.inOrganisation(orgId, (tx) =>
    tx.selectFrom('event').select('slug').where('organisationId', '=', orgId).orderBy('id', 'desc').executeTakeFirstOrThrow(),
  )
  return { slug: event.slug }
}
