import type { Localized } from '../contract/localized.ts'
import { newId } from '../contract/ids.ts'
import type { Ctx } from './ctx.ts'
import { json } from './db.ts'

/** One changed field of a record, with its label, as history screens show it. */
export type Change = { field: string; label: Localized; from: unknown; to: unknown }
export type AuditDraft = { entity: string; entityId: string; action: string; label?: string; changes?: Change[]; eventId?: string | null }

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** The labelled differences between two states of a row, for the fields that have a label. */
export function diff(
  labels: Record<string, Localized>,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): Change[] {
  return Object.entries(labels)
    .filter(([f]) => (!after || f in after) && !same(before?.[f], after?.[f]))
    .map(([field, label]) => ({ field, label, from: before?.[field] ?? null, to: after?.[field] ?? null }))
}

/** Appends to the audit trail in the caller's transaction and marks the entities as changed. */
export async function audit(ctx: Ctx, ...entries: AuditDraft[]): Promise<void> {
  const rows = entries.map((e) => ({
    id: newId(),
    organisationId: ctx.orgId,
    eventId: e.eventId === undefined ? ctx.eventId : e.eventId,
    entity: e.entity,
    entityId: e.entityId,
    action: e.action,
    label: e.label ?? '',
    changes: json(e.changes ?? []),
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.via ? `${ctx.actor.name}（${ctx.actor.via}）` : ctx.actor.name,
    requestId: ctx.requestId,
    at: ctx.now,
  }))
  for (const e of entries) ctx.touch(e.entity)
  for (let i = 0; i < rows.length; i += 500)
    await ctx.tx
      .insertInto('auditEntry')
      .values(rows.slice(i, i + 500))
      .execute()
}
