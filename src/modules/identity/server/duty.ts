import { sql } from 'kysely'
import type { Actor } from '../../../kernel/server/ctx.ts'
import type { Tx } from '../../../kernel/server/db.ts'
import { type FactorRule, factorRule } from '../contract/factors.ts'
import { userActor } from './actor.ts'
import type {} from './factor-tables.ts'

export type KeptRule = FactorRule & { since: string }
/** The rule in an organisation's settings; nobody has to, unless it was set. */
export function ruleOf(settings: Record<string, unknown> | null | undefined): KeptRule {
  const { since, ...rule } = (settings?.factors ?? {}) as { since?: string }
  const read = factorRule.safeParse(rule)
  return read.success && since ? { ...read.data, since } : { required: 'nobody', graceDays: 7, since: new Date(0).toISOString() }
}
const leads = ['owner', 'director', 'accountant']
/** Until when somebody in this role has to have a second factor, ISO UTC; `null` where none is asked for. */
export function graceEnd(rule: KeptRule, role: string, joinedAt: string): string | null {
  if (rule.required === 'nobody' || (rule.required === 'leads' && !leads.includes(role))) return null
  return new Date(Math.max(Date.parse(rule.since), Date.parse(joinedAt)) + rule.graceDays * 86_400_000).toISOString()
}

/** The same for a person's place in one organisation, whether or not there is a factor already. */
export async function dutyOf(tx: Tx, userId: string, organisationId: string | null): Promise<string | null> {
  if (!organisationId) return null
  const row = await tx
    .selectFrom('member')
    .innerJoin('organisation', 'organisation.organisationId', 'member.organisationId')
    .select(['member.role', 'member.createdAt', 'organisation.settings'])
    .where('member.userId', '=', userId)
    .where('member.organisationId', '=', organisationId)
    .where('member.active', '=', true)
    .executeTakeFirst()
  return row ? graceEnd(ruleOf(row.settings), row.role, row.createdAt) : null
}

/** Until when this person still has to set a factor up, in this organisation; `null` where nothing is missing. */
export async function missingBy(tx: Tx, actor: Actor): Promise<string | null> {
  if (!actor.id || !actor.session) return null
  const { rows } = await sql<{
    done: boolean
  }>`select exists (select 1 from auth_totp where user_id = ${actor.id} and confirmed_at is not null)
    or exists (select 1 from auth_passkey where user_id = ${actor.id})
    or exists (select 1 from auth_session_way where session_id = ${actor.session.id} and how = 'oidc') as done`.execute(tx)
  return rows[0]!.done ? null : dutyOf(tx, actor.id, actor.barred?.organisationId ?? actor.organisationId)
}

type Facts = {
  how: string | null
  through: string | null
  settings: Record<string, unknown> | null
  joinedAt: string | null
  onlyOidc: boolean
  hasFactor: boolean
  hasPassword: boolean
}
/**
 * What the way in allows: a session that an organisation's provider opened reaches that organisation alone; where the
 * organisation lets people in only through its provider, or asks for a second factor that is missing after the grace, the
 * person keeps the own account and nothing else (`barred`). Owners with a password are never shut out by the provider.
 */
export async function withDuties(tx: Tx, found: Actor, user: { id: string; name: string }, sessionId: string): Promise<Actor> {
  const ask = async (actor: Actor) =>
    (
      await sql<Facts>`select w.how, w.organisation_id as through, o.settings, m.created_at as joined_at,
        coalesce(p.enabled and p.only_oidc, false) as only_oidc,
        exists (select 1 from auth_totp t where t.user_id = ${user.id} and t.confirmed_at is not null)
          or exists (select 1 from auth_passkey k where k.user_id = ${user.id}) as has_factor,
        exists (select 1 from auth_account a where a."userId" = ${user.id} and a."providerId" = 'credential' and a.password is not null) as has_password
        from (select 1) one left join auth_session_way w on w.session_id = ${sessionId}
        left join organisation o on o.organisation_id = ${actor.organisationId}::uuid
        left join member m on m.organisation_id = o.organisation_id and m.user_id = ${user.id}
        left join oidc_provider p on p.organisation_id = o.organisation_id`.execute(tx)
    ).rows[0]!
  let actor = found
  let facts = await ask(actor)
  if (facts.through && facts.through !== actor.organisationId) {
    const there = await userActor(tx, user, facts.through)
    if (there.organisationId !== facts.through) return nowhere(actor)
    actor = { ...there, ...(found.session ? { session: found.session } : {}) }
    facts = await ask(actor)
  }
  if (!actor.organisationId || !actor.role) return actor
  if (facts.through) return actor
  const barred = (code: string): Actor => ({ ...nowhere(actor), barred: { code, organisationId: actor.organisationId! } })
  if (facts.onlyOidc && !(actor.role === 'owner' && facts.hasPassword)) return barred('identity.oidc_only')
  const by = facts.hasFactor ? null : graceEnd(ruleOf(facts.settings), actor.role, facts.joinedAt ?? '')
  return by !== null && by <= new Date().toISOString() ? barred('auth.factor_required') : actor
}
const nowhere = (actor: Actor): Actor => ({ ...actor, organisationId: null, role: null, events: new Map() })
