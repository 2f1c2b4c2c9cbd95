import { ProgrammeImportError } from './errors.ts'
import { limits } from './limits.ts'

/**
 * JSON text to a value; comments and commas before a closing bracket, which people leave in files kept by hand, are taken out and counted.
 * @throws ProgrammeImportError `programme.import.malformed_json` with line and column, `programme.import.too_deep`
 */
export function parseJson(source: string): { value: unknown; repairs: number } {
  checkDepth(source)
  try {
    return { value: JSON.parse(source), repairs: 0 }
  } catch (error) {
    const { loose, count } = withoutExtras(source)
    if (count > 0) {
      checkDepth(loose)
      try {
        return { value: JSON.parse(loose), repairs: count }
      } catch {
        // The first complaint is the useful one.
      }
    }
    const reason = error instanceof Error ? error.message : ''
    const at = faultOf(source)
    const before = source.slice(0, at)
    const line = before.split('\n').length
    throw new ProgrammeImportError('programme.import.malformed_json', `line ${line}, column ${at - before.lastIndexOf('\n')}`, {
      reason: reason.replace(/\s+/g, ' ').slice(0, 160),
    })
  }
}

const token = /[{}[\],:]|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** Where a string that opens at `at` is over; -1 when it never is, or holds what no JSON string may. */
function stringEnd(source: string, at: number): number {
  for (let i = at + 1; i < source.length; i++) {
    const c = source.charCodeAt(i)
    if (c === 34) return i + 1
    if (c < 32) return -1
    if (c === 92) {
      escaped.lastIndex = i
      if (!escaped.test(source)) return -1
      i = escaped.lastIndex - 1
    }
  }
  return -1
}

/** Where JSON text stops being JSON; the engine's own message seldom says. */
function faultOf(source: string): number {
  const open: string[] = []
  let want: 'value' | 'key' | 'colon' | 'comma' = 'value'
  let emptyAllowed = false
  const blank = /\s*/y
  let at = 0
  for (;;) {
    blank.lastIndex = at
    blank.test(source)
    at = blank.lastIndex
    const from = at
    const isText = source[at] === '"'
    token.lastIndex = at
    const found = isText ? undefined : token.exec(source)?.[0]
    const end = isText ? stringEnd(source, at) : found === undefined ? -1 : at + found.length
    if (end < 0) return Math.min(at, source.length)
    at = end
    const sign = found && /^[{}[\],:]$/.test(found) ? found : undefined
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
    else return from
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

/** Outside strings: comments and trailing commas become spaces, so that places stay where they were. By hand: patterns run out of stack here. */
function withoutExtras(source: string): { loose: string; count: number } {
  const cuts: [number, number][] = []
  let comma = -1
  for (let i = 0; i < source.length && cuts.length < 10_000; i++) {
    const c = source.charCodeAt(i)
    if (c === 34) {
      comma = -1
      for (i++; i < source.length && source.charCodeAt(i) !== 34; i++) if (source.charCodeAt(i) === 92) i++
    } else if (c === 47) {
      const end = commentEnd(source, i)
      if (end < 0) break
      cuts.push([i, end])
      i = end - 1
    } else if (c === 44) comma = i
    else if (c === 93 || c === 125) {
      if (comma >= 0) cuts.push([comma, comma + 1])
      comma = -1
    } else if (c > 32) comma = -1
  }
  let from = 0
  const parts = cuts
    .toSorted((a, b) => a[0] - b[0])
    .flatMap(([start, end]) => {
      const kept = [source.slice(from, start), source.slice(start, end).replace(/[^\n]/g, ' ')]
      from = end
      return kept
    })
  return { loose: [...parts, source.slice(from)].join(''), count: cuts.length }
}

function commentEnd(source: string, at: number): number {
  const sign = source.charCodeAt(at + 1)
  if (sign !== 42 && sign !== 47) return -1
  const end = source.indexOf(sign === 42 ? '*/' : '\n', at + 2)
  return end >= 0 ? end + (sign === 42 ? 2 : 0) : sign === 47 ? source.length : -1
}
