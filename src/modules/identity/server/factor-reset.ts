import { sql } from 'kysely'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { factorLetter } from './factor-letters.ts'
import type {} from './factor-tables.ts'
import type { FastifyRequest } from 'fastify'
import { securityNote } from './security-log.ts'

/**
 * An owner helps somebody who lost phone and codes. The password stays what it is and is needed as before. Not for oneself, who
 * has other ways, and not for people of several organisations: the factor guards those, too.
 * Errors: `record.not_found`, `identity.people_only`, `identity.factors_elsewhere`, `identity.no_factor`.
 */
export async function resetFactors(ctx: Ctx, services: Services, request: FastifyRequest, id: string): Promise<{ id: string }> {
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
  const member = await ctx.tx.selectFrom('member').select(['userId', 'name']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!member || member.userId === ctx.actor.id) throw new AppError('record.not_found')
  await services.db.asSystem(async (tx) => {
    await sql`select 1 from auth_user where id = ${member.userId} for update`.execute(tx)
    const elsewhere = await tx
      .selectFrom('member')
      .select('id')
      .where('userId', '=', member.userId)
      .where('organisationId', '<>', ctx.orgId)
      .limit(1)
      .executeTakeFirst()
    if (elsewhere) throw new AppError('identity.factors_elsewhere')
    const totp = await tx.deleteFrom('authTotp').where('userId', '=', member.userId).returning('userId').execute()
    const keys = await tx.deleteFrom('authPasskey').where('userId', '=', member.userId).returning('id').execute()
    await tx.deleteFrom('authRecoveryCode').where('userId', '=', member.userId).execute()
    if (totp.length + keys.length === 0) throw new AppError('identity.no_factor')
    await sql`delete from auth_session where "userId" = ${member.userId}`.execute(tx)
  })
  await audit(ctx, { entity: 'member', entityId: id, action: 'resetFactors', label: member.name, eventId: null })
  await securityNote(ctx, 'factorRemoved', member.name)
  ctx.touch('access')
  factorLetter(services, request, member.userId, 'factorRemoved', '')
  return { id }
}
