import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { col, p, table } from '../../documents/contract/build.ts'
import type { Block, Row, TableBlock } from '../../documents/contract/model.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { type BuildInput } from '../../documents/server/index.ts'
import type { GoalState } from '../contract/desk.ts'
import { type Event } from '../contract/event.ts'
import { metricSources } from './names.ts'
import { goalLabel, goalNumber, goalShare, goalTarget } from './goals-table.ts'

export type Say = (zh: string, en: string) => string
export const sayIn =
  (lang: Lang): Say =>
  (zh, en) =>
    lang === 'en' ? en : zh
export const paragraphs = (text: string): Block[] =>
  text.split(/\n+/).flatMap((line) => (line.trim() ? [p(line.trim(), { align: 'justify' })] : []))

/** Each goal with its target, how it is read and where it stands. */
export function goalTable(goals: GoalState[], lang: Lang, withState: boolean): TableBlock {
  const say = sayIn(lang)
  return table({
    caption: withState ? say('目標與現況', 'Goals and where they stand') : say('績效目標', 'Goals'),
    columns: [
      col('kpi', say('目標', 'Goal'), { width: 16 }),
      col('target', say('目標值', 'Target'), { align: 'right', width: 6 }),
      ...(withState
        ? [
            col('now', say('現況', 'Now'), { align: 'right', width: 6 }),
            col('share', say('達成率', 'Reached'), { align: 'right', width: 5 }),
          ]
        : []),
      col('source', say('取數方式', 'Measured by'), { width: 9 }),
      col('note', say('說明', 'Note'), { width: 18 }),
    ],
    rows: goals.map((g): Row => ({
      kpi: goalLabel(g, lang),
      target: goalTarget(g, lang),
      now: goalNumber(g.current, lang),
      share: goalShare(g),
      source: pick(metricSources[g.metric], lang),
      note: g.note,
    })),
    ...(goals.some((g) => g.direction === 'down')
      ? { notes: [say('目標值前有「≤」者為上限，低於或等於即為達成。', 'A target after “≤” is a ceiling: met at or below it.')] }
      : {}),
  })
}

export const cover = (e: Event, client: string, input: BuildInput, kindLabel: string) => {
  const say = sayIn(input.lang)
  const place = pick(e.venueName, input.lang)
  const other = input.lang === 'en' ? '' : e.name.en
  return {
    kindLabel,
    title: pick(e.name, input.lang),
    ...(other && other !== e.name.zh ? { subtitle: other } : {}),
    lines: [[paperDates(e.startDate, e.endDate, input.lang), place].filter(Boolean).join(say('　', ', '))],
    facts: (
      [
        [say('委辦單位', 'Client'), client],
        [say('執行單位', 'Organised by'), input.letterhead.name],
        [say('活動期間', 'Dates'), paperDates(e.startDate, e.endDate, input.lang, 'slash')],
        [say('活動地點', 'Venue'), place],
      ] as [string, string][]
    ).filter(([, v]) => v),
    date: paperDate(input.today, input.lang, 'formal'),
  }
}
