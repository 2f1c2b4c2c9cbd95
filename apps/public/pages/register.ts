import { formatDateRange } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { price } from '../format.ts'
import { attrs, html, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { mailUrl, page, registrationLine, telUrl } from '../layout.ts'
import { links } from '../links.ts'
import { phrased } from '../phrase.ts'
import { t } from '../text.ts'
import type { FormField, Lang, RegisterView, Ticket } from '../view.ts'
import { ticketState } from './home.ts'

const list = (v: string | string[] | undefined): string[] => (v === undefined ? [] : Array.isArray(v) ? v : [v])
const one = (v: string | string[] | undefined): string => list(v)[0] ?? ''
const id = (name: string, option?: number) => `f-${name.replace(/[^\w-]/g, '_')}${option === undefined ? '' : `-${option}`}`

/**
 * The registration form in three plain steps on one page. It posts to itself: `ticket`, the fields by name, the consents,
 * `privacyVersion`, `token` and the honeypot. Errors stand beside their fields and as links at the top; entries are kept.
 */
export function registerPage(view: RegisterView, lang: Lang): string {
  const { event } = view
  const say = t(lang)
  const open = event.registration.state === 'open' && view.tickets.some((x) => x.state === 'open')
  const wrong = Object.keys(view.errors).length
  return page({
    event,
    lang,
    title: wrong > 0 ? `${say('hasErrors', { n: wrong })}${lang === 'en' ? ' – ' : '・'}${say('registerTitle')}` : say('registerTitle'),
    path: '/register',
    current: 'register',
    meta: view.meta,
    bare: true,
    className: 'wrap',
    main: html`<div class="page-h"><div><h1>${say('registerTitle')}</h1><p>${registrationLine(event, lang)}</p></div>${help(view, lang)}</div>${open ? form(view, lang) : closed(view, lang)}`,
  })
}

function help({ event: { contact } }: RegisterView, lang: Lang): Html | '' {
  if (!contact?.phone && !contact?.email) return ''
  const href = contact.phone ? telUrl(contact.phone) : mailUrl(contact.email!)
  return html`<p class="tools"><a class="link" href="${href}">${icon('help', true)}${t(lang)('help')} ${contact.phone ?? contact.email}</a></p>`
}

function closed(view: RegisterView, lang: Lang): Html {
  return html`<p class="none">${registrationLine(view.event, lang) || t(lang)('regClosed')}</p>${
    view.tickets.length > 0 &&
    html`<div class="cats">${view.tickets.map((x, i) => ticket(view, { ...x, state: x.state === 'open' ? 'closed' : x.state }, i, lang))}</div>`
  }`
}

function form(view: RegisterView, lang: Lang): Html {
  const say = t(lang)
  const { event } = view
  const steps = ['step1', 'step2', 'step3'] as const
  const [before, after = ''] = say('consentLead', { link: '\u0001', version: view.privacyVersion }).split('\u0001')
  return html`<form class="reg" method="post" action="${links(event, lang).register}" accept-charset="utf-8" novalidate><nav class="steps" aria-label="${say('steps')}"><ol>${steps.map(
    (s, i) => html`<li><a href="#s${i + 1}"><span class="n">${i + 1}</span>${say(s)}</a></li>`,
  )}</ol></nav>${problems(view, lang)}<input type="hidden" name="token" value="${view.token}"><input type="hidden" name="privacyVersion" value="${view.privacyVersion}"><div class="hp" aria-hidden="true"><label for="hp">${say('honeypot')}</label><input id="hp" name="${view.honeypot}" tabindex="-1" autocomplete="off"></div><section aria-labelledby="s1"><fieldset${attrs(
    { 'aria-describedby': view.errors.ticket && `e-${id('ticket')}` },
  )}><legend><h2 id="s1"><span class="n">1</span>${say('step1')}</h2></legend><p>${say('priceNote')}</p>${message(view, 'ticket', lang)}<div class="cats">${view.tickets.map((x, i) => ticket(view, x, i, lang))}</div></fieldset></section><section aria-labelledby="s2"><h2 id="s2"><span class="n">2</span>${say('step2')}</h2><p>${say('requiredNote')}</p><div class="g2">${view.fields.map((f) => field(view, f, lang))}</div></section><section aria-labelledby="s3"><h2 id="s3"><span class="n">3</span>${say('step3')}</h2><p>${before}<a href="${links(event, lang).privacy}" target="_blank" rel="noopener">${say('privacyTitle')}</a>${after}</p>${view.consents.map(
    (c) =>
      html`${message(view, c.name, lang)}<label class="ck"><input type="checkbox" id="${id(c.name)}" name="${c.name}" value="yes"${attrs({ checked: one(view.values[c.name]) === 'yes', required: c.required, ...described(view, c.name, false) })}><span>${pick(c.text, lang)} <small>${say(c.required ? 'required' : 'optional')}</small></span></label>`,
  )}${view.insist && html`<label class="ck"><input type="checkbox" name="allowDuplicate" value="yes"${attrs({ checked: one(view.values.allowDuplicate) === 'yes' })}><span>${say('insist')}</span></label>`}<div class="send"><button class="btn p">${say('submit')}${icon('arrow')}</button><p>${say('submitNote')}</p></div></section>${rail(view, lang)}</form>`
}

function rail({ event }: RegisterView, lang: Lang): Html {
  const say = t(lang)
  const place = event.place
  return html`<aside class="rail" aria-labelledby="rail"><h2 id="rail">${phrased(pick(event.name, lang))}</h2><ul><li>${icon('cal')}<span>${formatDateRange(event.start, event.end, lang)}</span></li>${
    place &&
    html`<li>${icon('pin')}<span>${pick(place.name, lang)}${place.address && html`<small>${pick(place.address, lang)}</small>`}</span></li>`
  }<li>${icon('screen')}<span>${say(`format_${event.format}`)}</span></li>${event.registration.state === 'open' && event.registration.until && html`<li>${icon('clock')}<span>${registrationLine(event, lang)}</span></li>`}</ul><p>${say('nextSteps')}</p></aside>`
}

function problems(view: RegisterView, lang: Lang): Html | '' {
  const names = Object.keys(view.errors)
  if (names.length === 0) return ''
  const say = t(lang)
  const target = (n: string) =>
    n === 'ticket'
      ? 's1'
      : view.fields.some((f) => f.name === n && (f.type === 'radio' || (f.type === 'checkbox' && f.options)))
        ? id(n, 0)
        : id(n)
  const label = (n: string) => pick(view.fields.find((f) => f.name === n)?.label, lang)
  return html`<div class="oops" role="alert">${icon('alert')}<div><h2>${say('hasErrors', { n: names.length })}</h2><p>${say('errorsLead')}</p><ul>${names.map(
    (n) => {
      const text = `${label(n) && `${label(n)}${lang === 'en' ? ': ' : '：'}`}${pick(view.errors[n], lang)}`
      return html`<li>${n === '' ? text : html`<a href="#${target(n)}">${text}</a>`}</li>`
    },
  )}</ul></div></div>`
}

const message = (view: Pick<RegisterView, 'errors'>, name: string, lang: Lang): Html | '' =>
  view.errors[name] ? html`<p class="err" id="e-${id(name)}">${icon('alert', true)}${pick(view.errors[name], lang)}</p>` : ''

const described = (view: Pick<RegisterView, 'errors'>, name: string, hint: boolean) => ({
  'aria-invalid': view.errors[name] ? 'true' : undefined,
  'aria-describedby': [view.errors[name] && `e-${id(name)}`, hint && `h-${id(name)}`].filter(Boolean).join(' ') || undefined,
})

function ticket(view: RegisterView, x: Ticket, i: number, lang: Lang): Html {
  const open = x.state === 'open'
  const only = view.tickets.filter((o) => o.state === 'open').length === 1
  const chosen = open && (one(view.values.ticket) === x.id || (only && !view.values.ticket))
  return html`<label class="cat${!open && ' off'}"><input type="radio" name="ticket" id="${id('ticket', i)}" value="${x.id}"${attrs({ checked: chosen, disabled: !open, required: open })}><span class="nm"><b>${phrased(pick(x.name, lang))}</b></span><span class="pr"><b>${price(x.price, x.currency, lang)}</b><small>${ticketState(x, view.event.zone, view.event.start.slice(0, 4), lang)}</small></span>${
    x.description && html`<span class="ds">${pick(x.description, lang)}</span>`
  }${x.includes && html`<span class="rights">${x.includes.map((r) => html`<span${!r.included && html` class="no"`}>${icon(r.included ? 'check' : 'minus', true)}${pick(r.text, lang)}</span>`)}</span>`}</label>`
}

/** One field with its label, what is wrong with it, and its hint. */
export function field(view: Pick<RegisterView, 'values' | 'errors'>, f: FormField, lang: Lang): Html {
  const say = t(lang)
  const value = view.values[f.name]
  const label = html`${pick(f.label, lang)} <small>${say(f.required ? 'required' : 'optional')}</small>`
  const hint = f.hint && html`<p class="hint" id="h-${id(f.name)}">${pick(f.hint, lang)}</p>`
  const cls = `fld${f.half ? '' : ' wide'}${view.errors[f.name] ? ' bad' : ''}`
  if (f.type === 'radio' || (f.type === 'checkbox' && f.options)) {
    return html`<fieldset class="${cls}"${attrs(described(view, f.name, Boolean(f.hint)))}><legend>${label}</legend><div class="opts">${(
      f.options ?? []
    ).map(
      (o, i) =>
        html`<label class="op"><input type="${f.type}" id="${id(f.name, i)}" name="${f.name}" value="${o.value}"${attrs({ checked: list(value).includes(o.value), required: f.type === 'radio' && f.required })}><span>${pick(o.label, lang)}${o.hint && html`<small>${pick(o.hint, lang)}</small>`}</span></label>`,
    )}</div>${message(view, f.name, lang)}${hint}</fieldset>`
  }
  if (f.type === 'checkbox')
    return html`<div class="${cls}"><label class="ck"><input type="checkbox" id="${id(f.name)}" name="${f.name}" value="yes"${attrs({ checked: one(value) === 'yes', required: f.required, ...described(view, f.name, Boolean(f.hint)) })}><span>${label}</span></label>${message(view, f.name, lang)}${hint}</div>`
  const common = attrs({
    id: id(f.name),
    name: f.name,
    required: f.required,
    maxlength: f.maxLength,
    autocomplete: f.autocomplete,
    ...described(view, f.name, Boolean(f.hint)),
  })
  const control =
    f.type === 'select'
      ? html`<select${common}><option value="">${say('choose')}</option>${(f.options ?? []).map((o) => html`<option value="${o.value}"${attrs({ selected: one(value) === o.value })}>${pick(o.label, lang)}</option>`)}</select>`
      : f.type === 'textarea'
        ? html`<textarea rows="4"${common}>
${one(value)}</textarea>`
        : html`<input type="${f.type}" value="${one(value)}"${common}>`
  return html`<div class="${cls}"><label for="${id(f.name)}">${label}</label>${control}${message(view, f.name, lang)}${hint}</div>`
}
