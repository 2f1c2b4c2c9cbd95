import { pick } from '../../../src/kernel/contract/localized.ts'
import { count } from '../format.ts'
import { html, safeUrl, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { page } from '../layout.ts'
import { links, programmeSearch } from '../links.ts'
import { avatar, dice, initials } from '../ornament.ts'
import { rich } from '../rich.ts'
import { t } from '../text.ts'
import { tongue } from '../tongue.ts'
import type { Lang, RoomsView, SpeakersView, SpeakerView } from '../view.ts'
import { around, roomNote, row } from './programme.ts'
import { linkList } from './session.ts'

/** One speaker: who, and their sessions. */
export function speakerPage(view: SpeakerView, lang: Lang): string {
  const { event, speaker: s } = view
  const say = t(lang)
  const name = pick(s.name, lang)
  const photo = safeUrl(s.photoUrl)
  const bio = pick(s.bio, lang)
  const about = [pick(s.affiliation, lang), pick(s.title, lang)].filter(Boolean).join(lang === 'en' ? ', ' : ' ')
  return page({
    event,
    lang,
    title: name,
    description: bio || about || name,
    path: `/speakers/${encodeURIComponent(s.key)}`,
    current: 'speakers',
    meta: view.meta,
    className: 'wrap one who',
    main: html`<p class="crumb"><a class="link" href="${links(event, lang).speakers}">${icon('right', true)}${say('allSpeakers')}</a></p><article class="cols2 rev"><div class="portrait">${
      photo ? html`<img class="av" src="${photo}" alt="" width="240" height="280">` : avatar(s.key, name)
    }</div><div><header><h1>${name}</h1>${about && html`<p class="lede">${about}</p>`}${s.country && html`<p class="aff">${pick(s.country, lang)}</p>`}</header>${
      bio &&
      html`<section aria-labelledby="bio"><h2 id="bio">${say('bio')}</h2><div class="rich"${tongue(s.bio, lang)}>${rich(bio)}</div></section>`
    }${
      view.sessions.length > 0 &&
      html`<section aria-labelledby="ses"><h2 id="ses">${say('theirSessions')}</h2><ul class="rows">${view.sessions.map((x) => row(x, around(view, lang), { day: false }))}</ul></section>`
    }${linkList(s.links, lang)}</div></article>`,
  })
}

const collators: Record<Lang, Intl.Collator> = { 'zh-TW': new Intl.Collator('zh-TW-u-co-stroke'), en: new Intl.Collator('en') }

/** The letter a name is filed under: A–Z without accents, the first character for Chinese names, `#` for the rest. */
export function initial(name: string): string {
  const first = [...name.normalize('NFKD').trim()][0]?.toUpperCase() ?? ''
  return /[A-Z]/.test(first) ? first : /\p{Script=Han}/u.test(first) ? first : '#'
}

/** All speakers under their initials: surnames by stroke count, then A–Z. */
export function speakersPage(view: SpeakersView, lang: Lang): string {
  const { event } = view
  const say = t(lang)
  const to = links(event, lang)
  const named = view.speakers.map((s) => ({ s, name: pick(s.name, lang) })).sort((x, y) => collators[lang].compare(x.name, y.name))
  const groups = new Map<string, typeof named>()
  for (const x of named) {
    const letter = initial(x.name)
    groups.set(letter, [...(groups.get(letter) ?? []), x])
  }
  const rank = (k: string) => (k === '#' ? 2 : /[A-Z]/.test(k) === (lang === 'en') ? 0 : 1)
  const list = [...groups].sort(([a], [b]) => rank(a) - rank(b) || collators[lang].compare(a, b))
  return page({
    event,
    lang,
    title: say('allSpeakersTitle'),
    path: '/speakers',
    current: 'speakers',
    meta: view.meta,
    className: 'wrap',
    main: html`<div class="page-h"><div><h1>${say('allSpeakersTitle')}</h1><p>${say('speakersLead', { n: count(view.speakers.length) })}</p></div></div>${
      view.speakers.length > 24 &&
      html`<nav class="az" aria-label="${say('index')}"><ul>${list.map(([k], i) => html`<li><a href="#i${i}">${k === '#' ? say('others') : k}</a></li>`)}</ul></nav>`
    }<div class="idx">${list.map(
      ([k, people], i) =>
        html`<section aria-labelledby="i${i}"><h2 id="i${i}">${k === '#' ? say('others') : k}</h2><ul>${people.map(
          ({ s, name }) =>
            html`<li><a href="${to.speaker(s.key)}">${disc(s.key, name, s.photoUrl)}<span><b>${name}</b>${s.affiliation && html`<small>${pick(s.affiliation, lang)}</small>`}</span></a></li>`,
        )}</ul></section>`,
    )}</div>`,
  })
}

const disc = (key: string, name: string, photo?: string): Html =>
  safeUrl(photo)
    ? html`<img class="disc" src="${safeUrl(photo)}" alt="" width="44" height="44" loading="lazy">`
    : html`<i class="disc a${Math.floor(dice(key)() * 6)}" aria-hidden="true">${initials(name)}</i>`

/** The rooms, each with the way to its schedule. */
export function roomsPage(view: RoomsView, lang: Lang): string {
  const { event } = view
  const say = t(lang)
  return page({
    event,
    lang,
    title: say('roomsTitle'),
    path: '/rooms',
    current: 'rooms',
    meta: view.meta,
    className: 'wrap',
    main: html`<div class="page-h"><div><h1>${say('roomsTitle')}</h1>${event.place && html`<p>${pick(event.place.name, lang)}</p>`}</div></div><ul class="rms">${view.rooms.map(
      (r) =>
        html`<li><h2>${pick(r.name, lang)}</h2>${roomNote(r, lang)}<p>${say('sessionsN', { n: r.sessionCount })}</p>${
          r.sessionCount > 0 &&
          html`<a class="link" href="${links(event, lang).programme}${programmeSearch({ day: 'all', view: 'room', room: r.key })}">${say('roomSchedule')}${icon('right', true)}</a>`
        }</li>`,
    )}</ul>`,
  })
}
