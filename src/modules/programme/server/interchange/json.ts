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

/** Outside strings: comments and trailing commas become spaces, so that places stay where they were. */
function withoutExtras(source: string): { loose: string; count: number } {
  let count = 0
  const piece = /"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|,/gs
  const parts: string[] = []
  let from = 0
  let comma = -1
  const between = (text: string) => {
    if (comma >= 0 && /\S/.test(text)) {
      if (/^\s*[}\]]/.test(text)) {
        parts[comma] = ' '
        count++
      }
      comma = -1
    }
    parts.push(text)
  }
  for (const m of source.matchAll(piece)) {
    between(source.slice(from, m.index))
    from = m.index + m[0].length
    if (m[0].startsWith('/')) {
      parts.push(m[0].replace(/[^\n]/g, ' '))
      count++
    } else {
      comma = m[0] === ',' ? parts.length : -1
      parts.push(m[0])
    }
  }
  between(source.slice(from))
  return { loose: parts.join(''), count }
}
