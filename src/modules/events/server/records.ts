import { sql } from 'kysely'
import type { Change } from '../../../kernel/server/audit.ts'
import type { Actor, Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'

/**
 * A kind of record that people may comment on, attach files to and read the history of. Who may not `read` it sees and
 * writes none of the three. Changes of `personal` fields are told as masked to those who lack their action.
 */
export type RecordKind = {
  entity: string
  scope: 'event' | 'organisation'
  /** As in the database, e.g. `event_contact`; it has `organisation_id`, `id`, and in an event `event_id`. */
  table: string
  read: string
  personal?: { action: string; fields: readonly string[] }
}
declare module '../../../kernel/server/module.ts' {
  interface Provides {
    records: RecordKind
  }
}
export type OfRecord = { entity: string; entityId: string }

const kindOf = (services: Services, ctx: Ctx, entity: string) =>
  services.provided('records').find((k) => k.entity === entity && (k.scope === 'event') === (ctx.eventId !== null))

/**
 * The record's kind, where there is such a record in the ctx's event (outside of one, in the organisation) and the caller may see it.
 * Errors: `record.not_found`, `auth.forbidden`.
 */
export async function demandRecord(ctx: Ctx, services: Services, of: OfRecord): Promise<RecordKind> {
  const kind = kindOf(services, ctx, of.entity)
  if (!kind) throw new AppError('record.not_found')
  if (!ctx.can(kind.read)) throw new AppError('auth.forbidden')
  const place = ctx.eventId === null ? sql`` : of.entity === 'event' ? sql`and id = ${ctx.eventId}` : sql`and event_id = ${ctx.eventId}`
  const { rows } =
    await sql`select 1 from ${sql.table(kind.table)} where organisation_id = ${ctx.orgId} and id = ${of.entityId} ${place}`.execute(ctx.tx)
  if (rows.length === 0) throw new AppError('record.not_found')
  return kind
}

/** Kinds of records that the caller may not see here; lists over all kinds leave them out. */
export const hiddenEntities = (ctx: Ctx, services: Services): string[] =>
  services
    .provided('records')
    .filter((k) => !ctx.can(k.read))
    .map((k) => k.entity)

const MASK = '***'
/** Changes as the caller may read them: without `history.values` only which fields, of personal fields only that they changed. */
export function openChanges(ctx: Ctx, services: Services, entity: string, changes: Change[]): Change[] {
  if (!ctx.can('history.values')) return changes.map((c) => ({ ...c, from: null, to: null }))
  const personal = services.provided('records').find((k) => k.entity === entity)?.personal
  if (!personal || ctx.can(personal.action)) return changes
  const hide = (v: unknown) => (v === null || v === undefined || v === '' ? v : MASK)
  return changes.map((c) => (personal.fields.includes(c.field) ? { ...c, from: hide(c.from), to: hide(c.to) } : c))
}

export type Colleague = { userId: string; name: string; email: string; title: string }
/** Colleagues who may see the kind of record here and read its comments: those whom a comment may tell. Two statements. */
export async function colleagues(ctx: Ctx, services: Services, kind: RecordKind): Promise<Colleague[]> {
  const members = await ctx.tx
    .selectFrom('member')
    .select(['userId', 'name', 'email', 'role'])
    .where('organisationId', '=', ctx.orgId)
    .where('active', '=', true)
    .orderBy('name')
    .execute()
  const team = ctx.eventId
    ? await ctx.tx.selectFrom('eventMember').select(['userId', 'role', 'groups', 'title']).where('eventId', '=', ctx.eventId).execute()
    : []
  return members.flatMap((m) => {
    const here = team.find((t) => t.userId === m.userId)
    const actor: Actor = {
      kind: 'user',
      id: m.userId,
      name: m.name,
      organisationId: ctx.orgId,
      role: m.role,
      events: new Map(here && ctx.eventId ? [[ctx.eventId, { role: here.role, groups: here.groups }]] : []),
      scopes: [],
    }
    const may = [kind.read, 'comments.read'].every((action) => services.policy.can(actor, action, { eventId: ctx.eventId }))
    return may ? [{ userId: m.userId, name: m.name, email: m.email, title: here?.title ?? '' }] : []
  })
}
