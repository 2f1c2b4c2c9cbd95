import pg from 'pg'
import { patience } from './db.ts'

/** What changed, told to screens and caches after commit. `entities` are entity names. */
export type News = { organisationId: string; eventId: string | null; entities: string[] }
type Listener = (news: News) => void

const listeners = new Set<Listener>()
const pending = new Map<string, News>()
const me = crypto.randomUUID()
let timer: NodeJS.Timeout | undefined
let bus: pg.Client | undefined

export function onNews(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Tells this process at once and the others within 100 ms. Outside the transaction on purpose: NOTIFY inside it would
 * serialise all commits, and news is only a hint to read again.
 */
export function publish(news: News) {
  for (const l of listeners) l(news)
  const key = `${news.organisationId}/${news.eventId ?? ''}`
  const old = pending.get(key)
  pending.set(key, old ? { ...news, entities: [...new Set([...old.entities, ...news.entities])] } : news)
  timer ??= setTimeout(flush, 100)
}

function flush() {
  timer = undefined
  const all = [...pending.values()]
  pending.clear()
  const letters = all.map((n) => JSON.stringify({ from: me, ...n, entities: n.entities.slice(0, 50) }))
  bus?.query("select pg_notify('bantoh_news', letter) from unnest($1::text[]) letter", [letters]).catch(() => {})
}

/** Joins the other processes over `LISTEN`, reconnecting by itself; returns how to leave. */
export function joinNews(url: string, log: (message: string) => void): () => Promise<void> {
  let left = false
  const connect = async () => {
    if (left) return
    const client = new pg.Client({ connectionString: url, ...patience })
    const again = () => {
      if (bus === client) bus = undefined
      if (!left) setTimeout(connect, 1000).unref()
    }
    client.on('error', () => {})
    client.once('end', again)
    client.on('notification', (n) => {
      try {
        const { from, ...news } = JSON.parse(n.payload ?? '') as News & { from: string }
        if (from !== me) for (const l of listeners) l(news)
      } catch {
        log('unreadable notification')
      }
    })
    try {
      await client.connect()
      await client.query('listen bantoh_news')
      bus = client
    } catch {
      client.end().catch(() => {})
    }
  }
  void connect()
  return async () => {
    left = true
    clearTimeout(timer)
    if (bus) flush()
    await bus?.end().catch(() => {})
  }
}
