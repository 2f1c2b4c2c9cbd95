import { formatDateTime } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { docModel, h1, h2, note, section } from '../../documents/contract/build.ts'
import type { Block, DocModel } from '../../documents/contract/model.ts'
import { paperDate, paperDates, writtenChapter } from '../../documents/contract/paper.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { isService } from '../contract/session.ts'
import { programmeBook } from './book.ts'
import { draftOf, exportOptions } from './export.ts'
import { writeCalendar } from './interchange/index.ts'
import { byDay, dayTable, sayings } from './paper.ts'
import { readProgramme } from './read.ts'

const agendaSections = [
  {
    key: 'design',
    title: { zh: '議程設計理念', en: 'Design of the agenda' },
    guide: {
      zh: '兩三段：議程的主軸、平行場次怎麼分、語言與休息的安排，以及為什麼。',
      en: 'Two or three paragraphs: the thread, how parallel sessions are split, languages and breaks, and why.',
    },
  },
  {
    key: 'notes',
    title: { zh: '參加須知', en: 'Notes for participants' },
    guide: {
      zh: '入場、預約、口譯、異動公告等與會者要知道的事。',
      en: 'What participants need to know: entry, booking, interpreting, changes.',
    },
  },
] as const

async function buildAgenda(ctx: Ctx, input: BuildInput): Promise<DocModel> {
  const pr = await readProgramme(ctx)
  const { lang } = input
  const said = sayings(pr, lang)
  const { say } = said
  const e = pr.event
  const days = byDay(pr, said)
  const given = pr.sessions.filter((s) => !isService(s) && s.state !== 'cancelled')
  const waiting = pr.sessions.filter((s) => !s.startAt)
  const on = new Set(given.flatMap((s) => s.speakers.map((x) => x.speakerId)))
  const dayBlocks = days.map(([day, sessions]): Block[] => {
    const label = paperDate(day, lang)
    const count = sessions.filter((s) => !isService(s)).length
    const places = new Set(sessions.flatMap((s) => s.roomIds.slice(0, 1))).size
    const short = paperDate(day, lang, 'slash')
    return section(
      `day-${day}`,
      'live',
      h2(label),
      dayTable(sessions, said, {
        caption: say(`${short} 議程（${count} 場，${places} 個場地）`, `${label}: ${count} sessions in ${places} rooms`),
        sheet: short.replaceAll('/', '-'),
        remarks: true,
      }),
    )
  })
  return docModel(
    {
      kind: 'report',
      lang,
      title: say('議程（流程）表', 'Agenda'),
      subtitle: pick(e.name, lang),
      letterhead: input.letterhead,
      page: { margin: 20 },
      runningHead: { left: pick(e.name, lang), right: say('議程（流程）表', 'Agenda') },
      headFacts: [
        [say('期間', 'Dates'), paperDates(e.startDate, e.endDate, lang, 'slash')],
        [say('地點', 'Venue'), pick(e.venueName, lang) || '—'],
        [say('場次', 'Sessions'), say(`${given.length} 場`, String(given.length))],
        [say('講者', 'Speakers'), say(`${on.size} 位`, String(on.size))],
        [say('時區', 'Time zone'), e.zone],
        [say('最後更新', 'Last change'), formatDateTime(pr.changedAt, e.zone, lang)],
      ],
      printedAt: paperDate(input.today, lang, 'slash'),
    },
    [
      writtenChapter('design', say('議程設計理念', 'Design of the agenda'), input.written('design')),
      section('programme', 'live', h1(say('議程', 'Programme'))),
      ...(days.length ? dayBlocks : [section('programme', 'live', note(say('尚未排定任何場次。', 'No session is scheduled yet.')))]),
      waiting.length > 0 &&
        section(
          'waiting',
          'live',
          h2(say('時間未定', 'Not yet scheduled')),
          dayTable(waiting, said, { sheet: say('時間未定', 'Not scheduled'), remarks: true }),
        ),
      writtenChapter('notes', say('參加須知', 'Notes for participants'), input.written('notes')),
    ],
  )
}

export const deliverables = [
  defineDeliverable({
    key: 'agenda',
    action: 'programme.read',
    sections: agendaSections,
    build: buildAgenda,
    others: {
      ics: async (ctx, input) => {
        const pr = await readProgramme(ctx, { publishedOnly: true })
        return new TextEncoder().encode(writeCalendar(draftOf(pr, input.lang), exportOptions(pr, '', input.lang)))
      },
    },
  }),
  programmeBook,
]
