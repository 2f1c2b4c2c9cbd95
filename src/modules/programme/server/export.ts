import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { ExportOptions, ProgrammeDraft } from '../contract/interchange.ts'
import type { ExportFormat } from '../contract/programme.ts'
import { type JsonLdOptions, writeCalendar, writeCsv, writeJsonLd, writeScheduleJson, writeScheduleXml } from './interchange/index.ts'
import { type Programme, readProgramme } from './read.ts'

/** The programme in the terms of the interchange formats: keys for ids, nothing private. */
export function draftOf(p: Programme, lang: Lang = 'zh-TW'): ProgrammeDraft {
  const keys = <T extends { id: string; key: string }>(rows: readonly T[]) => new Map(rows.map((r) => [r.id, r.key]))
  const [rooms, tracks, types, speakers] = [keys(p.rooms), keys(p.tracks), keys(p.types), keys(p.speakers)]
  const e = p.event
  const tags = [...new Set(p.sessions.flatMap((s) => s.tags))]
  return {
    title: e.name,
    subtitle: e.tagline,
    zone: e.zone,
    venue: pick(e.venueName, lang),
    start: e.startDate,
    end: e.endDate,
    rooms: p.rooms.map((r, order) => ({
      key: r.key,
      name: r.name,
      description: r.description,
      ...(r.capacity === null ? {} : { capacity: r.capacity }),
      order,
    })),
    tracks: p.tracks.map((t) => ({ key: t.key, name: t.name, description: t.description, ...(t.colour ? { colour: t.colour } : {}) })),
    sessionTypes: p.types.map((t) => ({ key: t.key, name: t.name })),
    tags: tags.map((t) => ({ key: t, name: { zh: t, en: t } })),
    speakers: p.speakers.map((s) => ({
      key: s.key,
      name: s.name,
      bio: s.bio,
      links: s.links,
      ...(s.avatarUrl ? { avatarUrl: s.avatarUrl } : {}),
      ...(pick(s.organisation, lang) ? { organisation: pick(s.organisation, lang) } : {}),
    })),
    sessions: p.sessions.map((s) => {
      const on = (...roles: string[]) => s.speakers.filter((x) => roles.includes(x.role)).flatMap((x) => speakers.get(x.speakerId) ?? [])
      return {
        key: s.key,
        title: s.title,
        subtitle: s.subtitle,
        abstract: s.abstract,
        description: s.description,
        start: s.startAt,
        end: s.endAt,
        durationMin: s.durationMin,
        roomKeys: s.roomIds.flatMap((r) => rooms.get(r) ?? []),
        ...(s.trackId ? { trackKey: tracks.get(s.trackId)! } : {}),
        ...(s.typeId ? { typeKey: types.get(s.typeId)! } : {}),
        ...(s.language ? { language: s.language } : {}),
        speakerKeys: on('speaker', 'panelist'),
        chairKeys: on('chair', 'moderator'),
        tags: s.tags,
        links: s.links,
        recordingOptOut: s.recordingOptOut,
        state: s.state === 'cancelled' ? ('canceled' as const) : ('confirmed' as const),
        ...(s.slug ? { slug: s.slug } : {}),
      }
    }),
  }
}

/** Options of the writers for a programme: UIDs by the site's host, revisions by the records' versions. */
export function exportOptions(p: Programme, publicUrl: string, lang: Lang): JsonLdOptions & ExportOptions {
  const root = `${publicUrl}${lang === 'en' ? '/en' : ''}/e/${encodeURIComponent(p.event.slug)}`
  return {
    domain: URL.canParse(publicUrl) ? new URL(publicUrl).hostname : 'bantoh.invalid',
    generatedAt: p.changedAt,
    lang,
    slug: p.event.slug,
    format: p.event.format,
    sessionUrl: (s) => (publicUrl ? `${root}/sessions/${encodeURIComponent(s.key)}` : ''),
    revisions: Object.fromEntries(p.sessions.map((s) => [s.key, { sequence: s.version - 1, modified: s.updatedAt }])),
    ...(pick(p.event.description, lang) ? { description: pick(p.event.description, lang) } : {}),
    ...(pick(p.event.site.organiser, lang) ? { organiser: { name: pick(p.event.site.organiser, lang) } } : {}),
  }
}

const writers: Record<ExportFormat, { mime: string; ext: string; write(d: ProgrammeDraft, o: JsonLdOptions): string }> = {
  ics: { mime: 'text/calendar; charset=utf-8', ext: 'ics', write: (d, o) => writeCalendar(d, o) },
  pentabarf: { mime: 'application/xml; charset=utf-8', ext: 'xml', write: writeScheduleXml },
  json: { mime: 'application/json; charset=utf-8', ext: 'json', write: writeScheduleJson },
  csv: { mime: 'text/csv; charset=utf-8', ext: 'csv', write: writeCsv },
  jsonld: { mime: 'application/ld+json; charset=utf-8', ext: 'jsonld', write: writeJsonLd },
}

/** The programme as a file of one of the exchange formats; drafts are left out unless they are asked for. */
export async function exportProgramme(
  ctx: Ctx,
  format: ExportFormat,
  o: { lang?: Lang; publicUrl: string; publishedOnly?: boolean },
): Promise<{ name: string; mime: string; text: string }> {
  const lang = o.lang ?? 'zh-TW'
  const p = await readProgramme(ctx, { publishedOnly: o.publishedOnly ?? false })
  const w = writers[format]
  return { name: `${p.event.slug}-programme.${w.ext}`, mime: w.mime, text: w.write(draftOf(p, lang), exportOptions(p, o.publicUrl, lang)) }
}
