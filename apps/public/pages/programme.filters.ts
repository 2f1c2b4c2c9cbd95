import { pick } from '../../../src/kernel/contract/localized.ts'
import { html, type Html } from '../html.ts'
import { icon } from '../icons.ts'
import { links, programmeSearch } from '../links.ts'
import { t } from '../text.ts'
import type { Lang, Localized, ProgrammeView } from '../view.ts'

const maxChips = 8

/** Ways of looking at the programme: view, tracks as chips where few, and a form that works by itself. */
export function filters(view: ProgrammeView, lang: Lang): Html | '' {
  const { query: q, tracks, rooms, types, event } = view
  if (view.sessions.length === 0) return ''
  const say = t(lang)
  const href = (change: Partial<typeof q>) => links(event, lang).programme + programmeSearch({ ...q, ...change })
  const tab = (v: typeof q.view) =>
    html`<a href="${href({ view: v })}"${q.view === v && html` aria-current="true"`}>${say(`view_${v}`)}</a>`
  const choice = (name: 'track' | 'room' | 'type', label: string, list: readonly { key: string; name: Localized }[]) =>
    list.length > 1 &&
    html`<label><span>${label}</span><select name="${name}"><option value="">${say('any')}</option>${list.map(
      (x) => html`<option value="${x.key}"${q[name] === x.key && html` selected`}>${pick(x.name, lang)}</option>`,
    )}</select></label>`
  const chips = tracks.length > 1 && tracks.length <= maxChips
  const narrowed = q.track ?? q.room ?? q.type ?? q.q
  return html`<div class="flt"><nav class="views" aria-label="${say('view')}">${tab('time')}${tracks.length > 0 && tab('track')}${rooms.length > 0 && tab('room')}</nav>${
    chips &&
    html`<nav class="chips" aria-label="${say('track')}"><a class="chip" href="${href({ track: undefined })}"${q.track === undefined && html` aria-current="true"`}>${say('allTracks')}</a>${tracks.map(
      (x, k) =>
        html`<a class="chip k${k}" href="${href({ track: x.key })}"${q.track === x.key && html` aria-current="true"`}>${pick(x.name, lang)}</a>`,
    )}</nav>`
  }<form method="get" action="${links(event, lang).programme}" role="search" aria-label="${say('filter')}"><input type="hidden" name="day" value="${q.day}">${
    q.view !== 'time' && html`<input type="hidden" name="view" value="${q.view}">`
  }${chips ? q.track && html`<input type="hidden" name="track" value="${q.track}">` : choice('track', say('track'), tracks)}${choice('room', say('room'), rooms)}${choice('type', say('type'), types)}<label class="find"><span>${say('searchLabel')}</span><input type="search" name="q" value="${q.q ?? ''}" maxlength="100"></label><button class="btn o sm">${icon('search', true)}${say('apply')}</button>${
    narrowed &&
    html`<a class="link" href="${href({ track: undefined, room: undefined, type: undefined, q: undefined })}">${say('clear')}</a>`
  }</form></div>`
}
