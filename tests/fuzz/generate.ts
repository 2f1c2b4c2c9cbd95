import fc from 'fast-check'

type Json = Record<string, any>
/** Values that people, browsers and attackers send where something else is meant. */
export const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202eabc\u202c',
    '\ufeff',
    '\u200b',
    'é'.normalize('NFD'),
    '𠮷野家',
    '👩‍👩‍👧‍👦',
    'שלום עולם',
    'مرحبا',
    '林語澄 Lin',
    '臺灣'.repeat(2000),
    '='.repeat(3000),
    'x'.repeat(100_000),
    '9'.repeat(400),
    `'; drop table registration; --`,
    `" or "1"="1`,
    '1) union select 1',
    String.raw`\'`,
    '%',
    '_',
    '%_%',
    '$1',
    '${7*7}',
    '{{7*7}}',
    '<%= 7 %>',
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    `=HYPERLINK("https://evil.example","x")`,
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    'data:text/html,x',
    '</style>',
    '<!--',
    'a\r\nX-Injected: 1',
    'a\nb',
    '../../etc/passwd',
    'C:\\x',
    'file:///etc/passwd',
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/',
    '//evil.example',
    '2027-02-30',
    '2027-02-29',
    '0000-00-00',
    '9999-12-31',
    '-0001-01-01',
    '116-05-13',
    '民國116年5月13日',
    '2027-05-13T25:00:00Z',
    '2027-05-13T23:59:60Z',
    '1e400',
    '10000-01-01',
    '0001-01-01',
    '2027-05-13T00:00:00+24:00',
    'Asia/Nowhere',
    'constructor',
    '__proto__',
    'toString',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'not-an-id',
    '019a9d5e-3c7b-7c61-9a53',
    0,
    -0,
    -1,
    1,
    0.1,
    1e-7,
    2_147_483_647,
    2_147_483_648,
    -2_147_483_649,
    2 ** 53,
    -(2 ** 53),
    1e21,
    1e308,
    true,
    false,
    null,
  ),
  fc
    .constantFrom<() => unknown>(
      () => [],
      () => ({}),
      () => [[]],
      () => [null],
      () => ({ zh: '\u0000' }),
      () => ({ zh: 1 }),
      () => ({ en: 'x' }),
      () => Array(2000).fill('x'),
      () => ({ constructor: { prototype: { polluted: 1 } } }),
      () => nested(60),
    )
    .map((f) => f()),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
)
const nested = (depth: number): unknown => (depth ? { type: 'doc', content: [nested(depth - 1)] } : 'x')

/** A value that a JSON schema allows, small; what it cannot tell (patterns) it guesses. */
export function fitting(root: Json, schema: Json = root, depth = 0): fc.Arbitrary<unknown> {
  const s = schema.$ref ? (root.$defs?.[schema.$ref.split('/').at(-1)] ?? {}) : schema
  if (depth > 7) return fc.constant(null)
  if (s.const !== undefined) return fc.constant(s.const)
  if (s.enum) return fc.constantFrom(...(s.enum as unknown[]))
  const options: Json[] | undefined = s.anyOf ?? s.oneOf
  if (options?.length) return fc.oneof(...options.map((o) => fitting(root, o, depth + 1)))
  const type = Array.isArray(s.type) ? s.type[0] : s.type
  switch (type) {
    case 'object': {
      const all = Object.entries((s.properties ?? {}) as Json)
      return fc.record(Object.fromEntries(all.map(([k, v]) => [k, fitting(root, v, depth + 1)])), {
        requiredKeys: (s.required ?? []).filter((k: string) => k in (s.properties ?? {})),
        noNullPrototype: true,
      } as never)
    }
    case 'array':
      return fc.array(fitting(root, s.items ?? {}, depth + 1), {
        minLength: s.minItems ?? 0,
        maxLength: Math.min(s.maxItems ?? 3, (s.minItems ?? 0) + 3),
      })
    case 'integer': {
      const [min, max] = [Math.max(s.minimum ?? -5, -(2 ** 53) + 1), Math.min(s.maximum ?? 3000, 2 ** 53 - 1)]
      return fc.oneof(
        fc.integer({ min: Math.max(min, -5), max: Math.max(Math.min(max, 3000), Math.max(min, -5)) }),
        fc.constantFrom(min, max),
      )
    }
    case 'number':
      return fc.oneof(
        fc.constantFrom(s.minimum ?? 0, s.maximum ?? 1),
        fc.double({ min: s.minimum ?? 0, max: s.maximum ?? 1000, noNaN: true }),
      )
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return text(s)
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}
function text(s: Json): fc.Arbitrary<string> {
  if (s.format === 'uuid') return fc.uuid()
  if (s.format === 'date') return fc.constantFrom('2027-05-13', '2026-12-31', '2028-02-29')
  if (s.format === 'date-time') return fc.constantFrom('2027-05-13T01:00:00Z', '2027-05-14T09:30:00.000Z')
  if (s.format === 'email') return fc.constantFrom('somebody@people.example', 'a.b+c@xn--kpry57d.example')
  if (s.format === 'uri') return fc.constantFrom('https://example.org/', 'https://例子.example/路徑?q=1')
  if (s.pattern) {
    const fits = ['event-sample', '#336699', 'TW', 'TWD', '', '04595257', 'zh-TW', 'a.b', '2027'].filter((x) =>
      new RegExp(s.pattern, 'u').test(x),
    )
    if (fits.length) return fc.constantFrom(...fits)
  }
  const [min, max] = [s.minLength ?? 0, Math.min(s.maxLength ?? 60, 60)]
  const chars = fc.constantFrom(...'林語澄會展臺北報到abcXYZ019 　，。-_/()\'"<>&%', '😀', 'é', 'ไ', 'ש')
  return fc.array(chars, { minLength: min, maxLength: Math.max(min, max) }).map((x) => x.join('').slice(0, s.maxLength ?? 1000))
}

/** `value` with one place in it replaced, dropped or added to, as `pick` (0…1 each) says. */
export function bent(value: unknown, at: number, how: number, by: unknown): unknown {
  const places: { parent: any; key: string | number }[] = []
  const copy = { root: structuredClone(value) }
  const walk = (parent: any, key: string | number) => {
    places.push({ parent, key })
    const v = parent[key]
    if (v && typeof v === 'object') for (const k of Object.keys(v)) walk(v, Array.isArray(v) ? Number(k) : k)
  }
  walk(copy, 'root')
  const { parent, key } = places[Math.min(places.length - 1, Math.floor(at * places.length))]!
  if (how < 0.75 || key === 'root') parent[key] = by
  else if (how < 0.9) delete parent[key]
  else if (parent[key] && typeof parent[key] === 'object' && !Array.isArray(parent[key])) parent[key].unknownField = by
  else parent[key] = [parent[key], parent[key]]
  return copy.root
}

/** Texts that are no proper JSON, or JSON that reads in two ways. */
export const odd = (json: string): fc.Arbitrary<{ type: string; text: string }> =>
  fc.constantFrom(
    { type: 'application/json', text: json.slice(0, Math.floor(json.length / 2)) },
    { type: 'application/json', text: `\ufeff${json}` },
    { type: 'application/json', text: json.replace('{', '{"__proto__":{"polluted":1},') },
    { type: 'application/json', text: json.replace(/"(\w+)":/, '"$1":null,"$1":') },
    { type: 'application/json', text: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
    { type: 'application/json', text: `{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}` },
    { type: 'application/json; charset=utf-16', text: json },
    { type: 'application/json', text: '' },
    { type: 'text/plain', text: json },
    { type: 'text/html', text: json },
    { type: 'application/xml', text: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>' },
    { type: 'application/x-www-form-urlencoded', text: 'a=1&__proto__=2&a=3' },
    { type: 'multipart/form-data; boundary=x', text: '--x\r\n\r\n--x--' },
    { type: 'application/octet-stream', text: json },
  )
