import { pick } from '../../../src/kernel/contract/localized.ts'
import { html, type Html } from '../html.ts'
import { htmlLang, mailUrl, page } from '../layout.ts'
import { links } from '../links.ts'
import { bandOrnament, seal } from '../ornament.ts'
import { siteStyle } from '../style.ts'
import { t } from '../text.ts'
import type { Lang, MessageKind, MessageView } from '../view.ts'

/** HTTP status that goes with a message page. */
export const messageStatus: Record<MessageKind, number> = { notFound: 404, gone: 410, closed: 200, error: 500, tooMany: 429, expired: 410 }

/** Not found, gone, closed, error: what happened and what to do. Works without an event, too. */
export function messagePage(view: MessageView, lang: Lang): string {
  const say = t(lang)
  const { event } = view
  const title = say(`${view.kind}Title`)
  const contact = event?.contact?.email
  const main: Html = html`<div class="msg">${bandOrnament(view.kind)}<p class="num" aria-hidden="true">${messageStatus[view.kind] === 200 ? '' : messageStatus[view.kind]}</p><h1>${title}</h1><p>${view.detail ? pick(view.detail, lang) : say(`${view.kind}Text`)}</p>${
    view.reference && html`<p><small>${say('reference', { ref: view.reference })}</small></p>`
  }${event && html`<p class="acts"><a class="btn p" href="${links(event, lang).home}">${say('toHome')}</a>${contact && html`<a class="btn o" href="${mailUrl(contact)}">${contact}</a>`}</p>`}</div>`
  if (event) return page({ event, lang, title, meta: { robots: 'noindex' }, bare: true, className: 'wrap', main })
  return html`<!doctype html>
<html lang="${htmlLang(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${siteStyle.path}"></head>
<body><main id="main" class="wrap">${main}</main><footer class="foot"><div class="wrap"><div class="base"><span></span><span class="by">${seal}${say('madeWith')}</span></div></div></footer></body></html>`
    .text
}
