export type Dict = Record<string, unknown>

export const isDict = (v: unknown): v is Dict => typeof v === 'object' && v !== null && !Array.isArray(v)

/** An own property only, so that a key such as `constructor` in a file means nothing. */
export const own = (o: unknown, key: string): unknown => (isDict(o) && Object.hasOwn(o, key) ? o[key] : undefined)

/** The first of several own properties that is neither missing, null nor empty. */
export function first(o: unknown, ...keys: string[]): unknown {
  for (const key of keys) {
    const v = own(o, key)
    if (v !== undefined && v !== null && v !== '') return v
  }
  return undefined
}

/** Text of a scalar, trimmed; anything else is `''`. */
export const scalar = (v: unknown): string =>
  typeof v === 'string' ? v.trim() : typeof v === 'number' && Number.isFinite(v) ? String(v) : typeof v === 'bigint' ? String(v) : ''

export const text = (o: unknown, ...keys: string[]): string => scalar(first(o, ...keys))

/** A list whatever the file wrote: array, object of records by id (the id is put in), one record on its own, nothing. */
export function records(v: unknown): unknown[] {
  if (Array.isArray(v)) return v
  if (!isDict(v)) return []
  if (text(v, 'id', 'code', 'guid', 'name', 'title') !== '') return [v]
  return Object.entries(v).map(([id, item]) => (isDict(item) && first(item, 'id', 'code', 'guid') === undefined ? { ...item, id } : item))
}

/** As `records`, but of named things: `{ "R1": "Main hall" }` is a list of ids with their names. */
export const namedRecords = (v: unknown): unknown[] =>
  isDict(v) && text(v, 'id', 'code', 'guid', 'name') === ''
    ? Object.entries(v).map(([id, item]) => (isDict(item) ? records({ [id]: item })[0] : scalar(item) ? { id, name: scalar(item) } : item))
    : records(v)

const folded = (key: string): string => key.replace(/[\s_.-]+/g, '').toLowerCase()

/** The values of a record under any spelling of these names (`startTime`, `start_time`, `Start Time`), empty ones left out, in the names' order. */
export function spelled(o: Dict, names: readonly string[]): unknown[] {
  const wanted = new Map<string, unknown[]>(names.map((n) => [n, []]))
  for (const [key, value] of Object.entries(o))
    if (value !== null && value !== undefined && value !== '') wanted.get(folded(key))?.push(value)
  return [...wanted.values()].flat()
}

export const many = (v: unknown): unknown[] => (v === undefined || v === null || v === '' ? [] : Array.isArray(v) ? v : [v])
