import pg from 'pg'
import { patience } from './db.ts'

/** What changed, told to screens and caches after commit. `entities` are entity names. */
export type News = { organisationId: string; eventId: string | null; entities: string[] }
type Listener = (news: News) => void

const listeners = new Set<Listener>()
const uncertain = new Set<() => void>()
const pending = new Map<string, News>()
const me = crypto.randomUUID()
let timer: NodeJS.Timeout | undefined
let bus: pg.Client | undefined

/** `missed` is told when news of other processes may have been lost: whatever was kept is to be read again. */
export function onNews(listener: Listener, missed?: () => void): () => void {
  listeners.add(listener)
  if (missed) uncertain.add(missed)
  return () => {
    listeners.delete(listener)
    if (missed) uncertain.delete(missed)
  }
}

/**
 * Tells this process at once and the others within 100 ms. Outside the transaction on purpose: NOTIFY inside it would
 * serialise all commits, and news is only a hint to read again.
 */
export function publish(news: News) {
  for (const l of listeners) l(news)
  keep(news)
  timer ??= setTimeout(flush, 100)
}

function keep(news: News) {
  const key = `${news.organisationId}/${news.eventId ?? ''}`
  const old = pending.get(key)
  pending.set(key, old ? { ...news, entities: [...new Set([...old.entities, ...news.entities])] } : news)
}

/** Without a line the news waits until there is one: it holds one entry an event. */
async function flush() {
  timer = undefined
  if (!bus || !pending.size) return
  const all = [...pending.values()]
  pending.clear()
  const letters = all.map((n) => JSON.stringify({ from: me, ...n, entities: n.entities.slice(0, 50) }))
  await bus.query("select pg_notify('bantoh_news', letter) from unnest($1::text[]) letter", [letters]).catch(() => all.forEach(keep))
}

/**
 * Joins the other processes over `LISTEN`, reconnecting by itself; returns how to leave. A line that went silent without a
 * word is noticed within a minute. Needs a connection of its own: a pooler that lends one per transaction loses all news.
 */
export function joinNews(url: string, log: (message: string) => void): () => Promise<void> {
  let left = false
  let before = false
  const connect = async () => {
    if (left) return
    const client = new pg.Client({ connectionString: url, application_name: 'bantoh news', ...patience })
    const beat = setInterval(() => {
      if (bus === client) client.query('select 1').catch(() => client.end().catch(() => {}))
    }, 20_000).unref()
    const again = () => {
      clearInterval(beat)
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
      if (before) for (const tell of uncertain) tell()
      before = true
      await flush()
    } catch {
      client.end().catch(() => {})
    }
  }
  void connect()
  return async () => {
    left = true
    clearTimeout(timer)
    await Promise.race([flush(), new Promise((done) => setTimeout(done, 2000).unref())])
    await bus?.end().catch(() => {})
  }
}
