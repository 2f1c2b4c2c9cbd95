import type { ExportOptions, Localized, ProgrammeDraft } from '../../../contract/interchange.ts'
import { derivedGuid } from '../raw.ts'
import { isoIn } from '../zone.ts'
import { acronymOf, clockIn, flatten, identityOf, lengthText } from './flat.ts'
import type { FlatSession } from './flat.ts'

/** Schedule JSON in the shape of the c3voc schema (as frab and pretalx write it), all rooms of a broadcast beside it; one language, scheduled sessions only. */
export function writeScheduleJson(programme: ProgrammeDraft, options: ExportOptions): string {
  const { pick, days } = flatten(programme, options)
  const zone = programme.zone
  const speakers = new Map(programme.speakers.map((s) => [s.key, s]))
  const person = (key: string, name: string, role?: string) => {
    const s = speakers.get(key)
    const { guid, id, code } = identityOf(key)
    const bio = pick(s?.bio)
    return {
      guid,
      id,
      ...(code ? { code } : {}),
      name,
      public_name: name,
      ...(bio ? { biography: bio } : {}),
      ...(s?.avatarUrl ? { avatar: s.avatarUrl } : {}),
      ...(s?.organisation ? { organization: s.organisation } : {}),
      ...(s?.links.length ? { links: s.links.map((l) => ({ url: l.url, title: l.label })) } : {}),
      ...(role ? { role } : {}),
    }
  }
  const event = (s: FlatSession) => ({
    guid: s.guid,
    id: s.id,
    ...(s.code ? { code: s.code } : {}),
    date: isoIn(zone, s.start),
    start: clockIn(zone, s.start),
    duration: lengthText(s.start, s.end),
    room: s.room,
    // No reader minds an extra field; without it the other rooms of a broadcast were lost.
    ...(s.rooms.length > 1 ? { broadcast: s.rooms } : {}),
    slug: s.slug,
    url: s.url,
    title: pick(s.session.title),
    subtitle: pick(s.session.subtitle),
    track: s.track || null,
    type: s.type,
    language: s.session.language ?? '',
    abstract: pick(s.session.abstract),
    description: pick(s.session.description),
    ...(s.session.state ? { status: s.session.state } : {}),
    ...(s.session.recordingOptOut === undefined ? {} : { do_not_record: s.session.recordingOptOut }),
    persons: [...s.people.map((p) => person(p.key, p.name)), ...s.chairs.map((p) => person(p.key, p.name, 'moderator'))],
    ...(s.tags.length ? { tags: s.tags } : {}),
    links: s.session.links.map((l) => ({ url: l.url, title: l.label })),
    attachments: [],
  })
  const document = {
    $schema: 'https://c3voc.de/schedule/schema.json',
    generator: { name: 'bantoh' },
    schedule: {
      version: options.version ?? options.generatedAt,
      ...(programme.url ? { base_url: programme.url } : {}),
      conference: {
        acronym: acronymOf(programme, options),
        title: pick(programme.title),
        ...Object.fromEntries(
          Object.entries({
            subtitle: pick(programme.subtitle),
            venue: programme.venue,
            city: programme.city,
            country: programme.country,
            url: programme.url,
          }).filter(([, v]) => v),
        ),
        start: programme.start ?? days[0]?.date ?? '',
        end: programme.end ?? days.at(-1)?.date ?? '',
        daysCount: days.length,
        timeslot_duration: '00:05',
        time_zone_name: zone,
        rooms: [...programme.rooms]
          .sort((a, b) => a.order - b.order)
          .map((r) => ({
            name: pick(r.name),
            guid: derivedGuid(pick(r.name)),
            description: pick(r.description) || null,
            capacity: r.capacity ?? null,
          })),
        tracks: programme.tracks.map((t) => ({ name: pick(t.name), ...(t.colour ? { color: t.colour } : {}) })),
        days: days.map((d, i) => {
          const all = d.rooms.flatMap((r) => r.sessions)
          return {
            index: i + 1,
            date: d.date,
            day_start: isoIn(zone, Math.min(...all.map((s) => s.start))),
            day_end: isoIn(zone, Math.max(...all.map((s) => s.end))),
            rooms: Object.fromEntries(d.rooms.map((r) => [r.name, r.sessions.map(event)])),
          }
        }),
      },
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** OPass session JSON, the form that COSCUP, SITCON and their apps use; both languages, all rooms, all keys. */
export function writeOpassJson(programme: ProgrammeDraft): string {
  const named = (x: { key: string; name: Localized; description?: Localized }) => ({
    id: x.key,
    zh: { name: x.name.zh, description: x.description?.zh ?? '' },
    en: { name: x.name.en, description: x.description?.en ?? '' },
  })
  const joined = (a: string, b: string) => [a, b].filter(Boolean).join('\n\n')
  const local = (iso: string | null) => (iso === null ? null : isoIn(programme.zone, Date.parse(iso)))
  const sideOf = (s: ProgrammeDraft['sessions'][number], l: 'zh' | 'en') => ({
    title: s.title[l],
    subtitle: s.subtitle[l],
    description: joined(s.abstract[l], s.description[l]),
  })
  const document = {
    time_zone_name: programme.zone,
    sessions: programme.sessions.map((s) => ({
      id: s.key,
      type: s.typeKey ?? null,
      track: s.trackKey ?? null,
      room: s.roomKeys[0] ?? null,
      broadcast: s.roomKeys.length > 1 ? s.roomKeys : null,
      start: local(s.start),
      end: local(s.end),
      ...(s.start === null ? { duration: s.durationMin } : {}),
      language: s.language ?? null,
      zh: sideOf(s, 'zh'),
      en: sideOf(s, 'en'),
      speakers: s.speakerKeys,
      ...(s.chairKeys?.length ? { moderators: s.chairKeys } : {}),
      tags: s.tags,
      links: s.links.map((l) => ({ title: l.label, url: l.url })),
      ...(s.recordingOptOut === undefined ? {} : { do_not_record: s.recordingOptOut }),
      ...(s.state ? { status: s.state } : {}),
      ...(s.slug ? { slug: s.slug } : {}),
    })),
    speakers: programme.speakers.map((p) => ({
      id: p.key,
      avatar: p.avatarUrl ?? null,
      ...(p.organisation ? { organisation: p.organisation } : {}),
      ...(p.links.length ? { links: p.links.map((l) => ({ title: l.label, url: l.url })) } : {}),
      zh: { name: p.name.zh, bio: p.bio.zh },
      en: { name: p.name.en, bio: p.bio.en },
    })),
    session_types: programme.sessionTypes.map(named),
    tracks: programme.tracks.map((t) => ({ ...named(t), ...(t.colour ? { color: t.colour } : {}) })),
    rooms: [...programme.rooms]
      .sort((a, b) => a.order - b.order)
      .map((r) => ({ ...named(r), ...(r.capacity ? { capacity: r.capacity } : {}) })),
    tags: programme.tags.map(named),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
