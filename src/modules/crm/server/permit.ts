import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { type Approvable, readSecurity, secondPerson } from '../../identity/server/index.ts'

/** A permit for one unmasked export of the directory; who may read the data unmasked may give it to somebody else. */
export const unmaskedExport: Approvable = { kind: 'crm.unmaskedExport', action: 'crm.read_personal' }

/** Asks a second person before the whole directory leaves unmasked, where the organisation wants that. Errors: `auth.forbidden`, `approval.asked`. */
export async function permitUnmasked(ctx: Ctx, services: Services): Promise<void> {
  if (!ctx.can('crm.read_personal')) throw new AppError('auth.forbidden')
  if ((await readSecurity(ctx)).bulkExport === 'off') return
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from person`.execute(ctx.tx)
  await secondPerson(ctx, services, {
    kind: unmaskedExport.kind,
    subject: { zh: '匯出未遮蔽的人員名單（一次）', en: 'Export people unmasked (once)' },
    facts: [[{ zh: '人數', en: 'People' }, String(rows[0]!.n)]],
    payload: { what: 'people' },
  })
}
