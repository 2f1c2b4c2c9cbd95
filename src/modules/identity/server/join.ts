import { newId } from '../../../kernel/contract/ids.ts'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type Frame, transact } from '../../../kernel/server/mount.ts'
import type { joinEndpoints } from '../contract/people.ts'
import type { Role } from '../contract/roles.ts'
import type { Auth } from './auth.ts'
import { demandPassword } from './passwords.ts'
import { addMember, createAccount } from './setup.ts'
import { hashToken } from './tokens.ts'

const accountOf = async (auth: Auth, email: string) => (await (await auth.$context).internalAdapter.findUserByEmail(email))?.user ?? null

/** Invitation behind a link, in whatever organisation. Errors: `identity.invitation_invalid` for unknown, used, revoked and expired ones alike. */
async function open(frame: Frame, token: string) {
  const row = await frame.services.db.asSystem((tx) =>
    tx
      .selectFrom('invitation')
      .innerJoin('organisation', 'organisation.organisationId', 'invitation.organisationId')
      .select([
        'invitation.id',
        'invitation.organisationId',
        'invitation.email',
        'invitation.name',
        'invitation.role',
        'invitation.invitedBy',
        'invitation.expiresAt',
        'organisation.name as organisation',
      ])
      .where('tokenHash', '=', hashToken(token))
      .where('acceptedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', new Date().toISOString())
      .executeTakeFirst(),
  )
  if (!row) throw new AppError('identity.invitation_invalid')
  return row
}

export async function lookAtInvitation(frame: Frame, auth: Auth, token: string): Promise<Output<typeof joinEndpoints.look>> {
  const i = await open(frame, token)
  const user = await accountOf(auth, i.email)
  return {
    organisation: i.organisation,
    email: i.email,
    name: i.name,
    role: i.role as Role,
    invitedBy: i.invitedBy,
    expiresAt: i.expiresAt,
    step: !user ? 'new' : frame.actor.kind === 'user' && frame.actor.id === user.id ? 'ready' : 'signIn',
  }
}

/**
 * Makes the invited person a member, once: the invitation's row is claimed first and stays locked until commit, so the
 * second of two equal requests finds it used. Holders of an account must be signed in as that person.
 * Errors: `identity.invitation_invalid`, `identity.sign_in_to_join`, `identity.weak_password`, `request.invalid`.
 */
export async function acceptInvitation(
  frame: Frame,
  auth: Auth,
  a: { token: string; name?: string | undefined; password?: string | undefined; locale?: 'zh-TW' | 'en' | undefined },
): Promise<{ organisationId: string; email: string }> {
  const found = await open(frame, a.token)
  const { actor, lang } = frame
  const user = await accountOf(auth, found.email)
  if (user && !(actor.kind === 'user' && actor.id === user.id)) throw new AppError('identity.sign_in_to_join')
  if (!user) {
    const missing = (['name', 'password'] as const).filter((k) => !a[k])
    if (missing.length)
      throw new AppError(
        'request.invalid',
        {},
        missing.map((path) => ({ path, code: 'text.required', message: 'text.required' })),
      )
    await demandPassword(a.password!, 'password', [found.email, a.name!, found.organisation])
  }
  const name = a.name ?? actor.name
  const inside: Actor = {
    kind: 'user',
    id: user?.id ?? null,
    name,
    organisationId: found.organisationId,
    role: null,
    events: new Map(),
    scopes: [],
  }
  return transact({ ...frame, actor: inside, orgId: found.organisationId, eventId: null }, async (ctx) => {
    const i = await ctx.tx
      .updateTable('invitation')
      .set({ acceptedAt: ctx.now, updatedAt: ctx.now })
      .where('id', '=', found.id)
      .where('tokenHash', '=', hashToken(a.token))
      .where('acceptedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', ctx.now)
      .returningAll()
      .executeTakeFirst()
    if (!i) throw new AppError('identity.invitation_invalid')
    const userId = user?.id ?? (await createAccount(auth, { email: i.email, name, password: a.password!, locale: a.locale ?? lang }))
    const place = await ctx.tx.selectFrom('member').select(['id', 'active']).where('userId', '=', userId).forUpdate().executeTakeFirst()
    if (!place) await addMember(ctx.tx, { organisationId: ctx.orgId, userId, name, email: i.email, role: i.role as Role })
    else if (!place.active)
      await ctx.tx.updateTable('member').set({ active: true, role: i.role, updatedAt: ctx.now }).where('id', '=', place.id).execute()
    if (i.eventId)
      await ctx.tx
        .insertInto('eventMember')
        .values({ id: newId(), organisationId: ctx.orgId, eventId: i.eventId, userId, role: i.role, groups: i.groups })
        .onConflict((c) => c.columns(['organisationId', 'eventId', 'userId']).doNothing())
        .execute()
    await audit(
      { ...ctx, actor: { ...inside, id: userId } },
      { entity: 'invitation', entityId: i.id, action: 'accept', label: i.email, eventId: i.eventId },
    )
    ctx.touch('member')
    return { organisationId: ctx.orgId, email: i.email }
  })
}
