import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import type { Actor, Ctx } from '../../../kernel/server/ctx.ts'
import type { Db, Tx } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { SecurityKind, securityEndpoints } from '../contract/security.ts'
import { deviceOf, networkOf } from './device.ts'

/** From where something was done. */
export type Origin = { address: string; agent: string }
export const originOf = (request: FastifyRequest): Origin => ({
  address: request.ip,
  agent: String(request.headers['user-agent'] ?? '').slice(0, 400),
})

export type SecurityEntry = {
  kind: SecurityKind
  userId: string | null
  userName?: string
  /** Absent or null: it belongs to the person and not to one organisation, e.g. a sign-in; such need a system transaction. */
  organisationId?: string | null
  outcome?: 'ok' | 'refused'
  /** What it was about, in words without personal data or secrets, e.g. the name of a key. */
  detail?: string
  origin?: Origin | null
}

/** Appends to the security log in the caller's transaction. */
export async function securityLog(tx: Tx, e: SecurityEntry): Promise<void> {
  await tx
    .insertInto('securityEvent')
    .values({
      id: newId(),
      organisationId: e.organisationId ?? null,
      userId: e.userId,
      userName: e.userName ?? '',
      kind: e.kind,
      outcome: e.outcome ?? 'ok',
      detail: (e.detail ?? '').slice(0, 200),
      device: deviceOf(e.origin?.agent ?? null),
      address: e.origin?.address ?? null,
      network: networkOf(e.origin?.address ?? ''),
      at: new Date().toISOString(),
    })
    .execute()
}

export const originOfActor = (actor: Actor): Origin | null =>
  actor.session ? { address: actor.session.address, agent: actor.session.agent } : null

/** The same for what the caller of a verb did in the organisation. */
export const securityNote = (ctx: Ctx, kind: SecurityKind, detail = '') =>
  securityLog(ctx.tx, {
    kind,
    detail,
    userId: ctx.actor.kind === 'user' ? ctx.actor.id : null,
    userName: ctx.actor.name,
    organisationId: ctx.orgId,
    origin: originOfActor(ctx.actor),
  })

type Page = Output<typeof securityEndpoints.mine>
const PAGE = 50
type Query = { before?: string | undefined; kind?: SecurityKind | undefined }

async function page(tx: Tx, whose: ReturnType<typeof sql<boolean>>, q: Query): Promise<Page> {
  const [at, id] = (q.before ?? '').split('~')
  const from = at && id && !Number.isNaN(Date.parse(at)) ? sql`and (at, id::text) < (${at}::timestamptz, ${id})` : sql``
  const { rows } = await sql<Page['rows'][number]>`
    select id, kind, outcome, user_name as who, detail, device, network, at from security_event
    where ${whose} ${from} ${q.kind ? sql`and kind = ${q.kind}` : sql``}
    order by at desc, id::text desc limit ${PAGE + 1}`.execute(tx)
  const last = rows.length > PAGE ? rows[PAGE - 1]! : null
  return { rows: rows.slice(0, PAGE), next: last && `${last.at}~${last.id}` }
}

/** What happened to the caller's own account, in whichever organisation. */
export async function mySecurityLog(ctx: Ctx, db: Db, q: Query): Promise<Page> {
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
  return db.asSystem((tx) => page(tx, sql<boolean>`user_id = ${ctx.actor.id}`, q))
}

/** What happened here, and at the sign-in of those who have a place here; what they did elsewhere stays there. */
export const organisationSecurityLog = (ctx: Ctx, db: Db, q: Query): Promise<Page> =>
  db.asSystem((tx) =>
    page(
      tx,
      sql<boolean>`(organisation_id = ${ctx.orgId} or (organisation_id is null and user_id in
        (select user_id from member where organisation_id = ${ctx.orgId} and active)))`,
      q,
    ),
  )
