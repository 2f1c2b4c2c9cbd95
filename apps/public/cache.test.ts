import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { publish } from '../../src/kernel/server/realtime.ts'
import { makePage, makePageCache } from './cache.ts'

const ORG = '0199aaaa-0000-7000-8000-000000000001'
const EVENT = '0199aaaa-0000-7000-8000-000000000002'
let cache: ReturnType<typeof makePageCache>
let drawn: number
/** A drawer that answers when it is let go. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const n = ++drawn
  return { go: resolve, fail: reject, draw: async () => (await promise, makePage(200, 'text/html', `page ${n}`)) }
}
const text = async (page: Promise<{ body: Buffer }>) => (await page).body.toString()
const tell = () => publish({ organisationId: ORG, eventId: EVENT, entities: ['session'] })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  cache = makePageCache()
  drawn = 0
})
afterEach(() => {
  cache.leave()
  vi.useRealTimers()
})

test('who asks while a page is drawn waits for that drawing', async () => {
  const a = held()
  const b = held()
  const first = cache.page(EVENT, 'k', a.draw)
  const second = cache.page(EVENT, 'k', b.draw)
  a.go()
  expect([await text(first), await text(second)]).toEqual(['page 1', 'page 1'])
  expect(await text(cache.page(EVENT, 'k', b.draw))).toBe('page 1')
})

test('an aged page is handed out while its successor is drawn, a very old one is not', async () => {
  const [a, b, c] = [held(), held(), held()]
  a.go()
  await cache.page(EVENT, 'k', a.draw)
  vi.setSystemTime(Date.now() + 21_000)
  expect(await text(cache.page(EVENT, 'k', b.draw))).toBe('page 1')
  b.go()
  await vi.waitFor(async () => expect(await text(cache.page(EVENT, 'k', c.draw))).toBe('page 2'))
  vi.setSystemTime(Date.now() + 60_000)
  c.go()
  expect(await text(cache.page(EVENT, 'k', c.draw))).toBe('page 3')
})

test('after news nobody gets what was drawn from the facts before it', async () => {
  const [a, b] = [held(), held()]
  const before = cache.page(EVENT, 'k', a.draw)
  tell()
  const after = cache.page(EVENT, 'k', b.draw)
  b.go()
  expect(await text(after)).toBe('page 2')
  a.go()
  expect(await text(before)).toBe('page 1')
  expect(await text(cache.page(EVENT, 'k', held().draw))).toBe('page 2')
})

test('a drawing that fails is not kept', async () => {
  const [a, b] = [held(), held()]
  const first = cache.page(EVENT, 'k', a.draw)
  a.fail(new Error('no'))
  await expect(first).rejects.toThrow('no')
  b.go()
  expect(await text(cache.page(EVENT, 'k', b.draw))).toBe('page 2')
})
