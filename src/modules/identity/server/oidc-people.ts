import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Role } from '../contract/roles.ts'
import { memberLabels } from './members.ts'
import type { RoleRule } from './factor-tables.ts'
import { addMember } from './setup.ts'

export type Claims = Record<string, unknown>
export type Rules = {
  issuer: string
  mailDomains: string[]
  roleClaim: string
  roleRules: RoleRule[]
  defaultRole: string | null
  createPeople: boolean
}
/** Why a provider's account is not let in; `null` in its place: it is. */
export type Outcome = { userId: string; refused: null } | { userId: string | null; refused: Refusal }
type Refusal =
  | 'identity.oidc_unverified'
  | 'identity.oidc_foreign_domain'
  | 'identity.oidc_no_role'
  | 'identity.oidc_no_place'
  | 'identity.oidc_closed'
  | 'identity.oidc_taken'

const yes = (v: unknown) => v === true || v === 1 || v === 'true' || v === '1'
/** The mail address, where the provider says that it has checked it (`email_verified`; Entra ID says `xms_edov`). */
export function verifiedMail(claims: Claims): string | null {
  const { email } = claims
  if (typeof email !== 'string' || !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) return null
  return yes(claims.email_verified) || (claims.email_verified === undefined && yes(claims.xms_edov)) ? email.toLowerCase() : null
}

/** The values at a claim: by its whole name, or by a path with dots; texts and lists of texts, nothing else. */
export function valuesAt(claims: Claims, path: string): string[] {
  const own = (o: unknown, k: string) => (typeof o === 'object' && o !== null && Object.hasOwn(o, k) ? (o as Claims)[k] : undefined)
  const found = own(claims, path) ?? path.split('.').reduce<unknown>(own, claims)
  return [found].flat().filter((v): v is string => typeof v === 'string')
}
/** The role that the provider's claims give; `null`: none. */
export function roleBy(rules: Rules, claims: Claims): string | null {
  if (!rules.roleClaim || rules.roleRules.length === 0) return rules.defaultRole
  const have = new Set(valuesAt(claims, rules.roleClaim))
  return rules.roleRules.find((r) => have.has(r.value))?.role ?? rules.defaultRole
}

type Place = { id: string; role: string; active: boolean; version: number; name: string }
const placeOf = (ctx: Ctx, userId: string): Promise<Place | undefined> =>
  ctx.tx
    .selectFrom('member')
    .select(['id', 'role', 'active', 'version', 'name'])
    .where('userId', '=', userId)
    .forUpdate()
    .executeTakeFirst()

async function change(ctx: Ctx, userId: string, was: Place, to: { role?: string; active?: boolean }) {
  const after = { ...was, ...to }
  await ctx.tx
    .updateTable('member')
    .set({ role: after.role, active: after.active, version: was.version + 1, updatedAt: ctx.now })
    .where('id', '=', was.id)
    .execute()
  await audit(ctx, {
    entity: 'member',
    entityId: was.id,
    action: 'update',
    label: was.name,
    changes: diff(memberLabels, was, after),
    eventId: null,
  })
  ctx.touch('access')
  return userId
}

/**
 * Which person of the organisation a provider's account is. The account is known by issuer and subject; the first time by its
 * verified mail address in one of the organisation's own domains, and by that only once: whoever inherits an address does not
 * inherit the person. Roles follow the rules at every sign-in; who has none any more loses the place. Owners are made and
 * unmade by owners alone. Runs in the organisation's own transaction.
 */
export async function personOf(ctx: Ctx, asSystem: SystemWork, rules: Rules, subject: string, claims: Claims): Promise<Outcome> {
  const email = verifiedMail(claims)
  if (!email) return { userId: null, refused: 'identity.oidc_unverified' }
  if (!rules.mailDomains.includes(email.slice(email.indexOf('@') + 1))) return { userId: null, refused: 'identity.oidc_foreign_domain' }
  const role = roleBy(rules, claims)
  const ruled = rules.roleClaim !== '' && rules.roleRules.length > 0
  // Two first sign-ins at once would make two people of one.
  await sql`select pg_advisory_xact_lock(hashtext(${`oidc/${ctx.orgId}/${email}`}))`.execute(ctx.tx)
  const linked = await ctx.tx
    .selectFrom('oidcAccount')
    .select('userId')
    .where('issuer', '=', rules.issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  let userId = linked?.userId ?? (await asSystem.userByMail(email))
  const place = userId ? await placeOf(ctx, userId) : undefined
  if (!linked && userId) {
    const taken = await ctx.tx
      .selectFrom('oidcAccount')
      .select('id')
      .where('issuer', '=', rules.issuer)
      .where('userId', '=', userId)
      .executeTakeFirst()
    if (taken) return { userId, refused: 'identity.oidc_taken' }
  }
  if (!role && (ruled || !place)) {
    if (place?.active && place.role !== 'owner') {
      await change(ctx, userId!, place, { active: false })
      await ctx.tx
        .insertInto('oidcClosed')
        .values({ userId: userId!, version: place.version + 1 })
        .onConflict((c) => c.columns(['organisationId', 'userId']).doUpdateSet({ version: place.version + 1 }))
        .execute()
      await asSystem.endSessions(userId!)
    }
    return { userId, refused: 'identity.oidc_no_role' }
  }
  if (!place) {
    if (!rules.createPeople) return { userId, refused: 'identity.oidc_no_place' }
    const name = nameOf(claims, email)
    userId ??= await asSystem.makeUser(email, name)
    await addMember(ctx.tx, { organisationId: ctx.orgId, userId, name, email, role: role as Role })
    await audit(ctx, { entity: 'member', entityId: userId, action: 'create', label: name, eventId: null })
    ctx.touch('access')
  } else if (!place.active) {
    const closed = await ctx.tx.selectFrom('oidcClosed').select('version').where('userId', '=', userId!).executeTakeFirst()
    if (!role || closed?.version !== place.version) return { userId, refused: 'identity.oidc_closed' }
    await change(ctx, userId!, place, { active: true, role })
    await ctx.tx.deleteFrom('oidcClosed').where('userId', '=', userId!).execute()
  } else if (ruled && place.role !== 'owner' && place.role !== role) await change(ctx, userId!, place, { role: role! })
  if (linked)
    await ctx.tx
      .updateTable('oidcAccount')
      .set({ lastUsedAt: ctx.now })
      .where('issuer', '=', rules.issuer)
      .where('subject', '=', subject)
      .execute()
  else
    await ctx.tx
      .insertInto('oidcAccount')
      .values({ id: newId(), issuer: rules.issuer, subject, userId: userId!, lastUsedAt: ctx.now })
      .execute()
  return { userId: userId!, refused: null }
}
/** What belongs to no organisation and so is not the organisation's transaction's. */
export type SystemWork = {
  userByMail(email: string): Promise<string | null>
  /** An account without a password; its mail address counts as verified. The one that is there, if somebody was quicker. */
  makeUser(email: string, name: string): Promise<string>
  endSessions(userId: string): Promise<void>
}

function nameOf(claims: Claims, email: string): string {
  for (const k of ['name', 'preferred_username', 'nickname']) {
    const v = claims[k]
    // oxlint-disable-next-line no-control-regex -- names from outside may hold anything
    const text =
      typeof v === 'string'
        ? v
            .replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
            .trim()
            .slice(0, 80)
        : ''
    if (text) return text
  }
  return email.split('@')[0]!.slice(0, 80)
}
