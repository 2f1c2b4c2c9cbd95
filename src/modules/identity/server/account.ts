import { sql } from 'kysely'
import type { FastifyRequest } from 'fastify'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Db } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { accountEndpoints, DeviceSession } from '../contract/people.ts'
import { webHeaders } from './actor.ts'
import type { Auth } from './auth.ts'
import { deviceOf } from './device.ts'
import { memberLabels } from './members.ts'
import { originOfActor, securityLog } from './security-log.ts'

type Account = Output<typeof accountEndpoints.get>

const me = (ctx: Ctx): string => {
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
  return ctx.actor.id!
}

export async function readAccount(ctx: Ctx, db: Db): Promise<Account> {
  const id = me(ctx)
  const row = await db.asSystem((tx) =>
    tx.selectFrom('authUser').select(['id', 'name', 'email', 'locale']).where('id', '=', id).executeTakeFirstOrThrow(),
  )
  return { ...row, locale: row.locale === 'en' ? 'en' : 'zh-TW' }
}

/** A name is changed in every organisation where the person has a place. */
export async function updateAccount(
  ctx: Ctx,
  db: Db,
  patch: { name?: string | undefined; locale?: 'zh-TW' | 'en' | undefined },
): Promise<Account> {
  const before = await readAccount(ctx, db)
  const after = { ...before, ...(patch.name ? { name: patch.name } : {}), ...(patch.locale ? { locale: patch.locale } : {}) }
  await db.asSystem(async (tx) => {
    await tx.updateTable('authUser').set({ name: after.name, locale: after.locale }).where('id', '=', after.id).execute()
    if (after.name !== before.name)
      await tx
        .updateTable('member')
        .set((eb) => ({ name: after.name, version: eb('version', '+', 1), updatedAt: ctx.now }))
        .where('userId', '=', after.id)
        .execute()
  })
  const changes = diff({ name: memberLabels.name }, before, after)
  if (changes.length && ctx.actor.organisationId)
    await audit(ctx, { entity: 'member', entityId: after.id, action: 'update', label: after.name, changes, eventId: null })
  return after
}

/** My sessions that still count, newest use first; their tokens never leave the server. */
export async function listSessions(ctx: Ctx, db: Db, auth: Auth, request: FastifyRequest): Promise<DeviceSession[]> {
  const id = me(ctx)
  const current = await currentSession(auth, request)
  const { rows } = await db.asSystem((tx) =>
    sql<{
      id: string
      ipAddress: string | null
      userAgent: string | null
      createdAt: string
      seenAt: string
    }>`select s.id, s."ipAddress", s."userAgent", s."createdAt", coalesce(g.seen_at, s."updatedAt") as seen_at
      from auth_session s left join session_guard g on g.session_id = s.id
      where s."userId" = ${id} and s."expiresAt" > now() order by 5 desc limit 100`.execute(tx),
  )
  return rows.map((r) => ({
    id: r.id,
    device: deviceOf(r.userAgent),
    ip: r.ipAddress ?? '',
    createdAt: r.createdAt,
    seenAt: r.seenAt,
    current: r.id === current,
  }))
}
const currentSession = async (auth: Auth, request: FastifyRequest) =>
  (await auth.api.getSession({ headers: webHeaders({ cookie: request.headers.cookie }) }))?.session.id ?? null

/** Errors: `record.not_found` for unknown ones and those of others. */
export async function endSession(ctx: Ctx, db: Db, id: string): Promise<{ id: string }> {
  const userId = me(ctx)
  const { rows } = await db.asSystem((tx) =>
    sql<{ id: string }>`delete from auth_session where id = ${id} and "userId" = ${userId} returning id`.execute(tx),
  )
  if (!rows.length) throw new AppError('record.not_found')
  await note(ctx, db, userId)
  return { id }
}

export async function endOtherSessions(ctx: Ctx, db: Db, auth: Auth, request: FastifyRequest): Promise<{ ended: number }> {
  const userId = me(ctx)
  const current = await currentSession(auth, request)
  const { rows } = await db.asSystem((tx) =>
    sql<{ id: string }>`delete from auth_session where "userId" = ${userId} and id is distinct from ${current} returning id`.execute(tx),
  )
  if (rows.length) await note(ctx, db, userId)
  return { ended: rows.length }
}
const note = async (ctx: Ctx, db: Db, userId: string) => {
  ctx.touch('access')
  await db.asSystem((tx) => securityLog(tx, { kind: 'sessionsEnded', userId, userName: ctx.actor.name, origin: originOfActor(ctx.actor) }))
  if (ctx.actor.organisationId)
    await audit(ctx, { entity: 'member', entityId: userId, action: 'endSessions', label: ctx.actor.name, eventId: null })
}
