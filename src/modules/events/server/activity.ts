import { sql } from 'kysely'
import type { Change } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { ActivityEntry } from '../contract/desk.ts'
import { hiddenEntities, openChanges } from './records.ts'

type Query = {
  limit: number
  before?: string | undefined
  entity?: string | undefined
  by?: 'people' | 'others' | undefined
  actorId?: string | undefined
  action?: string | undefined
  from?: string | undefined
  q?: string | undefined
}
type Row = {
  id: string
  at: string | Date
  eventId: string | null
  entity: string
  entityId: string
  action: string
  label: string
  actorName: string
  actorKind: string
  count: number
  changes: Change[] | null
}

/** How far back one page may read; an import of thousands of rows is one entry. */
const WINDOW = 20_000

/**
 * The audit trail of the event (outside of one, of the whole organisation) told by request, newest first: what one request did
 * to one kind of record is one entry. `entity` and `action` may name several, joined by commas; `q` looks into the records'
 * names. `next` is the instant to go on before.
 */
export async function readActivity(
  ctx: Ctx,
  services: Services,
  q: Query,
): Promise<{ rows: (ActivityEntry & { eventId: string | null })[]; next: string | null }> {
  const kinds = q.entity?.split(',').filter(Boolean) ?? []
  const actions = q.action?.split(',').filter(Boolean) ?? []
  const hidden = hiddenEntities(ctx, services)
  const { rows } = await sql<Row>`
    select max(id::text) as id, at, event_id, entity, max(entity_id) as entity_id, action, min(label) as label, actor_name, actor_kind, count(*)::int as count,
      case when count(*) = 1 then (array_agg(changes))[1] end as changes
    from (
      select * from audit_entry where organisation_id = ${ctx.orgId} ${ctx.eventId ? sql`and event_id = ${ctx.eventId}` : sql``}
        ${q.before ? sql`and at < ${q.before}` : sql``} ${kinds.length ? sql`and entity = any(${kinds})` : sql``}
        ${hidden.length ? sql`and entity <> all(${hidden})` : sql``}
        ${q.by === 'people' ? sql`and actor_kind = 'user'` : q.by === 'others' ? sql`and actor_kind <> 'user'` : sql``}
        ${actions.length ? sql`and action = any(${actions})` : sql``} ${q.actorId ? sql`and actor_id = ${q.actorId}` : sql``}
        ${q.from ? sql`and at >= ${q.from}` : sql``} ${q.q ? sql`and label ilike ${`%${q.q.replaceAll(/[%_\\]/g, '\\$&')}%`}` : sql``}
      order by at desc limit ${WINDOW}
    ) recent
    group by at, request_id, event_id, entity, action, actor_name, actor_kind order by at desc, max(id::text) desc limit ${q.limit + 40}`.execute(
    ctx.tx,
  )
  // Entries of one instant stay on one page, because the next page begins before an instant.
  let end = Math.min(q.limit, rows.length)
  while (end < rows.length && String(rows[end]!.at) === String(rows[end - 1]!.at)) end++
  const open = ctx.can('history.values')
  const shown = rows.slice(0, end).map((r): ActivityEntry & { eventId: string | null } => ({
    ...r,
    at: new Date(r.at).toISOString(),
    open,
    changes: openChanges(ctx, services, r.entity, r.changes ?? []),
  }))
  return { rows: shown, next: end < rows.length ? shown.at(-1)!.at : null }
}
