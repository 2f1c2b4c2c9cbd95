import type { Localized } from '../../../../kernel/contract/localized.ts'

/** Why a file as a whole is refused; `{name}` takes a parameter. */
export const importFailures = {
  'programme.import.empty': { zh: '檔案是空的。', en: 'The file is empty.' },
  'programme.import.too_large': {
    zh: '檔案有 {size}，超過上限 {limit}（{max} 位元組）。',
    en: 'The file has {size}, more than the limit of {limit} ({max} bytes).',
  },
  'programme.import.too_many': {
    zh: '檔案裡的「{what}」超過 {max} 筆，不予匯入。',
    en: 'The file holds more than {max} of “{what}”.',
  },
  'programme.import.too_deep': {
    zh: '檔案的巢狀結構超過 {max} 層，不予匯入。',
    en: 'The file is nested more than {max} levels deep.',
  },
  'programme.import.encoding_unreadable': {
    zh: '認不出檔案的文字編碼（試過 UTF-8、UTF-16、Big5）。請另存為 UTF-8 後再匯入。',
    en: 'The text encoding could not be recognised (tried UTF-8, UTF-16, Big5). Save the file as UTF-8 and try again.',
  },
  'programme.import.unrecognised': {
    zh: '這不是認得的議程檔（frab／pentabarf XML、議程 JSON、OPass JSON、pretalx JSON、iCalendar）。',
    en: 'Not a known programme file (frab/pentabarf XML, schedule JSON, OPass JSON, pretalx JSON, iCalendar).',
  },
  'programme.import.malformed_xml': {
    zh: 'XML 格式有誤或檔案不完整：{reason}',
    en: 'The XML is malformed or cut off: {reason}',
  },
  'programme.import.malformed_json': {
    zh: 'JSON 格式有誤或檔案不完整：{reason}',
    en: 'The JSON is malformed or cut off: {reason}',
  },
  'programme.import.malformed_icalendar': {
    zh: 'iCalendar 格式有誤或檔案不完整：{reason}',
    en: 'The iCalendar file is malformed or cut off: {reason}',
  },
  'programme.import.entity_refused': {
    zh: '檔案含有 DTD 或實體宣告，基於安全不予讀取。請移除 DOCTYPE 後再匯入。',
    en: 'The file declares a DTD or entities, which are refused for safety. Remove the DOCTYPE and try again.',
  },
  'programme.import.no_sessions': { zh: '檔案裡沒有任何議程。', en: 'The file holds no sessions.' },
  'programme.import.zone_unknown': { zh: '不認得的時區「{zone}」。', en: 'Unknown time zone “{zone}”.' },
} satisfies Record<string, Localized>

export type ImportFailure = keyof typeof importFailures
export type NoteParams = Record<string, string | number>

export const fill = (text: string, params: NoteParams): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole))

/** The whole file is refused. `place` says where, `''` when it concerns the file itself. */
export class ProgrammeImportError extends Error {
  readonly code: ImportFailure
  readonly place: string
  readonly zh: string
  readonly en: string
  readonly params: NoteParams

  constructor(code: ImportFailure, place = '', params: NoteParams = {}) {
    const text = importFailures[code]
    const en = fill(text.en, params)
    super(place ? `${en} (${place})` : en)
    this.name = 'ProgrammeImportError'
    this.code = code
    this.place = place
    this.params = params
    this.zh = fill(text.zh, params)
    this.en = en
  }
}
