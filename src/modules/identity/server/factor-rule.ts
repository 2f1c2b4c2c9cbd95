import { sql } from 'kysely'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Db } from '../../../kernel/server/db.ts'
import type { FactorRule } from '../contract/factors.ts'
import { ruleOf } from './duty.ts'
import { securityNote } from './security-log.ts'

const labels = {
  required: { zh: '要求兩步驟登入', en: 'Second step required' },
  graceDays: { zh: '寬限天數', en: 'Days of grace' },
}

/** Who of these people has a second factor. */
export const withFactor = (db: Db, userIds: string[]): Promise<Map<string, ('totp' | 'passkey')[]>> =>
  db.asSystem(async (tx) => {
    const { rows } = await sql<{ userId: string; kind: 'totp' | 'passkey' }>`
      select user_id, 'totp' as kind from auth_totp where user_id = any(${userIds}) and confirmed_at is not null
      union select user_id, 'passkey' from auth_passkey where user_id = any(${userIds})`.execute(tx)
    const found = new Map<string, ('totp' | 'passkey')[]>()
    for (const r of rows) found.set(r.userId, [...(found.get(r.userId) ?? []), r.kind])
    return found
  })

export async function readRule(ctx: Ctx, db: Db) {
  const row = await ctx.tx.selectFrom('organisation').select('settings').executeTakeFirst()
  const people = await ctx.tx.selectFrom('member').select(['userId', 'role', 'createdAt']).where('active', '=', true).execute()
  const have = await withFactor(
    db,
    people.map((p) => p.userId),
  )
  const { required, graceDays } = ruleOf(row?.settings)
  return { required, graceDays, without: people.filter((p) => !have.has(p.userId)).length }
}

/** A stricter rule gives everybody the days of grace anew; a looser one takes hold at once. */
export async function saveRule(ctx: Ctx, wanted: FactorRule): Promise<FactorRule> {
  const row = await ctx.tx.selectFrom('organisation').select(['settings', 'name']).forUpdate().executeTakeFirstOrThrow()
  const before = ruleOf(row.settings)
  const weight = { nobody: 0, leads: 1, all: 2 }
  const since = weight[wanted.required] > weight[before.required] ? ctx.now : before.since
  await sql`update organisation set settings = settings || ${JSON.stringify({ factors: { ...wanted, since } })}::jsonb, updated_at = ${ctx.now}
    where organisation_id = ${ctx.orgId}`.execute(ctx.tx)
  const changes = diff(labels, before, wanted)
  if (changes.length) {
    await audit(ctx, { entity: 'organisation', entityId: ctx.orgId, action: 'updateSecurity', label: row.name, changes, eventId: null })
    await securityNote(ctx, 'securityChanged')
    ctx.touch('access')
  }
  return wanted
}
