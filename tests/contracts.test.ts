import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Entity } from '../src/kernel/contract/entity.ts'
import { testApp } from './harness/app.ts'

let t: Awaited<ReturnType<typeof testApp>>
beforeAll(async () => {
  t = await testApp({ background: false })
})

const snake = (s: string) => s.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const isEntity = (x: unknown): x is Entity & { row: { shape: object }; labels: object; fields: object } =>
  typeof x === 'object' && x !== null && 'table' in x && 'row' in x && 'draft' in x && 'labels' in x

async function entities() {
  const root = new URL('../src/modules/', import.meta.url)
  const files = readdirSync(root).flatMap((m) => {
    try {
      return readdirSync(new URL(`${m}/contract/`, root))
        .filter((f) => f.endsWith('.ts') && !/\.test\./.test(f))
        .map((f) => new URL(`${m}/contract/${f}`, root).href)
    } catch {
      return []
    }
  })
  const found = new Map<string, Entity>()
  for (const f of files) for (const x of Object.values((await import(f)) as object)) if (isEntity(x)) found.set(x.name, x)
  return [...found.values()] as unknown as (Entity & { row: { shape: Record<string, unknown> }; fields: Record<string, unknown> })[]
}

describe('contracts agree with the tables', () => {
  test('each entity’s row has the columns of its table, no more and no fewer', async () => {
    const all = await entities()
    expect(all.length).toBeGreaterThan(5)
    for (const e of all) {
      const columns = [...t.app.services.db.columns.keys()]
        .filter((k) => k.startsWith(`${e.table}.`))
        .map((k) => k.slice(e.table.length + 1))
      const known = Object.keys(e.row.shape).map(snake)
      expect([e.name, known.filter((k) => !columns.includes(k))]).toEqual([e.name, []])
    }
  })
  test('every editable field has a label in both languages; searched and sorted columns exist', async () => {
    for (const e of await entities()) {
      const labelled = Object.entries(e.labels)
        .filter(([, l]) => l.zh && l.en)
        .map(([k]) => k)
      expect([e.name, Object.keys(e.fields).filter((f) => !labelled.includes(f))]).toEqual([e.name, []])
      expect([e.name, [...e.searchable, ...e.sortable].filter((c) => !(c in e.row.shape))]).toEqual([e.name, []])
    }
  })
})

describe('the mounted surface', () => {
  test('every endpoint has an action, a summary, and stands in the OpenAPI document', async () => {
    const doc = (await t.send(null, { method: 'GET', url: '/api/openapi.json' })).json() as {
      openapi: string
      paths: Record<string, Record<string, { summary?: string }>>
    }
    expect(doc.openapi).toBe('3.1.0')
    for (const e of t.app.services.mounted) {
      const path = `/api${e.path.replaceAll(/:(\w+)/g, '{$1}')}`
      expect([`${e.method} ${path}`, doc.paths[path]?.[e.method.toLowerCase()]?.summary]).toEqual([`${e.method} ${path}`, e.summary])
      expect(e.action).not.toBe('')
    }
    expect(t.app.services.mounted.length).toBeGreaterThan(40)
    const page = await t.send(null, { method: 'GET', url: '/api/docs' })
    expect([page.statusCode, page.body.includes('/api/events/{eventId}')]).toEqual([200, true])
  })

  test('nobody reads anything that is not declared public', async () => {
    const leaks: string[] = []
    for (const e of t.app.services.mounted) {
      if (e.action === 'public') continue
      const url = `/api${e.path.replaceAll(/:(\w+)/g, '01a1fc15-7f34-7d4d-b1ae-a4ab0d173e50')}`
      const r = await t.send(null, { method: e.method, url, ...(e.method === 'GET' || e.method === 'DELETE' ? {} : { payload: {} }) })
      if (![401, 404].includes(r.statusCode)) leaks.push(`${e.method} ${url} ${r.statusCode}`)
    }
    expect(leaks).toEqual([])
  })
})
