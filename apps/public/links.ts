import type { EventSite, Lang, ProgrammeQuery } from './view.ts'

/** Path of an event's site; English lives under `/en`. */
export const base = (slug: string, lang: Lang): string => `${lang === 'en' ? '/en' : ''}/e/${encodeURIComponent(slug)}`

/** Addresses of the pages of one event in one language. Keys are encoded. */
export const links = (event: Pick<EventSite, 'slug'>, lang: Lang) => {
  const root = base(event.slug, lang)
  const key = encodeURIComponent
  return {
    home: root,
    programme: `${root}/programme`,
    print: `${root}/programme/print`,
    session: (k: string) => `${root}/sessions/${key(k)}`,
    sessionIcal: (k: string) => `${root}/sessions/${key(k)}.ics`,
    speakers: `${root}/speakers`,
    speaker: (k: string) => `${root}/speakers/${key(k)}`,
    rooms: `${root}/rooms`,
    register: `${root}/register`,
    privacy: `${root}/privacy`,
    ical: `${root}/programme.ics`,
    json: `${root}/programme.json`,
  }
}

/** Path of the event's own style sheet; the same in both languages. */
export const themePath = (slug: string): string => `/e/${encodeURIComponent(slug)}/theme.css`

/** Address of the whole programme, or of one session, as iCalendar. */
export const icalLink = (event: Pick<EventSite, 'slug'>, lang: Lang, sessionKey?: string): string =>
  sessionKey === undefined ? links(event, lang).ical : links(event, lang).sessionIcal(sessionKey)

/** The query string of a programme page, with `?`; defaults are left out. */
export function programmeSearch(q: Partial<ProgrammeQuery>): string {
  const p = new URLSearchParams()
  if (q.day) p.set('day', q.day)
  if (q.view && q.view !== 'time') p.set('view', q.view)
  for (const k of ['track', 'room', 'type', 'q'] as const) if (q[k]) p.set(k, q[k])
  const text = p.toString()
  return text === '' ? '' : `?${text}`
}
