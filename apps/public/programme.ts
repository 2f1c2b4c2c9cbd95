import { pick } from '../../src/kernel/contract/localized.ts'
import { local } from './format.ts'
import type { Lang, ProgrammeQuery, ProgrammeView, Room, SessionItem } from './view.ts'

type Raw = Record<string, string | string[] | undefined>

/** Reads `?day=&view=&track=&room=&type=&q=`; what the programme doesn't know is dropped. The day defaults to today or the first. */
export function programmeQuery(
  raw: Raw,
  of: Pick<ProgrammeView, 'days' | 'rooms' | 'tracks' | 'types'> & { today?: string },
): ProgrammeQuery {
  const one = (k: string) => {
    const v = raw[k]
    return (Array.isArray(v) ? v[0] : v)?.slice(0, 100).trim() || undefined
  }
  const known = (k: string, keys: readonly { key: string }[]) => (keys.some((x) => x.key === one(k)) ? one(k) : undefined)
  const day = one('day')
  const view = one('view')
  return {
    day:
      day === 'all' || (day !== undefined && of.days.includes(day))
        ? day
        : of.today !== undefined && of.days.includes(of.today)
          ? of.today
          : (of.days[0] ?? 'all'),
    view: view === 'track' || view === 'room' ? view : 'time',
    track: known('track', of.tracks),
    room: known('room', of.rooms),
    type: known('type', of.types),
    q: one('q'),
  }
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** The sessions that a query asks for, by start, room order and title; breaks stay only where nothing narrows the list. */
export function select(view: ProgrammeView): SessionItem[] {
  const { query: q, event } = view
  const words = fold(q.q ?? '')
    .split(/\s+/)
    .filter(Boolean)
  const narrowed = q.track !== undefined || q.room !== undefined || q.type !== undefined || words.length > 0
  const order = new Map(view.rooms.map((r, i) => [r.key, i]))
  const found = view.sessions.filter((s) => {
    if (s.start === null) return false
    if (q.day !== 'all' && local(s.start, event.zone).date !== q.day) return false
    if (narrowed && s.isBreak) return false
    if (q.track !== undefined && s.trackKey !== q.track) return false
    if (q.room !== undefined && !s.roomKeys.includes(q.room)) return false
    if (q.type !== undefined && s.typeKey !== q.type) return false
    if (words.length === 0) return true
    const text = fold([s.title, ...s.speakers.map((p) => p.name)].map((x) => `${x.zh}\n${x.en}`).join('\n'))
    return words.every((w) => text.includes(w))
  })
  const place = (s: SessionItem) => order.get(s.roomKeys[0] ?? '') ?? 1e6
  return found.sort((a, b) => (a.start! < b.start! ? -1 : a.start! > b.start! ? 1 : place(a) - place(b) || (a.key < b.key ? -1 : 1)))
}

/** Sessions under their local day, in order. */
export function byDay(sessions: readonly SessionItem[], zone: string): { date: string; sessions: SessionItem[] }[] {
  const days: { date: string; sessions: SessionItem[] }[] = []
  for (const s of sessions) {
    const { date } = local(s.start!, zone)
    if (days.at(-1)?.date !== date) days.push({ date, sessions: [] })
    days.at(-1)!.sessions.push(s)
  }
  return days
}

/** The rooms that these sessions use, in the programme's order; breaks don't count. */
export function usedRooms(sessions: readonly SessionItem[], rooms: readonly Room[]): Room[] {
  const used = new Set(sessions.filter((s) => !s.isBreak).flatMap((s) => s.roomKeys))
  return rooms.filter((r) => used.has(r.key))
}

/** More rooms than columns fit: the programme is then a list by the hour. */
export const maxColumns = 6

export type Cell = { from: number; span: number; sessions: SessionItem[] }
/** A row of the timetable: what runs across all rooms, or cells of neighbouring rooms. `end` only where all share it. */
export type Slot = { start: string; end: string | null; hour: boolean; full: SessionItem[]; cells: Cell[] }

/**
 * The timetable of one day: a row for every start. Where rooms keep their own rhythm, so that most cells would be empty,
 * a row for every hour.
 */
export function timetable(sessions: readonly SessionItem[], rooms: readonly Room[], zone: string): Slot[] {
  const column = new Map(rooms.map((r, i) => [r.key, i]))
  const starts = new Set(sessions.map((s) => s.start!))
  const talks = sessions.filter((s) => !s.isBreak)
  const hourly =
    rooms.length > 1 &&
    new Set(talks.map((s) => s.start)).size > 0 &&
    talks.length / (new Set(talks.map((s) => s.start)).size * rooms.length) < 0.45 &&
    starts.size > 10
  const slots: Slot[] = []
  for (const s of sessions) {
    const cols = s.roomKeys
      .map((k) => column.get(k))
      .filter((c) => c !== undefined)
      .sort((a, b) => a - b)
    const from = cols[0] ?? 0
    let span = 1
    while (cols.includes(from + span)) span++
    // A plenary: shown in several rooms (hall and stream), and nothing else goes on meanwhile.
    const plenary =
      cols.length > 1 && talks.every((o) => o === s || o.end === null || s.end === null || o.end <= s.start! || o.start! >= s.end)
    const across = s.isBreak || cols.length === 0 || plenary || (rooms.length > 1 && span === rooms.length)
    const at = local(s.start!, zone).time
    const label = hourly && !across ? `${at.slice(0, 2)}:00` : at
    const last = slots.at(-1)
    const fits =
      last && last.start === label && (across ? last.cells.length === 0 && !last.hour : last.full.length === 0 && last.hour === hourly)
    const slot: Slot = fits ? last : { start: label, end: null, hour: hourly && !across, full: [], cells: [] }
    if (!fits) slots.push(slot)
    if (across) slot.full.push(s)
    else {
      const cell = slot.cells.find((c) => c.from === from && c.span === span)
      if (cell) cell.sessions.push(s)
      else slot.cells.push({ from, span, sessions: [s] })
    }
  }
  for (const slot of slots) {
    slot.cells.sort((a, b) => a.from - b.from)
    const ends = new Set([...slot.full, ...slot.cells.flatMap((c) => c.sessions)].map((s) => s.end))
    const end = [...ends][0]
    slot.end = !slot.hour && ends.size === 1 && end ? local(end, zone).time : slot.hour ? null : mostCommonEnd(slot, zone)
  }
  return slots
}

function mostCommonEnd(slot: Slot, zone: string): string | null {
  const tally = new Map<string, number>()
  for (const s of [...slot.full, ...slot.cells.flatMap((c) => c.sessions)]) if (s.end) tally.set(s.end, (tally.get(s.end) ?? 0) + 1)
  const best = [...tally].sort((a, b) => b[1] - a[1])[0]
  return best ? local(best[0], zone).time : null
}

/** What runs now and what comes next in each room, on the day of `now`; `null` on other days. */
export function nowAndNext(view: ProgrammeView, rooms: readonly Room[]) {
  const { now, event } = view
  if (now === undefined || view.query.day !== local(now, event.zone).date) return null
  const today = view.sessions
    .filter((s) => s.start !== null && !s.isBreak && !s.canceled && local(s.start, event.zone).date === view.query.day)
    .sort((a, b) => (a.start! < b.start! ? -1 : 1))
  if (today.every((s) => (s.end ?? s.start!) <= now)) return null
  return rooms.map((room) => {
    const here = today.filter((s) => s.roomKeys.includes(room.key))
    return { room, now: here.find((s) => s.start! <= now && s.end !== null && s.end > now), next: here.find((s) => s.start! > now) }
  })
}

/** Sessions under the name of their track or room, in the given order; the rest under `rest`. */
export function grouped(
  sessions: readonly SessionItem[],
  by: 'track' | 'room',
  groups: readonly { key: string; name: { zh: string; en: string } }[],
  lang: Lang,
  rest: string,
) {
  const out = new Map<string, { key: string; name: string; index: number; sessions: SessionItem[] }>()
  groups.forEach((g, index) => out.set(g.key, { key: g.key, name: pick(g.name, lang), index, sessions: [] }))
  const others = { key: '', name: rest, index: -1, sessions: [] as SessionItem[] }
  for (const s of sessions) {
    if (s.isBreak) continue
    ;(out.get((by === 'track' ? s.trackKey : s.roomKeys[0]) ?? '') ?? others).sessions.push(s)
  }
  return [...out.values(), others].filter((g) => g.sessions.length > 0)
}
