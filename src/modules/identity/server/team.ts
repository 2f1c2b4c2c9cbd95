import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { z } from 'zod'
import type { teamDraft, TeamMember } from '../contract/people.ts'
import { type Group, type Role, roles } from '../contract/roles.ts'

const labels = { role: { zh: '角色', en: 'Role' }, groups: { zh: '組別', en: 'Groups' }, title: { zh: '職務', en: 'Title' } }

/** The caller's own role in the event: what they may give to others ends there. */
const ownRole = (ctx: Ctx): string | null =>
  ctx.actor.kind === 'system' || ['owner', 'director'].includes(ctx.actor.role ?? '')
    ? ctx.actor.role
    : (ctx.actor.events.get(ctx.eventId!)?.role ?? null)
const reaches = (ctx: Ctx, role: string) => roles.indexOf((ownRole(ctx) ?? 'viewer') as Role) <= roles.indexOf(role as Role)

const rows = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('eventMember')
    .innerJoin('member', (j) =>
      j.onRef('member.userId', '=', 'eventMember.userId').onRef('member.organisationId', '=', 'eventMember.organisationId'),
    )
    .select([
      'eventMember.id',
      'eventMember.userId',
      'member.name',
      'member.email',
      'member.active',
      'eventMember.role',
      'eventMember.groups',
      'eventMember.title',
      'eventMember.version',
    ])
    .where('eventMember.eventId', '=', ctx.eventId!)
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]
const view = (ctx: Ctx, r: Row): TeamMember => {
  const may = ctx.can('team.edit') && reaches(ctx, r.role)
  return { ...r, role: r.role as Role, groups: r.groups as Group[], me: r.userId === ctx.actor.id, can: { update: may, remove: may } }
}

export async function listTeam(ctx: Ctx): Promise<TeamMember[]> {
  const found = await rows(ctx).orderBy('eventMember.createdAt').execute()
  return found.map((r) => view(ctx, r)).sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))
}

async function get(ctx: Ctx, id: string, lock = false): Promise<Row> {
  if (lock)
    await ctx.tx.selectFrom('eventMember').select('id').where('id', '=', id).where('eventId', '=', ctx.eventId!).forUpdate().execute()
  const row = await rows(ctx).where('eventMember.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row
}

/** Errors: `record.not_found` (no such member), `identity.on_team`, `identity.role_above_own`. */
export async function addToTeam(ctx: Ctx, draft: z.output<typeof teamDraft>): Promise<TeamMember> {
  if (!reaches(ctx, draft.role)) throw new AppError('identity.role_above_own')
  const person = await ctx.tx
    .selectFrom('member')
    .select('name')
    .where('userId', '=', draft.userId)
    .where('active', '=', true)
    .executeTakeFirst()
  if (!person) throw new AppError('record.not_found')
  const id = newId()
  const made = await ctx.tx
    .insertInto('eventMember')
    .values({ id, organisationId: ctx.orgId, eventId: ctx.eventId!, ...draft, createdAt: ctx.now, updatedAt: ctx.now })
    .onConflict((c) => c.columns(['organisationId', 'eventId', 'userId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw new AppError('identity.on_team', {}, [{ path: 'userId', code: 'identity.on_team', message: 'identity.on_team' }])
  ctx.touch('access')
  await audit(ctx, { entity: 'eventMember', entityId: id, action: 'create', label: person.name, changes: diff(labels, null, draft) })
  return view(ctx, await get(ctx, id))
}

/** Errors: `record.not_found`, `record.conflict`, `identity.role_above_own`. */
export async function changeOnTeam(
  ctx: Ctx,
  id: string,
  patch: { role?: Role | undefined; groups?: Group[] | undefined; title?: string | undefined; version: number },
): Promise<TeamMember> {
  const before = await get(ctx, id, true)
  if (before.version !== patch.version) throw new AppError('record.conflict')
  const after = { role: patch.role ?? before.role, groups: patch.groups ?? before.groups, title: patch.title ?? before.title }
  if (!reaches(ctx, before.role) || !reaches(ctx, after.role)) throw new AppError('identity.role_above_own')
  await ctx.tx
    .updateTable('eventMember')
    .set({ ...after, version: before.version + 1, updatedAt: ctx.now })
    .where('id', '=', id)
    .execute()
  ctx.touch('access')
  await audit(ctx, { entity: 'eventMember', entityId: id, action: 'update', label: before.name, changes: diff(labels, before, after) })
  return view(ctx, await get(ctx, id))
}

/** Errors: `record.not_found`, `identity.role_above_own`. */
export async function removeFromTeam(ctx: Ctx, id: string): Promise<{ id: string }> {
  const before = await get(ctx, id, true)
  if (!reaches(ctx, before.role)) throw new AppError('identity.role_above_own')
  await ctx.tx.deleteFrom('eventMember').where('id', '=', id).execute()
  ctx.touch('access')
  await audit(ctx, { entity: 'eventMember', entityId: id, action: 'remove', label: before.name })
  return { id }
}
