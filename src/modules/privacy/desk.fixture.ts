import type { Ctx } from '../../kernel/server/ctx.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { json } from '../../kernel/server/db.ts'

export { sealAudit } from '../events/server/audit-chain.ts'

/** A figure as the legislator might change it: the row before ends the day before. */
export async function createRule(ctx: Ctx, r: { code: string; value: number; from: string }): Promise<void> {
  const before = await ctx.tx
    .selectFrom('rule')
    .selectAll()
    .where('code', '=', r.code)
    .where('jurisdiction', '=', 'TW')
    .executeTakeFirstOrThrow()
  const end = new Date(Date.parse(r.from) - 86_400_000).toISOString().slice(0, 10)
  await ctx.tx.updateTable('rule').set({ validTo: end }).where('id', '=', before.id).execute()
  await ctx.tx
    .insertInto('rule')
    .values({
      ...before,
      title: json(before.title),
      note: json(before.note),
      id: newId(),
      value: json(r.value),
      validFrom: r.from,
      validTo: null,
    } as never)
    .execute()
}
