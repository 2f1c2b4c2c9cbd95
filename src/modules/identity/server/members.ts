import { sql } from 'kysely'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Db } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Member } from '../contract/people.ts'
import type { Role } from '../contract/roles.ts'
import { withFactor } from './factor-rule.ts'
import { securityNote } from './security-log.ts'

export const memberLabels = { role: { zh: '角色', en: 'Role' }, active: { zh: '啟用', en: 'Active' }, name: { zh: '姓名', en: 'Name' } }
type Row = { id: string; userId: string; name: string; email: string; role: string; active: boolean; version: number; createdAt: string }

const view = (ctx: Ctx, r: Row, lastSeenAt: string | null = null, factors: Member['factors'] = null): Member => ({
  id: r.id,
  userId: r.userId,
  name: r.name,
  email: r.email,
  role: r.role as Role,
  active: r.active,
  version: r.version,
  createdAt: r.createdAt,
  lastSeenAt,
  factors,
  me: r.userId === ctx.actor.id,
})

/** Everybody with a place here; when they were last here only for those who keep the members. */
export async function listMembers(ctx: Ctx, db: Db): Promise<Member[]> {
  const rows = await ctx.tx.selectFrom('member').selectAll().orderBy('active', 'desc').orderBy('createdAt').execute()
  if (!ctx.can('members.edit')) return rows.map((r) => view(ctx, r))
  const seen = await db.asSystem((tx) =>
    sql<{
      userId: string
      at: string
    }>`select "userId", max("updatedAt") as at from auth_session where "userId" = any(${rows.map((r) => r.userId)}) group by "userId"`.execute(
      tx,
    ),
  )
  const last = new Map(seen.rows.map((r) => [r.userId, r.at]))
  const have = await withFactor(
    db,
    rows.map((r) => r.userId),
  )
  return rows.map((r) => view(ctx, r, last.get(r.userId) ?? null, have.get(r.userId) ?? []))
}

/** Signs a person out everywhere. */
export const endSessionsOf = (db: Db, userId: string) =>
  db.asSystem((tx) => sql`delete from auth_session where "userId" = ${userId}`.execute(tx))

/**
 * Changes a role or closes a place. Owners are counted under a lock, so two who step down at once can't both go.
 * Who is closed out is signed out everywhere. Errors: `record.not_found`, `record.conflict`, `identity.last_owner`.
 */
export async function updateMember(
  ctx: Ctx,
  db: Db,
  id: string,
  patch: { role?: Role | undefined; active?: boolean | undefined; version: number },
): Promise<Member> {
  const owners = await ctx.tx
    .selectFrom('member')
    .select('id')
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute()
  const before = await ctx.tx.selectFrom('member').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw new AppError('record.not_found')
  if (before.version !== patch.version) throw new AppError('record.conflict')
  const next = { role: patch.role ?? before.role, active: patch.active ?? before.active }
  if (owners.length === 1 && owners[0]!.id === id && (next.role !== 'owner' || !next.active)) throw new AppError('identity.last_owner')
  const after = await ctx.tx
    .updateTable('member')
    .set({ ...next, version: before.version + 1, updatedAt: ctx.now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, {
    entity: 'member',
    entityId: id,
    action: 'update',
    label: before.name,
    changes: diff(memberLabels, before, after),
    eventId: null,
  })
  ctx.touch('access')
  await securityNote(ctx, 'roleChanged', `${before.name}：${before.role} → ${after.active ? after.role : '—'}`)
  if (before.active && !after.active) await endSessionsOf(db, after.userId)
  return view(ctx, after)
}
