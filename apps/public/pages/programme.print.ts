import { formatDate } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { local, moment, zoneName } from '../format.ts'
import { html, type Html } from '../html.ts'
import { page } from '../layout.ts'
import { programmeSearch } from '../links.ts'
import { phrased } from '../phrase.ts'
import { byDay, maxColumns, select, timetable, usedRooms } from '../programme.ts'
import { t } from '../text.ts'
import { tongue } from '../tongue.ts'
import type { Lang, ProgrammeView, Room, SessionItem } from '../view.ts'
import { around, roomNote, type Around } from './programme.ts'

/** The programme for paper: one table a day, rooms as columns where they fit the sheet, otherwise one line a session. */
export function programmePrintPage(view: ProgrammeView, lang: Lang): string {
  const { event, query } = view
  const say = t(lang)
  const a = around(view, lang)
  return page({
    event,
    lang,
    title: say('programme'),
    path: `/programme/print${programmeSearch({ ...query, view: 'time' })}`,
    meta: { robots: 'noindex' },
    bare: true,
    className: 'wrap sheet',
    main: html`<div class="page-h"><div><h1>${pick(event.name, lang)}</h1><p>${[
      event.place && pick(event.place.name, lang),
      zoneName(event.zone, lang, `${event.start}T00:00:00Z`),
      view.updatedAt && say('updated', { when: moment(view.updatedAt, event.zone, lang) }),
    ]
      .filter(Boolean)
      .join(lang === 'en' ? ', ' : '，')}</p></div></div>${byDay(select(view), event.zone).map(({ date, sessions }) => {
      const rooms = usedRooms(sessions, view.rooms)
      return html`<h2 class="dayh">${formatDate(date, lang)}</h2>${rooms.length <= maxColumns ? table(sessions, rooms, a) : lines(sessions, a)}`
    })}`,
  })
}

const names = (s: SessionItem, lang: Lang) => s.speakers.map((p) => pick(p.name, lang)).join(lang === 'en' ? ', ' : '、')
const span = (s: SessionItem, a: Around) => `${local(s.start!, a.zone).time}${s.end ? `–${local(s.end, a.zone).time}` : ''}`

function entry(s: SessionItem, a: Around, time: boolean): Html {
  const track = a.tracks.get(s.trackKey ?? '')
  return html`<div class="pe"><b${tongue(s.title, a.lang)}>${phrased(pick(s.title, a.lang))}</b>${s.canceled && html` <strong>${t(a.lang)('canceled')}</strong>`}${s.speakers.length > 0 && html`<p>${names(s, a.lang)}</p>`}<p>${[time && span(s, a), track?.name, s.note && pick(s.note, a.lang)].filter(Boolean).join('・')}</p></div>`
}

function table(sessions: SessionItem[], rooms: Room[], a: Around): Html {
  const say = t(a.lang)
  const width = Math.max(1, rooms.length)
  return html`<table class="pt"><thead><tr><th scope="col">${say('time')}</th>${rooms.length === 0 ? html`<th scope="col">${say('programme')}</th>` : rooms.map((r) => html`<th scope="col">${pick(r.name, a.lang)}${roomNote(r, a.lang)}</th>`)}</tr></thead><tbody>${timetable(
    sessions,
    rooms,
    a.zone,
  ).map((slot) => {
    const cells: Html[] = []
    for (let c = 0; slot.full.length === 0 && c < width; c++) {
      const here = slot.cells.filter((x) => x.from === c)
      const wide = Math.max(1, ...here.map((x) => x.span))
      cells.push(
        html`<td${wide > 1 && html` colspan="${wide}"`}>${here.flatMap((x) => x.sessions).map((s) => entry(s, a, slot.hour || (s.end !== null && local(s.end, a.zone).time !== slot.end)))}</td>`,
      )
      c += wide - 1
    }
    return html`<tr><th scope="row">${slot.start}${slot.end && html`<small>–${slot.end}</small>`}</th>${
      slot.full.length > 0
        ? html`<td colspan="${width}"${slot.full.every((s) => s.isBreak) && html` class="q"`}>${slot.full.map((s) => entry(s, a, false))}</td>`
        : cells
    }</tr>`
  })}</tbody></table>`
}

function lines(sessions: SessionItem[], a: Around): Html {
  const say = t(a.lang)
  return html`<table class="pt ln"><thead><tr>${[say('time'), say('session'), say('speakers'), say('where'), say('track')].map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${sessions.map(
    (s) =>
      html`<tr><th scope="row">${span(s, a)}</th><td${tongue(s.title, a.lang)}>${phrased(pick(s.title, a.lang))}${s.canceled && html` <strong>${say('canceled')}</strong>`}</td><td>${names(s, a.lang)}</td><td>${s.roomKeys.slice(0, 1).map((k) => a.rooms.get(k))}</td><td>${a.tracks.get(s.trackKey ?? '')?.name}</td></tr>`,
  )}</tbody></table>`
}
