import { formatDate } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { local, minutesBetween, zoneName } from '../format.ts'
import { html, safeUrl, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { page } from '../layout.ts'
import { icalLink, links } from '../links.ts'
import { avatar } from '../ornament.ts'
import { phrased } from '../phrase.ts'
import { rich } from '../rich.ts'
import { t } from '../text.ts'
import { tongue } from '../tongue.ts'
import type { Lang, SessionView } from '../view.ts'
import { around, row } from './programme.ts'

/** One session: when, where, who, what about, and what else runs in its track. */
export function sessionPage(view: SessionView, lang: Lang): string {
  const { event, session: s } = view
  const track = view.tracks.find((x) => x.key === s.trackKey)
  const say = t(lang)
  const to = links(event, lang)
  const title = pick(s.title, lang)
  const abstract = [pick(s.abstract, lang), pick(s.description, lang)].filter((x, i, all) => x !== '' && all.indexOf(x) === i).join('\n\n')
  const a = around(view, lang)
  const type = pick(view.type?.name, lang)
  const trackName = pick(track?.name, lang)
  return page({
    event,
    lang,
    title,
    description: abstract || pick(s.subtitle, lang) || title,
    path: `/sessions/${encodeURIComponent(s.key)}`,
    current: 'programme',
    meta: view.meta,
    className: 'wrap one',
    main: html`<p class="crumb"><a class="link" href="${to.programme}">${icon('right', true)}${say('back')}</a></p><article><header><p class="kick">${
      track && html`<a href="${to.programme}?day=all&amp;track=${encodeURIComponent(track.key)}">${trackName}</a>`
    }${type && type !== trackName && html`<span>${type}</span>`}</p><h1${tongue(s.title, lang)}>${phrased(title)}</h1>${s.subtitle && html`<p class="lede"${tongue(s.subtitle, lang)}>${pick(s.subtitle, lang)}</p>`}${
      s.canceled && html`<p class="chg">${icon('alert')}<b>${say('canceled')}</b></p>`
    }</header><div class="cols2"><div>${abstract && html`<section aria-labelledby="about"><h2 id="about">${say('description')}</h2><div class="rich"${tongue(pick(s.abstract, lang) ? s.abstract : s.description, lang)}>${rich(abstract)}</div></section>`}${
      view.speakers.length > 0 &&
      html`<section aria-labelledby="who"><h2 id="who">${say('speakers')}</h2><ul class="people">${view.speakers.map((p) => person(view, p, lang))}</ul></section>`
    }${linkList(s.links, lang)}</div>${facts(view, lang)}</div></article>${
      view.related.length > 0 &&
      html`<section class="more" aria-labelledby="more"><h2 id="more">${say('relatedTrack')}</h2><ul class="rows">${view.related.map((r) => row(r, a, { track: true, day: false }))}</ul></section>`
    }`,
  })
}

function facts(view: SessionView, lang: Lang): Html {
  const { event, session: s } = view
  const say = t(lang)
  const at = s.start === null ? null : local(s.start, event.zone)
  const rooms = view.rooms.filter((r) => s.roomKeys.includes(r.key))
  const item = (label: string, value: Html) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return html`<aside class="facts-box" aria-label="${say('session')}"><dl>${item(
    say('when'),
    at && s.start
      ? html`<b>${formatDate(at.date, lang)}</b><br><time datetime="${s.start}"><b>${at.time}${s.end && `–${local(s.end, event.zone).time}`}</b></time>${s.end && html` <small>${say('minutes', { n: minutesBetween(s.start, s.end) })}</small>`}<br><small>${zoneName(event.zone, lang, s.start)}</small>`
      : html`${say('notScheduled')}`,
  )}${item(
    say('where'),
    rooms.length === 0
      ? html`${say('noRoom')}`
      : html`${rooms.map((r, i) => html`${i > 0 && (lang === 'en' ? ', ' : '、')}<a href="${links(event, lang).programme}?view=room&amp;day=all&amp;room=${encodeURIComponent(r.key)}">${pick(r.name, lang)}</a>`)}${rooms[0]!.note && html`<br><small>${pick(rooms[0]!.note, lang)}</small>`}`,
  )}${s.language && item(say('langLabel'), html`${s.language}`)}${s.labels && s.labels.length > 0 && item(say('notes'), html`${s.labels.map((l) => pick(l, lang)).join(lang === 'en' ? ', ' : '、')}`)}</dl>${
    s.seats && s.seats.remaining !== null && html`<p>${say('seatsLeft', { n: s.seats.remaining, of: s.seats.capacity })}</p>`
  }${view.ical && s.start !== null && !s.canceled && html`<a class="btn o" href="${icalLink(event, lang, s.key)}">${icon('cal')}${say('addCalendar')}</a>`}</aside>`
}

function person(view: SessionView, p: SessionView['speakers'][number], lang: Lang): Html {
  const name = pick(p.name, lang)
  const photo = safeUrl(p.photoUrl)
  return html`<li>${photo ? html`<img class="av" src="${photo}" alt="" width="96" height="96" loading="lazy">` : avatar(p.key, name)}<div><h3><a href="${links(view.event, lang).speaker(p.key)}">${name}</a></h3>${
    p.affiliation && html`<p class="aff">${pick(p.affiliation, lang)}</p>`
  }${p.bio && html`<div class="rich"${tongue(p.bio, lang)}>${rich(pick(p.bio, lang))}</div>`}</div></li>`
}

/** Links that people gave, those of http(s) only. */
export function linkList(list: readonly { label: string; url: string }[], lang: Lang): Html | '' {
  const safe = list.filter((l) => /^https?:/i.test(safeUrl(l.url)))
  if (safe.length === 0) return ''
  return html`<section aria-labelledby="links"><h2 id="links">${t(lang)('linksTitle')}</h2><ul class="links">${safe.map((l) => html`<li><a href="${safeUrl(l.url)}" rel="nofollow noopener">${l.label || l.url}</a></li>`)}</ul></section>`
}
