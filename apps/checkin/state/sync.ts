import type { Guest, ScanResult } from '../../../src/modules/checkin/contract/checkin.ts'
import { CallError, hasHeard, now, readPerson, readRoster, sendScans, sendUndo, skewNow } from './api.ts'
import { keepGuests, keepList, type Made, writeSetting } from './db.ts'
import { lang } from './lang.ts'
import { clearGuests, get, keep, made, putGuests, roster, safely, set, waitingRows, withOwn } from './store.ts'
import { sayIn } from './text.ts'

const BATCH = 100
// Registrations change and are cancelled, never deleted, so what changed is enough; all of it now and then costs a small list nothing.
const fullEvery = () => (roster.guests.size > 2000 ? 120 : 10) * 60_000
// Two minutes back: a row of a slow transaction carries the time at which it began.
const OVERLAP = 120_000

/** Whoever calls while it runs gets the running one. */
function oneAtATime<A extends unknown[], T>(act: (...a: A) => Promise<T>): (...a: A) => Promise<T> {
  let running: Promise<T> | null = null
  return (...a) =>
    (running ??= Promise.resolve()
      .then(() => act(...a))
      .finally(() => (running = null)))
}

function fell(e: unknown) {
  if (!(e instanceof CallError)) throw e
  if (e.kind === 'offline' || e.status === 429 || e.status >= 500) set({ link: 'offline' })
  else if (e.status === 401) set({ link: 'expired' })
  else if (e.status === 403 || e.status === 404) set({ link: 'barred' })
  return e
}

async function store(list: Guest[]) {
  const eventId = get().list!.event.id
  putGuests(list)
  await safely(keepGuests(eventId, list))
}

/** Brings the list up to date: what changed, or all of it when it is old. False when the server could not be asked. */
export const refresh = oneAtATime(async (wait?: number): Promise<boolean> => {
  const { list } = get()
  if (!list) return false
  const full = !list.fullAt || now() - Date.parse(list.fullAt) > fullEvery()
  try {
    const r = await readRoster(list.event.id, full ? undefined : new Date(Date.parse(list.asOf) - OVERLAP).toISOString(), wait)
    if (get().list?.event.id !== r.event.id) return false
    const guests = withOwn(r.guests)
    roster.qrKey = r.qrKey
    const next = { event: r.event, qrKey: r.qrKey, asOf: r.asOf, fullAt: full ? r.asOf : list.fullAt }
    if (full) {
      clearGuests()
      putGuests(guests)
      await safely(keepList(next, guests))
    } else {
      await store(guests)
      await safely(keepList(next))
    }
    set({ list: next, link: 'online', lastSync: r.asOf, turn: get().turn + 1 })
    await safely(writeSetting('skew', skewNow()))
    return true
  } catch (e) {
    fell(e)
    return false
  }
})

/** What the server made of our scans; where it differs from what the device said, the log says so. */
async function settle(rows: Made[], results: ScanResult[]) {
  const by = new Map(results.map((r) => [r.id, r]))
  const changed: Guest[] = []
  const done = rows.map((m): Made => {
    const r = by.get(m.id)!
    if (r.guest) changed.push(r.guest)
    else if (m.registrationId && r.outcome !== 'ok') {
      const g = roster.guests.get(m.registrationId)
      if (g) changed.push({ ...g, seen: Object.fromEntries(Object.entries(g.seen).filter(([, s]) => s.checkinId !== m.id)) })
    }
    const current = made.get(m.id) ?? m
    return {
      ...current,
      sync: 'done',
      ...(r.guest && !current.name ? { name: r.guest.name, detail: r.guest.organisation } : {}),
      conflict: r.outcome === 'ok' ? null : { outcome: r.outcome, first: r.first },
    }
  })
  await keep(...done)
  const differing = done.filter((m) => m.conflict).length
  if (differing) {
    const differs = get().differs + differing
    set({ differs, said: sayIn(lang())('differs', { n: differs }) })
  }
  await store(withOwn([...new Map(changed.map((g) => [g.id, g])).values()]))
}

/** When it happened by the server's clock: what was told by a clock that nobody had checked yet is put right by what is known now. ISO UTC. */
const happenedAt = (m: Made) => (m.skew === undefined ? m.at : new Date(Date.parse(m.at) + skewNow() - m.skew).toISOString())

async function sendBatch(eventId: string, rows: Made[]): Promise<void> {
  // Written down first: if the answer gets lost the server may know them already.
  await keep(...rows.map((m) => ({ ...made.get(m.id)!, sent: true })))
  try {
    const r = await sendScans(
      eventId,
      rows.map((m) => ({ id: m.id, registrationId: m.registrationId!, at: happenedAt(m), device: m.device, source: m.source })),
    )
    await settle(rows, r.results)
  } catch (e) {
    if (!(e instanceof CallError) || ![400, 409, 413, 422].includes(e.status)) throw e
    // One of them is bad: it must not hold the others back.
    if (rows.length > 1) for (const m of rows) await sendBatch(eventId, [m])
    else {
      await keep({ ...made.get(rows[0]!.id)!, sync: 'failed' })
      set({ differs: get().differs + 1 })
    }
  }
}

/** Sends what waits, in order, then what was undone. One at a time; safe to call at any moment, also from two tabs. */
export const sync = oneAtATime(async (): Promise<void> => {
  const { list, person } = get()
  try {
    if (!list || !person || get().link === 'barred') return
    const mine = () => waitingRows().filter((m) => m.userId === person.userId && m.eventId === list.event.id)
    if (!mine().length) return
    set({ syncing: true })
    // Asked first, so that scans made under a wrong clock go out with the right time.
    if (!hasHeard()) await readPerson()
    for (let rows = mine().filter((m) => m.sync === 'wait'); rows.length; rows = mine().filter((m) => m.sync === 'wait'))
      await sendBatch(list.event.id, rows.slice(0, BATCH))
    for (const m of mine().filter((x) => x.undo === 'wait')) {
      await sendUndo(list.event.id, m.id).catch((e: unknown) => {
        if (!(e instanceof CallError) || e.status !== 404) throw e
      })
      await keep({ ...made.get(m.id)!, undo: 'done' })
    }
    const at = new Date(now()).toISOString()
    set({ link: 'online', lastSync: at })
    await safely(writeSetting('lastSync', at))
  } catch (e) {
    fell(e)
  } finally {
    set({ syncing: false, waiting: waitingRows().length })
  }
})

/** Keeps the device in step: live news when there is a line, a steady beat when there is none. Returns how to stop. */
export function keepInStep(): () => void {
  let source: EventSource | undefined
  let soon: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  const both = async () => {
    asked = Date.now()
    await sync()
    if (get().link !== 'barred' && get().link !== 'expired') await refresh()
    if (get().link === 'online') listen()
  }
  const listen = () => {
    if (source || typeof EventSource === 'undefined') return
    source = new EventSource('/api/live')
    source.addEventListener('change', (m) => {
      const news = JSON.parse((m as MessageEvent<string>).data) as { eventId: string | null; entities: string[] }
      if (news.eventId !== get().list?.event.id || !news.entities.some((n) => ['checkin', 'registration', 'ticketType'].includes(n))) return
      soon ??= setTimeout(() => {
        soon = undefined
        void refresh()
      }, 1500)
    })
    source.onerror = () => {
      source?.close()
      source = undefined
    }
  }
  // Every 5 s while something waits, every 20 s without live news, every minute with them.
  const beat = setInterval(() => {
    const pause = get().waiting ? 5000 : source && get().link === 'online' ? 60_000 : 20_000
    if (Date.now() - asked >= pause) void both()
  }, 1000)
  const wake = () => document.visibilityState === 'visible' && void both()
  const lost = () => set({ link: get().link === 'online' ? 'offline' : get().link })
  addEventListener('online', wake)
  addEventListener('offline', lost)
  document.addEventListener('visibilitychange', wake)
  void both()
  return () => {
    clearInterval(beat)
    clearTimeout(soon)
    source?.close()
    removeEventListener('online', wake)
    removeEventListener('offline', lost)
    document.removeEventListener('visibilitychange', wake)
  }
}
