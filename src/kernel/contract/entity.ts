import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { id } from './ids.ts'
import type { Localized } from './localized.ts'
import { can, listQuery, pageOf } from './page.ts'

type Shape = Record<string, z.ZodType>
/** What the global search shows and finds of a row. */
export type SearchText = { title: string; subtitle?: string; text?: string }

const base = { id: id(), version: z.number().int(), createdAt: z.string(), updatedAt: z.string() }

const withoutDefault = (f: z.ZodType): z.ZodType =>
  f instanceof z.ZodDefault || f instanceof z.ZodPrefault ? withoutDefault(f.unwrap() as z.ZodType) : f

/**
 * One table as server and web know it: its editable `fields`, further `columns` that only verbs write, labels for
 * forms and audit, the columns that lists may search and sort by, and what global search keeps of a row.
 * Column names are the fields' names in snake_case.
 */
export function entity<N extends string, S extends 'organisation' | 'event', F extends Shape, C extends Shape = Record<never, never>>(def: {
  name: N
  scope: S
  fields: F
  columns?: C
  labels: { [K in keyof F]: Localized }
  searchable?: readonly string[]
  sortable?: readonly string[]
  search?: (row: Record<string, any>) => SearchText | null
}) {
  const scoped = (def.scope === 'event' ? { eventId: id() } : {}) as S extends 'event' ? { eventId: z.ZodUUID } : Record<never, never>
  const row = z.object({ ...base, ...scoped, ...def.fields, ...((def.columns ?? {}) as C) })
  const draft = z.strictObject(def.fields)
  // A field that a patch leaves out stays as it is: zod would fill in its default even where the field is optional.
  const bare = z.strictObject(
    Object.fromEntries(Object.entries(def.fields).map(([k, f]) => [k, withoutDefault(f)])),
  ) as unknown as typeof draft
  return {
    ...def,
    searchable: def.searchable ?? [],
    sortable: def.sortable ?? [],
    table: def.name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    row,
    draft,
    patch: bare.partial().extend({ version: z.number().int() }),
  }
}

/** What generic code needs of an entity; `any` because the concrete rows come back through inference. */
export type Entity = {
  name: string
  scope: 'organisation' | 'event'
  table: string
  labels: Record<string, Localized>
  searchable: readonly string[]
  sortable: readonly string[]
  search?: (row: Record<string, any>) => SearchText | null
  row: z.ZodType<any>
  draft: z.ZodType<any>
  patch: z.ZodType<any>
}
export type Row<E extends { row: z.ZodType }> = z.output<E['row']>
export type Draft<E extends { draft: z.ZodType }> = z.input<E['draft']>

export const BATCH_ROWS = 500
/**
 * Creates, changes and removes many rows under `path`, all or none: what a pasted block or its undo is. What is refused is told
 * row by row in `fields`, e.g. `update.3.title.zh` or `create.0`; the codes are those of the single calls.
 */
export function batchEndpoint<D extends z.ZodType, P extends z.ZodType, R extends z.ZodType, A extends z.ZodType>(given: {
  path: string
  action: string
  summary: string
  params: A
  draft: D
  patch: P
  row: R
}) {
  const many = <T extends z.ZodType>(one: T) => z.array(one).max(BATCH_ROWS).default([])
  const change = (given.patch as unknown as z.ZodObject).extend({ id: id() }) as unknown as z.ZodType<
    z.output<P> & { id: string; version: number },
    z.input<P> & { id: string }
  >
  const rows = z.array(given.row)
  return endpoint({
    method: 'POST',
    path: `${given.path}/batch`,
    action: given.action,
    summary: given.summary,
    params: given.params,
    body: z.strictObject({ create: many(given.draft), update: many(change), remove: many(id()) }),
    response: z.object({ created: rows, updated: rows, removed: z.array(id()) }),
  })
}

/**
 * The six endpoints of a plain entity under `path` (e.g. `/events/:eventId/rooms`): list, get, create, update, remove, batch.
 * `actions` names the policy's action for reading and for writing.
 */
export function crudEndpoints<E extends Entity>(e: E, path: string, actions: { read: string; write: string }) {
  const row = (e.row as unknown as z.ZodObject).extend({ can: can.optional() }) as unknown as E['row']
  const names = [...path.matchAll(/:(\w+)/g)].map((m) => m[1]!)
  const shape = Object.fromEntries(names.map((n) => [n, id()]))
  const params = z.object(shape) as z.ZodType<Record<string, string>>
  const one = z.object({ ...shape, id: id() }) as unknown as z.ZodType<Record<string, string> & { id: string }>
  const what = e.name
  return {
    entity: e,
    list: endpoint({
      method: 'GET',
      path,
      action: actions.read,
      summary: `List ${what}`,
      params,
      query: listQuery,
      response: pageOf(row) as unknown as z.ZodType<{ rows: Row<E>[]; total: number; next: string | null }>,
    }),
    get: endpoint({
      method: 'GET',
      path: `${path}/:id`,
      action: actions.read,
      summary: `Get ${what}`,
      params: one,
      response: row as unknown as z.ZodType<Row<E>>,
    }),
    create: endpoint({
      method: 'POST',
      path,
      action: actions.write,
      summary: `Create ${what}`,
      labels: e.labels,
      params,
      body: e.draft as unknown as z.ZodType<z.output<E['draft']>, Draft<E>>,
      response: row as unknown as z.ZodType<Row<E>>,
    }),
    update: endpoint({
      method: 'PATCH',
      path: `${path}/:id`,
      action: actions.write,
      summary: `Update ${what}`,
      labels: e.labels,
      params: one,
      body: e.patch as unknown as z.ZodType<z.output<E['patch']>, Partial<Draft<E>> & { version: number }>,
      response: row as unknown as z.ZodType<Row<E>>,
    }),
    remove: endpoint({
      method: 'DELETE',
      path: `${path}/:id`,
      action: actions.write,
      summary: `Remove ${what}`,
      labels: e.labels,
      params: one,
      response: z.object({ id: id() }),
    }),
    batch: batchEndpoint({
      path,
      action: actions.write,
      summary: `Create, change and remove many ${what}, all or none`,
      params,
      draft: e.draft as unknown as z.ZodType<z.output<E['draft']>, Draft<E>>,
      patch: e.patch as unknown as z.ZodType<z.output<E['patch']> & { version: number }, Partial<Draft<E>> & { version: number }>,
      row: row as unknown as z.ZodType<Row<E>>,
    }),
  }
}
