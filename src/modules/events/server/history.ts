import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Change } from '../../../kernel/server/audit.ts'
import type { HistoryEntry } from '../contract/desk.ts'

type Query = { limit: number; before?: string | undefined; entity?: string | undefined; entityId?: string | undefined }

/** The audit trail, newest first. Values of fields are shown to those who may see personal data, labels to everybody. */
export async function readHistory(ctx: Ctx, q: Query): Promise<{ rows: HistoryEntry[] }> {
  let query = ctx.tx.selectFrom('auditEntry').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(q.limit)
  query = ctx.eventId ? query.where('eventId', '=', ctx.eventId) : query.where('eventId', 'is', null)
  if (q.entity) query = query.where('entity', '=', q.entity)
  if (q.entityId) query = query.where('entityId', '=', q.entityId)
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
      changes: (r.changes as Change[]).map((c) => (open ? c : { ...c, from: null, to: null })),
    })),
  }
}
