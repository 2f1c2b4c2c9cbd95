import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Change } from '../../../kernel/server/audit.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { HistoryEntry } from '../contract/desk.ts'
import { demandRecord, hiddenEntities, openChanges } from './records.ts'

type Query = { limit: number; before?: string | undefined; entity?: string | undefined; entityId?: string | undefined }

/**
 * The audit trail of the event, or of one record, newest first. What a record's policy hides stays hidden here. Outside an event only declared records have a history.
 */
export async function readHistory(ctx: Ctx, services: Services, q: Query): Promise<{ rows: HistoryEntry[] }> {
  const known = services.provided('records').some((k) => k.entity === q.entity)
  if (q.entity && (known || !ctx.eventId)) {
    if (!q.entityId) throw new AppError('record.not_found')
    await demandRecord(ctx, services, { entity: q.entity, entityId: q.entityId })
  }
  let query = ctx.tx.selectFrom('auditEntry').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(q.limit)
  if (ctx.eventId) query = query.where('eventId', '=', ctx.eventId)
  if (q.entity) query = query.where('entity', '=', q.entity)
  if (q.entityId) query = query.where('entityId', '=', q.entityId)
  const hidden = hiddenEntities(ctx, services)
  if (hidden.length) query = query.where('entity', 'not in', hidden)
  if (q.before) query = query.where('at', '<', q.before)
  const open = ctx.can('history.values')
  const rows = await query.execute()
  return {
    rows: rows.map((r) => ({
      id: r.id,
      at: r.at,
      entity: r.entity,
      entityId: r.entityId,
      action: r.action,
      label: r.label,
      actorName: r.actorName,
      actorKind: r.actorKind,
      open,
      changes: openChanges(ctx, services, r.entity, r.changes as Change[]),
    })),
  }
}
