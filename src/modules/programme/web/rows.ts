import type { Change, Value } from '../../../ui/list/types.ts'
import type { GridSession, ProgrammeView } from '../contract/programme.ts'
import { sessionKindNames, type SessionKind, sessionStateNames, type SessionState } from '../contract/session.ts'
import { fromLocal, type Names, toLocal } from './data.ts'

const clock = (v: Value): string | null => {
  const m = /^\s*(\d{1,2})[:：](\d{2})/.exec(String(v ?? ''))
  return m ? `${m[1]!.padStart(2, '0')}:${m[2]}` : null
}

/** Edited cells as changes of sessions; day and time together make the start. Nothing is sent with a version: the cell's own value is what was meant. */
export function patchOf(changes: readonly Pick<Change, 'id' | 'column' | 'after'>[], byId: ReadonlyMap<string, GridSession>, zone: string) {
  return [...Map.groupBy(changes, (c) => c.id)].map(([id, cells]) => {
    const s = byId.get(id)!
    const out: Record<string, unknown> = { id }
    let local = toLocal(s.startAt, zone)
    for (const { column, after } of cells) {
      if (column === 'title.zh' || column === 'title.en')
        out.title = { ...((out.title as object) ?? s.title), [column.slice(6)]: String(after ?? '') }
      else if (column === 'day') local = after ? `${String(after)}T${local?.slice(11) ?? '09:00'}` : null
      else if (column === 'time') local = clock(after) && local ? `${local.slice(0, 10)}T${clock(after)}` : after ? local : null
      else if (column === 'room') out.roomIds = after ? [String(after), ...s.roomIds.slice(1).filter((r) => r !== after)] : []
      else if (column === 'durationMin') out.durationMin = Number(after) || 0
      else if (column === 'code' || column === 'language') out[column] = String(after ?? '')
      else out[column] = after
    }
    if (cells.some((c) => c.column === 'day' || c.column === 'time')) out.startAt = fromLocal(local, zone)
    return out
  })
}

/** A pasted row as a draft; rooms, tracks, kinds and states go by their names, and a name that is not known is left out. */
export function rowOf(r: Record<string, Value>, view: ProgrammeView, names: Names) {
  const text = (k: string) => String(r[k] ?? '').trim()
  const byName = (rows: ReadonlyMap<string, string>, k: string) =>
    rows.has(text(k)) ? text(k) : [...rows].find(([, name]) => name === text(k))?.[0]
  const keyed = <K extends string>(of: Record<K, { zh: string; en: string }>, k: string) =>
    (Object.keys(of) as K[]).find((x) => [x, of[x].zh, of[x].en].includes(text(k)))
  const room = byName(names.rooms, 'room')
  const people = text('speakers')
    .split(/[、,，;；/]/)
    .map((n) => n.trim())
    .filter(Boolean)
  const speakers = people
    .flatMap((n) => view.speakers.filter((s) => s.name.zh === n || s.name.en === n).slice(0, 1))
    .map((s) => ({ speakerId: s.id, role: 'speaker' as const }))
  const at = clock(r.time ?? null)
  const day = /^\d{4}-\d\d-\d\d$/.test(text('day')) ? text('day') : ''
  return {
    title: { zh: text('title.zh') || text('title.en'), en: text('title.en') },
    code: text('code'),
    startAt: day && at ? fromLocal(`${day}T${at}`, view.zone) : null,
    durationMin: Number(r.durationMin) || 30,
    roomIds: room ? [room] : [],
    speakers,
    trackId: byName(names.tracks, 'trackId') ?? null,
    kind: (keyed(sessionKindNames, 'kind') ?? 'talk') as SessionKind,
    state: (keyed(sessionStateNames, 'state') ?? 'draft') as SessionState,
    language: text('language'),
  }
}
