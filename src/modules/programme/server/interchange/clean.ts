import type { Localized } from '../../../../kernel/contract/localized.ts'
import { decodeEntities } from './entities.ts'
import { limits } from './limits.ts'
import { htmlToMarkdown, isHtml } from './markdown.ts'
import type { Notes } from './notes.ts'
import { isDict, scalar } from './values.ts'

/** PostgreSQL refuses U+0000, XML most other controls; lone surrogates have no UTF-8. */
const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text
    .toWellFormed()
    .replace(/[\u000b\u000c\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f\ufeff\ufffe\uffff]/g, '')

const han = /\p{Script=Han}/u
const kanaOrHangul = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Which side a text without a language belongs to: ideographs without kana or hangul are Chinese, all else the other side. */
export const sided = (text: string): Localized =>
  text === '' ? { zh: '', en: '' } : han.test(text) && !kanaOrHangul.test(text) ? { zh: text, en: '' } : { zh: '', en: text }

const zhTags = ['zh-tw', 'zh-hant', 'zh-hant-tw', 'zh', 'tw', 'cht', 'zh-hk', 'zh-cn', 'zh-hans', 'cn']
const enTags = ['en', 'en-us', 'en-gb', 'eng', 'e']
const languageTag = /^[a-z]{2,3}([-_][a-z\d]{2,8}){0,2}$/i
const side = (tags: string[], o: Map<string, unknown>, read: (v: unknown) => string): string =>
  tags.map((t) => read(o.get(t))).find((t) => t !== '') ?? ''
const folded = (o: Record<string, unknown>) => new Map(Object.entries(o).map(([k, v]) => [k.toLowerCase().replaceAll('_', '-'), v]))

/**
 * Any shape of localized text: a string, `{ zh, en }`, `{ 'zh-TW': …, fr: … }`. A third language fills the English side
 * if that is empty, else the Chinese one.
 */
export function localizedValue(value: unknown, read: (v: unknown) => string = scalar): Localized {
  if (!isDict(value)) return sided(read(value))
  const o = folded(value)
  const zh = side(zhTags, o, read)
  const en = side(enTags, o, read)
  if (zh && en) return { zh, en }
  const other = [...o]
    .filter(([k]) => languageTag.test(k) && !zhTags.includes(k) && !enTags.includes(k))
    .map(([, v]) => read(v))
    .find((t) => t !== '')
  if (!other) return { zh, en }
  return en ? { zh: zh || (sided(other).zh ? other : ''), en } : { zh, en: other }
}

/**
 * One text of a record, wherever the dialect keeps it: `record.zh.title`, `record.title` (text or by language),
 * `record.title_zh`, `record.titleEn`. Earlier names of `fields` win.
 */
export function fieldText(record: unknown, ...fields: string[]): Localized {
  const found: Localized = { zh: '', en: '' }
  if (!isDict(record)) return found
  const merge = (next: Localized) => {
    found.zh ||= next.zh
    found.en ||= next.en
  }
  const o = folded(record)
  for (const field of fields) {
    const f = field.toLowerCase().replaceAll('_', '-')
    merge(
      localizedValue(Object.fromEntries([...o].filter(([k, v]) => languageTag.test(k) && isDict(v))), (v) =>
        isDict(v) ? scalar(folded(v).get(f)) : '',
      ),
    )
    merge({
      zh: side(
        zhTags.map((t) => `${f}-${t}`),
        o,
        scalar,
      ),
      en: side(
        enTags.map((t) => `${f}-${t}`),
        o,
        scalar,
      ),
    })
    const plain = o.get(f)
    if (isDict(plain)) merge(localizedValue(plain))
    else merge(sided(scalar(plain)))
    if (found.zh || found.en) break
  }
  return found
}

export type Cleaner = {
  /** One line: names and titles. */
  line: (text: string, place: string, max?: number) => string
  /** Prose: plain text or Markdown. */
  prose: (text: string, place: string) => string
  lines: (text: Localized, place: string) => Localized
  proses: (text: Localized, place: string) => Localized
  htmlCount: () => number
}

const formatting = /<(\/?)(b|i|em|strong|sup|sub|span|small|u)(\s[^<>]*)?>|<br\s*\/?>|<wbr\s*\/?>/gi

/** Entities decoded until nothing changes, so that reading twice gives what reading once gave. */
export function cleanLine(text: string): string {
  let now = printable(text).replace(/\s+/g, ' ').trim()
  for (let i = 0; i < 5; i++) {
    const next = decodeEntities(now)
      .replace(/<\/\w+\s*>/.test(now) || /<(br|wbr)\b/i.test(now) ? formatting : /(?!)/, (t) => (/^<br/i.test(t) ? ' ' : ''))
      .replace(/\s+/g, ' ')
      .trim()
    if (next === now) break
    now = printable(next).trim()
  }
  return now
}

export function cleanProse(text: string): string {
  let now = printable(text.replace(/\r\n?/g, '\n')).trim()
  for (let i = 0; i < 4 && isHtml(now); i++) now = printable(htmlToMarkdown(now)).trim()
  return now
}

const cut = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd() + '…'

export function cleaner(notes: Notes): Cleaner {
  let html = 0
  const limit = (text: string, max: number, place: string) => {
    if (text.length > max) notes.repair(place, 'programme.import.text_shortened', { max })
    return cut(text, max)
  }
  // Markup shrinks when it is cleaned, but not without end: what lies far beyond the limit needn't be looked at.
  const bounded = (text: string, max: number, place: string) => {
    if (text.length <= max) return text
    notes.repair(place, 'programme.import.text_shortened', { max })
    return text.slice(0, max).toWellFormed()
  }
  const line = (given: string, place: string, max: number = limits.title) => {
    const text = bounded(given, limits.rawLine, place)
    const clean = cleanLine(text)
    if (/&[#\w]+;/.test(text) && decodeEntities(text) !== text)
      notes.repair(place, 'programme.import.entities_decoded', { from: cut(text, 80) })
    return limit(clean, max, place)
  }
  const prose = (given: string, place: string) => {
    const text = bounded(given, limits.rawText, place)
    if (isHtml(text)) html++
    return limit(cleanProse(text), limits.text, place)
  }
  return {
    line,
    prose,
    lines: (t, place) => ({ zh: line(t.zh, place), en: t.en === t.zh ? cleanLine(cut(t.en, limits.title)) : line(t.en, place) }),
    proses: (t, place) => ({ zh: prose(t.zh, place), en: prose(t.en, place) }),
    htmlCount: () => html,
  }
}
