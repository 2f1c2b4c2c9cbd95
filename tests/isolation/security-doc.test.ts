import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const rows = readFileSync(join(root, 'docs/security.md'), 'utf8')
  .split('\n')
  .filter((l) => /^\| \d/.test(l))
  .map((l) => l.split('|').map((c) => c.trim()))

test('the table of security names files that exist, and says yes only with one', () => {
  const named = rows.flatMap((r) => [...r[4]!.matchAll(/`([\w./*-]+\.[\w*]+|Dockerfile|deploy\/\w+)`/g)].map((m) => m[1]!))
  expect(named.filter((f) => f.includes('/') && !existsSync(join(root, f)))).toEqual([])
  expect(rows.map((r) => r[3]!).filter((s) => !['yes', 'partly', 'no', 'n/a'].includes(s))).toEqual([])
  const bare = rows.filter((r) => r[3] === 'yes' && !/`|none|managed/.test(r[4]!)).map((r) => r[1])
  expect(bare).toEqual([])
  expect(new Set(rows.map((r) => r[1]!.split('.')[0])).size).toBe(17)
  expect(rows.length).toBeGreaterThan(140)
})
