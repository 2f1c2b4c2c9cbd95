import { instantToZoned } from '../../../kernel/contract/dates.ts'
import type { GridSession } from '../contract/programme.ts'
import { isService } from '../contract/session.ts'

/** Where a block stands: minutes from midnight of the day, column, and its lane among those that overlap it there. */
export type Block = { session: GridSession; from: number; to: number; column: number; lane: number; lanes: number }
export type Band = { session: GridSession; from: number; to: number }
export type DayLayout = { columns: string[]; blocks: Block[]; bands: Band[]; from: number; to: number }

/** The column of sessions that have a time but no room. */
export const NOWHERE = ''

const minutesOf = (at: string, zone: string) => {
  const [h, m] = instantToZoned(at, zone).time.split(':')
  return Number(h) * 60 + Number(m)
}

function lanesOf(list: Omit<Block, 'lane' | 'lanes'>[]): Block[] {
  const out: Block[] = []
  let group: Block[] = []
  let end = -1
  const close = () => {
    const lanes = Math.max(1, ...group.map((b) => b.lane + 1))
    for (const b of group) b.lanes = lanes
    out.push(...group)
    group = []
  }
  for (const b of list.toSorted((a, z) => a.from - z.from || a.to - z.to)) {
    if (b.from >= end && group.length) close()
    const taken = new Set(group.filter((x) => x.to > b.from).map((x) => x.lane))
    let lane = 0
    while (taken.has(lane)) lane++
    group.push({ ...b, lane, lanes: 1 })
    end = Math.max(end, b.to)
  }
  if (group.length) close()
  return out
}

/**
 * One day as columns of rooms. A service time such as lunch becomes a band across all rooms where nothing else runs meanwhile, else a
 * block of its room. Rooms without a session that day are left out where there are more than `wide` rooms.
 */
export function layoutDay(
  day: string,
  sessions: readonly GridSession[],
  rooms: readonly { id: string }[],
  zone: string,
  wide = 8,
): DayLayout {
  const today = sessions
    .filter((s) => s.startAt && s.endAt && instantToZoned(s.startAt, zone).date === day)
    .map((session) => {
      const from = minutesOf(session.startAt!, zone)
      return { session, from, to: from + Math.max(5, Math.round((Date.parse(session.endAt!) - Date.parse(session.startAt!)) / 60_000)) }
    })
  const talks = today.filter((s) => !isService(s.session))
  const bands = today.filter(
    (s) =>
      isService(s.session) &&
      !talks.some((t) => t.from < s.to && s.from < t.to) &&
      !today.some((o) => o !== s && isService(o.session) && o.from < s.to && s.from < o.to),
  )
  const rest = today.filter((s) => !bands.includes(s))
  const used = new Set(rest.map((s) => s.session.roomIds[0] ?? NOWHERE))
  const columns = rooms.filter((r) => rooms.length <= wide || used.has(r.id)).map((r) => r.id)
  if (used.has(NOWHERE) || !columns.length) columns.push(NOWHERE)
  const blocks = columns.flatMap((id, column) =>
    lanesOf(rest.filter((s) => (s.session.roomIds[0] ?? NOWHERE) === id).map((s) => ({ ...s, column }))),
  )
  const from = today.length ? Math.floor(Math.min(...today.map((s) => s.from)) / 60) * 60 : 540
  const to = today.length ? Math.ceil(Math.max(...today.map((s) => s.to)) / 60) * 60 : 1080
  return { columns, blocks, bands, from, to }
}

/** The block that an arrow key leads to: up and down within the column, left and right to the nearest in time beside it. */
export function neighbour(blocks: readonly Block[], at: Block, key: string): Block | undefined {
  const mid = (b: Block) => (b.from + b.to) / 2
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const sign = key === 'ArrowDown' ? 1 : -1
    return blocks
      .filter((b) => b.column === at.column && b !== at && sign * (b.from - at.from || b.lane - at.lane) > 0)
      .toSorted((a, z) => sign * (a.from - z.from || a.lane - z.lane))[0]
  }
  const sign = key === 'ArrowRight' ? 1 : -1
  const beside = blocks.filter((b) => sign * (b.column - at.column) > 0)
  return beside.toSorted((a, z) => sign * (a.column - z.column) || Math.abs(mid(a) - mid(at)) - Math.abs(mid(z) - mid(at)))[0]
}
