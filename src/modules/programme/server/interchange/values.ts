import { ProgrammeImportError } from './errors.ts'
import { limits } from './limits.ts'

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

/** A list whatever the file wrote: array, object of records by id (the id is put in), one value, nothing. */
export function records(v: unknown): unknown[] {
  if (Array.isArray(v)) return v
  if (isDict(v)) return Object.entries(v).map(([id, item]) => (isDict(item) && first(item, 'id', 'code', 'guid') === undefined ? { ...item, id } : item))
  return []
}

export const many = (v: unknown): unknown[] => (v === undefined || v === null || v === '' ? [] : Array.isArray(v) ? v : [v])

/**
 * JSON text to a value.
 * @throws ProgrammeImportError `programme.import.malformed_json` with line and column, `programme.import.too_deep`
 */
export function parseJson(source: string): unknown {
  checkDepth(source)
  try {
    return JSON.parse(source)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    const at = Number(/position (\d+)/.exec(reason)?.[1] ?? source.length)
    const before = source.slice(0, at)
    const line = before.split('\n').length
    throw new ProgrammeImportError('programme.import.malformed_json', `line ${line}, column ${at - before.lastIndexOf('\n')}`, {
      reason: reason.replace(/\s+/g, ' ').slice(0, 160),
    })
  }
}

/** Nesting is measured before parsing, outside strings, since the parser itself recurses. */
function checkDepth(source: string): void {
  let depth = 0
  let quoted = false
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i)
    if (quoted) {
      if (c === 92) i++
      else if (c === 34) quoted = false
    } else if (c === 34) quoted = true
    else if (c === 123 || c === 91) {
      if (++depth > limits.depth) throw new ProgrammeImportError('programme.import.too_deep', '', { max: limits.depth })
    } else if (c === 125 || c === 93) depth--
  }
}
