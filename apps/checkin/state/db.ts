import { Dexie, type EntityTable, type Table } from 'dexie'
import type { DeskEvent, Guest, Outcome } from '../../../src/modules/checkin/contract/checkin.ts'
import type { Seen } from '../../../src/modules/checkin/contract/gate.ts'

export type Person = { userId: string; name: string; organisation: string }
/** One scan made here. `sync`: waiting for the server, done, none (nothing to tell it), refused. */
export type Made = {
  id: string
  eventId: string
  userId: string
  at: string
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

class GateDb extends Dexie {
  declare settings: Table<{ key: string; value: unknown }, string>
  declare lists: Table<ListState & { id: string }, string>
  declare guests: Table<StoredGuest, string>
  declare made: EntityTable<Made, 'id'>
  constructor() {
    super('bantoh-gate')
    this.version(1).stores({ settings: 'key', lists: 'id', guests: 'id, eventId', made: 'id, [eventId+at], sync, undo' })
  }
}
export const db = new GateDb()

export const readSetting = async <T>(key: string): Promise<T | undefined> => (await db.settings.get(key))?.value as T | undefined
export const writeSetting = (key: string, value: unknown) => db.settings.put({ key, value })

/** Leaves nothing personal on the device; language and sound stay. */
export const forget = () =>
  db.transaction('rw', [db.settings, db.lists, db.guests, db.made], async () => {
    await Promise.all([db.lists.clear(), db.guests.clear(), db.made.clear(), db.settings.where('key').noneOf(['sound']).delete()])
  })
