import { daysBetween, dDay } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { amountInWords, type Currency, formatMoney } from '../../../kernel/contract/money.ts'
import { amount, col, h1, h2, p, table } from '../../documents/contract/build.ts'
import type { Block, TableBlock } from '../../documents/contract/model.ts'
import { paperDate, sharesOf } from '../../documents/contract/paper.ts'
import { phaseNames } from '../../events/contract/event.ts'
import { goalLabel, goalNumber, goalShare, goalTarget, metricSources } from '../../events/server/index.ts'
import { type SessionKind, sessionKindNames } from '../../programme/contract/session.ts'
import type { ReportFacts } from './facts.ts'
import type { Line } from './programme.ts'
import { listing, num, place, plural, sayIn } from './words.ts'

/** KPI | 目標 | 實際 | 達成率 | 結果 | 佐證. Before the event is over nothing is called missed. */
export function goalsTable(f: ReportFacts, lang: Lang): TableBlock {
  const say = sayIn(lang)
  const down = f.goals.some((g) => g.direction === 'down')
  return table({
    caption: say('績效指標達成對照', 'Goals and results'),
    columns: [
      col('kpi', 'KPI', { width: 15 }),
      col('target', say('目標', 'Target'), { align: 'right', width: 6 }),
      col('actual', say('實際', 'Actual'), { align: 'right', width: 6 }),
      col('share', say('達成率', 'Reached'), { align: 'right', width: 5.5 }),
      col('result', say('結果', 'Result'), { width: lang === 'en' ? 9 : 6 }),
      col('evidence', say('佐證', 'Evidence'), { width: 11 }),
    ],
    rows: f.goals.map((g) => ({
      kpi: goalLabel(g, lang),
      target: goalTarget(g, lang),
      actual: goalNumber(g.current, lang),
      share: goalShare(g),
      result:
        g.met === null
          ? { value: say('尚無數據', 'No figure'), tone: 'muted' }
          : g.met
            ? { value: say('○ 達成', '○ Reached'), tone: 'good' }
            : f.stage !== 'over'
              ? { value: say('進行中', 'Open'), tone: 'muted' }
              : { value: say('△ 未達', '△ Missed'), tone: 'warn' },
      evidence: g.evidence || (g.metric === 'manual' ? '' : pick(metricSources[g.metric], lang)),
    })),
    notes: [
      say(
        `達成率＝實際 ÷ 目標${down ? '；目標前有「≤」者為上限，達成率＝目標 ÷ 實際' : ''}。`,
        `Reached = actual ÷ target${down ? '; for a ceiling (≤) target ÷ actual' : ''}.`,
      ),
    ],
  })
}

/** 執行過程與大事紀: phases planned against done, then what the records know. */
export function course(f: ReportFacts, lang: Lang): Block[] {
  const say = sayIn(lang)
  const e = f.event
  const out: Block[] = []
  // Phases that nobody ever ticked off say nothing about how it went.
  if (e.phases.some((ph) => ph.doneOn))
    out.push(
      h2(say('各階段查核', 'Phases')),
      table({
        caption: say('各階段預定與完成日', 'Phases: planned and done'),
        columns: [
          col('phase', say('階段', 'Phase'), { width: 8 }),
          col('from', say('預定開始', 'Planned from')),
          col('to', say('預定完成', 'Planned to')),
          col('done', say('完成日', 'Done')),
          col('result', say('結果', 'Result')),
        ],
        rows: e.phases.map((ph) => {
          const late = ph.doneOn ? daysBetween(ph.end, ph.doneOn) : 0
          const result = ph.doneOn
            ? late > 0
              ? { value: say(`△ 逾期 ${late} 日`, `△ ${plural(late, 'day')} late`), tone: 'warn' as const }
              : { value: say('○ 如期', '○ On time'), tone: 'good' as const }
            : { value: f.today < ph.start ? say('未開始', 'Not begun') : say('進行中', 'In progress'), tone: 'muted' as const }
          return {
            phase: pick(phaseNames[ph.key], lang),
            from: paperDate(ph.start, lang, 'slash'),
            to: paperDate(ph.end, lang, 'slash'),
            done: ph.doneOn ? paperDate(ph.doneOn, lang, 'slash') : '—',
            result,
          }
        }),
      }),
    )
  // More than the event's own days, or it is no chronicle.
  if (f.milestones.length > 2)
    out.push(
      h2(say('大事紀', 'Chronicle')),
      table({
        caption: say('大事紀', 'Chronicle'),
        columns: [
          col('day', say('日期', 'Date'), { width: 9 }),
          col('d', say('D 日', 'D-day'), { width: 6 }),
          col('what', say('事項', 'What happened'), { width: 28 }),
        ],
        rows: f.milestones.map((m) => ({
          day: paperDate(m.day, lang, 'slash'),
          d: dDay(m.day, e.startDate),
          what: lang === 'en' ? m.en : m.zh,
        })),
      }),
    )
  return out.length ? [h1(say('執行過程與大事紀', 'Course of the project')), ...out] : []
}

const lineName = (l: Line, lang: Lang, none: string) =>
  l.name ? pick(l.name, lang) : l.kind && l.kind in sessionKindNames ? pick(sessionKindNames[l.kind as SessionKind], lang) : none

export function sessionTable(f: ReportFacts, lang: Lang, by: 'byType' | 'byTrack'): TableBlock | null {
  const say = sayIn(lang)
  const all = f.programme[by]
  if (by === 'byTrack' && !all.some((l) => l.name)) return null
  if (!all.length) return null
  // A long tail of tracks (a conference of many communities) goes into one line.
  const head = all.length > 14 ? all.slice(0, 12) : all
  const rest = all.slice(head.length)
  const none = by === 'byTrack' ? say('未分軌', 'No track') : say('其他', 'Other')
  const total = (of: 'sessions' | 'people' | 'minutes', list: Line[]) => list.reduce((s, l) => s + l[of], 0)
  const lines = [
    ...head.map((l) => ({ ...l, label: lineName(l, lang, none) })),
    ...(rest.length
      ? [
          {
            label: say(`其他 ${rest.length} 項`, `${rest.length} others`),
            sessions: total('sessions', rest),
            minutes: total('minutes', rest),
            people: total('people', rest),
          },
        ]
      : []),
  ]
  // Tenths of hours are shared out so that the column adds up to the hours that the text says.
  const tenths = Math.round(total('minutes', all) / 6)
  const shares = sharesOf(
    lines.map((l) => l.minutes),
    Math.max(1, tenths),
  )
  const rows = lines.map((l, i) => ({
    name: l.label,
    sessions: l.sessions,
    hours: tenths ? Math.round(shares[i]! * tenths) / 10 : 0,
    people: l.people,
  }))
  return table({
    caption: by === 'byTrack' ? say('各議程軌場次', 'Sessions by track') : say('各類型場次', 'Sessions by type'),
    columns: [
      col('name', by === 'byTrack' ? say('議程軌', 'Track') : say('類型', 'Type'), { width: 16 }),
      col.int('sessions', say('場次', 'Sessions')),
      col.decimal('hours', say('時數', 'Hours')),
      col.int('people', say('講者（人次）', 'Speaker turns')),
    ],
    rows,
    total: true,
  })
}

/** 議程成果: what was held, by whom. Nothing without a programme. */
export function programmeResults(f: ReportFacts, lang: Lang): Block[] {
  const say = sayIn(lang)
  const g = f.programme
  if (g.sessions === 0) return []
  const home = g.speakerCountries.filter((c) => c.country !== '')
  const abroad = home.filter((c) => c.country !== 'TW')
  const names = listing(
    abroad.slice(0, 8).map((c) => place(c.country, lang)),
    lang,
  )
  const more = abroad.length > 8
  const hours = Math.round((g.minutes / 60) * 10) / 10
  const from = abroad.length
    ? say(
        `，其中 ${num(abroad.reduce((s, c) => s + c.n, 0))} 位來自海外 ${abroad.length} 個國家及地區（${names}${more ? '等' : ''}）`,
        `, ${num(abroad.reduce((s, c) => s + c.n, 0))} of them from ${plural(abroad.length, 'country', 'countries')} abroad (${names}${more ? ' and others' : ''})`,
      )
    : ''
  const text = say(
    `${f.stage === 'before' ? '規劃' : '共辦理'} ${num(g.sessions)} 場次，合計 ${hours} 小時${g.rooms > 1 ? `，使用 ${num(g.rooms)} 間會議室` : ''}${g.speakers ? `；講者、主持人及與談人 ${num(g.speakers)} 位（跨場次計一次）${from}` : ''}。${g.cancelled ? `另有 ${num(g.cancelled)} 場次取消，未計入。` : ''}`,
    `${plural(g.sessions, 'session')}, ${hours} hours in all${g.rooms > 1 ? `, in ${num(g.rooms)} rooms` : ''}${g.speakers ? `; ${plural(g.speakers, 'speaker')}, each counted once${from}` : ''}. ${g.cancelled ? `${plural(g.cancelled, 'cancelled session')} ${g.cancelled === 1 ? 'is' : 'are'} not counted.` : ''}`,
  ).trim()
  const type = sessionTable(f, lang, 'byType')
  const track = sessionTable(f, lang, 'byTrack')
  const note =
    g.services > 0
      ? say(
          `茶敘、用餐及報到 ${num(g.services)} 個時段不計入場次。`,
          `${plural(g.services, 'break')} for tea, meals and check-in ${g.services === 1 ? 'is' : 'are'} not counted.`,
        )
      : ''
  return [
    h1(say('議程成果', 'Programme')),
    p(text, { align: 'justify' }),
    ...(type ? [note ? { ...type, notes: [note] } : type] : []),
    ...(track ? [track] : []),
  ]
}

/** 報名收入: what the confirmed places cost, by ticket and price. Nothing where all were free. */
export function income(f: ReportFacts, lang: Lang): Block[] {
  const say = sayIn(lang)
  const paid = f.attendance.tickets.filter((t) => t.price > 0)
  if (!paid.length) return []
  const currencies = [...new Set(paid.map((t) => t.currency))]
  return [
    h1(say('報名收入', 'Registration income')),
    p(
      say(
        '報名費依有效報名之票價計算；本節不含其他收入與支出，經費收支與核銷另案提報。',
        'Fees are computed from the prices of valid registrations; other income and expenditure are reported separately.',
      ),
      { align: 'justify' },
    ),
    ...currencies.flatMap((currency): Block[] => {
      const lines = paid.filter((t) => t.currency === currency)
      const total = lines.reduce((s, t) => s + t.amount, 0)
      return [
        table({
          caption: say('各票種報名費', 'Fees by ticket type'),
          unit: currency === 'TWD' ? say('單位：新臺幣元', 'NT$') : currency,
          columns: [
            col('name', say('票種', 'Ticket type'), { width: 16 }),
            col.money('price', say('票價', 'Price'), { currency, sum: false }),
            col.int('n', say('人數', 'People')),
            col.money('amount', say('金額', 'Amount'), { currency }),
          ],
          rows: lines.map((t) => ({ name: pick(t.name, lang), price: t.price, n: t.registered, amount: t.amount })),
          total: { n: lines.reduce((s, t) => s + t.registered, 0), amount: total },
        }),
        ...(currency === 'TWD'
          ? [
              amount(
                say('報名費合計', 'Total'),
                lang === 'en' ? '' : `新臺幣${amountInWords(total)}`,
                formatMoney(total, currency as Currency, lang),
              ),
            ]
          : []),
      ]
    }),
  ]
}
