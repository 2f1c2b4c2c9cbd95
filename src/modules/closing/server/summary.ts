import { daysBetween } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import type { Figure } from '../../documents/contract/model.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { goalLabel, goalNumber, goalTarget } from '../../events/server/index.ts'
import type { ReportFacts } from './facts.ts'
import { listing, num, percentOf, plural, sayIn } from './words.ts'

/** Countries and regions that registrations name. */
export const countryCount = (f: ReportFacts): number => f.attendance.countries.filter((c) => c.country !== '').length
export const hasArrivals = (f: ReportFacts): boolean => f.attendance.arrived.onsite + f.attendance.arrived.online > 0

/** Up to five figures, those that say something first. */
export function headline(f: ReportFacts, lang: Lang): Figure[] {
  const say = sayIn(lang)
  const a = f.attendance
  const people = say('人', '')
  const all: (Figure | false)[] = [
    a.registered.all > 0 && { value: num(a.registered.all), unit: people, label: say('報名人數', 'Registrations') },
    a.arrived.onsite > 0 && { value: num(a.arrived.onsite), unit: people, label: say('實體報到', 'Checked in on site') },
    a.arrived.onsite > 0 &&
      a.registered.onsite > 0 && {
        value: String(Math.round((100 * a.arrived.onsite) / a.registered.onsite)),
        unit: '%',
        label: say('實體報到率', 'On-site attendance'),
      },
    a.arrived.online > 0 && { value: num(a.arrived.online), unit: people, label: say('線上參與', 'Took part online') },
    countryCount(f) > 1 && { value: num(countryCount(f)), unit: say('個', ''), label: say('參與國家及地區', 'Countries and regions') },
    f.programme.sessions > 0 && { value: num(f.programme.sessions), unit: say('場', ''), label: say('議程場次', 'Sessions') },
    f.programme.speakers > 0 && { value: num(f.programme.speakers), unit: say('位', ''), label: say('講者', 'Speakers') },
  ]
  return all.filter((x): x is Figure => x !== false).slice(0, 5)
}

/** Why the report is not yet final; null once the event is over and people were checked in. */
export function draftNote(f: ReportFacts, lang: Lang): string | null {
  const say = sayIn(lang)
  const on = paperDate(f.today, lang)
  if (f.stage === 'before')
    return say(
      `本報告為草稿：活動將於${paperDates(f.event.startDate, f.event.endDate, lang)}舉行，以下數字為截至${on}之紀錄。`,
      `Draft: the event takes place on ${paperDates(f.event.startDate, f.event.endDate, lang)}; the figures are those of ${on}.`,
    )
  if (f.stage === 'running')
    return say(`本報告為草稿：活動進行中，以下數字為截至${on}之紀錄。`, `Draft: the event is under way; the figures are those of ${on}.`)
  if (!hasArrivals(f) && f.attendance.registered.all > 0)
    return say(
      '本報告為草稿：尚無報到紀錄，報到人數與報到率待補登後產生。',
      'Draft: no check-ins are on record yet; attendance follows once they are entered.',
    )
  return null
}

/** What took place, in one paragraph; parts without records are not mentioned. */
export function overviewSentence(f: ReportFacts, lang: Lang): string {
  const e = f.event
  const a = f.attendance
  const p = f.programme
  const days = daysBetween(e.startDate, e.endDate) + 1
  const when = paperDates(e.startDate, e.endDate, lang)
  const where = pick(e.venueName, lang)
  const future = f.stage === 'before'
  const foreign = a.countries.filter((c) => c.country !== '' && c.country !== 'TW').reduce((s, c) => s + c.n, 0)
  if (lang === 'en') {
    const split =
      a.registered.onsite > 0 && a.registered.online > 0 ? ` (${num(a.registered.onsite)} on site, ${num(a.registered.online)} online)` : ''
    return [
      `${pick(e.name, lang)} ${future ? 'takes' : 'took'} place${where ? ` at ${where}` : ''} on ${when}${days > 1 ? `, over ${days} days` : ''}.`,
      p.sessions > 0 &&
        `The programme ${future ? 'has' : 'had'} ${plural(p.sessions, 'session')}${p.speakers ? ` with ${plural(p.speakers, 'speaker')}` : ''}.`,
      a.registered.all > 0 &&
        `${plural(a.registered.all, 'person', 'people')} registered${split}${countryCount(f) > 1 ? ` from ${countryCount(f)} countries and regions` : ''}.`,
      a.arrived.onsite > 0 &&
        `${plural(a.arrived.onsite, 'person', 'people')} checked in on site${a.registered.onsite ? ` (${percentOf(a.arrived.onsite, a.registered.onsite)} of those registered on site)` : ''}${a.arrived.online ? `, ${num(a.arrived.online)} took part online` : ''}.`,
    ]
      .filter(Boolean)
      .join(' ')
  }
  const split =
    a.registered.onsite > 0 && a.registered.online > 0 ? `（實體 ${num(a.registered.onsite)} 人、線上 ${num(a.registered.online)} 人）` : ''
  const parts = [
    `「${pick(e.name, lang)}」${future ? '訂' : ''}於${when}${where ? `在${where}` : ''}舉行${days > 1 ? `，為期 ${days} 日` : ''}。`,
    p.sessions > 0 &&
      `議程${future ? '規劃' : '共辦理'} ${num(p.sessions)} 場次${p.speakers ? `，邀集 ${num(p.speakers)} 位講者、主持人及與談人` : ''}。`,
    a.registered.all > 0 &&
      `報名 ${num(a.registered.all)} 人${split}${countryCount(f) > 1 ? `，來自 ${countryCount(f)} 個國家及地區${foreign > 0 ? `，其中海外 ${num(foreign)} 人` : ''}` : ''}${a.arrived.onsite > 0 ? `；實體報到 ${num(a.arrived.onsite)} 人${a.registered.onsite ? `，報到率 ${percentOf(a.arrived.onsite, a.registered.onsite)}` : ''}${a.arrived.online ? `，線上參與 ${num(a.arrived.online)} 人` : ''}` : ''}。`,
  ]
  return parts.filter(Boolean).join('')
}

/** How the goals came out: what was reached, then plainly what was missed and what has no figure. null without goals. */
export function goalsSentence(f: ReportFacts, lang: Lang, reviewed: boolean): string | null {
  const known = f.goals.filter((g) => g.met !== null)
  if (!f.goals.length) return null
  const open = f.goals.length - known.length
  const met = known.filter((g) => g.met)
  const missed = known.filter((g) => !g.met)
  const name = (g: (typeof known)[number]) =>
    lang === 'en'
      ? `${goalLabel(g, lang)}: ${goalNumber(g.current, lang)} against ${goalTarget(g, lang)}`
      : `「${pick(g.title, lang)}」（目標 ${goalTarget(g, lang)}、實際 ${goalNumber(g.current, lang)}）`
  if (f.stage !== 'over') {
    return lang === 'en'
      ? `Of ${plural(f.goals.length, 'goal')}, ${known.length} ${known.length === 1 ? 'has' : 'have'} a figure so far and ${met.length} ${met.length === 1 ? 'is' : 'are'} at target.`
      : `${f.goals.length} 項目標中，目前 ${known.length} 項已有數據，其中 ${met.length} 項已達目標值。`
  }
  if (lang === 'en') {
    const first =
      missed.length === 0 && open === 0
        ? f.goals.length === 1
          ? 'The goal was reached.'
          : `All ${f.goals.length} goals were reached.`
        : `${met.length} of ${plural(f.goals.length, 'goal')} ${met.length === 1 ? 'was' : 'were'} reached.`
    return [
      first,
      missed.length > 0 && `Missed: ${missed.map(name).join('; ')}.`,
      open > 0 && `${open} ${open === 1 ? 'has' : 'have'} no figure yet.`,
      missed.length > 0 && reviewed && 'Causes and remedies are in the review.',
    ]
      .filter(Boolean)
      .join(' ')
  }
  const first = missed.length === 0 && open === 0 ? `${f.goals.length} 項目標全數達成。` : `${f.goals.length} 項目標中達成 ${met.length} 項`
  if (missed.length === 0 && open === 0) return first
  return `${first}${missed.length ? `，未達 ${missed.length} 項：${listing(missed.map(name), lang)}` : ''}${open ? `，${open} 項尚無數據` : ''}${missed.length && reviewed ? '；原因與改善作法見「檢討與建議」' : ''}。`
}
