import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { b, bullets, col, p, t, table } from '../../documents/contract/build.ts'
import type { Block, Row, Run, TableBlock, Text } from '../../documents/contract/model.ts'
import { isService, serviceKinds, type SpeakerRole, speakerRoleNames } from '../contract/session.ts'
import type { Programme, ProgrammeSession } from './read.ts'

/** What the programme's papers share: names by id, local times, and texts without markup. */
export type Said = ReturnType<typeof sayings>
export function sayings(pr: Programme, lang: Lang) {
  const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
  const named = <T extends { id: string; name: { zh: string; en: string } }>(rows: readonly T[]) =>
    new Map(rows.map((r) => [r.id, pick(r.name, lang)]))
  const [rooms, tracks, speakers, types] = [named(pr.rooms), named(pr.tracks), named(pr.speakers), named(pr.types)]
  // Sessions begin and end at few instants, and asking the clock of a zone is slow.
  const clock = new Map<string, ReturnType<typeof instantToZoned>>()
  const local = (at: string) => {
    const known = clock.get(at) ?? instantToZoned(at, pr.event.zone)
    clock.set(at, known)
    return known
  }
  const mark = say('、', ', ')
  const by = (s: ProgrammeSession, roles: readonly SpeakerRole[]) =>
    s.speakers.filter((x) => roles.includes(x.role)).flatMap((x) => speakers.get(x.speakerId) ?? [])
  return {
    lang,
    say,
    tracks,
    speakers,
    types,
    title: (s: ProgrammeSession) => pick(s.title, lang) + (s.state === 'cancelled' ? say('（取消）', ' (cancelled)') : ''),
    day: (s: ProgrammeSession) => (s.startAt ? local(s.startAt).date : ''),
    time: (s: ProgrammeSession) =>
      s.startAt && s.endAt ? `${local(s.startAt).time.slice(0, 5)}–${local(s.endAt).time.slice(0, 5)}` : say('未定', 'To be set'),
    room: (s: ProgrammeSession) => s.roomIds.flatMap((r) => rooms.get(r) ?? []).join(mark),
    people: (s: ProgrammeSession) => by(s, ['speaker', 'panelist']).join(mark),
    /** Speakers, then who leads, each role with its word. */
    cast: (s: ProgrammeSession) =>
      [
        by(s, ['speaker', 'panelist']).join(mark),
        ...(['moderator', 'chair'] as const).flatMap((role) =>
          by(s, [role]).length ? [`${pick(speakerRoleNames[role], lang)}${say('：', ': ')}${by(s, [role]).join(mark)}`] : [],
        ),
      ]
        .filter(Boolean)
        .join(say('；', '; ')),
    track: (s: ProgrammeSession) => (s.trackId ? (tracks.get(s.trackId) ?? '') : ''),
    remark: (s: ProgrammeSession) =>
      [
        s.interpretation.length ? say('同步口譯', 'Interpreting') : '',
        s.language && !isService(s) ? languageName(s.language, lang) : '',
        s.signUp ? say(`需預約${s.capacity ? `，${s.capacity} 名` : ''}`, `Book${s.capacity ? `, ${s.capacity} seats` : ''}`) : '',
        s.recordingOptOut ? say('不錄影', 'Not recorded') : '',
      ]
        .filter(Boolean)
        .join(mark),
  }
}

const names: Record<string, [string, string]> = {
  zh: ['中文', 'Chinese'],
  en: ['英文', 'English'],
  ja: ['日文', 'Japanese'],
  fr: ['法文', 'French'],
  nan: ['臺語', 'Taiwanese'],
}
const languageName = (code: string, lang: Lang) => {
  const known = names[code.split(/[-_]/)[0]!.toLowerCase()]
  return known ? known[lang === 'en' ? 1 : 0] : code
}

/** Sessions by local day, unscheduled ones left out. */
export function byDay(pr: Programme, said: Said): [string, ProgrammeSession[]][] {
  const days = Map.groupBy(
    pr.sessions.filter((s) => s.startAt),
    said.day,
  )
  return [...days].sort((a, z) => a[0].localeCompare(z[0]))
}

/** One day as a table: time, session with its people, place. Service times stand grey. */
export function dayTable(
  sessions: readonly ProgrammeSession[],
  said: Said,
  o: { caption?: string; sheet?: string; remarks?: boolean } = {},
): TableBlock {
  const { say } = said
  return table({
    ...(o.caption ? { caption: o.caption } : {}),
    ...(o.sheet ? { sheet: o.sheet } : {}),
    columns: [
      col('time', say('時間', 'Time'), { width: o.remarks ? 8 : 7 }),
      col('session', say('場次', 'Session'), { width: o.remarks ? 17 : 18 }),
      col('people', say('講者', 'Speakers'), { width: 11 }),
      col('room', say('會議室', 'Room'), { width: 7 }),
      ...(o.remarks ? [col('track', say('議程軌', 'Track'), { width: 6 }), col('remark', say('備註', 'Notes'), { width: 6.5 })] : []),
    ],
    rows: sessions.map((s): Row => ({
      ...(serviceKinds.includes(s.kind) || s.state === 'cancelled' ? { _style: 'muted' } : {}),
      time: said.time(s),
      session: said.title(s),
      people: said.cast(s),
      room: said.room(s),
      track: said.track(s),
      remark: said.remark(s),
    })),
  })
}

const inline = (text: string): Text => {
  const runs: Run[] = []
  for (const part of text
    .replaceAll(/!?\[([^\]]*)\]\((https?:[^)\s]+)\)/g, (_, label: string, url: string) => (label && label !== url ? label : url))
    .replaceAll(/<(https?:[^>\s]+)>/g, '$1')
    .split(/(\*\*[^*]+\*\*)/))
    if (part)
      runs.push(
        part.startsWith('**') && part.endsWith('**')
          ? b(part.slice(2, -2))
          : t(
              part
                .replaceAll(/(^|\s)[*_]([^*_\n]+)[*_](?=\s|$|[.,;，。；])/g, '$1$2')
                .replaceAll(/`([^`]+)`/g, '$1')
                .replaceAll(/\\([\\`*_{}[\]()#+.!<>|~-])/g, '$1'),
            ),
      )
  return runs.length === 1 && !runs[0]!.bold ? runs[0]!.text : runs
}

/** Plain text or Markdown as paragraphs and lists; whatever else Markdown knows prints as its text. */
export function prose(text: string, o: { size?: 'body' | 'small' } = {}): Block[] {
  const out: Block[] = []
  for (const part of text
    .replaceAll('\r\n', '\n')
    .replaceAll(/^(\d{1,3}[.)])\s*\n\s*\n/gm, '$1 ')
    .split(/\n{2,}/)) {
    const lines = part
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean)
    const items = lines.filter((l) => /^([-*+]|\d+[.)])\s+/.test(l))
    if (lines.length && items.length === lines.length) out.push(bullets(items.map((l) => inline(l.replace(/^([-*+]|\d+[.)])\s+/, '')))))
    else if (lines.length)
      out.push(
        p(
          inline(lines.map((l) => l.replace(/^#{1,6}\s+|^>\s?/, '')).join(/[\u3000-\u9fff]$/.test(lines[0]!) ? '' : ' ')),
          o.size ? { size: o.size } : {},
        ),
      )
  }
  return out
}
