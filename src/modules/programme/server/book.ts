import { setImmediate } from 'node:timers/promises'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import {
  b,
  bullets,
  col,
  docModel,
  facts,
  h1,
  h2,
  h3,
  note,
  p,
  pageBreak,
  section,
  spacer,
  t,
  table,
} from '../../documents/contract/build.ts'
import type { Block, DocModel, Row } from '../../documents/contract/model.ts'
import { paperDate, paperDates, writtenChapter } from '../../documents/contract/paper.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { isService } from '../contract/session.ts'
import { byDay, dayTable, prose, type Said, sayings } from './paper.ts'
import { type Programme, type ProgrammeSession, readProgramme } from './read.ts'

const formats = { onsite: ['實體', 'On site'], online: ['線上', 'Online'], hybrid: ['實體與線上併行', 'On site and online'] } as const

function eventChapter(pr: Programme, { say, lang }: Said): Block[] {
  const e = pr.event
  const site = e.site
  const rows: [string, string][] = [
    [say('活動名稱', 'Event'), [e.name.zh, e.name.en].filter(Boolean).join(say('　', ' · '))],
    [say('日期', 'Dates'), paperDates(e.startDate, e.endDate, lang)],
    [say('形式', 'Format'), formats[e.format][lang === 'en' ? 1 : 0]],
    [say('主辦單位', 'Organiser'), pick(site.organiser, lang)],
    [say('聯絡', 'Contact'), [site.contactName, site.contactPhone, site.contactEmail].filter(Boolean).join(say('　', ' · '))],
  ]
  return section(
    'event',
    'live',
    h1(say('活動資訊', 'About the event')),
    ...prose(pick(e.description, lang)),
    facts(rows.filter(([, v]) => v)),
  )
}

function venueChapter(pr: Programme, { say, lang }: Said): Block[] {
  const e = pr.event
  const rooms = pr.rooms.filter((r) => pick(r.description, lang) || r.place || r.capacity !== null)
  const where = [pick(e.venueName, lang), pick(e.venueAddress, lang)].filter(Boolean)
  if (!where.length && !rooms.length && !e.site.transport.length) return []
  return section(
    'venue',
    'live',
    h1(say('會場與交通', 'Venue and getting there')),
    ...(where.length ? [p([b(where[0]!), ...(where[1] ? [t(`\n${where[1]}`)] : [])], { align: 'left' })] : []),
    ...e.site.transport.flatMap((x) => [p([b(pick(x.title, lang)), t(`${say('：', ': ')}${pick(x.text, lang)}`)])]),
    ...(rooms.length
      ? [
          table({
            caption: say('會議室', 'Rooms'),
            columns: [
              col('name', say('會議室', 'Room'), { width: 9 }),
              col('place', say('位置與說明', 'Where and what'), { width: 24 }),
              col.int('capacity', say('座位', 'Seats'), { sum: false, width: 4 }),
            ],
            rows: rooms.map((r): Row => ({
              name: pick(r.name, lang),
              place: [r.place, pick(r.description, lang)].filter(Boolean).join(say('　', ' · ')),
              capacity: r.capacity,
            })),
          }),
        ]
      : []),
  )
}

function sessionBlocks(s: ProgrammeSession, said: Said): Block[] {
  const { say, lang } = said
  const other = lang === 'en' ? s.title.zh : s.title.en
  const line = [said.time(s), said.room(s), said.track(s), said.remark(s)].filter(Boolean).join(say('　', ' · '))
  const text = pick(s.abstract, lang) || pick(s.description, lang)
  return [
    h3(said.title(s), { numbered: false }),
    p(
      [t(line), ...(said.cast(s) ? [t('\n'), b(said.cast(s))] : []), ...(other && other !== pick(s.title, lang) ? [t(`\n${other}`)] : [])],
      { size: 'small', align: 'left' },
    ),
    ...prose(text),
  ]
}

function speakerChapter(pr: Programme, sessions: readonly ProgrammeSession[], said: Said): Block[] {
  const { say, lang } = said
  const given = new Map<string, ProgrammeSession[]>()
  for (const s of sessions) for (const x of s.speakers) given.set(x.speakerId, [...(given.get(x.speakerId) ?? []), s])
  const collator = new Intl.Collator(lang === 'en' ? 'en' : 'zh-Hant-TW-u-co-stroke')
  const people = pr.speakers.filter((s) => given.has(s.id)).sort((a, z) => collator.compare(pick(a.name, lang), pick(z.name, lang)))
  if (!people.length) return []
  return section(
    'speakers',
    'live',
    h1(say('講者', 'Speakers')),
    ...people.flatMap((s): Block[] => {
      const post = [pick(s.organisation, lang), pick(s.jobTitle, lang)].filter(Boolean).join(say('　', ', '))
      const other = lang === 'en' ? s.name.zh : s.name.en
      return [
        p(
          [
            b(pick(s.name, lang)),
            ...(other && other !== pick(s.name, lang) ? [t(say('　', ' · ') + other)] : []),
            ...(post ? [t(`\n${post}`)] : []),
          ],
          { align: 'left' },
        ),
        ...prose(pick(s.bio, lang), { size: 'small' }),
        bullets(given.get(s.id)!.map((x) => `${paperDate(said.day(x), lang, 'slash')} ${said.time(x)}${say('　', ' · ')}${said.title(x)}`)),
      ]
    }),
  )
}

function trackChapter(pr: Programme, sessions: readonly ProgrammeSession[], said: Said): Block[] {
  const { say, lang } = said
  const groups = pr.tracks.flatMap((k) => {
    const rows = sessions.filter((s) => s.trackId === k.id)
    return rows.length
      ? [
          {
            label: pick(k.name, lang),
            rows: rows.map((s): Row => ({
              when: `${paperDate(said.day(s), lang, 'slash')} ${said.time(s)}`,
              session: said.title(s),
              room: said.room(s),
            })),
          },
        ]
      : []
  })
  if (groups.length < 2) return []
  return section(
    'tracks',
    'live',
    h1(say('議程軌索引', 'Index by track')),
    table({
      columns: [
        col('when', say('時間', 'Time'), { width: 11 }),
        col('session', say('場次', 'Session'), { width: 22 }),
        col('room', say('會議室', 'Room'), { width: 8 }),
      ],
      groups,
    }),
  )
}

/** Ruled space to write on. */
const notePages = ({ say }: Said): Block[] =>
  section(
    'notepages',
    'live',
    pageBreak(),
    h1(say('筆記', 'Notes'), { numbered: false }),
    table({ columns: [col('line', ' ')], rows: Array.from({ length: 22 }, () => ({ line: '' })), rowHeight: 9 }),
    pageBreak(),
    spacer(6),
    table({ columns: [col('line', ' ')], rows: Array.from({ length: 23 }, () => ({ line: '' })), rowHeight: 9 }),
  )

async function build(ctx: Ctx, input: BuildInput): Promise<DocModel> {
  const pr = await readProgramme(ctx)
  const said = sayings(pr, input.lang)
  const { say, lang } = said
  const e = pr.event
  // The printed book holds what is certain: drafts and cancelled sessions stay out.
  pr.sessions = pr.sessions.filter((s) => s.state === 'confirmed')
  const days = byDay(pr, said)
  const talks = pr.sessions.filter((s) => !isService(s))
  const scheduled = talks.filter((s) => s.startAt)
  const place = pick(e.venueName, lang)
  const other = lang === 'en' ? e.name.zh : e.name.en
  const days2 = days.flatMap(([day, sessions]): Block[] =>
    section(`day-${day}`, 'live', h2(paperDate(day, lang)), dayTable(sessions, said)),
  )
  // A large programme takes a while: others get their turn between the chapters.
  await setImmediate()
  const abstracts = days.flatMap(([day, sessions]): Block[] => {
    const own = sessions.filter((s) => !isService(s))
    return own.length ? section(`abstracts-${day}`, 'live', h2(paperDate(day, lang)), ...own.flatMap((s) => sessionBlocks(s, said))) : []
  })
  await setImmediate()
  const people = speakerChapter(pr, talks, said)
  await setImmediate()
  const tracks = trackChapter(pr, scheduled, said)
  return docModel(
    {
      kind: 'report',
      lang,
      title: say('大會手冊', 'Programme book'),
      subtitle: pick(e.name, lang),
      letterhead: input.letterhead,
      page: { margin: 20 },
      toc: true,
      runningHead: { left: pick(e.name, lang), right: say('大會手冊', 'Programme book') },
      cover: {
        kindLabel: say('大會手冊', 'Programme book'),
        title: pick(e.name, lang),
        ...(pick(e.tagline, lang) ? { subtitle: pick(e.tagline, lang) } : other && other !== pick(e.name, lang) ? { subtitle: other } : {}),
        lines: [paperDates(e.startDate, e.endDate, lang), place].filter(Boolean),
        facts: (
          [
            [say('主辦單位', 'Organiser'), pick(e.site.organiser, lang)],
            [say('地點', 'Venue'), [place, pick(e.venueAddress, lang)].filter(Boolean).join(say('　', ', '))],
            [say('場次', 'Sessions'), say(`${scheduled.length} 場`, String(scheduled.length))],
          ] as [string, string][]
        ).filter(([, v]) => v),
        date: paperDate(input.today, lang, 'formal'),
      },
    },
    [
      writtenChapter('welcome', say('歡迎詞', 'Welcome'), input.written('welcome')),
      eventChapter(pr, said),
      venueChapter(pr, said),
      section('programme', 'live', pageBreak(), h1(say('議程', 'Programme'))),
      days.length ? days2 : section('programme', 'live', note(say('尚未排定任何場次。', 'No session is scheduled yet.'))),
      abstracts.length > 0 && [...section('abstracts', 'live', pageBreak(), h1(say('場次摘要', 'Sessions'))), ...abstracts],
      people,
      tracks,
      writtenChapter('house', say('與會須知', 'House rules'), input.written('house')),
      notePages(said),
    ],
  )
}

/** 大會手冊: what participants carry: welcome, place, programme by day, abstracts, speakers, index by track, pages for notes. */
export const programmeBook = defineDeliverable({
  key: 'programme-book',
  action: 'programme.read',
  sections: [
    {
      key: 'welcome',
      title: { zh: '歡迎詞', en: 'Welcome' },
      guide: {
        zh: '主辦人的話，一頁以內：為什麼辦、希望與會者帶走什麼。',
        en: 'A word from the organisers, one page at most: why, and what people should take home.',
      },
    },
    {
      key: 'house',
      title: { zh: '與會須知', en: 'House rules' },
      guide: {
        zh: '報到、網路、用餐、攝影、行為準則與緊急聯絡。',
        en: 'Check-in, network, meals, photography, conduct and emergency contacts.',
      },
    },
  ],
  build,
})
