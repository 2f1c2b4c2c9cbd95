import { sql } from 'kysely'
import type { Ctx } from './ctx.ts'
import { AppError, type FieldError, toProblem } from './errors.ts'

export type Batch = { create: Record<string, any>[]; update: (Record<string, any> & { id: string; version: number })[]; remove: string[] }

/** Runs `fn` so that its failure leaves the transaction usable; what it wrote is then undone. */
export async function attempt<T>(ctx: Ctx, fn: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  await sql`savepoint attempt`.execute(ctx.tx)
  try {
    const value = await fn()
    await sql`release savepoint attempt`.execute(ctx.tx)
    return { value }
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(ctx.tx)
    return { error }
  }
}

/** What one row of a batch was refused for, at its place, e.g. `update.3` or `update.3.quota`. An unknown fault is thrown on. */
export function refusalsAt(ctx: Ctx, place: string, error: unknown): FieldError[] {
  const problem = toProblem(error, ctx.lang, ctx.requestId)
  if (problem.status >= 500) throw error
  return problem.fields?.map((f) => ({ ...f, path: `${place}.${f.path}` })) ?? [{ path: place, code: problem.code, message: problem.title }]
}

/** Ends a batch that was refused; nothing of it is kept. */
export function demandNone(refusals: FieldError[]): void {
  if (refusals.length) throw new AppError('batch.refused', { count: refusals.length }, refusals)
}

/** Runs `fn` row by row, to the end, and then throws `batch.refused` with all refusals. Only for few rows, or to find which one failed. */
export async function eachRow<T>(ctx: Ctx, list: 'create' | 'update' | 'remove', rows: readonly T[], fn: (row: T) => Promise<unknown>) {
  const refusals: FieldError[] = []
  for (const [i, row] of rows.entries()) {
    const done = await attempt(ctx, () => fn(row))
    if ('error' in done) refusals.push(...refusalsAt(ctx, `${list}.${i}`, done.error))
  }
  return refusals
}

/** Rows of `update` and `remove` that are gone, were changed meanwhile, or come twice. `found` holds the rows as they are now, locked. */
export function staleRows(ctx: Ctx, b: Pick<Batch, 'update' | 'remove'>, found: ReadonlyMap<string, { version: number }>): FieldError[] {
  const seen = new Set<string>()
  const check = (place: string, id: string, version?: number) => {
    const row = found.get(id)
    const code = !row ? 'record.not_found' : seen.has(id) || (version !== undefined && row.version !== version) ? 'record.conflict' : null
    seen.add(id)
    return code ? refusalsAt(ctx, place, new AppError(code)) : []
  }
  return [...b.update.flatMap((u, i) => check(`update.${i}`, u.id, u.version)), ...b.remove.flatMap((id, i) => check(`remove.${i}`, id))]
}
