import type { Clash } from '../contract/programme.ts'
import { isService, type SessionKind, type SessionState } from '../contract/session.ts'

type Timed = {
  id: string
  startAt: string | null
  endAt: string | null
  kind: SessionKind
  state: SessionState
  roomIds: readonly string[]
  speakers: readonly { speakerId: string }[]
}

function overlaps(of: string, kind: Clash['kind'], sessions: Timed[], out: Clash[]) {
  const sorted = sessions.toSorted((a, b) => a.startAt!.localeCompare(b.startAt!) || a.id.localeCompare(b.id))
  for (let i = 0; i < sorted.length; i++)
    for (let j = i + 1; j < sorted.length && sorted[j]!.startAt! < sorted[i]!.endAt!; j++)
      if (out.length < MAX) out.push({ kind, of, a: sorted[i]!.id, b: sorted[j]!.id })
}
/** More than this many pairs is a broken programme; the count is all that helps then. */
const MAX = 500

/**
 * Sessions that stand in each other's way: two in the room where they take place, or one person in two of them. Broadcast rooms (all but
 * the first), cancelled and unscheduled sessions and service times such as lunch stand in nobody's way.
 */
export function findClashes(sessions: readonly Timed[]): Clash[] {
  const live = sessions.filter((s) => s.startAt && s.endAt && s.state !== 'cancelled' && !isService(s))
  const rooms = new Map<string, Timed[]>()
  const people = new Map<string, Timed[]>()
  const add = (m: Map<string, Timed[]>, key: string, s: Timed) => void (m.get(key)?.push(s) ?? m.set(key, [s]))
  for (const s of live) {
    if (s.roomIds[0]) add(rooms, s.roomIds[0], s)
    for (const p of new Set(s.speakers.map((x) => x.speakerId))) add(people, p, s)
  }
  const out: Clash[] = []
  for (const [id, list] of rooms) overlaps(id, 'room', list, out)
  for (const [id, list] of people) overlaps(id, 'speaker', list, out)
  return out
}
