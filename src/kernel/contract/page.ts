import { z } from 'zod'

/** Query of every list: `q` searches, `sort` is a column with an optional leading `-`, `after` the cursor that the last page gave. */
export const listQuery = z.object({
  q: z.string().trim().max(100).optional(),
  sort: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(400).optional(),
})
export type ListQuery = z.output<typeof listQuery>

/** One page of rows, the whole count, and where to go on (`null` at the end). */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), total: z.number().int(), next: z.string().nullable() })

/** Answers of the policy for one row, e.g. `{ update: true, remove: false }`; the screen shows what it says. */
export const can = z.record(z.string(), z.boolean())
