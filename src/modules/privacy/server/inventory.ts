import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { InventoryRow } from '../contract/inventory.ts'

/** What the modules declare, with how much of it there is; one statement for all counts. */
export async function listInventory(ctx: Ctx, services: Services): Promise<{ rows: InventoryRow[] }> {
  const tables = services.modules.flatMap((m) => (m.provides?.personal ?? []).map((t) => ({ module: m.name, t })))
  const { rows: counted } = await sql<{ name: string; n: number }>`${sql.join(
    tables.map(
      ({ t }) => sql`select ${t.table}::text as name, count(*)::int as n from ${sql.table(t.table)} where organisation_id = ${ctx.orgId}`,
    ),
    sql` union all `,
  )}`.execute(ctx.tx)
  const counts = new Map(counted.map((c) => [c.name, c.n]))
  return {
    rows: tables.map(({ module, t }) => ({
      table: t.table,
      module,
      label: t.label,
      subjects: t.subjects,
      purpose: t.purpose,
      basis: t.basis,
      erase: t.erase,
      why: t.why ?? { zh: '', en: '' },
      code: t.retention.code,
      rows: counts.get(t.table) ?? 0,
      columns: Object.entries(t.columns).map(([column, [kind, zh, en, erase = 'clear', why = { zh: '', en: '' }]]) => ({
        column,
        kind,
        label: { zh, en },
        erase: t.erase === 'keep' ? ('keep' as const) : erase,
        why,
      })),
    })),
  }
}
