import { formatDateRange } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { count, local, moment, price, shortDate, zoneName } from '../format.ts'
import { html, safeUrl, type Html } from '../html.ts'
import { icon, type IconName } from '../icons.ts'
import { callToAction, mailUrl, page, registrationLine, telUrl } from '../layout.ts'
import { links } from '../links.ts'
import { avatar, bandOrnament, heroOrnament, vignette } from '../ornament.ts'
import { phrased, worded } from '../phrase.ts'
import { rich } from '../rich.ts'
import { t } from '../text.ts'
import { tongue } from '../tongue.ts'
import type { HomeView, Lang, Ticket } from '../view.ts'

/** The event's front page; a section without data is left out. */
export function homePage(view: HomeView, lang: Lang): string {
  const { event } = view
  return page({
    event,
    lang,
    title: '',
    path: '',
    meta: view.meta,
    className: 'home',
    hero: (bar) => hero(view, lang, bar),
    main: html`${ticketStrip(view, lang)}${about(view, lang)}${speakers(view, lang)}${programme(view, lang)}${venue(view, lang)}${faq(view, lang)}${end(view, lang)}${mobileBar(view, lang)}`,
  })
}

function hero({ event }: HomeView, lang: Lang, bar: Html): Html {
  const say = t(lang)
  const name = pick(event.name, lang)
  const tagline = pick(event.tagline, lang)
  const picture = safeUrl(event.brand.pictureUrl)
  const place = event.place
  const head = tagline || name
  const size = head.length > (lang === 'en' ? 48 : 22) ? ' long' : ''
  return html`<header class="hero${picture && ' pic'}">${bar}<div class="wrap"><div class="hero-b">${tagline && html`<p class="ev">${name}</p>`}<h1 class="d${size}">${phrased(head)}</h1>${
    event.summary && html`<p class="lede">${worded(pick(event.summary, lang))}</p>`
  }<ul class="facts"><li>${icon('cal')}<span><span class="sr">${say('dates')}</span>${formatDateRange(event.start, event.end, lang)}</span></li>${
    place &&
    html`<li>${icon('pin')}<span><span class="sr">${say('place')}</span>${pick(place.name, lang)}${place.hint && html` <small>${pick(place.hint, lang)}</small>`}</span></li>`
  }<li>${icon('screen')}<span><span class="sr">${say('format')}</span>${say(`format_${event.format}`)}</span></li></ul></div></div>${
    picture ? html`<img class="kv" src="${picture}" alt="${pick(event.brand.pictureAlt, lang)}">` : heroOrnament(event.slug)
  }</header>`
}

function ticketStrip({ event, tickets }: HomeView, lang: Lang): Html | '' {
  const say = t(lang)
  if (!event.has.registration || event.registration.state === 'none') return ''
  const state = registrationLine(event, lang)
  return html`<section class="wrap strip" aria-labelledby="tickets"><div class="go"><h2 id="tickets">${say('tickets')}</h2>${state && event.registration.state === 'open' && html`<p>${state}</p>`}${callToAction(event, lang)}</div>${
    tickets.length > 0 && html`<ul class="tix">${tickets.map((x) => ticketRow(x, event.zone, event.start.slice(0, 4), lang))}</ul>`
  }</section>`
}

function ticketRow(x: Ticket, zone: string, year: string, lang: Lang): Html {
  const say = t(lang)
  const open = x.state === 'open'
  return html`<li${!open && html` class="off"`}><div class="nm"><b>${phrased(pick(x.name, lang))}</b>${x.description && html`<span>${pick(x.description, lang)}</span>`}</div><b class="pr">${price(x.price, x.currency, lang)}</b><div class="st">${ticketState(x, zone, year, lang)}</div>${
    open &&
    x.quota !== null &&
    x.remaining !== null &&
    x.quota > 0 &&
    html`<progress max="${x.quota}" value="${Math.max(0, x.quota - x.remaining)}" aria-hidden="true"></progress>`
  }<span class="sr">${say('ticket')}</span></li>`
}

/** What may be said of a ticket type's stock and term, e.g. 剩 84 席，共 420 席，至 04/30（五）23:59. */
export function ticketState(x: Ticket, zone: string, year: string, lang: Lang): Html {
  const say = t(lang)
  const when = (i: string) => moment(i, zone, lang, year)
  const comma = lang === 'en' ? ', ' : '，'
  if (x.state === 'soldOut') return html`<b>${say('soldOut')}</b>`
  if (x.state === 'closed') return html`<b>${say('ticketClosed')}</b>`
  if (x.state === 'notYet') return html`<b>${x.from ? say('ticketNotYet', { when: when(x.from) }) : say('regNotYet')}</b>`
  const stock =
    x.remaining === null
      ? say('unlimited')
      : say('remaining', { n: count(x.remaining) }) +
        (x.quota === null ? '' : (lang === 'en' ? ' ' : comma) + say('ofQuota', { n: count(x.quota) }))
  // The blank stands outside, where the line may break.
  return html`<span class="nb">${stock}${x.until && comma.trim()}</span>${x.until && html`${lang === 'en' && ' '}<span class="ib">${say('until', { when: when(x.until) })}</span>`}`
}

function about({ event, about: a, highlights = [], figures }: HomeView, lang: Lang): Html | '' {
  if (!a && highlights.length === 0 && figures.length === 0) return ''
  const heading = pick(a?.heading, lang) || t(lang)('about')
  return html`<section class="sec wrap why${highlights.length === 0 && ' solo'}" aria-labelledby="about"><div><h2 class="d" id="about">${phrased(heading)}</h2>${a && html`<div class="intro rich"${tongue(a.text, lang)}>${rich(pick(a.text, lang))}</div>`}${
    figures.length > 0 &&
    html`<dl class="nums">${figures.map((f) => html`<div><dt>${pick(f.label, lang)}</dt><dd>${count(f.value)}${f.unit && html`<small>${pick(f.unit, lang)}</small>`}</dd></div>`)}</dl>`
  }</div>${
    highlights.length > 0 &&
    html`<ul class="hl">${highlights.map((h, i) => html`<li>${vignette(event.slug, i)}<div><h3>${phrased(pick(h.title, lang))}</h3><p>${pick(h.text, lang)}</p></div></li>`)}</ul>`
  }</section>`
}

function speakers({ event, speakers: list, speakerCount }: HomeView, lang: Lang): Html | '' {
  if (list.length === 0) return ''
  const say = t(lang)
  const to = links(event, lang)
  return html`<section class="sec wrap" aria-labelledby="speakers"><div class="sec-h"><div><h2 class="d" id="speakers">${say('featured')}</h2><p>${say('speakersLead', { n: count(speakerCount) })}</p></div>${
    event.has.speakers && html`<a class="link" href="${to.speakers}">${say('allSpeakers')}${icon('right', true)}</a>`
  }</div><ul class="sp">${list.map(
    (s) =>
      html`<li><a href="${to.speaker(s.key)}">${safeUrl(s.photoUrl) ? html`<img class="av" src="${safeUrl(s.photoUrl)}" alt="" width="240" height="280" loading="lazy">` : avatar(s.key, pick(s.name, lang))}<h3>${pick(s.name, lang)}</h3></a>${
        s.affiliation && html`<p>${pick(s.affiliation, lang)}</p>`
      }${s.topic && html`<p class="t">${pick(s.topic, lang)}</p>`}</li>`,
  )}</ul></section>`
}

function programme({ event, days, rooms }: HomeView, lang: Lang): Html | '' {
  const shown = days.filter((d) => d.sessions.length > 0)
  if (shown.length === 0) return ''
  const say = t(lang)
  const to = links(event, lang)
  const roomName = new Map(rooms.map((r) => [r.key, pick(r.name, lang)]))
  return html`<section class="band" aria-labelledby="programme"><div class="wrap"><div class="sec-h"><div><h2 class="d" id="programme">${say('highlights')}</h2><p>${say('allTimes', { zone: zoneName(event.zone, lang, `${event.start}T00:00:00Z`) })}</p></div>${
    event.has.programme && html`<a class="btn o" href="${to.programme}">${say('wholeProgramme')}${icon('arrow')}</a>`
  }</div><div class="days">${shown.map(
    (d) =>
      html`<div><h3>${days.length > 1 ? say('dayN', { n: days.indexOf(d) + 1 }) : say('dayOnly')}<small>${shortDate(d.date, lang)}${d.note && html` ${pick(d.note, lang)}`}</small></h3><ul>${d.sessions.map(
        (s) =>
          html`<li><time>${s.start ? local(s.start, event.zone).time : ''}</time><div><b>${s.isBreak ? phrased(pick(s.title, lang)) : html`<a href="${to.session(s.key)}"${tongue(s.title, lang)}>${phrased(pick(s.title, lang))}</a>`}</b>${
            s.speakers.length > 0
              ? html`<span>${s.speakers.map((p) => pick(p.name, lang)).join(lang === 'en' ? ', ' : '、')}</span>`
              : s.note && html`<span>${pick(s.note, lang)}</span>`
          }</div><em>${s.roomKeys.slice(0, 1).map((k) => roomName.get(k))}</em></li>`,
      )}</ul></div>`,
  )}</div></div></section>`
}

const ways: Record<HomeView['transport'][number]['kind'], IconName> = {
  rail: 'train',
  bus: 'bus',
  bike: 'bike',
  access: 'access',
  car: 'car',
  other: 'pin',
}

function venue({ event, transport }: HomeView, lang: Lang): Html | '' {
  const place = event.place
  if (!place) return ''
  const say = t(lang)
  const map = safeUrl(place.mapUrl)
  return html`<section class="sec wrap" aria-labelledby="venue"><div class="sec-h"><h2 class="d" id="venue">${say('venue')}</h2></div><div class="venue"><div class="addr">${icon('pin')}<b>${phrased(pick(place.name, lang))}</b>${
    (place.address ?? place.city) && html`<p>${pick(place.address ?? place.city, lang)}</p>`
  }${place.hint && html`<p>${pick(place.hint, lang)}</p>`}${map && html`<a class="link" href="${map}" rel="noopener">${say('map')}${icon('arrow', true)}</a>`}</div>${
    transport.length > 0 &&
    html`<ul class="how">${transport.map((x) => html`<li>${icon(ways[x.kind])}<div><b>${pick(x.title, lang)}</b><p>${pick(x.text, lang)}</p></div></li>`)}</ul>`
  }</div></section>`
}

function faq({ event, faq: list }: HomeView, lang: Lang): Html | '' {
  if (list.length === 0) return ''
  const say = t(lang)
  const { contact } = event
  return html`<section class="sec wrap faq" aria-labelledby="faq"><div><h2 class="d" id="faq">${say('faq')}</h2>${
    contact &&
    html`<p>${say('faqLead')}</p>${contact.email && html`<a class="link" href="${mailUrl(contact.email)}">${icon('mail')}${contact.email}</a>`}${contact.phone && html`<a class="link" href="${telUrl(contact.phone)}">${icon('phone')}${contact.phone}</a>`}`
  }</div><div>${list.map((f, i) => html`<details${i === 0 && html` open`}><summary>${pick(f.question, lang)}${icon('down')}</summary><div class="rich">${rich(pick(f.answer, lang))}</div></details>`)}</div></section>`
}

function end({ event }: HomeView, lang: Lang): Html | '' {
  if (event.registration.state !== 'open') return ''
  return html`<section class="end" aria-labelledby="end">${bandOrnament(event.slug)}<div class="wrap"><div><h2 id="end">${phrased(seeYou(event, lang))}</h2><p>${registrationLine(event, lang)}</p></div>${callToAction(event, lang, 'h')}</div></section>`
}

function seeYou(event: HomeView['event'], lang: Lang): string {
  const month = new Intl.DateTimeFormat(lang, { month: 'long', timeZone: 'UTC' }).format(new Date(`${event.start}T00:00:00Z`))
  const numeral = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'][Number(event.start.slice(5, 7)) - 1]
  const place = event.format === 'online' ? '' : pick(event.place?.name, lang)
  return t(lang)(place ? 'seeYouAt' : 'seeYouOnline', { month: lang === 'en' ? month : `${numeral}月`, place })
}

/** On a phone the way to register stays at the thumb. */
function mobileBar({ event, tickets }: HomeView, lang: Lang): Html | '' {
  const open = tickets.filter((x) => x.state === 'open').sort((a, b) => a.price - b.price)
  if (event.registration.state !== 'open' || open.length === 0) return ''
  const say = t(lang)
  const first = price(open[0]!.price, open[0]!.currency, lang)
  return html`<div class="mbar"><p><b>${open.length > 1 && open.at(-1)!.price > open[0]!.price ? say('from', { price: first }) : first}</b>${event.registration.until && say('until', { when: moment(event.registration.until, event.zone, lang, event.start.slice(0, 4)) })}</p><a class="btn p" href="${links(event, lang).register}">${say('register')}</a></div>`
}
