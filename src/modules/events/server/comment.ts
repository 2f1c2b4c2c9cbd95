import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Comment } from '../contract/desk.ts'

type Row = {
  id: string
  entity: string
  entityId: string
  body: string
  mentions: string[]
  authorId: string | null
  authorName: string
  editedAt: string | null
  removedAt: string | null
  version: number
  createdAt: string
}
const show = (ctx: Ctx, r: Row): Comment => ({
  id: r.id,
  entity: r.entity,
  entityId: r.entityId,
  body: r.removedAt ? '' : r.body,
  mentions: r.mentions,
  authorId: r.authorId,
  authorName: r.authorName,
  editedAt: r.editedAt,
  removed: r.removedAt !== null,
  version: r.version,
  createdAt: r.createdAt,
  mine: r.authorId !== null && r.authorId === ctx.actor.id,
})

export async function listComments(ctx: Ctx, of: { entity: string; entityId: string }) {
  const rows = await ctx.tx
    .selectFrom('comment')
    .selectAll()
    .where('eventId', '=', ctx.eventId!)
    .where('entity', '=', of.entity)
    .where('entityId', '=', of.entityId)
    .orderBy('createdAt')
    .limit(500)
    .execute()
  return { rows: rows.map((r) => show(ctx, r)) }
}

/** Adds a comment and tells the mentioned colleagues; only those who can see the event are told. */
export async function addComment(ctx: Ctx, c: { entity: string; entityId: string; body: string; mentions: string[] }): Promise<Comment> {
  const members = c.mentions.length
    ? await ctx.tx.selectFrom('member').select(['userId', 'role']).where('userId', 'in', c.mentions).where('active', '=', true).execute()
    : []
  const team = members.length
    ? await ctx.tx
        .selectFrom('eventMember')
        .select('userId')
        .where('eventId', '=', ctx.eventId!)
        .where('userId', 'in', c.mentions)
        .execute()
    : []
  const allowed = members
    .filter((m) => m.userId !== ctx.actor.id && (['owner', 'director'].includes(m.role) || team.some((t) => t.userId === m.userId)))
    .map((m) => m.userId)
  const row = await ctx.tx
    .insertInto('comment')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      entity: c.entity,
      entityId: c.entityId,
      body: c.body,
      mentions: allowed,
      authorId: ctx.actor.id,
      authorName: ctx.actor.name,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (allowed.length)
    await ctx.tx
      .insertInto('notification')
      .values(
        allowed.map((userId) => ({
          id: newId(),
          organisationId: ctx.orgId,
          eventId: ctx.eventId,
          userId,
          kind: 'mention',
          entity: c.entity,
          entityId: c.entityId,
          title: ctx.actor.name,
          body: c.body.slice(0, 200),
          createdAt: ctx.now,
        })),
      )
      .execute()
  await audit(ctx, { entity: 'comment', entityId: row.id, action: 'create', label: c.body.slice(0, 60) })
  ctx.touch('notification')
  return show(ctx, row)
}

const mine = async (ctx: Ctx, id: string) => {
  const row = await ctx.tx
    .selectFrom('comment')
    .selectAll()
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  if (row.authorId !== ctx.actor.id) throw new AppError('auth.forbidden')
  return row
}

export async function changeComment(ctx: Ctx, id: string, body: string, version: number): Promise<Comment> {
  const old = await mine(ctx, id)
  if (old.version !== version) throw new AppError('record.conflict')
  const row = await ctx.tx
    .updateTable('comment')
    .set({ body, editedAt: ctx.now, updatedAt: ctx.now, version: version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, { entity: 'comment', entityId: id, action: 'update', label: body.slice(0, 60) })
  return show(ctx, row)
}

/** The place stays (answers refer to it), the words go. */
export async function removeComment(ctx: Ctx, id: string) {
  await mine(ctx, id)
  await ctx.tx.updateTable('comment').set({ body: '', mentions: [], removedAt: ctx.now, updatedAt: ctx.now }).where('id', '=', id).execute()
  await audit(ctx, { entity: 'comment', entityId: id, action: 'remove' })
  return { id }
}
