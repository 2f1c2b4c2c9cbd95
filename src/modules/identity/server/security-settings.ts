import { sql } from 'kysely'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type SecuritySettings, securityLabels, securityOf } from '../contract/security.ts'
import { securityNote } from './security-log.ts'

export async function readSecurity(ctx: Ctx): Promise<SecuritySettings> {
  const row = await ctx.tx.selectFrom('organisation').select('settings').executeTakeFirst()
  return securityOf(row?.settings)
}

/** Shorter limits take hold with everybody's next request. */
export async function saveSecurity(ctx: Ctx, wanted: SecuritySettings): Promise<SecuritySettings> {
  const row = await ctx.tx.selectFrom('organisation').select(['settings', 'name']).forUpdate().executeTakeFirstOrThrow()
  const before = securityOf(row.settings)
  await sql`update organisation set settings = settings || ${JSON.stringify({ security: wanted })}::jsonb, updated_at = ${ctx.now}
    where organisation_id = ${ctx.orgId}`.execute(ctx.tx)
  const changes = diff(securityLabels, before, wanted)
  if (changes.length) {
    await audit(ctx, { entity: 'organisation', entityId: ctx.orgId, action: 'updateSecurity', label: row.name, changes, eventId: null })
    await securityNote(ctx, 'securityChanged')
  }
  return wanted
}
