import { addDays } from '../../../kernel/contract/dates.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import type { ListQuery } from '../../../kernel/contract/page.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json, type Table } from '../../../kernel/server/db.ts'
import { store } from '../../../kernel/server/store.ts'
import { ruleEntity, type RuleRow } from '../contract/endpoints.ts'
import type { Rule } from '../contract/rule.ts'
import { numberOn, ruleOn, validateRules } from './lookup.ts'
import { seedRules } from './seed/index.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    rule: Table<RuleRow & { organisationId: string }>
  }
}

const rules = store(ruleEntity)

/** Gives an organisation the product's table the first time that anybody reads it; later runs add nothing. */
export async function ensureRules(ctx: Ctx): Promise<void> {
  if (await ctx.tx.selectFrom('rule').select('id').limit(1).executeTakeFirst()) return
  const rows = seedRules.map((r) => ({
    ...r,
    id: newId(),
    organisationId: ctx.orgId,
    title: json(r.title),
    note: json(r.note),
    value: json(r.value),
    shipped: true,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }))
  for (let i = 0; i < rows.length; i += 150)
    await ctx.tx
      .insertInto('rule')
      .values(rows.slice(i, i + 150) as never)
      .onConflict((c) => c.columns(['organisationId', 'code', 'jurisdiction', 'validFrom']).doNothing())
      .execute()
}

const withCan = (ctx: Ctx, r: RuleRow) => ({ ...r, can: { update: ctx.can('rules.edit'), remove: ctx.can('rules.edit') } })

export async function listRules(
  ctx: Ctx,
  q: ListQuery & { group?: string | undefined; on?: string | undefined; uncertain?: boolean | undefined },
) {
  await ensureRules(ctx)
  const page = await rules.list(ctx, { ...q, sort: q.sort ?? 'code' }, (query) => {
    let out = query
    if (q.group) out = out.where('rule.group', '=', q.group)
    if (q.uncertain !== undefined) out = out.where('rule.uncertain', '=', q.uncertain)
    if (q.on)
      out = out
        .where('rule.validFrom', '<=', q.on)
        .where((eb: any) => eb.or([eb('rule.validTo', 'is', null), eb('rule.validTo', '>=', q.on)]))
    return out
  })
  return { ...page, rows: page.rows.map((r) => withCan(ctx, r)) }
}

export const getRule = async (ctx: Ctx, id: string) => withCan(ctx, await rules.get(ctx, id))

const ofCode = (ctx: Ctx, code: string) => ctx.tx.selectFrom('rule').selectAll().where('code', '=', code).execute() as Promise<RuleRow[]>

/** Adds a row. An open row of the same code and place that began earlier ends the day before. Errors: `rules.overlap`, `rules.period_reversed`. */
export async function createRule(ctx: Ctx, draft: Rule) {
  await ensureRules(ctx)
  const before = (await ofCode(ctx, draft.code)).find(
    (r) => r.jurisdiction === draft.jurisdiction && r.validTo === null && r.validFrom < draft.validFrom,
  )
  if (before) await rules.update(ctx, before.id, { validTo: addDays(draft.validFrom, -1) })
  const row = await rules.create(ctx, draft)
  validateRules(await ofCode(ctx, draft.code))
  return withCan(ctx, row)
}

export async function updateRule(ctx: Ctx, id: string, patch: Partial<Rule> & { version: number }) {
  const row = await rules.update(ctx, id, { ...patch, shipped: false })
  validateRules(await ofCode(ctx, row.code))
  return withCan(ctx, row)
}

export const removeRule = (ctx: Ctx, id: string) => rules.remove(ctx, id)

/** The organisation's row of `code` in force on a day. Errors: `rules.not_in_force`. */
export async function ruleFor(ctx: Ctx, code: string, date: string, jurisdiction = 'TW'): Promise<RuleRow> {
  await ensureRules(ctx)
  return ruleOn(await ofCode(ctx, code), code, date, jurisdiction)
}
/** As `ruleFor` where the value must be a number. Errors: `rules.not_a_number` too. */
export async function rateFor(ctx: Ctx, code: string, date: string, jurisdiction = 'TW'): Promise<RuleRow & { value: number }> {
  await ensureRules(ctx)
  return numberOn(await ofCode(ctx, code), code, date, jurisdiction)
}
