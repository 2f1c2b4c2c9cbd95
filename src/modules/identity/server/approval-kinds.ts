import type { z } from 'zod'
import { sql } from 'kysely'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { assertProven, type Services } from '../../../kernel/server/mount.ts'
import type { Invitation, invitationDraft, Member } from '../contract/people.ts'
import { roleNames, type Role } from '../contract/roles.ts'
import { type SecuritySettings, securityLabels } from '../contract/security.ts'
import { type Approvable, secondPerson, somebodyElse } from './approvals.ts'
import { invite } from './invitations.ts'
import { failedRecipients, retryAllMail } from './mail.ts'
import { updateMember } from './members.ts'
import { readSecurity, saveSecurity } from './security-settings.ts'

type Change = { role?: Role | undefined; active?: boolean | undefined; version: number }
const guards = ['massMail', 'bulkExport', 'ownerRole'] as const
const rank = { off: 0, above: 1, always: 2 }

export const approvals: readonly Approvable[] = [
  {
    kind: 'identity.ownerRole',
    action: 'members.edit',
    run: async (ctx, services, p: { id: string; patch: Change }) => void (await updateMember(ctx, services.db, p.id, p.patch)),
  },
  {
    kind: 'identity.inviteOwner',
    action: 'members.edit',
    run: async (ctx, services, p: { draft: z.output<typeof invitationDraft> }) => void (await invite(ctx, services, p.draft)),
  },
  {
    kind: 'identity.security',
    action: 'security.edit',
    run: async (ctx, _services, p: { wanted: SecuritySettings }) => void (await saveSecurity(ctx, p.wanted)),
  },
  {
    kind: 'identity.massMail',
    action: 'mail.retry',
    run: async (ctx, _services, p: { recipients: string[] }) => void (await retryAllMail(ctx, p.recipients)),
  },
]

/** `updateMember`, with a second person where somebody becomes an owner and the organisation wants that. Errors: as there, `approval.asked`. */
export async function changeMember(ctx: Ctx, services: Services, id: string, patch: Change): Promise<Member> {
  if (patch.role === 'owner' && (await readSecurity(ctx)).ownerRole === 'always') {
    const before = await ctx.tx.selectFrom('member').select(['name', 'role', 'version']).where('id', '=', id).executeTakeFirst()
    if (before && before.version !== patch.version) throw new AppError('record.conflict')
    if (before && before.role !== 'owner')
      await secondPerson(ctx, services, {
        kind: 'identity.ownerRole',
        subject: { zh: `讓 ${before.name} 成為擁有者`, en: `Make ${before.name} an owner` },
        facts: [
          [{ zh: '成員', en: 'Member' }, before.name],
          [{ zh: '目前的角色', en: 'Role now' }, roleNames[before.role as Role]],
          [{ zh: '新的角色', en: 'New role' }, roleNames.owner],
        ],
        payload: { id, patch },
      })
  }
  return updateMember(ctx, services.db, id, patch)
}

/** `invite`; to invite an owner needs proof, and a second person where the organisation wants that. */
export async function inviteGuarded(ctx: Ctx, services: Services, draft: z.output<typeof invitationDraft>): Promise<Invitation> {
  if (draft.role === 'owner') {
    assertProven(ctx.actor)
    if ((await readSecurity(ctx)).ownerRole === 'always')
      await secondPerson(ctx, services, {
        kind: 'identity.inviteOwner',
        subject: { zh: `邀請 ${draft.email} 成為擁有者`, en: `Invite ${draft.email} as an owner` },
        facts: [
          [{ zh: '姓名', en: 'Name' }, draft.name || '—'],
          [{ zh: '電子郵件', en: 'E-mail' }, draft.email],
        ],
        payload: { draft },
      })
  }
  return invite(ctx, services, draft)
}

/** What is made stricter holds at once; to loosen what asks for a second person needs one. Errors: `approval.asked`, `approval.nobody_else`. */
export async function changeSecurity(ctx: Ctx, services: Services, wanted: SecuritySettings): Promise<SecuritySettings> {
  const before = await readSecurity(ctx)
  const looser =
    guards.some((g) => rank[wanted[g]] < rank[before[g]]) || (before.massMail === 'above' && wanted.massMailAbove > before.massMailAbove)
  const stricter = guards.some((g) => rank[wanted[g]] > rank[before[g]])
  // Who could not be asked must not be needed.
  if (stricter && !(await somebodyElse(ctx, services, 'security.edit'))) throw new AppError('approval.nobody_else')
  if (looser)
    await secondPerson(ctx, services, {
      kind: 'identity.security',
      subject: { zh: '放寬第二人核准的設定', en: 'Loosen what needs a second person' },
      facts: guards
        .filter((g) => before[g] !== wanted[g])
        .map((g): [Localized, Localized] => {
          const [a, b] = [stateNames[before[g]], stateNames[wanted[g]]]
          return [securityLabels[g], { zh: `${a.zh} → ${b.zh}`, en: `${a.en} → ${b.en}` }]
        }),
      payload: { wanted },
    })
  return saveSecurity(ctx, wanted)
}
const stateNames = {
  off: { zh: '不需要', en: 'not needed' },
  above: { zh: '超過人數時', en: 'above a number' },
  always: { zh: '一律要', en: 'always' },
}

/** Sends failed letters again, many only after a second person has agreed; those that were counted, and no later ones. */
export async function retryMany(ctx: Ctx, services: Services): Promise<{ retried: number }> {
  const { massMail, massMailAbove } = await readSecurity(ctx)
  const recipients = massMail === 'off' ? [] : await failedRecipients(ctx)
  if (recipients.length && (massMail === 'always' || recipients.length > massMailAbove)) {
    const { rows } = await sql<{ n: number }>`select count(distinct message_id)::int as n from mail_recipient
      where id = any(${recipients}::uuid[])`.execute(ctx.tx)
    await secondPerson(ctx, services, {
      kind: 'identity.massMail',
      subject: { zh: `重寄 ${recipients.length} 封失敗的信`, en: `Send ${recipients.length} failed letters again` },
      facts: [
        [
          { zh: '收件人', en: 'Recipients' },
          { zh: `${recipients.length} 位`, en: String(recipients.length) },
        ],
        [
          { zh: '信件', en: 'Letters' },
          { zh: `${rows[0]!.n} 種`, en: String(rows[0]!.n) },
        ],
      ],
      payload: { recipients },
      amount: recipients.length,
    })
  }
  return retryAllMail(ctx, massMail === 'off' ? undefined : recipients)
}
