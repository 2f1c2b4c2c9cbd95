import { json } from '../../kernel/server/db.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { defineModule } from '../../kernel/server/module.ts'
import { documentErrors } from './contract/errors.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'
import type {} from './server/tables.ts'

export const documents = defineModule({
  name: 'documents',
  uses: ['identity'],
  permissions,
  errors: documentErrors,
  routes,
  provides: { personal },
  // Written sections are the start for next year's; issued versions belong to the event that issued them.
  clone: async (ctx, { fromEventId, toEventId }) => {
    const rows = await ctx.tx
      .selectFrom('narrative')
      .select(['deliverable', 'section', 'lang', 'content', 'updatedBy'])
      .where('eventId', '=', fromEventId)
      .execute()
    if (rows.length)
      await ctx.tx
        .insertInto('narrative')
        .values(
          rows.map((r) => ({
            ...r,
            content: json(r.content),
            id: newId(),
            organisationId: ctx.orgId,
            eventId: toEventId,
            createdAt: ctx.now,
            updatedAt: ctx.now,
          })),
        )
        .execute()
  },
})
