import { pick } from '../../../src/kernel/contract/localized.ts'
import { local, minutesBetween, moment, shortDate, zoneName } from '../format.ts'
import { html, safeUrl, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { page } from '../layout.ts'
import { links, programmeSearch } from '../links.ts'
import { phrased } from '../phrase.ts'
import { byDay, grouped, maxColumns, nowAndNext, select, timetable, usedRooms, type Slot } from '../programme.ts'
import { t } from '../text.ts'
import { tongue } from '../tongue.ts'
import type { Lang, ProgrammeQuery, ProgrammeView, Room, SessionItem } from '../view.ts'
import { filters } from './programme.filters.ts'

/** What drawing a session needs to know of the programme around it. */
export type Around = {
  lang: Lang
  zone: string
  session: (key: string) => string
  rooms: Map<string, string>
  tracks: Map<string, { name: string; k: number }>
  types: Map<string, string>
  now?: string
}

/** Names and colours by key, for `card` and `row`. */
export function around(
  view: Pick<ProgrammeView, 'event' | 'rooms' | 'tracks'> & { types?: ProgrammeView['types']; now?: string },
  lang: Lang,
): Around {
  return {
    lang,
    zone: view.event.zone,
    session: links(view.event, lang).session,
    rooms: new Map(view.rooms.map((r) => [r.key, pick(r.name, lang)])),
    tracks: new Map(view.tracks.map((x, k) => [x.key, { name: pick(x.name, lang), k }])),
    types: new Map((view.types ?? []).map((x) => [x.key, pick(x.name, lang)])),
    now: view.now,
  }
}

/** The programme by time, track or room; by time it is a grid of rooms where these are few, otherwise a list by the hour. */
export function programmePage(view: ProgrammeView, lang: Lang): string {
  const { event, query } = view
  const say = t(lang)
  const sessions = select(view)
  const dayRooms = usedRooms(
    view.sessions.filter((s) => s.start !== null && (query.day === 'all' || local(s.start, event.zone).date === query.day)),
    view.rooms,
  )
  const rooms = usedRooms(sessions, view.rooms)
  const a = around(view, lang)
  const narrowed = query.track ?? query.room ?? query.type ?? query.q
  const found = sessions.filter((s) => !s.isBreak).length
  // A search that looks at one day says what it leaves out.
  const elsewhere = narrowed && query.day !== 'all' ? select({ ...view, query: { ...query, day: 'all' } }).length - found : 0
  const body =
    view.sessions.length === 0
      ? html`<p class="none">${say('noProgramme')}</p>`
      : sessions.length === 0
        ? html`<p class="none">${say('noSessions')}</p>`
        : query.view === 'time'
          ? byDay(sessions, event.zone).map(
              (d) =>
                html`<h2 class="${query.day === 'all' ? 'dayh' : 'sr'}">${shortDate(d.date, lang)}</h2>${
                  rooms.length <= maxColumns && (!narrowed || rooms.length > 1)
                    ? grid(timetable(d.sessions, usedRooms(d.sessions, view.rooms), event.zone), usedRooms(d.sessions, view.rooms), a)
                    : hours(d.sessions, a)
                }`,
            )
          : groups(view, sessions, a)
  return page({
    event,
    lang,
    title: query.day === 'all' || view.days.length < 2 ? say('programme') : `${say('programme')} ${shortDate(query.day, lang)}`,
    path: `/programme${programmeSearch(defaultDay(view, query))}`,
    current: 'programme',
    meta: narrowed ? { ...view.meta, robots: 'noindex' } : view.meta,
    className: 'wrap prog',
    main: html`${heading(view, lang)}${changes(view, lang)}${!narrowed && dayRooms.length <= maxColumns && nowPanel(view, dayRooms, lang)}${filters(view, lang)}${
      narrowed &&
      html`<p class="found" role="status">${say('sessionsFound', { n: found })}${elsewhere > 0 && html` <a class="link" href="${links(event, lang).programme}${programmeSearch({ ...query, day: 'all' })}">${say('otherDays', { n: elsewhere })}</a>`}</p>`
    }${body}`,
  })
}

// The address without its day stands for the first day, so that one page has one canonical address.
const defaultDay = (view: ProgrammeView, q: ProgrammeQuery) => (q.day === view.days[0] ? { ...q, day: undefined } : q)

function heading({ event, updatedAt, exports, query, days, now }: ProgrammeView, lang: Lang): Html {
  const say = t(lang)
  const to = links(event, lang)
  const today = now && local(now, event.zone).date
  const tab = (day: string, head: string, sub: string) =>
    html`<a href="${to.programme}${programmeSearch({ ...query, day })}"${query.day === day && html` aria-current="true"`}><b>${head}</b><span>${sub}</span></a>`
  return html`<div class="page-h"><div><h1>${say('programme')}</h1><p><span class="nb">${zoneName(event.zone, lang, `${event.start}T00:00:00Z`)}${updatedAt && (lang === 'en' ? ',' : '，')}</span>${
    updatedAt &&
    html`${lang === 'en' && ' '}<span class="ib">${say('updated', { when: moment(updatedAt, event.zone, lang, event.start.slice(0, 4)) })}</span>`
  }</p></div><p class="tools"><a class="link" href="${to.print}${programmeSearch({ ...query, view: 'time' })}">${icon('print', true)}${say('print')}</a>${exports.ical && html`<a class="link" href="${to.ical}">${icon('cal', true)}${say('addCalendar')}</a>`}${
    exports.json && html`<a class="link" href="${to.json}">${icon('data', true)}${say('jsonData')}</a>`
  }</p>${
    days.length > 1 &&
    html`<nav class="tabs" aria-label="${say('days')}">${days.map((d, i) => tab(d, say('dayN', { n: i + 1 }), `${shortDate(d, lang)}${d === today ? ` ${say('today')}` : ''}`))}${tab('all', say('allDays'), [days[0]!, days.at(-1)!].map((d) => (lang === 'en' ? shortDate(d, lang).slice(4) : d.slice(5).replace('-', '/'))).join('–'))}</nav>`
  }</div>`
}

function changes({ changes: list = [] }: ProgrammeView, lang: Lang): Html | '' {
  if (list.length === 0) return ''
  const say = t(lang)
  const line = (c: (typeof list)[number]) =>
    safeUrl(c.href) ? html`<a href="${safeUrl(c.href)}">${pick(c.text, lang)}</a>` : pick(c.text, lang)
  return html`<div class="chg">${icon('alert')}<b>${list.length > 1 ? say('changesN', { n: list.length }) : say('change')}</b><ul>${list.map((c) => html`<li>${line(c)}</li>`)}</ul></div>`
}

function nowPanel(view: ProgrammeView, rooms: Room[], lang: Lang): Html | '' {
  const list = nowAndNext(view, rooms)
  if (!list || !view.now) return ''
  const say = t(lang)
  const { zone } = view.event
  const to = links(view.event, lang)
  return html`<section class="nn" aria-labelledby="nn"><h2 class="sr" id="nn">${say('nowNext')}</h2><div class="clk"><p>${say('now')}</p><b>${local(view.now, zone).time}</b></div>${list.map(
    ({ room, now, next }) =>
      html`<div><h3>${pick(room.name, lang)}${now?.end && html`<small>${say('minutesLeft', { n: minutesBetween(view.now!, now.end) })}</small>`}</h3>${
        now
          ? html`<p><a href="${to.session(now.key)}"${tongue(now.title, lang)}>${phrased(pick(now.title, lang))}</a></p><progress aria-hidden="true" max="${minutesBetween(now.start!, now.end!)}" value="${minutesBetween(now.start!, view.now!)}"></progress>`
          : html`<p class="idle">${say('nothingNow')}</p>`
      }${next && html`<p class="nx"><time>${local(next.start!, zone).time}</time> <span>${phrased(pick(next.title, lang))}</span></p>`}</div>`,
  )}</section>`
}

const people = (s: SessionItem, lang: Lang) => s.speakers.map((p) => pick(p.name, lang)).join(lang === 'en' ? ', ' : '、')
const isNow = (s: SessionItem, a: Around) => a.now !== undefined && s.start! <= a.now && s.end !== null && a.now < s.end

function grid(slots: Slot[], rooms: Room[], a: Around): Html {
  const say = t(a.lang)
  const cols = Math.max(1, rooms.length)
  return html`<div class="tt n${cols}"><div class="rm tmh">${say('time')}</div>${rooms.length === 0 ? html`<div class="rm"></div>` : rooms.map((r) => html`<div class="rm">${pick(r.name, a.lang)}${roomNote(r, a.lang)}</div>`)}${slots.map(
    (slot) => {
      const rest = slot.full.length > 0 && slot.full.every((s) => s.isBreak)
      const on = [...slot.full, ...slot.cells.flatMap((c) => c.sessions)].some((s) => isNow(s, a))
      return html`<h3 class="tm${rest && ' q'}${on && ' on'}"><time>${slot.start}</time>${!rest && slot.end && html`<small><span class="sr">–</span>${slot.end}</small>`}${on && !slot.hour && html`<em>${say('ongoing')}</em>`}</h3>${slot.full.map(
        (s) => (s.isBreak ? pause(s, a) : html`<div class="cell full">${card(s, a, { big: true, room: true, slotEnd: slot.end })}</div>`),
      )}${slot.cells.map((c) => html`<div class="cell c${c.from + 1} w${c.span}">${c.sessions.map((s) => card(s, a, { room: c.span > 1, slotEnd: slot.end, time: slot.hour }))}</div>`)}`
    },
  )}</div>`
}

/** Floor, seats: what stands under a room's name. */
export const roomNote = (r: Room, lang: Lang): Html | '' => {
  const text = [pick(r.note, lang), r.capacity ? t(lang)('seats', { n: r.capacity }) : ''].filter(Boolean).join(lang === 'en' ? ', ' : '，')
  return text === '' ? '' : html`<small>${text}</small>`
}

function pause(s: SessionItem, a: Around): Html {
  const title = pick(s.title, a.lang)
  const kind = /報到|check|registr/i.test(title) ? 'badge' : /午餐|晚宴|辦桌|餐|lunch|dinner|banquet/i.test(title) ? 'food' : 'cup'
  return html`<div class="brk">${icon(kind)}<b>${title}</b>${s.note && html`<span>${pick(s.note, a.lang)}</span>`}${s.end && html`<span class="end">${t(a.lang)('minutes', { n: minutesBetween(s.start!, s.end) })}</span>`}</div>`
}

/** A session as a card of the timetable. `slotEnd` is the end that its row already tells. */
export function card(
  s: SessionItem,
  a: Around,
  show: { big?: boolean; room?: boolean; time?: boolean; slotEnd?: string | null } = {},
): Html {
  const say = t(a.lang)
  const track = a.tracks.get(s.trackKey ?? '')
  const type = a.types.get(s.typeKey ?? '')
  const end = s.end && local(s.end, a.zone).time
  const times = show.time
    ? `${local(s.start!, a.zone).time}${end ? `–${end}` : ''}`
    : end && show.slotEnd !== undefined && end !== show.slotEnd
      ? say('endsAt', { time: end })
      : ''
  const kicker = [...(show.time ? [times] : []), track?.name, type === track?.name ? '' : type, ...(show.time ? [] : [times])]
    .filter(Boolean)
    .join('・')
  const rooms = s.roomKeys
    .map((k) => a.rooms.get(k))
    .filter(Boolean)
    .join(a.lang === 'en' ? ', ' : '、')
  const labels = [...(s.language ? [s.language] : []), ...(s.labels ?? []).map((l) => pick(l, a.lang))]
  return html`<article class="se${track && ` k${track.k}`}${show.big && ' big'}${isNow(s, a) && ' now'}${s.canceled && ' off'}">${kicker && html`<p class="k">${kicker}</p>`}<h4><a href="${a.session(s.key)}"${tongue(s.title, a.lang)}>${phrased(pick(s.title, a.lang))}</a></h4>${
    s.speakers.length > 0 && html`<p class="who">${people(s, a.lang)}</p>`
  }<p class="tags">${s.canceled && html`<strong>${say('canceled')}</strong>`}${rooms && html`<span class="${show.room ? 'at' : 'at ph'}">${icon('pin', true)}${rooms}</span>`}${labels.map((l) => html`<span>${l}</span>`)}</p></article>`
}

/** Many rooms: one list for every hour, light enough for a thousand sessions. */
function hours(sessions: SessionItem[], a: Around): Html {
  const out: { hour: string; sessions: SessionItem[] }[] = []
  for (const s of sessions) {
    const hour = `${local(s.start!, a.zone).time.slice(0, 2)}:00`
    if (out.at(-1)?.hour !== hour) out.push({ hour, sessions: [] })
    out.at(-1)!.sessions.push(s)
  }
  return html`<div class="hrs">${out.map((h) => html`<section><h3>${h.hour}</h3><ul class="rows">${h.sessions.map((s) => row(s, a))}</ul></section>`)}</div>`
}

/** A session as one line of a list; `hide` leaves out what the list's heading says. */
export function row(s: SessionItem, a: Around, hide: { track?: boolean; room?: boolean; day?: boolean } = {}): Html {
  const track = a.tracks.get(s.trackKey ?? '')
  const at = local(s.start ?? '1970-01-01T00:00:00Z', a.zone)
  const when =
    s.start === null
      ? ''
      : hide.day === false
        ? html`<small>${shortDate(at.date, a.lang)}</small> ${at.time}`
        : html`${at.time}${s.end && html`<small>${local(s.end, a.zone).time}</small>`}`
  const title = phrased(pick(s.title, a.lang))
  return html`<li${(track || s.canceled || s.isBreak) && html` class="${[track && `k${track.k}`, s.canceled && 'off', s.isBreak && 'q'].filter(Boolean).join(' ')}"`}><time>${when}</time><div>${s.isBreak ? html`<b>${title}</b>` : html`<a href="${a.session(s.key)}"${tongue(s.title, a.lang)}>${title}</a>`}${s.canceled && html` <strong>${t(a.lang)('canceled')}</strong>`}${
    s.speakers.length > 0 && html`<p>${people(s, a.lang)}</p>`
  }</div>${!hide.room && html`<span>${s.roomKeys.length > 0 && a.rooms.get(s.roomKeys[0]!)}</span>`}${!hide.track && track && html`<em>${track.name}</em>`}</li>`
}

function groups(view: ProgrammeView, sessions: SessionItem[], a: Around): Html {
  const say = t(a.lang)
  const by = view.query.view === 'room' ? 'room' : 'track'
  const list = grouped(sessions, by, by === 'room' ? view.rooms : view.tracks, a.lang, say(by === 'room' ? 'noRoom' : 'noTrack'))
  return html`<nav class="jump" aria-label="${say(by)}"><ul>${list.map((g, i) => html`<li><a href="#g${i}">${g.name}</a></li>`)}</ul></nav>${list.map(
    (g, i) =>
      html`<section class="grp${by === 'track' && g.index >= 0 && ` k${g.index}`}" aria-labelledby="g${i}"><h2 id="g${i}">${phrased(g.name)}<small>${say('sessionsN', { n: g.sessions.length })}</small></h2>${byDay(
        g.sessions,
        a.zone,
      ).map(
        (d) =>
          html`${view.query.day === 'all' && html`<h3>${shortDate(d.date, a.lang)}</h3>`}<ul class="rows">${d.sessions.map((s) => row(s, a, { track: by === 'track', room: by === 'room' }))}</ul>`,
      )}</section>`,
  )}`
}
