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
  if (isDict(v))
    return Object.entries(v).map(([id, item]) => (isDict(item) && first(item, 'id', 'code', 'guid') === undefined ? { ...item, id } : item))
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
    const at = faultOf(source)
    const before = source.slice(0, at)
    const line = before.split('\n').length
    throw new ProgrammeImportError('programme.import.malformed_json', `line ${line}, column ${at - before.lastIndexOf('\n')}`, {
      reason: reason.replace(/\s+/g, ' ').slice(0, 160),
    })
  }
}

// oxlint-disable-next-line no-control-regex
const token =
  /[\s]*(?:([{}[\],:])|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y

/** Where JSON text stops being JSON; the engine's own message seldom says. */
function faultOf(source: string): number {
  const open: string[] = []
  let want: 'value' | 'key' | 'colon' | 'comma' = 'value'
  let emptyAllowed = false
  token.lastIndex = 0
  for (;;) {
    const from = token.lastIndex
    const found = token.exec(source)
    const at = from + /\s*/y.exec(source.slice(from, from + 10_000))![0].length
    if (!found) return Math.min(at, source.length)
    const sign = found[1]
    const isText = !sign && found[0].trimStart().startsWith('"')
    if (want === 'value' && (sign === '{' || sign === '[')) {
      open.push(sign)
      want = sign === '{' ? 'key' : 'value'
      emptyAllowed = true
      continue
    }
    const closes = (sign === '}' && open.at(-1) === '{') || (sign === ']' && open.at(-1) === '[')
    if (closes && (want === 'comma' || emptyAllowed)) {
      open.pop()
      want = 'comma'
    } else if (want === 'value' && !sign) want = 'comma'
    else if (want === 'key' && isText) want = 'colon'
    else if (want === 'colon' && sign === ':') want = 'value'
    else if (want === 'comma' && sign === ',' && open.length) want = open.at(-1) === '{' ? 'key' : 'value'
    else return at
    emptyAllowed = false
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
