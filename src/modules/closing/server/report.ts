import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import { formatNumber } from '../../../kernel/contract/money.ts'
import {
  col,
  docModel,
  facts,
  figures,
  h1,
  h2,
  image,
  imageGrid,
  note,
  p,
  section,
  signature,
  table,
} from '../../documents/contract/build.ts'
import type { Block } from '../../documents/contract/model.ts'
import { paperDate, paperDates, writtenChapter } from '../../documents/contract/paper.ts'
import { type BuildInput, defineDeliverable } from '../../documents/server/index.ts'
import { formatNames, kindNames } from '../../events/contract/event.ts'
import { readFacts, type ReportFacts } from './facts.ts'
import { participation } from './participation.ts'
import { course, goalsTable, income, programmeResults } from './results.ts'
import { slidesOf } from './slides.ts'
import { draftNote, goalsSentence, headline, overviewSentence } from './summary.ts'
import { sayIn } from './words.ts'

type Section = { key: string; title: Localized; guide: Localized }
/** The parts that people write, in the order of the report. */
export const sections: readonly Section[] = [
  {
    key: 'summary',
    title: { zh: '摘要', en: 'Summary' },
    guide: {
      zh: '兩三句話：活動的意義、做到了什麼、最重要的一課。數字由系統帶入，不必重寫。',
      en: 'Two or three sentences: what the event meant, what was achieved, the main lesson. Figures come by themselves.',
    },
  },
  {
    key: 'process',
    title: { zh: '執行說明', en: 'How it went' },
    guide: {
      zh: '籌備與現場的經過、臨時調整與處理；查核點與大事紀由系統帶入。',
      en: 'Preparation and the days themselves, changes and how they were met.',
    },
  },
  {
    key: 'outcome',
    title: { zh: '成果說明', en: 'Results' },
    guide: { zh: '內容、社群與後續合作的成果；說得出去處的才算成果。', en: 'What came out of it: content, community, follow-up.' },
  },
  {
    key: 'publicity',
    title: { zh: '行銷宣傳與媒體露出', en: 'Publicity and coverage' },
    guide: { zh: '宣傳管道與成效、重要報導（日期、媒體、標題）。', en: 'Channels and effect, main coverage with date, outlet and title.' },
  },
  {
    key: 'sustainability',
    title: { zh: '永續與社會參與', en: 'Sustainability and inclusion' },
    guide: { zh: '減廢、餐飲、交通、可近用服務的作法與結果。', en: 'Waste, food, travel, access: what was done and with what result.' },
  },
  {
    key: 'improvements',
    title: { zh: '檢討與建議', en: 'Review and recommendations' },
    guide: { zh: '沒做到的事、原因、改善作法與負責人；下屆的第一份待辦。', en: 'What was missed, why, what to change and who will.' },
  },
]

function cover(f: ReportFacts, input: BuildInput, title: string) {
  const { lang } = input
  const say = sayIn(lang)
  const e = f.event
  const other = lang === 'en' ? '' : e.name.en
  const format =
    e.format === 'onsite' ? '' : say(`（${pick(formatNames[e.format], lang)}）`, ` (${formatNames[e.format].en.toLowerCase()})`)
  const place = pick(e.venueName, lang)
  const rows: [string, string][] = [
    [say('案名', 'Project'), pick(e.name, lang)],
    [say('委辦單位', 'Client'), f.client],
    [say('執行單位', 'Organised by'), input.letterhead.name],
    [say('活動期間', 'Dates'), paperDates(e.startDate, e.endDate, lang)],
    [say('活動地點', 'Venue'), place],
  ]
  return {
    kindLabel: title,
    title: pick(e.name, lang),
    ...(other && other !== e.name.zh ? { subtitle: other } : {}),
    lines: [`${paperDates(e.startDate, e.endDate, lang)}${place ? say(`，${place}`, `, ${place}`) : ''}${format}`],
    facts: rows.filter(([, v]) => v),
    date: paperDate(input.today, lang, 'formal'),
  }
}

function basics(f: ReportFacts, input: BuildInput): Block {
  const { lang } = input
  const say = sayIn(lang)
  const e = f.event
  const both = pick(e.name, lang) + (lang !== 'en' && e.name.en && e.name.en !== e.name.zh ? `（${e.name.en}）` : '')
  const rows: [string, string][] = [
    [say('活動名稱', 'Event'), both],
    [say('日期', 'Dates'), paperDates(e.startDate, e.endDate, lang)],
    [say('地點', 'Venue'), [pick(e.venueName, lang), pick(e.venueAddress, lang)].filter(Boolean).join(say('，', ', '))],
    [
      say('類型', 'Kind'),
      say(
        `${pick(kindNames[e.kind], lang)}（${pick(formatNames[e.format], lang)}）`,
        `${kindNames[e.kind].en} (${formatNames[e.format].en.toLowerCase()})`,
      ),
    ],
    [say('主題', 'Theme'), pick(e.tagline, lang)],
    [say('參與對象', 'Audience'), e.brief.audience.split('\n')[0] ?? ''],
    [say('委辦單位', 'Client'), f.client],
    [say('執行單位', 'Organised by'), input.letterhead.name],
    [say('資料基準日', 'Figures of'), paperDate(f.today, lang)],
  ]
  return facts(
    rows.filter(([, v]) => v),
    { title: say('活動基本資料', 'The event at a glance') },
  )
}

function photos(f: ReportFacts, title: string): Block[] {
  if (!f.photos.length) return []
  const items = f.photos.map((x) => ({ bytes: x.bytes, alt: x.caption || title, ...(x.caption ? { caption: x.caption } : {}) }))
  const [first, ...rest] = items
  // One large picture leads where the others fill whole lines of two.
  return items.length % 2 === 1
    ? [h1(title), image({ ...first!, width: 1 }), ...(rest.length ? [imageGrid(2, rest)] : [])]
    : [h1(title), imageGrid(2, items)]
}

/** 結案報告: one report for all five standards; records give the figures, people the words between them. */
export const closingReport = defineDeliverable({
  key: 'closing-report',
  action: 'documents.read',
  sections,
  async build(ctx, input) {
    const { lang, written } = input
    const say = sayIn(lang)
    const f = await readFacts(ctx, input.services, lang)
    const e = f.event
    const [summary, process, outcome, improvements] = [written('summary'), written('process'), written('outcome'), written('improvements')]
    const draft = draftNote(f, lang)
    const title = draft ? say('結案報告（草稿）', 'Closing report (draft)') : say('結案報告', 'Closing report')
    const verdict = goalsSentence(f, lang, improvements.length > 0)
    const big = headline(f, lang)
    const ran = section('course', 'live', ...course(f, lang))
    const held = section('programme', 'live', ...programmeResults(f, lang))
    // A written part belongs under its live chapter; without one it stands by itself.
    const under = (key: string, name: string, live: Block[], text: Block[]): Block[] =>
      !text.length
        ? live
        : live.length
          ? [...live, h2(name, { section: key, source: 'written' }), ...text]
          : writtenChapter(key, name, text)
    const chapters = ['publicity', 'sustainability'] as const
    const nameOf = (key: string) => pick(sections.find((s) => s.key === key)!.title, lang)
    return docModel(
      {
        kind: 'report',
        lang,
        title,
        letterhead: input.letterhead,
        cover: cover(f, input, title),
        runningHead: { left: pick(e.name, lang), right: title },
        toc: true,
        numbered: true,
        slides: slidesOf(f, lang, [
          ...(outcome.length ? [{ title: nameOf('outcome'), blocks: outcome }] : []),
          ...chapters.flatMap((k) => (written(k).length ? [{ title: nameOf(k), blocks: written(k) }] : [])),
          ...(improvements.length ? [{ title: nameOf('improvements'), blocks: improvements }] : []),
        ]),
      },
      [
        section('basics', 'live', basics(f, input)),
        h1(say('摘要', 'Summary'), { section: 'summary', source: 'written' }),
        section(
          'figures',
          'live',
          ...(big.length ? [figures(big)] : []),
          p(overviewSentence(f, lang), { align: 'justify' }),
          ...(verdict ? [p(verdict, { align: 'justify' })] : []),
          ...(draft ? [note(draft)] : []),
        ),
        summary,
        f.goals.length > 0 && section('goals', 'live', h1(say('目標達成對照', 'Goals and results')), goalsTable(f, lang)),
        under('process', nameOf('process'), ran, process),
        section('participation', 'live', ...participation(f, lang)),
        under('outcome', nameOf('outcome'), held, outcome),
        writtenChapter('publicity', nameOf('publicity'), written('publicity')),
        section('income', 'live', ...income(f, lang)),
        section('photos', 'live', ...photos(f, say('活動照片', 'Photographs'))),
        writtenChapter('sustainability', nameOf('sustainability'), written('sustainability')),
        writtenChapter('improvements', nameOf('improvements'), improvements),
        f.papers.length > 0 &&
          section(
            'papers',
            'live',
            h1(say('附件一覽', 'Annexes')),
            table({
              caption: say('隨案文件', 'Papers of the project'),
              columns: [
                col('no', say('編號', 'No.'), { width: 6 }),
                col('name', say('名稱', 'Name'), { width: 20 }),
                col('version', say('版次', 'Version'), { width: 6 }),
                col('day', say('發布日', 'Issued'), { width: 8 }),
              ],
              rows: f.papers.map((x, i) => ({
                no: say(`附件 ${i + 1}`, `Annex ${i + 1}`),
                name: pick(x.name, lang),
                version: say(`第 ${formatNumber(x.number)} 版`, `v${x.number}`),
                day: paperDate(x.day, lang, 'slash'),
              })),
            }),
          ),
        section(
          'sign',
          'live',
          h1(say('核章', 'Approval')),
          signature(
            lang === 'en'
              ? ['Prepared by', 'Project director', 'Management', 'Client']
              : ['承辦人', '專案主管', '執行單位負責人', '委辦單位'],
          ),
        ),
      ],
    )
  },
})
