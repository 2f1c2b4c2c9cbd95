import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { onNews } from '../../src/kernel/server/realtime.ts'

export type Page = { status: number; type: string; body: Buffer; gzip: Buffer; br: Buffer; etag: string; bornAt: number }

/** Pages say things about time (now and next, closing sales), so none is served longer than this. */
const MAX_AGE_MS = 20_000
const MAX_PAGES = 3000

const zip = promisify(gzip)
const brotli = promisify(brotliCompress)

/** A finished page with its two packed forms; packing happens off the main thread. */
export async function makePage(status: number, type: string, text: string): Promise<Page> {
  const body = Buffer.from(text)
  const [gz, br] = await Promise.all([
    zip(body, { level: 7 }),
    brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  ])
  return {
    status,
    type,
    body,
    gzip: gz,
    br,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    bornAt: Date.now(),
  }
}

/**
 * Finished pages by event and address. News of a change in an event drops its pages at once; what was being drawn from
 * data read before the news is not kept, so a page never outlives the facts it shows.
 */
export function makePageCache() {
  const events = new Map<
    string,
    {
      generation: number
      pages: Map<string, Page>
      drawing: Map<string, Promise<Page>>
      data: Map<string, { value: Promise<unknown>; bornAt: number }>
    }
  >()
  const of = (eventId: string) => {
    let e = events.get(eventId)
    if (!e) events.set(eventId, (e = { generation: 0, pages: new Map(), drawing: new Map(), data: new Map() }))
    return e
  }
  let size = 0
  const drop = (eventId: string) => {
    const e = events.get(eventId)
    if (!e) return
    e.generation++
    size -= e.pages.size
    e.pages.clear()
    e.drawing.clear()
    e.data.clear()
  }
  const dropAll = () => [...events.keys()].forEach(drop)
  const leave = onNews((n) => (n.eventId ? drop(n.eventId) : dropAll()), dropAll)

  async function keep(eventId: string, key: string, draw: () => Promise<Page>): Promise<Page> {
    const e = of(eventId)
    const { generation } = e
    const made = await draw()
    if (e.generation === generation && made.status === 200) {
      if (size >= MAX_PAGES) for (const id of events.keys()) if (id !== eventId) drop(id)
      if (size >= MAX_PAGES) drop(eventId)
      else if (!e.pages.has(key)) size++
      if (e.generation === generation) e.pages.set(key, made)
    }
    return made
  }

  return {
    leave,
    /**
     * The page under `key`, drawn by `draw` when it is not there or too old: once for all who ask meanwhile. A page that has
     * only aged is still handed out while its successor is drawn; one that news has dropped never is.
     */
    async page(eventId: string, key: string, draw: () => Promise<Page>): Promise<Page> {
      const e = of(eventId)
      const kept = e.pages.get(key)
      const age = kept ? Date.now() - kept.bornAt : Infinity
      if (kept && age < MAX_AGE_MS) return kept
      let made = e.drawing.get(key)
      if (!made) {
        e.drawing.set(key, (made = keep(eventId, key, draw)))
        const done = () => e.drawing.get(key) === made && e.drawing.delete(key)
        made.then(done, done)
      }
      return kept && age < 2 * MAX_AGE_MS ? kept : made
    },
    /** Data that several pages of an event share, read once for all who ask at the same time. */
    data<T>(eventId: string, key: string, read: () => Promise<T>): Promise<T> {
      const e = of(eventId)
      const kept = e.data.get(key)
      if (kept && Date.now() - kept.bornAt < MAX_AGE_MS) return kept.value as Promise<T>
      const value = read()
      const { generation } = e
      const entry = { value, bornAt: Date.now() }
      e.data.set(key, entry)
      value.then(
        () => e.generation !== generation && e.data.get(key) === entry && e.data.delete(key),
        () => e.data.delete(key),
      )
      return value
    },
  }
}
