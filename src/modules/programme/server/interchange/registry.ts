import { createHash } from 'node:crypto'
import { ProgrammeImportError } from './errors.ts'
import { limits } from './limits.ts'
import type { NoteCode, Notes } from './notes.ts'
import type { RawRef } from './raw.ts'

/** Names compared without case, width and spacing. */
export const normalised = (s: string): string => s.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** Keys stay printable and short; a long one ends in a hash of the whole. */
export function tidyKey(raw: string): string {
  // oxlint-disable-next-line no-control-regex
  const key = raw
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f\ufffe\uffff]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return key.length <= limits.key
    ? key
    : `${key.slice(0, limits.key - 17).toWellFormed()}~${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
}

type Entry<T> = { key: string; item: T; identified: boolean; named: boolean }

export type Registry<T> = {
  items: T[]
  /** A record that the file lists. */
  declare: (ref: RawRef) => void
  /** A record that a session names: found, or made (with a note when the file has a list). */
  resolve: (ref: RawRef) => string | undefined
}

/**
 * Rooms, tracks, types, tags or people by id and by name.
 * @param byName whether an unknown id with a known name is the same thing (rooms) or another one (two people of one name)
 */
export function registry<T>(options: {
  what: string
  unknown: NoteCode
  reports: boolean
  byName: boolean
  notes: Notes
  make: (ref: RawRef, key: string) => T
  enrich?: (item: T, ref: RawRef) => void
}): Registry<T> {
  const { notes } = options
  const ids = new Map<string, Entry<T>>()
  const exactly = new Map<string, Entry<T>>()
  const names = new Map<string, Entry<T>>()
  const used = new Set<string>()
  const next = new Map<string, number>()
  const items: T[] = []
  let declared = 0

  const namesOf = (ref: RawRef) => [ref.name.zh, ref.name.en].map(normalised).filter((n) => n !== '')

  const both = (id: string, name: string) => `${id}\u0000${name}`
  /** Of several records under one id, the one of that name; a name that fits none of them is somebody else. */
  function byId(id: string, ref: RawRef): Entry<T> | undefined {
    const first = ids.get(id)
    const given = namesOf(ref)
    const exact = given.map((n) => exactly.get(both(id, n))).find((e) => e !== undefined)
    return exact ?? (ref.bare || given.length === 0 || first?.named === false ? first : undefined)
  }

  function find(ref: RawRef, byName: boolean): Entry<T> | undefined {
    let taken = false
    for (const k of ref.keys) {
      const hit = byId(k, ref)
      if (hit) return hit
      taken ||= ids.has(k)
    }
    for (const n of namesOf(ref)) {
      const hit = names.get(n)
      if (hit && (ref.bare || ref.keys.length === 0 || (byName && !taken) || !hit.identified)) return hit
    }
    return undefined
  }

  function index(entry: Entry<T>, ref: RawRef): void {
    const given = namesOf(ref)
    for (const k of ref.keys) {
      if (!ids.has(k)) ids.set(k, entry)
      for (const n of given) if (!exactly.has(both(k, n))) exactly.set(both(k, n), entry)
    }
    for (const n of given) if (!names.has(n)) names.set(n, entry)
    entry.named ||= given.length > 0
    if (!ref.bare && ref.keys.length) entry.identified = true
  }

  function add(ref: RawRef): Entry<T> | undefined {
    const wanted = tidyKey(ref.keys[0] ?? (ref.name.zh || ref.name.en))
    if (wanted === '') return undefined
    if (items.length >= limits.records)
      throw new ProgrammeImportError('programme.import.too_many', ref.place, { what: options.what, max: limits.records })
    let key = wanted
    let n = next.get(wanted) ?? 2
    while (used.has(key)) key = `${wanted}#${n++}`
    next.set(wanted, n)
    used.add(key)
    const entry: Entry<T> = { key, item: options.make(ref, key), identified: false, named: false }
    items.push(entry.item)
    index(entry, ref)
    return entry
  }

  const renamed = (ref: RawRef, entry: Entry<T> | undefined) => {
    if (entry && ref.keys[0] !== undefined && !ref.bare && entry.key !== tidyKey(ref.keys[0]))
      notes.repair(ref.place, 'programme.import.id_duplicate', { id: ref.keys[0], key: entry.key })
  }

  return {
    items,
    declare(ref) {
      declared++
      const same = find(ref, false)
      if (!same) return void renamed(ref, add(ref))
      index(same, ref)
      options.enrich?.(same.item, ref)
      notes.repair(ref.place, 'programme.import.record_merged', { key: same.key })
    },
    resolve(ref) {
      const hit = find(ref, options.byName)
      if (hit) {
        index(hit, ref)
        options.enrich?.(hit.item, ref)
        return hit.key
      }
      const entry = add(ref)
      renamed(ref, entry)
      // A record given in full where it is used is no dangling reference.
      const dangling = ref.bare || (ref.name.zh === '' && ref.name.en === '')
      if (entry && dangling && (declared > 0 || options.reports))
        notes.repair(ref.place, options.unknown, { ref: ref.name.zh || ref.name.en || ref.keys[0] || '' })
      return entry?.key
    },
  }
}
