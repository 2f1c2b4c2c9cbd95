import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { chart, col, h1, h2, p, sideBySide, table } from '../../documents/contract/build.ts'
import type { Block, ChartBlock, TableBlock } from '../../documents/contract/model.ts'
import { paperDate, sharesOf } from '../../documents/contract/paper.ts'
import { attendanceNames, categoryNames, type TicketCategory } from '../../registration/contract/ticket.ts'
import type { ReportFacts } from './facts.ts'
import { countryCount, hasArrivals } from './summary.ts'
import { clock, num, percentOf, place, plural, ratioOf, sayIn } from './words.ts'

type Sum = { name: string; way: string; registered: number; arrived: number; amount: number }
/** Ticket lines under one heading: prices that changed on the way fall together. */
export function byTicket(f: ReportFacts, lang: Lang): (Sum & { online: boolean })[] {
  const out = new Map<string, Sum & { online: boolean }>()
  for (const t of f.attendance.tickets) {
    const key = `${t.ticketTypeId} ${t.attendance}`
    const line = out.get(key) ?? {
      name: pick(t.name, lang),
      way: pick(attendanceNames[t.attendance], lang),
      online: t.attendance === 'online',
      registered: 0,
      arrived: 0,
      amount: 0,
    }
    line.registered += t.registered
    line.arrived += t.arrived
    line.amount += t.amount
    out.set(key, line)
  }
  return [...out.values()]
}

export function ticketTable(f: ReportFacts, lang: Lang): TableBlock {
  const say = sayIn(lang)
  const a = f.attendance
  // Nobody is said to be absent from a stream that records no log-ins.
  const unseen = a.arrived.online === 0
  const came = hasArrivals(f)
  const lines = byTicket(f, lang)
  const arrived = a.arrived.onsite + a.arrived.online
  const base = unseen ? a.registered.onsite : a.registered.all
  return table({
    caption: came
      ? say('各票種報名與報到人數', 'Registrations and check-ins by ticket type')
      : say('各票種報名人數', 'Registrations by ticket type'),
    columns: [
      col('name', say('票種', 'Ticket type'), { width: 14 }),
      col('way', say('參加方式', 'Way'), { width: 7 }),
      col.int('registered', say('報名（人）', 'Registered')),
      ...(came ? [col.int('arrived', say('報到（人）', 'Checked in')), col.percent('rate', say('報到率', 'Rate'), { sum: false })] : []),
    ],
    rows: lines.map((t) => ({
      name: t.name,
      way: t.way,
      registered: t.registered,
      arrived: t.online && unseen ? null : t.arrived,
      rate: t.online && unseen ? null : ratioOf(t.arrived, t.registered),
    })),
    total: { registered: a.registered.all, ...(came ? { arrived, rate: ratioOf(arrived, base) } : {}) },
    ...(came
      ? {
          notes: [
            say(
              `報到人數以任一日完成報到者計，每人計一次${a.registered.online > 0 ? (unseen ? '；線上參加者無報到紀錄，合計報到率以實體報名人數為分母' : '；線上參加者以登入直播計') : ''}。`,
              `A person counts once, on whichever day they checked in${a.registered.online > 0 ? (unseen ? '; no log-ins are recorded for the stream, so the total rate is of those registered on site' : '; online, a log-in to the stream counts') : ''}.`,
            ),
          ],
        }
      : {}),
  })
}

/** People by the kind of ticket they hold; null where there is only one kind. */
function categoryTable(f: ReportFacts, lang: Lang): TableBlock | null {
  const say = sayIn(lang)
  const by = new Map<string, number>()
  for (const t of f.attendance.tickets) by.set(t.category, (by.get(t.category) ?? 0) + t.registered)
  const lines = [...by].toSorted((x, y) => y[1] - x[1] || x[0].localeCompare(y[0]))
  if (lines.length < 2) return null
  const shares = sharesOf(lines.map(([, n]) => n))
  return table({
    caption: say('報名者身分', 'Registrations by category'),
    columns: [
      col('who', say('身分', 'Category')),
      col.int('n', say('人數', 'People')),
      col.percent('share', say('占比', 'Share'), { decimals: 1, sum: false }),
    ],
    rows: lines.map(([k, n], i) => ({
      who: categoryNames[k as TicketCategory] ? pick(categoryNames[k as TicketCategory], lang) : k,
      n,
      share: shares[i]!,
    })),
    total: { n: f.attendance.registered.all, share: 1 },
  })
}

const TOP = 8
/** People by country, the first eight and the rest; null where one country only is named. */
function countryTable(f: ReportFacts, lang: Lang): TableBlock | null {
  const say = sayIn(lang)
  if (countryCount(f) < 2) return null
  const named = f.attendance.countries.filter((c) => c.country !== '')
  const none = f.attendance.countries.find((c) => c.country === '')?.n ?? 0
  const head = named.length > TOP + 1 ? named.slice(0, TOP) : named
  const rest = named.slice(head.length)
  const lines: [string, number][] = head.map((c) => [place(c.country, lang), c.n])
  if (rest.length) lines.push([say(`其他 ${rest.length} 國`, `${rest.length} others`), rest.reduce((s, c) => s + c.n, 0)])
  if (none) lines.push([say('未填', 'Not given'), none])
  const shares = sharesOf(lines.map(([, n]) => n))
  return table({
    caption: say('報名者國別', 'Registrations by country'),
    columns: [
      col('where', say('國家／地區', 'Country or region')),
      col.int('n', say('人數', 'People')),
      col.percent('share', say('占比', 'Share'), { decimals: 1, sum: false }),
    ],
    rows: lines.map(([where, n], i) => ({ where, n, share: shares[i]! })),
    total: { n: f.attendance.registered.all, share: 1 },
  })
}

export function foreignChart(f: ReportFacts, lang: Lang): ChartBlock | null {
  const say = sayIn(lang)
  const abroad = f.attendance.countries.filter((c) => c.country !== '' && c.country !== 'TW')
  if (abroad.length < 2) return null
  const n = abroad.reduce((s, c) => s + c.n, 0)
  const top = abroad.slice(0, 12)
  return chart({
    chart: 'column',
    caption: say(
      `海外報名 ${num(n)} 人，來自 ${abroad.length} 個國家及地區${top.length < abroad.length ? '（前 12 名）' : ''}`,
      `${plural(n, 'registration')} from abroad, ${abroad.length} countries and regions${top.length < abroad.length ? ' (first 12)' : ''}`,
    ),
    categories: top.map((c) => place(c.country, lang)),
    series: [{ name: say('人數', 'People'), values: top.map((c) => c.n) }],
    highlight: [0, 1, 2],
  })
}

export function daysChart(f: ReportFacts, lang: Lang): ChartBlock | null {
  const say = sayIn(lang)
  const days = f.attendance.days
  if (days.length < 2 || days.length > 14) return null
  const online = days.some((d) => d.online > 0)
  return chart({
    chart: 'stacked',
    caption: say('每日參與人數', 'People each day'),
    categories: days.map((d) => paperDate(d.day, lang, 'slash').replace(/^\d+\//, '')),
    series: [
      { name: say('實體', 'On site'), values: days.map((d) => d.onsite), tone: 'main' as const },
      ...(online ? [{ name: say('線上', 'Online'), values: days.map((d) => d.online), tone: 'second' as const }] : []),
    ],
  })
}

/** Arrivals per quarter of an hour with the gaps between filled, the tail beyond three hours in one step; null under five arrivals. */
export function arrivalChart(f: ReportFacts, lang: Lang): { block: ChartBlock; peak: { from: number; n: number }; total: number } | null {
  const say = sayIn(lang)
  const list = f.attendance.arrivals
  const total = list.reduce((s, x) => s + x.n, 0)
  if (total < 5 || list.length < 2) return null
  const first = list[0]!.minute
  const last = list.at(-1)!.minute
  const end = Math.min(last, first + 165)
  const of = (m: number) => list.find((x) => x.minute === m)?.n ?? 0
  const steps = Array.from({ length: (end - first) / 15 + 1 }, (_, i) => first + 15 * i)
  const late = list.filter((x) => x.minute > end).reduce((s, x) => s + x.n, 0)
  const values = [...steps.map(of), ...(late ? [late] : [])]
  const peak = list.reduce((best, x) => (x.n > best.n ? x : best))
  const at = steps.indexOf(peak.minute)
  return {
    total,
    peak: { from: peak.minute, n: peak.n },
    block: chart({
      chart: 'column',
      caption: say(
        `首日每 15 分鐘實體報到人數（n=${num(total)}）`,
        `Arrivals on site on the first day, by quarter of an hour (n=${num(total)})`,
      ),
      categories: [...steps.map(clock), ...(late ? [say('其後', 'later')] : [])],
      series: [{ name: say('人數', 'People'), values }],
      ...(at >= 0 ? { highlight: [at] } : {}),
    }),
  }
}

export function arrivalSentence(f: ReportFacts, lang: Lang): string | null {
  const curve = arrivalChart(f, lang)
  if (!curve) return null
  const { from, n } = curve.peak
  return lang === 'en'
    ? `Arrivals on the first day peaked between ${clock(from)} and ${clock(from + 15)} with ${plural(n, 'person', 'people')}, ${percentOf(n, curve.total)} of that day.`
    : `首日報到尖峰落在 ${clock(from)} 至 ${clock(from + 15)}，計 ${num(n)} 人，占當日 ${percentOf(n, curve.total)}。`
}

/** 參與情形: by ticket, by day, who and from where. Nothing where nobody registered. */
export function participation(f: ReportFacts, lang: Lang): Block[] {
  const say = sayIn(lang)
  const a = f.attendance
  if (a.registered.all === 0) return []
  const who = categoryTable(f, lang)
  const where = countryTable(f, lang)
  const days = daysChart(f, lang)
  const curve = arrivalChart(f, lang)
  const foreign = foreignChart(f, lang)
  const one = a.days.length === 1 ? a.days[0]! : null
  const cancelled =
    a.cancelled > 0
      ? say(
          `另有 ${num(a.cancelled)} 人取消報名，未計入。`,
          `${plural(a.cancelled, 'cancelled registration')} ${a.cancelled === 1 ? 'is' : 'are'} not counted.`,
        )
      : ''
  const lead = say(
    `有效報名 ${num(a.registered.all)} 人${a.registered.onsite && a.registered.online ? `，實體 ${num(a.registered.onsite)} 人、線上 ${num(a.registered.online)} 人` : ''}${a.arrived.onsite ? `；實體報到 ${num(a.arrived.onsite)} 人${a.registered.onsite ? `，報到率 ${percentOf(a.arrived.onsite, a.registered.onsite)}` : ''}` : ''}。${cancelled}`,
    `${plural(a.registered.all, 'person', 'people')} held a valid registration${a.registered.onsite && a.registered.online ? `, ${num(a.registered.onsite)} on site and ${num(a.registered.online)} online` : ''}${a.arrived.onsite ? `; ${num(a.arrived.onsite)} checked in on site${a.registered.onsite ? `, ${percentOf(a.arrived.onsite, a.registered.onsite)} of them` : ''}` : ''}. ${cancelled}`,
  ).trim()
  return [
    h1(say('參與情形', 'Participation')),
    h2(say('報名與報到', 'Registrations and check-ins')),
    p(lead, { align: 'justify' }),
    ticketTable(f, lang),
    ...(days || curve || one
      ? [
          h2(say('每日與時段', 'By day and hour')),
          ...(one && !curve
            ? [
                p(
                  say(
                    `報到集中於${paperDate(one.day, lang)}，實體 ${num(one.onsite)} 人${one.online ? `、線上 ${num(one.online)} 人` : ''}。`,
                    `All check-ins fell on ${paperDate(one.day, lang)}: ${num(one.onsite)} on site${one.online ? `, ${num(one.online)} online` : ''}.`,
                  ),
                ),
              ]
            : []),
          ...(days ? [days] : []),
          ...(curve ? [p(arrivalSentence(f, lang)!, { align: 'justify' }), curve.block] : []),
        ]
      : []),
    ...(who && where
      ? [sideBySide([h2(say('身分', 'Categories')), who], [h2(say('國別', 'Countries')), where])]
      : who
        ? [h2(say('身分', 'Categories')), who]
        : where
          ? [h2(say('國別', 'Countries')), where]
          : []),
    ...(foreign ? [foreign] : []),
  ]
}
