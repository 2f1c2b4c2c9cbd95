import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../tests/harness/app.ts'
import { rateStore, SHARED_UP_TO } from './rate-store.ts'

const t = await testApp({ background: false })
const { db } = t.app.services
type Counter = { incr(caller: string, done: (e: Error | null, r?: { current: number }) => void, window: number): void }
/** One process's counter of an address that takes so many requests a minute. */
function processOf(database: typeof db | undefined, max: number, url = '/api/auth/sign-in/email') {
  const Store = rateStore(() => database)
  const store = new Store({}).child({ max, timeWindow: 60_000, routeInfo: { method: 'POST', url } } as never) as unknown as Counter
  return (caller: string, window = 60_000) =>
    new Promise<number>((done, fail) => store.incr(caller, (e, r) => (e ? fail(e) : done(r!.current)), window))
}

test('two processes count one caller together, whatever comes at once; others and other addresses apart', async () => {
  const [a, b] = [processOf(db, 5), processOf(db, 5)]
  const counts = await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? a : b)('203.0.113.7')))
  expect(counts.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  expect([await a('203.0.113.8'), await processOf(db, 5, '/api/setup')('203.0.113.7')]).toEqual([1, 1])
  const kept = await db.asSystem((tx) =>
    sql<{ x: string }>`select coalesce(string_agg(r::text, ' '), '') as x from rate_count r`.execute(tx),
  )
  expect(kept.rows[0]!.x).not.toContain('203.0.113')
})

test('a window that is over begins anew', async () => {
  const count = processOf(db, 5, '/api/short')
  expect([await count('x', 200), await count('x', 200)]).toEqual([1, 2])
  await new Promise((r) => setTimeout(r, 260))
  expect(await count('x', 200)).toBe(1)
})

test('generous limits, and all of them while the database is away, are counted by each process for itself', async () => {
  const wide = [processOf(db, SHARED_UP_TO + 1, '/api/wide'), processOf(db, SHARED_UP_TO + 1, '/api/wide')]
  expect([await wide[0]!('x'), await wide[0]!('x'), await wide[1]!('x')]).toEqual([1, 2, 1])
  const lost = { asSystem: () => Promise.reject(new Error('gone')) } as unknown as typeof db
  const alone = processOf(lost, 5, '/api/lost')
  expect([await alone('x'), await alone('x'), await alone('y')]).toEqual([1, 2, 1])
})
