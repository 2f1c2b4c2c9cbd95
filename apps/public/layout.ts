import { formatDateRange } from '../../src/kernel/contract/dates.ts'
import { pick } from '../../src/kernel/contract/localized.ts'
import { moment } from './format.ts'
import { html, raw, safeUrl, type Html } from './html.ts'
import { sprite, icon } from './icons.ts'
import { base, links, themePath } from './links.ts'
import { mark, seal } from './ornament.ts'
import { plain } from './rich.ts'
import { siteStyle } from './style.ts'
import { t } from './text.ts'
import type { EventSite, Lang, PageMeta } from './view.ts'

export type Page = {
  event: EventSite
  lang: Lang
  /** Without the event's name. */
  title: string
  description?: string
  /** Path below the event's root, with its query, e.g. `/programme?day=all`; absent where no address is to be advertised. */
  path?: string
  /** Where the language switch stays when `path` is absent. */
  switchPath?: string
  current?: 'programme' | 'speakers' | 'rooms' | 'register'
  meta?: PageMeta
  /** What stands between the bar and `main`; the hero of the home page brings the bar itself. */
  hero?: (bar: Html) => Html
  main: Html
  /** Bare pages keep visitors with the task: no menu. */
  bare?: boolean
  className?: string
}

const hreflang: Record<Lang, string> = { 'zh-TW': 'zh-Hant-TW', en: 'en' }
const langs: Lang[] = ['zh-TW', 'en']
const names: Record<Lang, string> = { 'zh-TW': '中文', en: 'EN' }
/** The `lang` attribute of a language. */
export const htmlLang = (lang: Lang): string => hreflang[lang]

/** One whole document of an event's site. */
export function page(p: Page): string {
  const { event, lang } = p
  const say = t(lang)
  const name = pick(event.name, lang)
  const title = p.title === '' ? name : `${p.title}${lang === 'en' ? ' | ' : '｜'}${name}`
  const description = plain(p.description ?? pick(event.summary ?? event.tagline, lang))
  const at = (l: Lang) => event.origin + base(event.slug, l) + (p.path ?? '')
  const image = safeUrl(event.brand.shareImageUrl ?? event.brand.pictureUrl)
  const bar = topBar(p)
  const body = html`<a class="skip" href="#main">${say('skip')}</a>${p.hero ? p.hero(bar) : html`<header class="lite">${bar}</header>`}<main id="main" tabindex="${/\bsheet\b/.test(p.className ?? '') ? '0' : '-1'}"${p.className ? html` class="${p.className}"` : ''}>${p.main}</main>${footer(p)}`
  return html`<!doctype html>
<html lang="${hreflang[lang]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>${
    description && html`<meta name="description" content="${description}">`
  }${p.meta?.robots && html`<meta name="robots" content="${p.meta.robots}">`}<meta name="color-scheme" content="light dark"><meta name="referrer" content="strict-origin-when-cross-origin">${
    p.path !== undefined &&
    html`<link rel="canonical" href="${at(lang)}">${langs.map((l) => html`<link rel="alternate" hreflang="${hreflang[l]}" href="${at(l)}">`)}<link rel="alternate" hreflang="x-default" href="${at('zh-TW')}">`
  }<meta property="og:type" content="website"><meta property="og:site_name" content="${name}"><meta property="og:title" content="${p.title || name}">${
    description && html`<meta property="og:description" content="${description}">`
  }${p.path !== undefined && html`<meta property="og:url" content="${at(lang)}">`}<meta property="og:locale" content="${lang === 'en' ? 'en_US' : 'zh_TW'}">${
    image &&
    html`<meta property="og:image" content="${image.startsWith('/') ? event.origin + image : image}"><meta name="twitter:card" content="summary_large_image">`
  }<link rel="stylesheet" href="${siteStyle.path}"><link rel="stylesheet" href="${themePath(event.slug)}">${
    p.meta?.jsonLd && raw(`<script type="application/ld+json">${p.meta.jsonLd.replaceAll('<', '\\u003c')}</script>`)
  }</head>
<body>${sprite(body.text)}${body}</body></html>`.text
}

function topBar({ event, lang, current, bare, path, switchPath }: Page): Html {
  const say = t(lang)
  const to = links(event, lang)
  const item = (href: string, label: string, here = false) => html`<a href="${href}"${here && html` aria-current="page"`}>${label}</a>`
  const logo = safeUrl(event.brand.logoUrl)
  return html`<div class="wrap top"><a class="brand" href="${to.home}">${
    logo ? html`<img class="mk" src="${logo}" alt="" width="36" height="36">` : mark(event.slug)
  }<span>${pick(event.shortName ?? event.name, lang)}<small>${formatDateRange(event.start, event.end, lang)}</small></span></a>${
    !bare &&
    html`<nav aria-label="${say('mainMenu')}">${event.has.programme && item(to.programme, say('programme'), current === 'programme')}${
      event.has.speakers && item(to.speakers, say('speakers'), current === 'speakers')
    }${event.place && item(`${to.home}#venue`, say('venue'))}</nav>`
  }<div class="lang" role="group" aria-label="${say('language')}">${langs.map(
    (l) =>
      html`<a href="${base(event.slug, l) + (path ?? switchPath ?? '')}" lang="${hreflang[l]}" hreflang="${hreflang[l]}"${l === lang && html` aria-current="true"`}>${names[l]}</a>`,
  )}</div>${
    !bare &&
    event.registration.state === 'open' &&
    current !== 'register' &&
    html`<a class="btn h sm" href="${to.register}">${say('register')}</a>`
  }</div>`
}

function footer({ event, lang }: Page): Html {
  const say = t(lang)
  const to = links(event, lang)
  const { contact } = event
  const organiser = event.organiser
  const party = (name: string, url?: string) => (safeUrl(url) ? html`<a href="${safeUrl(url)}" rel="noopener">${name}</a>` : name)
  return html`<footer class="foot"><div class="wrap"><div class="cols">${
    organiser &&
    html`<div><h2>${party(pick(organiser.name, lang), organiser.url)}</h2><p>${say('organiser')}</p>${event.parties?.map((x) => html`<p>${pick(x.role, lang)}　${party(pick(x.name, lang), x.url)}</p>`)}</div>`
  }<div><h2>${say('event')}</h2><a href="${to.home}">${say('home')}</a>${event.has.programme && html`<a href="${to.programme}">${say('programme')}</a>`}${
    event.has.speakers && html`<a href="${to.speakers}">${say('speakers')}</a>`
  }${event.has.rooms && html`<a href="${to.rooms}">${say('rooms')}</a>`}</div><div><h2>${say('attend')}</h2>${
    event.has.registration && html`<a href="${to.register}">${say('registerTitle')}</a>`
  }<a href="${to.privacy}">${say('privacy')}</a></div>${
    contact &&
    html`<div><h2>${say('contact')}</h2>${contact.phone && html`<a href="${safeUrl(telUrl(contact.phone))}">${contact.phone}</a>`}${
      contact.email && html`<a class="mail" href="${safeUrl(mailUrl(contact.email))}">${contact.email}</a>`
    }${contact.note && html`<p>${pick(contact.note, lang)}</p>`}</div>`
  }</div><div class="base"><span>© ${event.start.slice(0, 4)} ${pick(organiser?.name ?? event.name, lang)}</span><span class="by">${seal}${say('madeWith')}</span></div></div></footer>`
}

/** `tel:` address of a number as people write it; an extension becomes a pause. */
export const telUrl = (phone: string): string =>
  `tel:${phone
    .normalize('NFKC')
    .replace(/\s*(?:分機|ext\.?|轉|#)\s*/i, ',')
    .replace(/[^\d+,]/g, '')}`
/** `mailto:` address, or nothing for what is no address. */
export const mailUrl = (email: string): string => (/^[^\s<>"'@?&]+@[^\s<>"'@?&]+$/.test(email) ? `mailto:${email}` : '')

/** The button that leads to registration, or the sentence that says why there is none. */
export function callToAction(event: EventSite, lang: Lang, kind: 'p' | 'h' = 'p'): Html {
  const say = t(lang)
  return event.registration.state === 'open'
    ? html`<a class="btn ${kind}" href="${links(event, lang).register}">${say('register')}${icon('arrow')}</a>`
    : html`<p class="closed">${registrationLine(event, lang)}</p>`
}

/** How registration stands, in one line. */
export function registrationLine(event: EventSite, lang: Lang): string {
  const say = t(lang)
  const r = event.registration
  const when = (instant: string) => moment(instant, event.zone, lang, event.start.slice(0, 4))
  if (r.state === 'open') return r.until ? say('openUntil', { when: when(r.until) }) : say('regOpen')
  if (r.state === 'notYet') return r.from ? say('regNotYetFrom', { when: when(r.from) }) : say('regNotYet')
  if (r.state === 'closed') return r.since ? say('regClosedSince', { when: when(r.since) }) : say('regClosed')
  return r.state === 'full' ? say('regFull') : ''
}
