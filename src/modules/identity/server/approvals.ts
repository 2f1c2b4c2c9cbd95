import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { queueMail } from '../../../kernel/server/mail.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import { type Approval, APPROVAL_HOURS } from '../contract/approvals.ts'
import type {} from './guard-tables.ts'
import { securityNote } from './security-log.ts'

/** A kind of act that a second person may have to confirm. Without `run` the confirmation is a permit that the asker uses once. */
export type Approvable = {
  kind: string
  /** Who may do it may also confirm it, for somebody else. */
  action: string
  run?(ctx: Ctx, services: Services, payload: never): Promise<void>
}
declare module '../../../kernel/server/module.ts' {
  interface Provides {
    approvals: Approvable
  }
}

type Ask = { kind: string; subject: Localized; facts: [Localized, Localized | string][]; payload: unknown; amount?: number }
const both = (v: Localized | string): Localized => (typeof v === 'string' ? { zh: v, en: v } : v)
const kindOf = (services: Services, kind: string): Approvable => {
  const found = services.provided('approvals').find((a) => a.kind === kind)
  if (!found) throw new AppError('record.not_found')
  return found
}
/** The same payload has the same hash, whatever the order of its keys. */
function hashOf(kind: string, payload: unknown): string {
  const sorted = (v: unknown): unknown =>
    Array.isArray(v)
      ? v.map(sorted)
      : v && typeof v === 'object'
        ? Object.fromEntries(
            Object.entries(v)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, x]) => [k, sorted(x)]),
          )
        : v
  return createHash('sha256')
    .update(JSON.stringify([kind, sorted(payload)]))
    .digest('hex')
}
const placeOf = (orgId: string, id: string) => `${orgId}/approval/${id}`

/** Everybody but the caller who may confirm an act, by the policy itself. */
async function others(ctx: Ctx, services: Services, action: string): Promise<{ userId: string; name: string; email: string }[]> {
  const people = await ctx.tx.selectFrom('member').select(['userId', 'name', 'email', 'role']).where('active', '=', true).execute()
  const team = ctx.eventId
    ? await ctx.tx.selectFrom('eventMember').select(['userId', 'role', 'groups']).where('eventId', '=', ctx.eventId).execute()
    : []
  return people.filter((p) => {
    const mine = team.find((m) => m.userId === p.userId)
    const events = new Map(mine && ctx.eventId ? [[ctx.eventId, { role: mine.role, groups: mine.groups }]] : [])
    const actor = { kind: 'user' as const, id: p.userId, name: p.name, organisationId: ctx.orgId, role: p.role, events, scopes: [] }
    return p.userId !== ctx.actor.id && services.policy.can(actor, action, { eventId: ctx.eventId })
  })
}
export const somebodyElse = async (ctx: Ctx, services: Services, action: string) => (await others(ctx, services, action)).length > 0

/**
 * Stops an act until another person has confirmed it: writes what was asked for (once for the same payload), tells those who
 * may confirm, and refuses for now. A permit that was given is used up instead, and the act goes on.
 * Errors: `approval.asked`, `approval.nobody_else`, `identity.people_only`.
 */
export async function secondPerson(ctx: Ctx, services: Services, ask: Ask): Promise<void> {
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
  const { kind, action, run } = kindOf(services, ask.kind)
  const payloadHash = hashOf(kind, ask.payload)
  const askedBy = ctx.actor.id!
  const facts = ask.facts.map(([k, v]): [Localized, Localized] => [k, both(v)])
  if (!run) {
    const permit = await ctx.tx
      .updateTable('approvalRequest')
      .set({ expiresAt: ctx.now, updatedAt: ctx.now })
      .where('payloadHash', '=', payloadHash)
      .where('askedBy', '=', askedBy)
      .where('state', '=', 'approved')
      .where('expiresAt', '>', ctx.now)
      .returning('id')
      .executeTakeFirst()
    if (permit) return
  }
  const approvers = await others(ctx, services, action)
  if (!approvers.length) throw new AppError('approval.nobody_else')
  // In a transaction of its own, since this one ends with the refusal.
  await asOrganisation(
    services,
    ctx.orgId,
    ctx.log,
    async (own) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.orgId}/${payloadHash}/${askedBy}`}, 0))`.execute(own.tx)
      const open = await own.tx
        .selectFrom('approvalRequest')
        .select('id')
        .where('payloadHash', '=', payloadHash)
        .where('askedBy', '=', askedBy)
        .where('state', '=', 'open')
        .where('expiresAt', '>', own.now)
        .executeTakeFirst()
      if (open) return
      const id = newId()
      await own.tx
        .insertInto('approvalRequest')
        .values({
          id,
          organisationId: ctx.orgId,
          eventId: ctx.eventId,
          kind,
          subject: ask.subject.zh,
          facts: json({ subject: ask.subject, rows: facts }),
          payload: sealJson(ask.payload, placeOf(ctx.orgId, id)),
          payloadHash,
          amount: ask.amount ?? null,
          askedBy,
          askedByName: ctx.actor.name,
          expiresAt: new Date(Date.parse(own.now) + APPROVAL_HOURS * 3_600_000).toISOString(),
          createdAt: own.now,
          updatedAt: own.now,
        })
        .execute()
      await audit(own, { entity: 'approval', entityId: id, action: 'ask', label: ask.subject.zh })
      await securityNote(own, 'approvalAsked', ask.subject.zh)
      await queueMail(own, {
        kind: 'identity.approval',
        to: approvers.slice(0, 10).map((a) => ({ address: a.email, name: a.name })),
        subject: `請您核准：${ask.subject.zh}`,
        blocks: [
          { kind: 'title', text: '有一件事等您核准' },
          { kind: 'text', text: `${ctx.actor.name} 要做的事需要第二個人同意：${ask.subject.zh}` },
          { kind: 'facts', rows: facts.map(([k, v]) => [k.zh, v.zh]) },
          { kind: 'button', text: '去看看 Review', url: `${services.publicUrl}/app/o/settings/approvals` },
          {
            kind: 'small',
            text: `${ctx.actor.name} asks for something that needs a second person: ${ask.subject.en}. It lapses after ${APPROVAL_HOURS} hours.`,
          },
        ],
      })
    },
    { eventId: ctx.eventId, actor: ctx.actor },
  )
  throw new AppError('approval.asked')
}

type Told = { subject: Localized; rows: [Localized, Localized][] }
type Row = Awaited<ReturnType<typeof rowsOf>>[number]
const columns = [
  'id',
  'eventId',
  'kind',
  'subject',
  'facts',
  'state',
  'payload',
  'payloadHash',
  'askedBy',
  'askedByName',
  'createdAt',
  'expiresAt',
  'decidedByName',
  'decidedAt',
  'reply',
] as const
const rowsOf = (ctx: Ctx) => ctx.tx.selectFrom('approvalRequest').select(columns).orderBy('createdAt', 'desc').limit(300).execute()

function view(ctx: Ctx, services: Services, r: Row): Approval {
  const over = r.expiresAt <= ctx.now
  const state = r.state === 'open' && over ? 'expired' : r.state
  const mine = r.askedBy === ctx.actor.id
  const may = ctx.actor.kind === 'user' && ctx.can(kindOf(services, r.kind).action, { eventId: r.eventId })
  return {
    id: r.id,
    kind: r.kind,
    subject: (r.facts as Told).subject,
    facts: (r.facts as Told).rows,
    state: state as Approval['state'],
    payloadHash: r.payloadHash,
    askedBy: r.askedByName,
    mine,
    createdAt: r.createdAt,
    expiresAt: r.expiresAt,
    decidedBy: r.decidedByName,
    decidedAt: r.decidedAt,
    reply: r.reply,
    can: { decide: state === 'open' && may && !mine, withdraw: state === 'open' && mine },
  }
}

/** What the caller asked for, and what they may decide. */
export async function listApprovals(ctx: Ctx, services: Services): Promise<Approval[]> {
  const known = new Set(services.provided('approvals').map((a) => a.kind))
  const rows = (await rowsOf(ctx)).filter((r) => known.has(r.kind))
  return rows
    .filter((r) => r.askedBy === ctx.actor.id || ctx.can(kindOf(services, r.kind).action, { eventId: r.eventId }))
    .map((r) => view(ctx, services, r))
}

/** The row, locked, as one that the caller may decide. Errors: `record.not_found`, `approval.own`, `approval.over`, `auth.forbidden`. */
async function open(ctx: Ctx, services: Services, id: string, own: boolean): Promise<Row> {
  const row = await ctx.tx.selectFrom('approvalRequest').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  const mine = row.askedBy === ctx.actor.id
  const may = ctx.can(kindOf(services, row.kind).action, { eventId: row.eventId })
  if (!mine && !may) throw new AppError('record.not_found')
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
  if (own !== mine) throw new AppError(own ? 'auth.forbidden' : 'approval.own')
  if (!own && !may) throw new AppError('auth.forbidden')
  if (row.state !== 'open' || row.expiresAt <= ctx.now) throw new AppError('approval.over')
  return row
}

async function decide(ctx: Ctx, services: Services, row: Row, state: 'approved' | 'declined' | 'withdrawn', reply = ''): Promise<Approval> {
  const after = await ctx.tx
    .updateTable('approvalRequest')
    .set((eb) => ({
      state,
      reply,
      decidedBy: ctx.actor.id,
      decidedByName: ctx.actor.name,
      decidedAt: ctx.now,
      updatedAt: ctx.now,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', row.id)
    .returning(columns)
    .executeTakeFirstOrThrow()
  const at = { ...ctx, eventId: row.eventId }
  await audit(at, { entity: 'approval', entityId: row.id, action: state, label: row.subject })
  await securityNote(ctx, 'approvalDecided', `${row.subject}：${state}`)
  return view(ctx, services, after)
}

/**
 * Confirms as the second person and does it, in one transaction under the row's lock: of two who confirm at once, one does.
 * `payloadHash` is what the person saw; what cannot be done is not confirmed either.
 */
export async function approve(ctx: Ctx, services: Services, id: string, payloadHash: string): Promise<Approval> {
  const row = await open(ctx, services, id, false)
  const payload = unsealJson<never>(row.payload, placeOf(ctx.orgId, id))
  if (payload === undefined || row.payloadHash !== payloadHash || hashOf(row.kind, payload) !== payloadHash)
    throw new AppError('record.conflict')
  await kindOf(services, row.kind).run?.({ ...ctx, eventId: row.eventId }, services, payload)
  return decide(ctx, services, row, 'approved')
}
export const decline = async (ctx: Ctx, services: Services, id: string, reply: string) =>
  decide(ctx, services, await open(ctx, services, id, false), 'declined', reply)
export const withdraw = async (ctx: Ctx, services: Services, id: string) =>
  decide(ctx, services, await open(ctx, services, id, true), 'withdrawn')
