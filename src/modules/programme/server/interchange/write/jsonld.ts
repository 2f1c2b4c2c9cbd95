import type { ExportOptions, ProgrammeDraft } from '../../../contract/interchange.ts'
import { isoIn } from '../zone.ts'
import { flatten } from './flat.ts'
import type { FlatSession } from './flat.ts'

export type JsonLdOptions = ExportOptions & {
  format?: 'onsite' | 'online' | 'hybrid'
  organiser?: { name: string; url?: string }
  imageUrl?: string
  description?: string
}

const modes = { onsite: 'Offline', online: 'Online', hybrid: 'Mixed' } as const
const full = <T extends object>(o: T) =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)))

/** JSON for a `<script type="application/ld+json">`: no character in it can end the script or start markup. */
export const embeddable = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** schema.org Event with each scheduled session as a subEvent; times with offset. */
export function writeJsonLd(programme: ProgrammeDraft, options: JsonLdOptions): string {
  const { pick, sessions } = flatten(programme, options)
  const zone = programme.zone
  const venue = full({
    '@type': 'Place',
    name: programme.venue || programme.city,
    address: full({ '@type': 'PostalAddress', addressLocality: programme.city, addressCountry: programme.country }),
  })
  const speakers = new Map(programme.speakers.map((s) => [s.key, s]))
  const subEvent = (s: FlatSession) =>
    full({
      '@type': 'Event',
      '@id': s.url,
      url: s.url,
      name: pick(s.session.title),
      description: pick(s.session.abstract) || pick(s.session.description).slice(0, 500),
      startDate: isoIn(zone, s.start),
      endDate: isoIn(zone, s.end),
      eventStatus: `https://schema.org/${s.session.state === 'canceled' ? 'EventCancelled' : 'EventScheduled'}`,
      eventAttendanceMode: `https://schema.org/${modes[options.format ?? 'onsite']}EventAttendanceMode`,
      inLanguage: languageTag(s.session.language),
      location: s.room
        ? { '@type': 'Place', name: s.room, ...(programme.venue ? { containedInPlace: venue } : {}) }
        : venue.name
          ? venue
          : undefined,
      performer: s.people.map((p) =>
        full({
          '@type': 'Person',
          name: p.name,
          image: speakers.get(p.key)?.avatarUrl,
          affiliation: speakers.get(p.key)?.organisation ? { '@type': 'Organization', name: speakers.get(p.key)!.organisation } : undefined,
        }),
      ),
      keywords: s.tags.join(', '),
    })
  return embeddable(
    full({
      '@context': 'https://schema.org',
      '@type': 'Event',
      name: pick(programme.title),
      alternateName:
        programme.title.zh && programme.title.en && programme.title.zh !== programme.title.en
          ? options.lang === 'en'
            ? programme.title.zh
            : programme.title.en
          : undefined,
      description: options.description || pick(programme.subtitle),
      url: programme.url,
      image: options.imageUrl,
      startDate: programme.start ?? (sessions[0] ? isoIn(zone, sessions[0].start) : undefined),
      endDate: programme.end ?? (sessions.length ? isoIn(zone, Math.max(...sessions.map((s) => s.end))) : undefined),
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: `https://schema.org/${modes[options.format ?? 'onsite']}EventAttendanceMode`,
      location: venue.name ? venue : undefined,
      organizer: options.organiser ? full({ '@type': 'Organization', ...options.organiser }) : undefined,
      subEvent: sessions.map(subEvent),
    }),
  )
}

/** BCP 47 of what files call a language; unknown names are left out rather than invented. */
const languageTag = (language: string | undefined): string | undefined =>
  !language
    ? undefined
    : /^[a-z]{2,3}(-[A-Za-z\d]{2,8})*$/.test(language)
      ? language
      : /中文|漢語|華語|國語|mandarin|chinese/i.test(language)
        ? 'zh-TW'
        : /english|英/i.test(language)
          ? 'en'
          : undefined
