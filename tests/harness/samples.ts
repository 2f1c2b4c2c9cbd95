import { z } from 'zod'

type Json = Record<string, any>

/** A small body that fits a schema, with `id` wherever it wants a UUID (or what `id` gives for the field); optional fields are filled in too, so that a request reaches the verb. */
export function sampleOf(schema: z.ZodType, id: string | ((field: string) => string)): unknown {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
  const make = (s: Json, depth: number, field = ''): unknown => {
    if (s.$ref) return depth > 6 ? null : make(root.$defs?.[s.$ref.split('/').at(-1)] ?? root, depth + 1, field)
    if (s.const !== undefined) return s.const
    if (s.enum) return s.enum[0]
    const options: Json[] | undefined = s.anyOf ?? s.oneOf
    if (options) return make(options.find((o) => o.format === 'uuid' || o.type === 'object') ?? options[0]!, depth, field)
    if (s.allOf) return Object.assign({}, ...s.allOf.map((a: Json) => make(a, depth, field)))
    switch (s.type) {
      case 'object': {
        const out: Json = {}
        for (const [k, v] of Object.entries((s.properties ?? {}) as Json))
          if (depth < 3 || s.required?.includes(k)) out[k] = make(v, depth + 1, k)
        return out
      }
      case 'array':
        return Array.from({ length: Math.max(s.minItems ?? 0, s.maxItems === 0 ? 0 : 1) }, () => make(s.items ?? {}, depth + 1, field))
      case 'integer':
      case 'number':
        return s.minimum ?? 1
      case 'boolean':
        return s.default ?? true
      case 'null':
        return null
      default:
        return text(s, typeof id === 'string' ? id : s.format === 'uuid' ? id(field) : '')
    }
  }
  return make(root, 0)
}

const formats: Record<string, string> = {
  date: '2027-05-13',
  'date-time': '2027-05-13T01:00:00Z',
  email: 'somebody@people.example',
  uri: 'https://example.org/',
}
function text(s: Json, id: string): string {
  if (s.format === 'uuid') return id
  if (s.format && formats[s.format]) return formats[s.format]!
  if (s.default !== undefined) return s.default
  for (const candidate of ['event-sample', '#336699', 'TW', 'TWD', '', '04595257', 'x'.repeat(s.minLength ?? 1), 'zh-TW'])
    if (s.pattern && new RegExp(s.pattern).test(candidate)) return candidate
  return 'sample text'.padEnd(s.minLength ?? 0, '.').slice(0, s.maxLength ?? 200)
}
