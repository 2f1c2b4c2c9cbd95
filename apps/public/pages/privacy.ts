import { formatDate } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { html, type Html } from '../html.ts'
import { mailUrl, page, telUrl } from '../layout.ts'
import { rich } from '../rich.ts'
import { t, type TextKey } from '../text.ts'
import type { Lang, Localized, PrivacyView } from '../view.ts'

/** The notice that 個人資料保護法 第 8 條第 1 項 asks for, point by point. */
export function privacyPage(view: PrivacyView, lang: Lang): string {
  const { event, collector } = view
  const say = t(lang)
  const part = (key: TextKey, body: Html) => html`<section aria-labelledby="${key}"><h2 id="${key}">${say(key)}</h2>${body}</section>`
  const items = (given: readonly Localized[] | undefined, fallback: TextKey) =>
    given && given.length > 0 ? html`<ul>${given.map((x) => html`<li>${pick(x, lang)}</li>`)}</ul>` : html`<p>${say(fallback)}</p>`
  const use = (key: TextKey, body: Html) => html`<div><dt>${say(key)}</dt><dd>${body}</dd></div>`
  return page({
    event,
    lang,
    title: say('privacyTitle'),
    path: '/privacy',
    className: 'wrap text',
    main: html`<div class="page-h"><div><h1>${say('privacyTitle')}</h1><p>${say('privacyMeta', { version: view.version, date: formatDate(view.effectiveFrom, lang) })}</p></div></div><div class="rich notice"><p>${say('privacyIntro', { collector: pick(collector.name, lang), event: pick(event.name, lang) })}</p>${part(
      'p_collector',
      html`<p><b>${pick(collector.name, lang)}</b>${collector.address && html`<br>${pick(collector.address, lang)}`}${collector.email && html`<br><a href="${mailUrl(collector.email)}">${collector.email}</a>`}${collector.phone && html`<br><a href="${telUrl(collector.phone)}">${collector.phone}</a>`}</p>`,
    )}${part('p_purposes', items(view.purposes, 'p_purposeDefault'))}${part('p_classes', items(view.dataClasses, 'p_classDefault'))}${part(
      'p_use',
      html`<dl class="dl">${use('p_period', html`<p>${say('p_periodText', { n: view.retentionMonths })}</p>`)}${use('p_area', items(view.areas, 'p_areaDefault'))}${use('p_recipients', items(view.recipients, 'p_recipientDefault'))}${use('p_manner', items(view.manners, 'p_mannerDefault'))}</dl>`,
    )}${part('p_rights', html`<p>${say('p_rightsText')}</p>`)}${part('p_effect', html`<p>${say('p_effectText')}</p>`)}${view.extra && part('p_extra', rich(pick(view.extra, lang)))}</div>`,
  })
}
