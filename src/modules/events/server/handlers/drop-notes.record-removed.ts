import type { Ctx } from '../../../../kernel/server/ctx.ts'
import type { EventHandler } from '../../../../kernel/server/outbox.ts'

const drop =
  (entity: string) =>
  async (ctx: Ctx, { id }: { id: string }) => {
    for (const table of ['comment', 'file', 'notification'] as const)
      await ctx.tx
        .deleteFrom(table)
        .where('organisationId', '=', ctx.orgId)
        .where('entity', '=', entity)
        .where('entityId', '=', id)
        .execute()
  }

/** What colleagues wrote and filed under a person or company goes with them: it is about them, and nobody could reach it any more. */
export const dropNotes: EventHandler[] = ['person', 'company'].map((entity) => ({
  on: `${entity}.removed`,
  name: `events.drop-notes-of-${entity}`,
  handle: drop(entity),
}))
