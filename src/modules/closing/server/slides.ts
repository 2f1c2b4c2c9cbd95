import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { bullets, figures, p, slide } from '../../documents/contract/build.ts'
import type { Block, Slide, Text } from '../../documents/contract/model.ts'
import { paperDate } from '../../documents/contract/paper.ts'
import type { ReportFacts } from './facts.ts'
import { arrivalChart, arrivalSentence, daysChart, foreignChart, ticketTable } from './participation.ts'
import { goalsTable, sessionTable } from './results.ts'
import { draftNote, goalsSentence, headline, overviewSentence } from './summary.ts'
import { num, percentOf, plural, sayIn } from './words.ts'

const plain = (t: Text): string => (typeof t === 'string' ? t : t.map((r) => r.text).join(''))
const textOf = (b: Block): string => (b.type === 'paragraph' ? plain(b.text) : '')
/** A paragraph's sentences. */
const sentences = (text: string): string[] =>
  (text.match(/[^。！？.!?]+(?:[。！？]|[.!?](?=\s|$)|[.!?](?=\S)[^。！？.!?]*)+|[^。！？.!?]+$/g) ?? [text])
    .map((x) => x.trim())
    .filter(Boolean)
/** As many whole lines as a slide holds: at most five, about eight rows of 46 full-width characters; a sentence is never cut. */
function fitting(lines: string[]): string[] {
  let rows = 0
  return lines
    .slice(0, 5)
    .filter((x, i) => (rows += Math.ceil([...x].reduce((w, ch) => w + (ch > '\u2e7f' ? 1 : 0.52), 0) / 46)) <= 8 || i === 0)
}
/** A written part for a slide: its first short sentence as the claim, then list items, or the first sentences of the other paragraphs. */
function gist(blocks: Block[]): { claim: string | null; lines: string[]; notes: string } {
  const items = blocks.flatMap((b) =>
    b.type === 'list' ? b.items.map((i) => plain(typeof i === 'object' && 'children' in i ? i.text : i)) : [],
  )
  const texts = blocks.map(textOf).filter(Boolean)
  const [first = '', ...onward] = texts[0] ? sentences(texts[0]) : []
  const claim = first && first.length <= 64 ? first.replace(/[。.]$/, '') : null
  const rest = [
    ...(claim ? onward : [first, ...onward].filter(Boolean)).slice(0, 2),
    ...texts.slice(1).flatMap((x) => sentences(x).slice(0, 2)),
  ]
  return { claim, lines: fitting(items.length >= 2 ? items : rest), notes: texts.join('\n\n') }
}

/** The report as a talk: one claim a slide, what proves it below. `written` are the chapters that people wrote. */
export function slidesOf(f: ReportFacts, lang: Lang, written: { title: string; blocks: Block[] }[]): Slide[] {
  const say = sayIn(lang)
  const a = f.attendance
  const origin = say(
    `資料：活動報名、報到與議程紀錄，${paperDate(f.today, lang, 'slash')}`,
    `Source: registration, check-in and programme records, ${paperDate(f.today, lang)}`,
  )
  const out: Slide[] = []
  const big = headline(f, lang)
  const note = draftNote(f, lang)
  const known = f.goals.filter((g) => g.met !== null)
  const met = known.filter((g) => g.met)
  const verdict = goalsSentence(f, lang, false)
  const claim =
    a.arrived.onsite > 0
      ? say(
          `${num(a.arrived.onsite)} 人到場，實體報到率 ${percentOf(a.arrived.onsite, a.registered.onsite)}`,
          `${plural(a.arrived.onsite, 'person', 'people')} came, ${percentOf(a.arrived.onsite, a.registered.onsite)} of those registered on site`,
        )
      : a.registered.all > 0
        ? say(`${num(a.registered.all)} 人報名`, `${plural(a.registered.all, 'registration')}`)
        : pick(f.event.name, lang)
  out.push(
    slide(claim, {
      kicker: say('摘要', 'Summary'),
      body: [...(big.length ? [figures(big)] : []), p(overviewSentence(f, lang)), ...(note ? [p(note, { size: 'small' })] : [])],
      origin,
    }),
  )
  if (f.goals.length)
    out.push(
      slide(
        f.stage === 'over'
          ? say(`${f.goals.length} 項目標達成 ${met.length} 項`, `${met.length} of ${plural(f.goals.length, 'goal')} reached`)
          : say(`${f.goals.length} 項目標，已達 ${met.length} 項`, `${plural(f.goals.length, 'goal')}, ${met.length} at target so far`),
        {
          kicker: say('目標達成', 'Goals'),
          body: [goalsTable(f, lang)],
          origin,
          ...(verdict ? { speakerNotes: verdict } : {}),
        },
      ),
    )
  if (a.registered.all > 0) {
    const days = daysChart(f, lang)
    out.push(
      slide(
        say(
          `有效報名 ${num(a.registered.all)} 人${a.registered.online && a.registered.onsite ? `，線上占 ${percentOf(a.registered.online, a.registered.all)}` : ''}`,
          `${plural(a.registered.all, 'valid registration')}${a.registered.online && a.registered.onsite ? `, ${percentOf(a.registered.online, a.registered.all)} online` : ''}`,
        ),
        { kicker: say('參與情形', 'Participation'), body: [ticketTable(f, lang)], origin },
      ),
    )
    if (days) {
      const most = a.days.reduce((best, d) => (d.onsite + d.online > best.onsite + best.online ? d : best))
      out.push(
        slide(
          say(
            `參與人數以${paperDate(most.day, lang).replace(/^民國\S*\s?\S*\s?年\s?/, '')}最多，計 ${num(most.onsite + most.online)} 人`,
            `Most people came on ${paperDate(most.day, lang)}: ${num(most.onsite + most.online)}`,
          ),
          { kicker: say('每日參與', 'By day'), body: [days], origin },
        ),
      )
    }
  }
  const curve = arrivalChart(f, lang)
  if (curve)
    out.push(slide(arrivalSentence(f, lang)!.replace(/[。.]$/, ''), { kicker: say('報到', 'Check-in'), body: [curve.block], origin }))
  const abroad = foreignChart(f, lang)
  if (abroad) out.push(slide(abroad.caption!, { kicker: say('國別', 'Countries'), body: [abroad], origin }))
  const sessions = sessionTable(f, lang, 'byTrack') ?? sessionTable(f, lang, 'byType')
  if (sessions)
    out.push(
      slide(
        say(
          `${num(f.programme.sessions)} 場次${f.programme.speakers ? `、${num(f.programme.speakers)} 位講者` : ''}`,
          `${plural(f.programme.sessions, 'session')}${f.programme.speakers ? `, ${plural(f.programme.speakers, 'speaker')}` : ''}`,
        ),
        { kicker: say('議程成果', 'Programme'), body: [sessions], origin },
      ),
    )
  for (const w of written) {
    const { claim, lines, notes } = gist(w.blocks)
    if (claim || lines.length)
      out.push(
        slide(claim ?? w.title, { kicker: w.title, body: lines.length ? [bullets(lines)] : [], ...(notes ? { speakerNotes: notes } : {}) }),
      )
  }
  return out
}
