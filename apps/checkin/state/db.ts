import type { DeskEvent, Guest, Outcome } from '../../../src/modules/checkin/contract/checkin.ts'
import type { Seen } from '../../../src/modules/checkin/contract/gate.ts'

export type Person = { userId: string; name: string; organisation: string }
/** One scan made here. `sync`: waiting for the server, done, none (nothing to tell it), refused. */
export type Made = {
  id: string
  eventId: string
  userId: string
  at: string
  /** ms that were added to the device's clock for `at` while nothing was known of that clock; missing where it was */
  skew?: number
  day: string
  outcome: Outcome
  registrationId: string | null
  name: string
  detail: string
  device: string
  source: 'camera' | 'scanner' | 'name'
  first: Seen | null
  sync: 'wait' | 'done' | 'none' | 'failed'
  /** left this device at least once, so the server may know it */
  sent: boolean
  undo: null | 'wait' | 'done'
  /** what the server said where it differs */
  conflict: { outcome: Outcome; first: Seen | null } | null
}
export type StoredGuest = Guest & { eventId: string }
/** What an event's list on this device is as old as. */
export type ListState = { event: DeskEvent; qrKey: string; asOf: string; fullAt: string }

type Rows = { settings: { key: string; value: unknown }; lists: ListState & { id: string }; guests: StoredGuest; made: Made }
type Name = keyof Rows
type Stores = { [K in Name]: IDBObjectStore }

/** Opens the database once; it opens again after the system took the connection away, as phones do with pages in the background. */
let opened: Promise<IDBDatabase> | null = null
const open = (): Promise<IDBDatabase> =>
  (opened ??= new Promise<IDBDatabase>((done, fail) => {
    const ask = indexedDB.open('bantoh-gate', 11)
    ask.onupgradeneeded = () => {
      const has = ask.result.objectStoreNames
      if (!has.contains('settings')) ask.result.createObjectStore('settings', { keyPath: 'key' })
      for (const name of ['lists', 'guests', 'made'] as const)
        if (!has.contains(name)) ask.result.createObjectStore(name, { keyPath: 'id' })
      const guests = ask.transaction!.objectStore('guests')
      if (!guests.indexNames.contains('eventId')) guests.createIndex('eventId', 'eventId')
    }
    ask.onerror = () => fail(ask.error)
    ask.onsuccess = () => {
      const base = ask.result
      base.onclose = () => (opened = null)
      base.onversionchange = () => {
        base.close()
        opened = null
      }
      done(base)
    }
  }).catch((e: unknown) => {
    opened = null
    throw e
  }))

async function attempt<T>(names: readonly Name[], mode: IDBTransactionMode, work: (s: Stores) => IDBRequest<T> | void): Promise<T> {
  const base = await open()
  return new Promise<T>((done, fail) => {
    // Strict: what is told to be checked in is on the disk, not in a buffer that goes with the battery.
    const tx = base.transaction(names, mode, mode === 'readwrite' && names.includes('made') ? { durability: 'strict' } : {})
    const request = work(Object.fromEntries(names.map((n) => [n, tx.objectStore(n)])) as Stores)
    tx.oncomplete = () => done(request?.result as T)
    tx.onerror = tx.onabort = () => fail(tx.error ?? request?.error)
  })
}

/** One transaction over `names`; resolves with the result of the request that `work` returns, once all of it is kept. */
async function transact<T = void>(names: readonly Name[], mode: IDBTransactionMode, work: (s: Stores) => IDBRequest<T> | void): Promise<T> {
  try {
    return await attempt(names, mode, work)
  } catch (e) {
    // A connection that died unnoticed: `QuotaExceededError` and the like would only fail again.
    if (!(e instanceof DOMException) || !['InvalidStateError', 'UnknownError', 'AbortError'].includes(e.name)) throw e
    opened = null
    return attempt(names, mode, work)
  }
}

export const readSetting = async <T>(key: string): Promise<T | undefined> =>
  (await transact(['settings'], 'readonly', (s) => s.settings.get(key) as IDBRequest<Rows['settings'] | undefined>))?.value as T | undefined
export const writeSetting = (key: string, value: unknown) => transact(['settings'], 'readwrite', (s) => void s.settings.put({ key, value }))

export const readList = (eventId: string) =>
  transact(['lists'], 'readonly', (s) => s.lists.get(eventId) as IDBRequest<Rows['lists'] | undefined>)
export const readGuests = (eventId: string) =>
  transact(['guests'], 'readonly', (s) => s.guests.index('eventId').getAll(eventId) as IDBRequest<StoredGuest[]>)
export const readMade = () => transact(['made'], 'readonly', (s) => s.made.getAll() as IDBRequest<Made[]>)

export const keepMade = (rows: readonly Made[]) =>
  transact(['made'], 'readwrite', (s) => {
    for (const row of rows) s.made.put(row)
  })
export const keepGuests = (eventId: string, list: readonly Guest[]) =>
  transact(['guests'], 'readwrite', (s) => {
    for (const g of list) s.guests.put({ ...g, eventId })
  })
/** Keeps an event's list; `all` takes the place of every guest it had. */
export const keepList = (list: ListState, all?: readonly Guest[]) =>
  transact(['lists', 'guests'], 'readwrite', (s) => {
    const { id } = list.event
    s.lists.put({ ...list, id })
    if (!all) return
    const old = s.guests.index('eventId').openKeyCursor(id)
    old.onsuccess = () => {
      if (old.result) {
        s.guests.delete(old.result.primaryKey)
        old.result.continue()
      } else for (const g of all) s.guests.put({ ...g, eventId: id })
    }
  })
export const forgetLists = () =>
  transact(['lists', 'guests'], 'readwrite', (s) => {
    s.lists.clear()
    s.guests.clear()
  })

/** Leaves nothing personal on the device; language and sound stay. */
export const forget = () =>
  transact(['settings', 'lists', 'guests', 'made'], 'readwrite', (s) => {
    s.lists.clear()
    s.guests.clear()
    s.made.clear()
    for (const key of ['person', 'event', 'device', 'lastSync']) s.settings.delete(key)
  })
