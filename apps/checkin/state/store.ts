import { useSyncExternalStore } from 'react'
import { instantToZoned } from '../../../src/kernel/contract/dates.ts'
import type { Guest } from '../../../src/modules/checkin/contract/checkin.ts'
import { type Entry, indexGuests, type Verdict } from '../../../src/modules/checkin/contract/gate.ts'
import { now } from './api.ts'
import { keepMade, type ListState, type Made, type Person } from './db.ts'

export type Link = 'online' | 'offline' | 'expired' | 'barred'
/** A verdict on screen with the scan that it came of. */
export type Shown = Verdict & { key: string; made: Made; nth: number }
export type State = {
  stage: 'boot' | 'signIn' | 'events' | 'device' | 'gate'
  person: Person | null
  list: ListState | null
  device: string
  sound: boolean
  link: Link
  syncing: boolean
  lastSync: string | null
  shown: Shown | null
  /** told to screen readers and shown for a moment */
  said: string
  /** grows with every change of list or log */
  turn: number
  waiting: number
  /** the device refuses to keep anything: what is not uploaded would be lost with the page */
  unsafe: boolean
  /** of this device's scans, how many the server saw otherwise and nobody has looked at yet */
  differs: number
}

let state: State = {
  stage: 'boot',
  person: null,
  list: null,
  device: '',
  sound: true,
  link: 'online',
  syncing: false,
  lastSync: null,
  shown: null,
  said: '',
  turn: 0,
  waiting: 0,
  unsafe: false,
  differs: 0,
}
const listeners = new Set<() => void>()
export const get = () => state
export function set(part: Partial<State>) {
  state = { ...state, ...part }
  for (const l of listeners) l()
}
const subscribe = (l: () => void) => {
  listeners.add(l)
  return () => listeners.delete(l)
}
export const useGate = (): State => useSyncExternalStore(subscribe, get)

/** The list in memory: what is decided from must not wait for the disk. */
export const roster = { guests: new Map<string, Guest>(), byCode: new Map<string, Guest>(), qrKey: '' }
export const made = new Map<string, Made>()
let index: Map<string, Entry> | null = null
/** Made when somebody first searches; then kept up guest by guest, as 20,000 take an old phone a while. */
export const searchIndex = (): Iterable<Entry> =>
  (index ??= new Map(indexGuests(roster.guests.values()).map((e) => [e.guest.id, e]))).values()

export function putGuests(list: Guest[]) {
  for (const g of list) {
    roster.guests.set(g.id, g)
    roster.byCode.set(g.code.toUpperCase(), g)
  }
  if (index) for (const e of indexGuests(list)) index.set(e.guest.id, e)
}
export function clearGuests() {
  roster.guests.clear()
  roster.byCode.clear()
  index = null
}

export const today = (): string => instantToZoned(now(), state.list?.event.zone ?? 'Asia/Taipei').date
export const clock = (at: string | number): string => instantToZoned(at, state.list?.event.zone ?? 'Asia/Taipei').time

/** Figures of today from the device's own list: they hold off line too. */
export function figures(): { mine: number; came: number; expected: number } {
  const day = today()
  let [mine, came, expected] = [0, 0, 0]
  for (const g of roster.guests.values()) {
    if (g.status !== 'confirmed' || g.attendance !== 'onsite') continue
    expected++
    const seen = g.seen[day]
    if (!seen) continue
    came++
    if (seen.device === state.device) mine++
  }
  return { mine, came, expected }
}

/** Newest first. */
export const log = (n = 50): Made[] => [...made.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, n)

/** Runs what writes to the disk; a full or forbidden one is told on screen, and the work goes on in memory. */
export const safely = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((e: unknown) => {
    console.warn(e)
    set({ unsafe: true })
    return undefined
  })

/** Keeps a scan in memory and on disk; resolves when it is safe on disk. */
export async function keep(...rows: Made[]): Promise<void> {
  for (const row of rows) made.set(row.id, row)
  set({ turn: state.turn + 1, waiting: countWaiting() })
  await safely(keepMade(rows))
}
export const waitingRows = (): Made[] =>
  [...made.values()].filter((m) => m.sync === 'wait' || m.undo === 'wait').toSorted((a, b) => (a.at < b.at ? -1 : 1))
export const countWaiting = () => waitingRows().length

/** Lays what the server does not know yet over what it said of these guests. */
export function withOwn(list: Guest[]): Guest[] {
  const mine = new Map<string, Made[]>()
  for (const m of made.values())
    if (m.registrationId && (m.sync === 'wait' || m.undo === 'wait')) mine.set(m.registrationId, [...(mine.get(m.registrationId) ?? []), m])
  return list.map((g) => {
    const own = mine.get(g.id)
    if (!own) return g
    const seen = { ...g.seen }
    for (const m of own) {
      if (m.undo === 'wait') {
        if (seen[m.day]?.checkinId === m.id) delete seen[m.day]
      } else seen[m.day] ??= { at: m.at, device: m.device, checkinId: m.id }
    }
    return { ...g, seen }
  })
}
