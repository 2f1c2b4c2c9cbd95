import type { DeskEvent, Guest } from '../../../src/modules/checkin/contract/checkin.ts'
import { decide, greet, type Verdict } from '../../../src/modules/checkin/contract/gate.ts'
import { newId } from '../../../src/kernel/contract/ids.ts'
import {
  CallError,
  now,
  readPerson,
  sendUndo,
  signIn as askSignIn,
  signOut as askSignOut,
  isClockKnown,
  recallSkew,
  skewNow,
} from './api.ts'
import {
  forget,
  forgetLists,
  keepGuests,
  keepList,
  type ListState,
  type Made,
  type Person,
  readGuests,
  readList,
  readMade,
  readSetting,
  writeSetting,
} from './db.ts'
import { clearGuests, figures, get, keep, made, putGuests, roster, safely, set, today, waitingRows, withOwn } from './store.ts'
import { refresh, sync } from './sync.ts'
import { signal } from './sound.ts'
import { lang } from './lang.ts'
import { sayIn } from './text.ts'

const say = (...a: Parameters<ReturnType<typeof sayIn>>) => sayIn(lang())(...a)

/** Starts from what the device remembers; asks the server who is here, but never waits for it where there is a list. */
export async function boot(): Promise<void> {
  const [person, eventId, device, sound, lastSync, skew] =
    (await safely(
      Promise.all([
        readSetting<Person>('person'),
        readSetting<string>('event'),
        readSetting<string>('device'),
        readSetting<boolean>('sound'),
        readSetting<string>('lastSync'),
        readSetting<number>('skew'),
      ]),
    )) ?? []
  set({ person: person ?? null, device: device ?? '', sound: sound ?? true, lastSync: lastSync ?? null })
  for (const m of (await safely(readMade())) ?? []) made.set(m.id, m)
  set({ waiting: waitingRows().length })
  const list = eventId ? await safely(readList(eventId)) : undefined
  if (list) recallSkew(skew, Date.parse(list.asOf))
  const asked = new URLSearchParams(location.search).get('event')
  if (person && list && (!asked || asked === list.id)) {
    await openList(list.id)
    set({ stage: device ? 'gate' : 'device' })
    void confirmPerson()
    return
  }
  await confirmPerson()
  if (get().stage === 'boot') set({ stage: get().person ? 'events' : 'signIn' })
}

async function confirmPerson() {
  try {
    const person = await readPerson()
    if (person === 'homeless' || !person) {
      if (get().stage === 'boot') set({ person: null, stage: 'signIn' })
      else set({ link: 'expired' })
      return
    }
    await adopt(person)
  } catch {
    set({ link: 'offline' })
    if (get().stage === 'boot' && !get().person) set({ stage: 'signIn' })
  }
}

/** Another account on this device must not see the first one's list, nor send its scans. */
async function adopt(person: Person) {
  const before = await safely(readSetting<Person>('person'))
  if (before && before.userId !== person.userId) {
    await safely(forgetLists())
    clearGuests()
    set({ list: null, stage: 'events' })
  }
  await safely(writeSetting('person', person))
  set({ person, ...(get().link === 'expired' ? { link: 'online' as const } : {}) })
}

/** Error: the text to show, or '' when signed in. */
export async function signIn(email: string, password: string): Promise<string> {
  try {
    await askSignIn(email.trim(), password)
    const person = await readPerson()
    if (person === 'homeless' || !person) return say('noOrganisation')
    await adopt(person)
    set({ stage: get().list ? (get().device ? 'gate' : 'device') : 'events' })
    void sync()
    return ''
  } catch (e) {
    if (e instanceof CallError && e.kind === 'refused') return say(e.status === 429 ? 'signInMany' : 'signInWrong')
    return say('signInOffline')
  }
}

export async function signOut(): Promise<void> {
  await askSignOut().catch(() => {})
  await safely(forget())
  made.clear()
  clearGuests()
  set({ person: null, list: null, device: '', shown: null, stage: 'signIn', link: 'online', waiting: 0, lastSync: null })
}

async function openList(eventId: string, fresh?: ListState) {
  const list = (await safely(readList(eventId))) ?? fresh
  const guests = (await safely(readGuests(eventId))) ?? []
  clearGuests()
  putGuests(withOwn(guests))
  roster.qrKey = list?.qrKey ?? ''
  const last = get().lastSync
  if (list) set({ list, turn: get().turn + 1, lastSync: list.fullAt && (!last || list.asOf > last) ? list.asOf : last })
}

export async function chooseEvent(event: DeskEvent): Promise<void> {
  await safely(writeSetting('event', event.id))
  const fresh = { event, qrKey: '', asOf: '1970-01-01T00:00:00.000Z', fullAt: '' }
  if (!(await safely(readList(event.id)))) await safely(keepList(fresh))
  await openList(event.id, fresh)
  set({ stage: get().device ? 'gate' : 'device', link: 'online' })
  void refresh()
}

export async function nameDevice(name: string): Promise<void> {
  await safely(writeSetting('device', name))
  set({ device: name, stage: 'gate' })
}
export async function setSound(on: boolean): Promise<void> {
  set({ sound: on })
  await safely(writeSetting('sound', on))
}

const detailOf = (g: Guest | null) => (g ? g.organisation : '')

async function show(v: Verdict, text: string, source: Made['source']): Promise<void> {
  const { list, device, person } = get()
  const m: Made = {
    id: newId(now()),
    eventId: list!.event.id,
    userId: person!.userId,
    at: new Date(now()).toISOString(),
    ...(isClockKnown() ? {} : { skew: skewNow() }),
    day: today(),
    outcome: v.outcome,
    registrationId: v.registrationId,
    name: v.guest?.name ?? (v.stamped ? '' : text.length > 20 ? `${text.slice(0, 16)}…` : text),
    detail: detailOf(v.guest),
    device,
    source,
    first: v.first,
    sync: v.outcome === 'ok' ? 'wait' : 'none',
    sent: false,
    undo: null,
    conflict: null,
  }
  if (v.outcome === 'ok' && v.guest) {
    const g = { ...v.guest, seen: { ...v.guest.seen, [m.day]: { at: m.at, device, checkinId: m.id } } }
    putGuests([g])
    void safely(keepGuests(m.eventId, [g]))
  }
  signal(v.outcome === 'ok' ? 'good' : 'stop')
  const kept = keep(m)
  set({ shown: { ...v, key: m.id, made: m, nth: figures().came } })
  await kept
  void navigator.storage?.persist?.()
  if (v.outcome === 'ok') void sync()
}

let busy: Promise<void> = Promise.resolve()
const inTurn = (act: () => Promise<void>) => (busy = busy.then(act, act))

/** A code from camera, scanner or keyboard. What the list does not let in is asked of the server once more, if there is a line. */
export const scanText = (text: string, source: Made['source']): Promise<void> =>
  inTurn(async () => {
    // Without a list every ticket would look like a stranger's.
    if (!get().list!.fullAt && !(await refresh(20_000))) return set({ said: say('noList') })
    let v = await decide(text, roster, today())
    if (v.outcome !== 'ok' && v.outcome !== 'again' && v.outcome !== 'foreign' && get().link === 'online' && (await refresh(2500)))
      v = await decide(text, roster, today())
    await show(v, text, source)
  })

export const checkInGuest = (id: string): Promise<void> =>
  inTurn(async () => {
    const g = roster.guests.get(id)
    if (g) await show(greet(g, today()), g.code, 'name')
  })

async function unsee(registrationId: string | null, checkinId: string, day: string) {
  const g = registrationId ? roster.guests.get(registrationId) : undefined
  if (!g || g.seen[day]?.checkinId !== checkinId) return
  const { [day]: _, ...seen } = g.seen
  putGuests([{ ...g, seen }])
  await safely(keepGuests(get().list!.event.id, [{ ...g, seen }]))
}

/** Takes back a scan made here: one that never left is simply not sent. */
export const undo = (id: string): Promise<void> =>
  inTurn(async () => {
    const m = made.get(id)
    if (!m || m.undo || m.outcome !== 'ok') return
    const never = m.sync === 'wait' && !m.sent
    await unsee(m.registrationId, m.id, m.day)
    await keep({ ...m, sync: never ? 'none' : m.sync, undo: never || m.conflict ? 'done' : 'wait' })
    set({ shown: null, said: say('undone', { name: m.name || say('stampedName') }) })
    void sync()
  })

/** Takes back the first arrival, wherever it was made; one of another device needs a line. */
export async function undoFirst(shown: { guest: Guest | null; first: { checkinId: string } | null }): Promise<boolean> {
  const { guest, first } = shown
  if (!guest || !first) return false
  if (made.has(first.checkinId)) {
    await undo(first.checkinId)
    return true
  }
  try {
    await sendUndo(get().list!.event.id, first.checkinId)
  } catch (e) {
    if (!(e instanceof CallError) || e.status !== 404) return false
  }
  await unsee(guest.id, first.checkinId, today())
  set({ shown: null, said: say('undone', { name: guest.name }), turn: get().turn + 1 })
  void refresh()
  return true
}

export const dismiss = () => set({ shown: null })
