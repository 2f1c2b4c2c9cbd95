import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { Comment } from '../contract/desk.ts'
import { mailMention } from './mention.ts'
import { colleagues, demandRecord, type OfRecord } from './records.ts'

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

/** Comments on a record that the caller may see, oldest first, and whom one of theirs could tell. */
export async function listComments(ctx: Ctx, services: Services, of: OfRecord) {
  const kind = await demandRecord(ctx, services, of)
  const rows = await ctx.tx
    .selectFrom('comment')
    .selectAll()
    .where('eventId', ctx.eventId ? '=' : 'is', ctx.eventId)
    .where('entity', '=', of.entity)
    .where('entityId', '=', of.entityId)
    .orderBy('createdAt')
    .limit(500)
    .execute()
  const people = ctx.can('comments.write') ? await colleagues(ctx, services, kind) : []
  return {
    rows: rows.map((r) => show(ctx, r)),
    people: people.filter((p) => p.userId !== ctx.actor.id).map(({ userId, name, title }) => ({ userId, name, title })),
  }
}

/** Writes a comment and puts a notice into the inbox of `told`; who that may be is the caller's to know. */
export async function writeComment(ctx: Ctx, c: OfRecord & { body: string; told: readonly string[] }): Promise<Comment> {
  const row = await ctx.tx
    .insertInto('comment')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      eventId: ctx.eventId,
      entity: c.entity,
      entityId: c.entityId,
      body: c.body,
      mentions: [...c.told],
      authorId: ctx.actor.id,
      authorName: ctx.actor.name,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (c.told.length)
    await ctx.tx
      .insertInto('notification')
      .values(
        c.told.map((userId) => ({
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

/** Adds a comment and tells the mentioned colleagues who may see the record, in the app and by mail; others are passed over. */
export async function addComment(ctx: Ctx, services: Services, c: OfRecord & { body: string; mentions: string[] }): Promise<Comment> {
  const kind = await demandRecord(ctx, services, c)
  const told = c.mentions.length
    ? (await colleagues(ctx, services, kind)).filter((p) => p.userId !== ctx.actor.id && c.mentions.includes(p.userId))
    : []
  const made = await writeComment(ctx, { ...c, told: told.map((p) => p.userId) })
  if (told.length) await mailMention(ctx, services, made, told)
  return made
}

/** The caller's own comment on a record that they may still see. */
const mine = async (ctx: Ctx, services: Services, id: string) => {
  const row = await ctx.tx
    .selectFrom('comment')
    .selectAll()
    .where('eventId', ctx.eventId ? '=' : 'is', ctx.eventId)
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await demandRecord(ctx, services, row)
  if (row.authorId !== ctx.actor.id) throw new AppError('auth.forbidden')
  return row
}

export async function changeComment(ctx: Ctx, services: Services, id: string, body: string, version: number): Promise<Comment> {
  const old = await mine(ctx, services, id)
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
export async function removeComment(ctx: Ctx, services: Services, id: string) {
  await mine(ctx, services, id)
  await ctx.tx.updateTable('comment').set({ body: '', mentions: [], removedAt: ctx.now, updatedAt: ctx.now }).where('id', '=', id).execute()
  await audit(ctx, { entity: 'comment', entityId: id, action: 'remove' })
  return { id }
}
