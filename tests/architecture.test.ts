import { describe, expect, test } from 'vitest'
import { modules } from '../apps/server/modules.ts'
import { permissions } from '../apps/server/app.ts'
import { knownErrors } from '../src/kernel/server/errors.ts'
import { importsOf, placeOf, read, sources } from './harness/imports.ts'

const isTest = (f: string) => /\.(test|e2e|fixture|readers)\.tsx?$/.test(f) || f.startsWith('tests/')
const code = [...sources('src'), ...sources('apps')].filter((f) => /\.tsx?$/.test(f) && !isTest(f))
const names = new Set(modules.map((m) => m.name as string))

/** Breaches of the rules of layering for one file's imports; the real check and its canary share it. */
function breaches(file: string, imports: string[]): string[] {
  const from = placeOf(file)
  return imports.flatMap((to) => {
    const at = placeOf(to)
    const say = (why: string) => [`${file} → ${to}: ${why}`]
    if (from === null || at === null || from === at) {
      if (/\/web\//.test(file) && /\/server\//.test(to)) return say('web code must not import server code')
      return []
    }
    if (at.startsWith('app:')) return from.startsWith('app:') ? [] : say('nothing imports an app')
    if (from === 'kernel') return say('the kernel imports nothing of ours')
    if (from === 'ui' && !/^src\/kernel\/(contract|web)\//.test(to)) return say('ui imports kernel contract and web only')
    if (/\/web\/|^src\/ui\//.test(file) && /\/server\//.test(to)) return say('web code must not import server code')
    if (names.has(from) && names.has(at) && !/\/(contract|demo)\//.test(to) && !to.endsWith('/server/index.ts'))
      return say('other modules are reached through contract/ and server/index.ts')
    return []
  })
}

describe('layers', () => {
  test('files import only what their place allows', () => {
    expect(code.length).toBeGreaterThan(150)
    expect(code.flatMap((f) => breaches(f, importsOf(f)))).toEqual([])
  })

  test('the check itself finds breaches (canary)', () => {
    const lines = (file: string, text: string) => breaches(file, importsOf(file, text)).length
    expect(lines('src/kernel/server/x.ts', "import type { A } from '../../modules/events/contract/event.ts'")).toBe(1)
    expect(lines('src/modules/events/web/x.tsx', "import { f } from '../server/event.ts'")).toBe(1)
    expect(lines('src/modules/events/server/x.ts', "export { f } from '../../identity/server/setup.ts'")).toBe(1)
    expect(lines('src/ui/x.tsx', "const a = await import('../modules/events/contract/event.ts')")).toBe(1)
    expect(lines('src/modules/events/server/x.ts', "import { f } from '../../../../apps/server/app.ts'")).toBe(1)
    expect(lines('src/modules/events/server/x.ts', "import { f } from '../../identity/server/index.ts'")).toBe(0)
  })

  test('modules use exactly what they declare, and the graph has no circle', () => {
    const actual = new Map<string, Set<string>>()
    for (const f of code) {
      const from = placeOf(f)!
      if (!names.has(from)) continue
      const set = actual.get(from) ?? new Set()
      actual.set(from, set)
      for (const to of importsOf(f)) {
        const at = placeOf(to)
        if (at && names.has(at) && at !== from) set.add(at)
      }
    }
    for (const m of modules) expect([m.name, [...(actual.get(m.name) ?? [])].toSorted()]).toEqual([m.name, [...m.uses].toSorted()])
    const order = new Map<string, number>(modules.map((m, i) => [m.name, i]))
    for (const m of modules)
      for (const u of m.uses) expect(`${m.name} after ${u}: ${order.get(u)! < order.get(m.name)!}`).toBe(`${m.name} after ${u}: true`)
  })
})

describe('sizes', () => {
  test('no source file is longer than 400 lines', () => {
    const long = [...code, ...sources('tests'), ...sources('bench'), ...sources('db')]
      .filter((f) => !f.endsWith('.css'))
      .map((f) => [f, read(f).split('\n').length] as const)
      .filter(([, n]) => n > 401)
    expect(long).toEqual([])
  })
  // docs/decisions/002-budgets.md says why these and not one number.
  test('the kernel and the page kit stay small', () => {
    const lines = (folder: string) =>
      sources(folder)
        .filter((f) => /\.tsx?$/.test(f) && !isTest(f))
        .reduce(
          (n, f) =>
            n +
            read(f)
              .split('\n')
              .filter((l) => l.trim() !== '').length,
          0,
        )
    expect(lines('src/kernel/server') + lines('src/kernel/contract')).toBeLessThanOrEqual(3000)
    expect(lines('src/kernel/web')).toBeLessThanOrEqual(660)
    expect(lines('src/ui')).toBeLessThanOrEqual(2800)
  })
})

describe('modules', () => {
  test('every endpoint’s action is known to the policy', () => {
    const known = new Set(['public', 'signedIn', ...Object.keys(permissions())])
    const actions = code
      .filter((f) => /\/contract\//.test(f) && names.has(placeOf(f)!))
      .flatMap((f) => [...read(f).matchAll(/\b(?:action|read|write): '([\w.]+)'/g)].map((m) => m[1]!))
    expect(actions.length).toBeGreaterThan(40)
    expect([...new Set(actions)].filter((a) => !known.has(a))).toEqual([])
  })
  test('every error that the code throws stands in a catalogue with both languages', async () => {
    for (const m of modules)
      if (m.errors)
        for (const [c, t] of Object.entries(m.errors)) if (!knownErrors().has(c)) (knownErrors() as Map<string, unknown>).set(c, t)
    const thrown = code.flatMap((f) => [...read(f).matchAll(/new AppError\(\s*'([\w.]+)'/g)].map((m) => m[1]!))
    expect(thrown.length).toBeGreaterThan(20)
    expect([...new Set(thrown)].filter((c) => !knownErrors().has(c))).toEqual([])
    for (const [c, t] of knownErrors()) expect([c, t.zh !== '' && t.en !== '']).toEqual([c, true])
  })
  test('every module says what a clone does with its records', () => {
    for (const m of modules) expect([m.name, typeof m.clone === 'function' || m.clone.none.length > 10]).toEqual([m.name, true])
  })
})
