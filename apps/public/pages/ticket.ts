import { formatDateRange } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { moment, price } from '../format.ts'
import { html, raw, safeUrl, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { page } from '../layout.ts'
import { t } from '../text.ts'
import { field } from './register.ts'
import type { ConfirmationView, EventSite, Lang, MyRegistrationView, RegistrationTicket } from '../view.ts'

/** What people see after they have registered: their code, their QR code, what comes next. */
export function confirmationPage(view: ConfirmationView, lang: Lang): string {
  const { event, registration: r } = view
  const say = t(lang)
  const lead = r.state === 'waitlisted' ? 'doneWaitlisted' : r.state === 'pending' ? 'donePending' : 'doneLead'
  return page({
    event,
    lang,
    title: say('doneTitle'),
    meta: { robots: 'noindex' },
    bare: true,
    switchPath: view.path,
    className: 'wrap done',
    main: html`<div class="done-h"><p class="ok">${icon('check')}</p><h1>${say(lead, { name: r.name })}</h1>${view.sentTo && html`<p>${say('sentTo', { email: view.sentTo })}</p>`}${r.state === 'confirmed' && html`<p>${say('keepCode')}</p>`}</div>${pass(event, r, lang)}<p class="acts"><a class="btn p" href="${safeUrl(view.manageUrl)}">${say('manage')}</a><a class="btn o" href="${safeUrl(view.ical)}">${icon('cal')}${say('addCalendar')}</a></p>`,
  })
}

/** A registration as its owner sees it, with the way to cancel it in two steps. */
export function myRegistrationPage(view: MyRegistrationView, lang: Lang): string {
  const { event, registration: r } = view
  const say = t(lang)
  const when = (i: string) => moment(i, event.zone, lang, event.start.slice(0, 4))
  const item = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return page({
    event,
    lang,
    title: say('myTitle'),
    meta: { robots: 'noindex' },
    bare: true,
    switchPath: view.path,
    className: 'wrap done',
    main: html`<div class="page-h"><div><h1>${say('myTitle')}</h1></div></div>${view.notice && html`<p class="note" role="status">${icon('check')}${pick(view.notice, lang)}</p>`}${
      r.state === 'canceled' && html`<p class="chg">${icon('alert')}<span>${say('canceledLead')}</span></p>`
    }<div class="mine">${pass(event, r, lang)}<div><section aria-labelledby="dt"><h2 id="dt">${say('details')}</h2><dl class="dl">${item(say('state'), say(`state_${r.state}`))}${item(say('ticket'), pick(r.ticket, lang))}${item(say('fee'), price(r.price, r.currency, lang))}${item(say('attendance'), say(`attendance_${r.attendance}`))}${item(say('registeredAt'), when(r.registeredAt))}${r.checkedInAt && item(say('checkedInAt'), when(r.checkedInAt))}${r.canceledAt && item(say('canceledAt'), when(r.canceledAt))}${r.details?.map((d) => item(pick(d.label, lang), d.value))}</dl>${view.ical && html`<p class="acts"><a class="btn o" href="${safeUrl(view.ical)}">${icon('cal')}${say('addCalendar')}</a></p>`}</section>${edit(view, lang)}${mine(view, lang)}${cancel(view, lang)}</div></div>`,
  })
}

function edit({ edit: e }: MyRegistrationView, lang: Lang): Html | '' {
  if (!e) return ''
  const say = t(lang)
  const wrong = Object.keys(e.errors).length > 0
  return html`<section class="own"><details${wrong && html` open`}><summary><h2>${say('editTitle')}</h2>${icon('down')}</summary>${e.errors[''] && html`<p class="err" role="alert">${icon('alert', true)}${pick(e.errors[''], lang)}</p>`}<form method="post" action="${safeUrl(e.action)}"><div class="g2">${e.fields.map((f) => field(e, f, lang))}</div><p class="acts"><button class="btn p">${say('save')}</button></p></form></details></section>`
}

function mine({ privacy: m }: MyRegistrationView, lang: Lang): Html | '' {
  if (!m) return ''
  const say = t(lang)
  const kinds = ['access', 'correction', 'stop', 'erasure'] as const
  return html`<section class="own"><details><summary><h2>${say('mineTitle')}</h2>${icon('down')}</summary><p>${say('mineLead')}</p><form method="post" action="${safeUrl(m.action)}"><fieldset class="choice"><legend>${say('mineKind')}</legend>${kinds.map(
    (k, i) =>
      html`<p><label><input type="radio" name="kind" value="${k}" required${i === 0 && html` checked`}> ${say(`mine_${k}`)}</label></p>`,
  )}</fieldset><div class="fld"><label for="mine-details">${say('mineDetails')}</label><textarea id="mine-details" name="details" rows="3" maxlength="1000"></textarea></div><p class="acts"><button class="btn o">${say('mineSend')}</button></p></form></details></section>`
}

function cancel({ event, cancel: c }: MyRegistrationView, lang: Lang): Html | '' {
  if (!c) return ''
  const say = t(lang)
  const error = c.error && html`<p class="err" role="alert">${icon('alert', true)}${pick(c.error, lang)}</p>`
  const form = (confirm: boolean, button: Html) =>
    html`<form method="post" action="${safeUrl(c.action)}"><input type="hidden" name="token" value="${c.token}">${confirm && html`<input type="hidden" name="confirm" value="yes">`}${button}</form>`
  return c.confirming
    ? html`<section class="ask" aria-labelledby="cx"><h2 id="cx">${say('cancelConfirmTitle')}</h2><p>${say('cancelConfirm')}</p>${error}<div class="acts">${form(true, html`<button class="btn danger">${say('cancelYes')}</button>`)}<a class="btn o" href="${safeUrl(c.action).replace(/\/cancel$/, '')}">${say('cancelNo')}</a></div></section>`
    : html`<section aria-labelledby="cx"><h2 id="cx">${say('cancelTitle')}</h2><p>${say('cancelLead')}${c.until && `${lang === 'en' ? ' ' : ''}${say('cancelUntil', { when: moment(c.until, event.zone, lang, event.start.slice(0, 4)) })}`}</p>${error}${form(false, html`<button class="btn o">${say('cancelAsk')}</button>`)}</section>`
}

/** The ticket itself, as it is shown at the desk. */
function pass(event: EventSite, r: RegistrationTicket, lang: Lang): Html {
  const say = t(lang)
  const image = /^data:image\/(?:png|svg\+xml|gif|webp);/.test(r.qrDataUrl ?? '') ? r.qrDataUrl! : ''
  const off = r.state === 'canceled'
  return html`<section class="tk${off && ' off'}" aria-label="${say('ticket')}"><p class="bd"><b>${pick(r.ticket, lang)}</b><span>${say(`state_${r.state}`)}</span></p><div class="who"><b>${r.name}</b>${r.affiliation && html`<span>${r.affiliation}</span>`}</div>${
    !off &&
    (r.qrSvg || image) &&
    html`<div class="qr" role="img" aria-label="${say('qrAlt', { code: r.code })}">${r.qrSvg ? raw(r.qrSvg) : html`<img src="${image}" alt="" width="256" height="256">`}</div>`
  }<p class="code"><span class="sr">${say('code')}</span>${r.code}</p><dl class="ft"><div><dt>${say('dates')}</dt><dd>${formatDateRange(event.start, event.end, lang)}</dd></div><div><dt>${say('attendance')}</dt><dd>${say(`attendance_${r.attendance}`)}</dd></div>${
    event.place &&
    r.attendance === 'onsite' &&
    html`<div class="w2"><dt>${say('place')}</dt><dd>${pick(event.place.name, lang)}${event.place.address && html`<br>${pick(event.place.address, lang)}`}</dd></div>`
  }</dl></section>`
}
