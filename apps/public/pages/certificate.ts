import { formatDate, formatDateRange } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { html, type Html } from '../html.ts'
import { local } from '../format.ts'
import { icon, sprite } from '../icons.ts'
import { htmlLang, page } from '../layout.ts'
import { seal } from '../ornament.ts'
import { siteStyle } from '../style.ts'
import { t } from '../text.ts'
import type { CertificateView, Lang } from '../view.ts'

/** What a certificate's QR code opens: whether it stands, and just enough to compare with the paper. Works where the event's site is not public. */
export function certificatePage(view: CertificateView, lang: Lang): string {
  const { certificate: c, event } = view
  const say = t(lang)
  const title = say('certTitle')
  const item = (label: string, value: string | Html) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  const day = (instant: string) => formatDate(local(instant, c.zone).date, lang)
  const role = pick(c.role, lang).replace(/^an? /, '')
  const main = html`<div class="page-h"><div><h1>${title}</h1></div></div>${
    c.revokedAt
      ? html`<p class="chg" role="status">${icon('alert')}<span><b>${say('certRevoked')}</b> ${say('certRevokedText', { day: day(c.revokedAt) })}</span></p>`
      : html`<p class="note" role="status">${icon('check')}<span><b>${say('certValid')}</b> ${say('certValidText')}</span></p>`
  }<dl class="dl">${item(say('certSerial'), c.serial)}${item(say('certName'), c.names.join(lang === 'en' ? ' / ' : '／') || '○')}${item(say('certEvent'), pick(c.event, lang))}${item(say('dates'), formatDateRange(c.start, c.end, lang))}${item(
    say(c.attendance === 'online' ? 'certDaysOnline' : 'certDays'),
    c.days.map((d) => formatDate(d, lang)).join(lang === 'en' ? '; ' : '、'),
  )}${item(say('certRole'), role.slice(0, 1).toUpperCase() + role.slice(1))}${item(say('certIssuer'), pick(c.issuer, lang))}${item(say('certIssued'), day(c.issuedAt))}</dl><p><small>${say('certMasked')}</small></p>`
  if (event)
    return page({ event, lang, title, meta: { robots: 'noindex' }, bare: true, switchPath: view.path, className: 'wrap text', main })
  const other = lang === 'en' ? 'zh-TW' : 'en'
  return html`<!doctype html>
<html lang="${htmlLang(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${siteStyle.path}"></head>
<body>${sprite(main.text)}<main id="main" class="wrap text"><p><a href="${view.address[other]}" hreflang="${htmlLang(other)}" lang="${htmlLang(other)}">${other === 'en' ? 'English' : '中文'}</a></p>${main}</main><footer class="foot"><div class="wrap"><div class="base"><span></span><span class="by">${seal}${say('madeWith')}</span></div></div></footer></body></html>`
    .text
}
