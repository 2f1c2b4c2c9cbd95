import { useMemo, useSyncExternalStore } from 'react'
import { instantToZoned, zonedToInstant } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { useLang } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { type GridSession, programmeEndpoints, type ProgrammeView } from '../contract/programme.ts'

/** All that a change of the programme makes stale. */
export const stale = ['/events/:eventId/programme', '/events/:eventId/sessions', '/events/:eventId/overview', '/events/:eventId/history']

/** The whole programme of this event, from the cache where another screen has read it. */
export function useProgramme() {
  const event = useThisEvent()
  const of = useEndpoint(programmeEndpoints.view, { params: { eventId: event.id } })
  const lang = useLang()
  const names = useMemo(() => (of.data ? namesOf(of.data, lang) : undefined), [of.data, lang])
  return { event, of, view: of.data, names }
}

/** A country or region by name; the code itself where it is unknown, '' for ''. */
export const regionName = (code: string, lang: Lang): string =>
  code === 'TW' && lang === 'zh-TW'
    ? '臺灣'
    : /^[A-Z]{2}$/.test(code)
      ? (new Intl.DisplayNames(lang, { type: 'region' }).of(code) ?? code)
      : code

// Tracks without a colour of their own take these in turn; all carry white and dark text mixes at AA contrast.
const palette = ['#43608f', '#5d7040', '#7b4f7f', '#2b6b80', '#96601f', '#8a3b2e', '#3f4f8f', '#6b6558']
export type Names = ReturnType<typeof namesOf>
function namesOf(view: ProgrammeView, lang: Lang) {
  const map = <T extends { id: string; name: { zh: string; en: string } }>(rows: readonly T[]) =>
    new Map(rows.map((r) => [r.id, pick(r.name, lang)]))
  const [rooms, tracks, types, speakers] = [map(view.rooms), map(view.tracks), map(view.types), map(view.speakers)]
  // Some organisers sort by type and have no tracks at all; then the types carry the colours.
  const byType = view.tracks.length === 0
  const sorts = byType ? view.types : view.tracks
  const colours = new Map(sorts.map((t, i) => [t.id, ('colour' in t && t.colour) || palette[i % palette.length]!]))
  const join = lang === 'en' ? ', ' : '、'
  const byId = new Map(view.sessions.map((s) => [s.id, s]))
  const clashing = new Map<string, ProgrammeView['clashes']>()
  for (const c of view.clashes) for (const id of [c.a, c.b]) clashing.set(id, [...(clashing.get(id) ?? []), c])
  return {
    lang,
    rooms,
    tracks,
    types,
    speakers,
    byId,
    clashing,
    /** What sessions are sorted and coloured by, tracks or types. */
    sorts: sorts.map((t) => ({ id: t.id, name: pick(t.name, lang) })),
    sortOf: (s: Pick<GridSession, 'trackId' | 'typeId'>) => (byType ? s.typeId : s.trackId),
    colour: (s: Pick<GridSession, 'trackId' | 'typeId'>) => colours.get((byType ? s.typeId : s.trackId) ?? '') ?? '#6b6558',
    trackColour: (id: string) => colours.get(id) ?? '#6b6558',
    title: (s: Pick<GridSession, 'title'>) => pick(s.title, lang),
    day: (s: Pick<GridSession, 'startAt'>) => (s.startAt ? instantToZoned(s.startAt, view.zone).date : ''),
    clock: (at: string | null) => (at ? instantToZoned(at, view.zone).time.slice(0, 5) : ''),
    span: (s: Pick<GridSession, 'startAt' | 'endAt'>) =>
      s.startAt && s.endAt
        ? `${instantToZoned(s.startAt, view.zone).time.slice(0, 5)}–${instantToZoned(s.endAt, view.zone).time.slice(0, 5)}`
        : '',
    roomsOf: (s: Pick<GridSession, 'roomIds'>) => s.roomIds.flatMap((r) => rooms.get(r) ?? []).join(join),
    people: (s: Pick<GridSession, 'speakers'>, ...roles: string[]) =>
      s.speakers
        .filter((x) => !roles.length || roles.includes(x.role))
        .flatMap((x) => speakers.get(x.speakerId) ?? [])
        .join(join),
  }
}

/** `2027-05-13T09:30` in the event's zone, as date-time fields hold it. */
export const toLocal = (at: string | null, zone: string): string | null => {
  if (!at) return null
  const l = instantToZoned(at, zone)
  return `${l.date}T${l.time.slice(0, 5)}`
}
export const fromLocal = (local: string | null | undefined, zone: string): string | null =>
  local && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) ? zonedToInstant(local.slice(0, 10), local.slice(11, 16), zone).toISOString() : null

const narrow = '(max-width: 760px)'
const listen = (fn: () => void) => {
  const q = matchMedia(narrow)
  q.addEventListener('change', fn)
  return () => q.removeEventListener('change', fn)
}
/** True on a phone, where the grid gives way to a list. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => matchMedia(narrow).matches)
