import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { CallInput, Endpoint } from '../contract/endpoint.ts'
import { ApiError, call, keyOf } from './client.ts'

type Value = string | number | boolean | null | undefined
type CellChange = { id: string; column: string; after: unknown }
/** What one save of a grid holds beside changed cells: new rows (keys are the columns') and rows to take away. */
export type MoreRows = { added: Record<string, Value>[]; removed: string[] }
/** One refused place: a changed row by `id` or a new one by `added`; `column` where it is one cell. */
export type CellRefusal = { id?: string; added?: number; column?: string; message: string }
/** A save that was refused as a whole, with its reasons by row and cell. */
export class CellsRefused extends ApiError {
  readonly cells: CellRefusal[]
  constructor(from: ApiError, cells: CellRefusal[]) {
    super(from.code, from.status, from.message, from.fields)
    this.cells = cells
  }
}

/** `{ 'name.zh': '甲' }` → `{ name: { zh: '甲' } }`; cells without a value are left out. */
export function rowOfCells(cells: Record<string, Value>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(cells)) {
    if (value === null || value === undefined) continue
    const [field, part] = key.split('.') as [string, string | undefined]
    out[field] = part ? { ...(out[field] as object | undefined), [part]: value } : value
  }
  return out
}

/** Changed cells as one patch a row; a column key with a dot (`name.zh`) changes that part of the field. */
export function patchesOf<R extends { id: string; version: number }>(changes: CellChange[], rows: readonly R[]) {
  return [...Map.groupBy(changes, (one) => one.id)].flatMap(([id, cells]) => {
    const row = rows.find((one) => one.id === id)
    if (!row) return []
    const patch: Record<string, any> & { id: string; version: number } = { id, version: row.version }
    for (const { column, after } of cells) {
      const [field, part] = column.split('.') as [keyof R & string, string | undefined]
      patch[field] = part ? { ...((patch[field] ?? row[field]) as object), [part]: after ?? '' } : (after as never)
    }
    return [patch]
  })
}

/** The server's `update.3.name.zh` or `create.0` as cells of the list. */
function refusedCells(error: unknown, ids: string[]): unknown {
  if (!(error instanceof ApiError) || error.fields.length === 0) return error
  return new CellsRefused(
    error,
    error.fields.map(({ path, message }) => {
      const [list, at, ...rest] = path.split('.')
      const column = rest.join('.') || undefined
      return { ...(list === 'create' ? { added: Number(at) } : list === 'update' ? { id: ids[Number(at)] } : {}), column, message }
    }),
  )
}

/**
 * `onEdit` of a list whose entity has a `batch` endpoint: changed cells, new and removed rows in one call, all or nothing; throws
 * `CellsRefused`. `draft` makes a new row's body of its cells and `patches` the
 * bodies of changed rows (default: as they are). Sending the same again after a lost
 * answer writes once.
 */
export function useCellEdit<E extends Endpoint, R extends { id: string; version: number }>(
  endpoint: E,
  given: {
    params?: object
    rows: R[] | undefined
    invalidates: string[]
    draft?: (cells: Record<string, Value>, index: number) => unknown
    patches?: (changes: CellChange[]) => { id: string }[]
  },
) {
  const client = useQueryClient()
  const last = useRef({ text: '', key: '' })
  return async (changes: CellChange[], more: MoreRows = { added: [], removed: [] }): Promise<{ created: string[] }> => {
    const update = given.patches?.(changes) ?? patchesOf(changes, given.rows ?? [])
    const body = { update, create: more.added.map((cells, i) => given.draft?.(cells, i) ?? rowOfCells(cells)), remove: more.removed }
    const text = JSON.stringify(body)
    if (last.current.text !== text) last.current = { text, key: crypto.randomUUID() }
    try {
      const input = { params: given.params, body } as CallInput<E>
      const done = (await call(endpoint, input, { idempotencyKey: last.current.key })) as { created: { id: string }[] }
      last.current.text = ''
      return { created: done.created.map((row) => row.id) }
    } catch (error) {
      throw refusedCells(
        error,
        update.map((one) => one.id),
      )
    } finally {
      await Promise.all(given.invalidates.map((path) => client.invalidateQueries({ queryKey: keyOf(path, { params: given.params }) })))
    }
  }
}
