import type { ParseOptions } from '../../contract/interchange.ts'
import { ProgrammeImportError } from './errors.ts'
import type { Notes } from './notes.ts'
import type { RawProgramme, RawSession } from './raw.ts'
import { scalar } from './values.ts'
import { parseDuration, parseWhen } from './when.ts'
import type { When } from './when.ts'
import { asUtc, fits, instantOf, isZone, localAt, offsetAt, zoneOfOffsets, zoneOfPlace } from './zone.ts'
import type { Local } from './zone.ts'

const minute = 60_000
const day = 86_400_000

type Sample = { ms: number; offset: number }

/**
 * The event's zone: named in the file, else by its city or country, else the caller's, else the likeliest for the offsets,
 * each only if it agrees with the offsets that the file writes.
 * @throws ProgrammeImportError `programme.import.zone_unknown` when the caller's zone is none
 */
export function zoneFor(raw: RawProgramme, opts: ParseOptions, notes: Notes): string {
  if (opts.zone && !isZone(opts.zone)) throw new ProgrammeImportError('programme.import.zone_unknown', '', { zone: opts.zone })
  const stamped = writtenAsUtc(raw)
  const zone = likelyZone(raw, opts, notes, stamped.length > 0)
  const shifted = stamped.filter(({ stamp }) => offsetAt(zone, stamp) !== 0)
  for (const { s, local } of shifted) s.starts = [local]
  if (shifted.length > 0) notes.repair('', 'programme.import.utc_local', { count: shifted.length, zone })
  return zone
}

/**
 * Sessions whose date is marked UTC while the local start beside it shows the same clock. frab and wafer define `start` as local, so where
 * this holds throughout a file, the mark is what its writer got wrong.
 */
function writtenAsUtc(raw: RawProgramme): { s: RawSession; stamp: number; local: string }[] {
  const out: { s: RawSession; stamp: number; local: string }[] = []
  for (const s of raw.sessions) {
    const [date, start] = s.starts
    const stamp = parseWhen(date)
    const clock = parseWhen(start)
    if (stamp?.kind !== 'instant' || clock?.kind !== 'clock') continue
    const local = new Date(stamp.ms).toISOString().slice(0, 19)
    if ((stamp.offset ?? 0) !== 0 || stamp.ms % day !== clockMs(clock)) return []
    out.push({ s, stamp: stamp.ms, local })
  }
  return out
}

function likelyZone(raw: RawProgramme, opts: ParseOptions, notes: Notes, ignoreOffsets: boolean): string {
  if (raw.zoneName) {
    const named = isZone(raw.zoneName) ? raw.zoneName : zoneOfPlace(raw.zoneName)
    if (named) return named
    notes.repair('time_zone_name', 'programme.import.zone_unknown', { zone: raw.zoneName.slice(0, 60) })
  }
  const samples: Sample[] = raw.sessions
    .flatMap((s) =>
      [...s.starts, s.end].flatMap((v) => {
        const w = parseWhen(v)
        return w?.kind === 'instant' && w.offset !== undefined && !ignoreOffsets ? [{ ms: w.ms, offset: w.offset }] : []
      }),
    )
    .slice(0, 2_000)
  const guess = (zone: string, basis: string) => {
    notes.repair('', 'programme.import.zone_guessed', { zone, basis })
    return zone
  }
  for (const place of [raw.city, raw.country, raw.venue]) {
    const zone = zoneOfPlace(place)
    if (zone && fits(zone, samples)) return zone === opts.zone ? zone : guess(zone, place)
  }
  if (opts.zone && fits(opts.zone, samples)) return opts.zone
  if (samples.length === 0) return guess(opts.zone ?? (ignoreOffsets ? 'UTC' : 'Asia/Taipei'), '預設值 default')
  const zone = zoneOfOffsets(samples, countryZones(raw))
  return guess(zone ?? opts.zone ?? 'UTC', '時間的時差 UTC offsets')
}

/** Zones of the country domains that the file's addresses show most. */
function countryZones(raw: RawProgramme): string[] {
  const counts = new Map<string, number>()
  const urls = [
    raw.url,
    raw.baseUrl,
    ...raw.speakers.slice(0, 60).map((s) => scalar(s.record.avatar)),
    ...raw.sessions.slice(0, 60).flatMap((s) => s.links.map((l) => l.url)),
  ]
  for (const url of urls) {
    const tld = /^https?:\/\/[^/:]+\.([a-z]{2})(?:[/:]|$)/i.exec(url)?.[1]?.toLowerCase()
    if (tld) counts.set(tld, (counts.get(tld) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).flatMap(([tld]) => zoneOfPlace(tld) ?? [])
}

export type Timed = { start: number | null; end: number | null; minutes: number; guessed: 'missing' | 'before' | 'zero' | null }

const clockMs = (c: { hour: number; minute: number; second: number }) => ((c.hour * 60 + c.minute) * 60 + c.second) * 1000

/** Start and end of every session; sessions whose length is a guess are settled last, when their room's next start is known. */
export function timetable(raw: RawProgramme, zone: string, notes: Notes): Timed[] {
  const change = parseWhen(raw.dayChange)
  const dayChange = change?.kind === 'clock' ? clockMs(change) : 0
  const lastClock = new Map<string, number>()
  const settle = (local: Local, place: string): number => {
    const { ms, skipped } = instantOf(zone, local)
    if (skipped)
      notes.repair(place, 'programme.import.time_gap', { time: new Date(asUtc(local)).toISOString().slice(0, 16).replace('T', ' ') })
    return ms
  }

  function startOf(s: RawSession): number | null {
    let clock: Extract<When, { kind: 'clock' }> | undefined
    let date = s.day ? parseWhen(s.day) : null
    let unread: unknown
    for (const candidate of s.starts) {
      const w = parseWhen(candidate)
      if (w?.kind === 'instant') return w.ms
      if (w?.kind === 'local') return settle(w.local, `${s.place}.start`)
      if (w?.kind === 'clock') clock ??= w
      else if (w?.kind === 'date') date ??= w
      else unread ??= candidate
    }
    if (clock && date && (date.kind === 'date' || date.kind === 'local' || date.kind === 'instant')) {
      const base = date.kind === 'instant' ? localAt(zone, date.ms) : date.local
      const at = clockMs(clock)
      const lane = `${s.day}|${s.rooms[0]?.keys[0] ?? ''}`
      const later = at < dayChange && (clock.hour < 6 || (lastClock.get(lane) ?? -1) > at)
      if (later)
        notes.repair(`${s.place}.start`, 'programme.import.after_midnight', {
          time: `${String(clock.hour).padStart(2, '0')}:${String(clock.minute).padStart(2, '0')}`,
        })
      else lastClock.set(lane, Math.max(at, lastClock.get(lane) ?? -1))
      return settle(
        normal({ ...base, day: base.day + (later ? 1 : 0), hour: clock.hour, minute: clock.minute, second: clock.second }),
        `${s.place}.start`,
      )
    }
    if (unread !== undefined || clock || s.starts.length > 0)
      notes.repair(`${s.place}.start`, 'programme.import.time_unreadable', { value: String(scalar(unread ?? s.starts[0])).slice(0, 60) })
    notes.repair(`${s.place}.start`, 'programme.import.start_missing')
    return null
  }

  const inSeconds = lengthsInSeconds(raw)
  if (inSeconds) notes.repair('', 'programme.import.seconds')
  return raw.sessions.map((s) => {
    const start = startOf(s)
    const given = parseDuration(s.duration)
    const length = given !== null && inSeconds && plainNumber(s.duration) ? Math.round(given / 60) : given
    if (length === null && scalar(s.duration) !== '')
      notes.repair(`${s.place}.duration`, 'programme.import.time_unreadable', { value: scalar(s.duration).slice(0, 60) })
    if (start === null) return { start: null, end: null, minutes: length ?? 0, guessed: null }
    const end = endOf(s, start)
    if (end === null)
      return length ? timed(start, start + length * minute) : { start, end: null, minutes: 0, guessed: length === 0 ? 'zero' : 'missing' }
    if (end === start) return length ? timed(start, start + length * minute) : { start, end: null, minutes: 0, guessed: 'zero' }
    if (end < start) {
      const next = end + day - start
      if (next > 0 && next <= day / 2) {
        notes.repair(`${s.place}.end`, 'programme.import.end_next_day')
        return timed(start, end + day)
      }
      return { start, end: null, minutes: length ?? 0, guessed: 'before' }
    }
    const minutes = Math.round((end - start) / minute)
    if (length && Math.abs(length - minutes) > 1)
      notes.repair(`${s.place}.duration`, 'programme.import.duration_differs', { duration: length, minutes })
    return timed(start, end)
  })

  function endOf(s: RawSession, start: number): number | null {
    if (s.end === undefined || s.end === null || s.end === '') return null
    const w = parseWhen(s.end)
    if (w?.kind === 'instant') return w.ms
    if (w?.kind === 'local') return settle(w.local, `${s.place}.end`)
    if (w?.kind === 'clock') {
      const from = localAt(zone, start)
      const ms = settle(normal({ ...from, hour: w.hour, minute: w.minute, second: w.second }), `${s.place}.end`)
      return ms
    }
    notes.repair(`${s.place}.end`, 'programme.import.time_unreadable', { value: scalar(s.end).slice(0, 60) })
    return null
  }
}

const plainNumber = (v: unknown): boolean => /^\d+(\.0+)?$/.test(scalar(v))

/** Plain numbers are minutes, unless every one is a round count of seconds too long for a session: 900, 1800, 2700. */
function lengthsInSeconds(raw: RawProgramme): boolean {
  const numbers = raw.sessions.filter((s) => s.end === undefined && plainNumber(s.duration)).map((s) => Number(scalar(s.duration)))
  return numbers.length > 0 && numbers.every((n) => n >= 300 && n % 300 === 0) && numbers.some((n) => n >= 900)
}

const timed = (start: number, end: number): Timed => ({ start, end, minutes: Math.round((end - start) / minute), guessed: null })

/** Day 32 or hour 25 carried over. */
function normal(l: Local): Local {
  const d = new Date(asUtc(l))
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
  }
}

/** The most common length, for sessions that say none; 30 minutes when no session says any. */
export function usualMinutes(times: Timed[]): number {
  const counts = new Map<number, number>()
  for (const t of times)
    if (t.start !== null && t.guessed === null && t.minutes > 0) counts.set(t.minutes, (counts.get(t.minutes) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 30
}
