import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { queueMail } from '../../../kernel/server/mail.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { type Invitation, INVITATION_DAYS, type invitationDraft } from '../contract/people.ts'
import { type Role, roleNames } from '../contract/roles.ts'
import { hashToken, newToken } from './tokens.ts'
import type { z } from 'zod'

type Row = {
  id: string
  email: string
  name: string
  role: string
  eventId: string | null
  groups: string[]
  invitedBy: string
  createdAt: string
  expiresAt: string
  acceptedAt: string | null
  revokedAt: string | null
  version: number
}
const view = (ctx: Ctx, r: Row): Invitation => ({
  id: r.id,
  email: r.email,
  name: r.name,
  role: r.role as Role,
  eventId: r.eventId,
  groups: r.groups,
  invitedBy: r.invitedBy,
  createdAt: r.createdAt,
  expiresAt: r.expiresAt,
  version: r.version,
  state: r.acceptedAt ? 'accepted' : r.revokedAt ? 'revoked' : r.expiresAt <= ctx.now ? 'expired' : 'open',
})
const until = (ctx: Ctx) => new Date(Date.parse(ctx.now) + INVITATION_DAYS * 86_400_000).toISOString()

async function sendInvitation(ctx: Ctx, services: Services, i: { email: string; name: string; role: string }, token: string, lang: string) {
  const org = await ctx.tx.selectFrom('organisation').select(['name', 'nameEn', 'colour']).executeTakeFirstOrThrow()
  const url = `${services.publicUrl}/app/join?token=${token}`
  const role = roleNames[i.role as Role]
  const zh = [
    `${ctx.actor.name || org.name} 邀請您加入「${org.name}」的辦桌，角色是${role.zh}。`,
    `請在 ${INVITATION_DAYS} 天內按下面的按鈕，設定姓名和密碼就能開始。`,
  ].join('\n')
  const en = [
    `${ctx.actor.name || org.name} invites you to ${org.nameEn || org.name} on Bantoh as ${role.en}.`,
    `Open the link within ${INVITATION_DAYS} days to set your name and password.`,
  ].join('\n')
  const english = lang === 'en'
  await queueMail(ctx, {
    kind: 'identity.invitation',
    to: [{ address: i.email, name: i.name }],
    subject: english ? `Invitation to ${org.nameEn || org.name}` : `邀請您加入${org.name}`,
    brand: { name: english ? org.nameEn || org.name : org.name, colour: org.colour },
    blocks: [
      { kind: 'title', text: english ? `Join ${org.nameEn || org.name}` : `加入${org.name}` },
      { kind: 'text', text: english ? en : zh },
      { kind: 'button', text: english ? 'Accept the invitation' : '接受邀請', url },
      { kind: 'small', text: english ? zh : en },
    ],
  })
}

export async function listInvitations(ctx: Ctx): Promise<Invitation[]> {
  const rows = await ctx.tx.selectFrom('invitation').selectAll().orderBy('createdAt', 'desc').limit(500).execute()
  return rows.map((r) => view(ctx, r))
}

/** Writes to somebody with a link of one use. An open invitation of the same address is replaced. Errors: `identity.already_member`, `record.not_found` (event). */
export async function invite(ctx: Ctx, services: Services, draft: z.output<typeof invitationDraft>): Promise<Invitation> {
  const email = draft.email.trim().toLowerCase()
  const known = await ctx.tx.selectFrom('member').select('id').where('email', '=', email).where('active', '=', true).executeTakeFirst()
  if (known)
    throw new AppError('identity.already_member', {}, [
      { path: 'email', code: 'identity.already_member', message: 'identity.already_member' },
    ])
  if (draft.eventId && !(await services.eventExists(ctx.tx, draft.eventId))) throw new AppError('record.not_found')
  await ctx.tx
    .updateTable('invitation')
    .set({ revokedAt: ctx.now })
    .where('email', '=', email)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .execute()
  const token = newToken()
  const row = await ctx.tx
    .insertInto('invitation')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      email,
      name: draft.name,
      role: draft.role,
      eventId: draft.eventId,
      groups: draft.eventId ? draft.groups : [],
      tokenHash: hashToken(token),
      invitedBy: ctx.actor.name,
      expiresAt: until(ctx),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await sendInvitation(ctx, services, row, token, draft.lang)
  await audit(ctx, { entity: 'invitation', entityId: row.id, action: 'create', label: email, eventId: draft.eventId })
  return view(ctx, row)
}

/** A new link and seven more days; the old link stops working. Errors: `record.not_found` for what was accepted or taken back. */
export async function resendInvitation(ctx: Ctx, services: Services, id: string): Promise<Invitation> {
  const token = newToken()
  const row = await ctx.tx
    .updateTable('invitation')
    .set((eb) => ({ tokenHash: hashToken(token), expiresAt: until(ctx), updatedAt: ctx.now, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await sendInvitation(ctx, services, row, token, ctx.lang)
  await audit(ctx, { entity: 'invitation', entityId: id, action: 'resend', label: row.email, eventId: row.eventId })
  return view(ctx, row)
}

/** Errors: `record.not_found` for what was accepted or taken back already. */
export async function revokeInvitation(ctx: Ctx, id: string): Promise<{ id: string }> {
  const row = await ctx.tx
    .updateTable('invitation')
    .set({ revokedAt: ctx.now, updatedAt: ctx.now })
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returning(['email', 'eventId'])
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'invitation', entityId: id, action: 'revoke', label: row.email, eventId: row.eventId })
  return { id }
}
