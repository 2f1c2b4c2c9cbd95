import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Tree = { [key: string]: string | Tree }
const root = new URL('../', import.meta.url)
const at = (path: string) => new URL(path, root)
const read = (path: string): Tree => JSON.parse(readFileSync(at(path), 'utf8'))

/** Namespace → folder of its two files. */
const places = new Map<string, string>([
  ['ui', 'src/ui/locale'],
  ['app', 'apps/web/locale'],
  ...readdirSync(at('src/modules'))
    .filter((name) => existsSync(at(`src/modules/${name}/locale`)) && readdirSync(at(`src/modules/${name}/locale`)).length > 0)
    .map((name): [string, string] => [name, `src/modules/${name}/locale`]),
])

const flat = (tree: Tree, prefix = ''): [string, unknown][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? flat(value, `${prefix}${key}.`) : [[prefix + key, value] as [string, unknown]],
  )

const plural = /_(one|other)$/
const base = (key: string) => key.replace(plural, '')
const placeholders = (texts: string[]) =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!)))].sort()

/** Complaints about one module's two files; empty when they agree. */
function compare(zh: Tree, en: Tree): string[] {
  const bad: string[] = []
  const both = { 'zh-TW': new Map(flat(zh)), en: new Map(flat(en)) }
  for (const [lang, texts] of Object.entries(both))
    for (const [key, value] of texts) if (typeof value !== 'string' || value.trim() === '') bad.push(`${lang} ${key} is empty`)
  const bases = new Set([...both['zh-TW'].keys(), ...both.en.keys()].map(base))
  for (const key of bases) {
    const forms = (lang: keyof typeof both) => [...both[lang]].filter(([one]) => base(one) === key)
    const [zhForms, enForms] = [forms('zh-TW'), forms('en')]
    if (zhForms.length === 0) bad.push(`zh-TW lacks ${key}`)
    else if (enForms.length === 0) bad.push(`en lacks ${key}`)
    else {
      const counted = [...zhForms, ...enForms].some(([one]) => plural.test(one))
      if (counted && !both['zh-TW'].has(`${key}_other`)) bad.push(`zh-TW lacks ${key}_other`)
      if (counted) for (const form of ['_one', '_other']) if (!both.en.has(key + form)) bad.push(`en lacks ${key}${form}`)
      const [a, b] = [zhForms, enForms].map((list) => placeholders(list.map(([, text]) => String(text))).join(','))
      if (a !== b) bad.push(`${key} takes {${a}} in zh-TW and {${b}} in en`)
    }
  }
  return bad
}

/** Keys written out in a source text: full `module:key`, or a prefix that ends in `*` where the rest is computed. */
function used(source: string): string[] {
  const out: string[] = []
  const names = [...source.matchAll(/(\w+)\s*=\s*useT\('([\w-]+)'\)/g)].map((match) => ({
    index: match.index,
    name: match[1]!,
    module: match[2]!,
  }))
  for (const match of source.matchAll(/(?<![\w.])(\w+)\((['`])([\w.:-]+)(\$\{)?(?:\2|(?<=\$\{))/g)) {
    const [, name, , key, computed] = match
    const known = names.findLast((one) => one.name === name && one.index < match.index)?.module ?? (name === 'translate' ? '' : undefined)
    if (known === undefined) continue
    out.push(`${key!.includes(':') || !known ? key : `${known}:${key}`}${computed ? '*' : ''}`)
  }
  for (const match of source.matchAll(/\blabel: '([\w-]+:[\w.-]+)'/g)) out.push(match[1]!)
  return out
}

const sources = ['src/ui', 'src/kernel/web', 'apps/web', 'src/modules']
  .flatMap((folder) => readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter(
    (path) =>
      /\.tsx?$/.test(path) && !/\.test\.|\/gallery\/|\/server\//.test(path) && (!path.startsWith('src/modules') || path.includes('/web/')),
  )

describe('texts', () => {
  test('the comparison finds every kind of fault', () => {
    expect(
      compare(
        { a: '甲', b: '{{n}} 個', c: '', d_other: '{{count}} 筆' },
        { a: 'A', b: '{{m}} pieces', c: 'C', d_other: '{{count}} rows', e: 'E' },
      ),
    ).toEqual(['zh-TW c is empty', 'b takes {n} in zh-TW and {m} in en', 'en lacks d_one', 'zh-TW lacks e'])
  })
  test('the scan finds keys as they are written', () => {
    expect(
      used(
        "const t = useT('events'); t('list.title'); t('ui:save', { n: 1 }); t(`stage.${x}`); part('x'); translate('ui:a.b'); ({ label: 'crm:menu.people' })",
      ),
    ).toEqual(['events:list.title', 'ui:save', 'events:stage.*', 'ui:a.b', 'crm:menu.people'])
  })
  for (const [module, folder] of places)
    test(`${module}: zh-TW and en agree`, () => expect(compare(read(`${folder}/zh-TW.json`), read(`${folder}/en.json`))).toEqual([]))

  test('every key written in the code exists', () => {
    const keys = new Set(
      [...places].flatMap(([module, folder]) => flat(read(`${folder}/zh-TW.json`)).map(([key]) => `${module}:${base(key)}`)),
    )
    const exists = (key: string) => (key.endsWith('*') ? [...keys].some((one) => one.startsWith(key.slice(0, -1))) : keys.has(key))
    const written = sources.flatMap((path) =>
      used(readFileSync(at(path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')).map((key) => ({ path, key })),
    )
    expect(written.length).toBeGreaterThan(100)
    expect(written.filter(({ key }) => !exists(key)).map(({ path, key }) => `${path}: ${key}`)).toEqual([])
  })
})
