import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { recordPath } from './mention.ts'

const unreadOf = async (ctx: Ctx) =>
  Number(
    (
      await ctx.tx
        .selectFrom('notification')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('userId', '=', ctx.actor.id ?? '')
        .where('readAt', 'is', null)
        .executeTakeFirstOrThrow()
    ).n,
  )

/** The caller's notices, newest first, with the address of what they are about (the event's where its kind has no screen). */
export async function readInbox(ctx: Ctx, services: Services, q: { limit: number; before?: string | undefined; unread: boolean }) {
  let query = ctx.tx
    .selectFrom('notification')
    .leftJoin('event', (j) =>
      j.onRef('event.id', '=', 'notification.eventId').onRef('event.organisationId', '=', 'notification.organisationId'),
    )
    .select([
      'notification.id',
      'notification.eventId',
      'event.slug as eventSlug',
      'notification.kind',
      'notification.entity',
      'notification.entityId',
      'notification.title',
      'notification.body',
      'notification.readAt',
      'notification.createdAt',
    ])
    .where('notification.userId', '=', ctx.actor.id ?? '')
    .orderBy('notification.createdAt', 'desc')
    .limit(q.limit)
  if (q.before) query = query.where('notification.createdAt', '<', q.before)
  if (q.unread) query = query.where('notification.readAt', 'is', null)
  const rows = (await query.execute()).map((r) => ({ ...r, path: recordPath(services, r.eventSlug, r) }))
  return { rows, unread: await unreadOf(ctx) }
}

export async function markRead(ctx: Ctx, ids: string[]) {
  if (ids.length)
    await ctx.tx
      .updateTable('notification')
      .set({ readAt: ctx.now })
      .where('userId', '=', ctx.actor.id ?? '')
      .where('id', 'in', ids)
      .where('readAt', 'is', null)
      .execute()
  ctx.touch('notification')
  return { unread: await unreadOf(ctx) }
}

export async function listViews(ctx: Ctx, list: string) {
  const rows = await ctx.tx
    .selectFrom('savedView')
    .select(['id', 'name', 'list', 'userId', 'view'])
    .where('list', '=', list)
    .where((eb) => eb.or([eb('userId', 'is', null), eb('userId', '=', ctx.actor.id ?? '')]))
    .orderBy('createdAt')
    .limit(100)
    .execute()
  return { rows: rows.map(({ userId, ...r }) => ({ ...r, shared: userId === null })) }
}

export async function saveView(ctx: Ctx, v: { list: string; name: string; shared: boolean; view: Record<string, unknown> }) {
  const row = { id: newId(), name: v.name, list: v.list }
  await ctx.tx
    .insertInto('savedView')
    .values({ ...row, organisationId: ctx.orgId, userId: v.shared ? null : ctx.actor.id, view: json(v.view) })
    .execute()
  return { ...row, shared: v.shared, view: v.view }
}

export async function removeView(ctx: Ctx, id: string) {
  const mayShared = ['owner', 'director', 'planner'].includes(ctx.actor.role ?? '')
  const gone = await ctx.tx
    .deleteFrom('savedView')
    .where('id', '=', id)
    .where((eb) =>
      mayShared ? eb.or([eb('userId', 'is', null), eb('userId', '=', ctx.actor.id ?? '')]) : eb('userId', '=', ctx.actor.id ?? ''),
    )
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw new AppError('record.not_found')
  return { id }
}
