import type { Localized } from '../../../../kernel/contract/localized.ts'
import type { ImportNote, SkippedNote } from '../../contract/interchange.ts'
import { fill } from './errors.ts'
import type { NoteParams } from './errors.ts'

/** What can be said about one place of a file; `{name}` takes a parameter. */
export const noteTexts = {
  'programme.import.encoding_converted': { zh: '文字編碼為 {encoding}，已轉為 UTF-8。', en: 'Text was {encoding}; read as UTF-8.' },
  'programme.import.xml_repaired': {
    zh: 'XML 內有 {count} 處未跳脫的 & 或不合法字元，已修正。',
    en: '{count} bare ampersands or illegal characters in the XML were repaired.',
  },
  'programme.import.json_repaired': {
    zh: 'JSON 內有 {count} 處註解或多餘的逗號，已略去。',
    en: '{count} comments or trailing commas in the JSON were left out.',
  },
  'programme.import.html_converted': {
    zh: '{count} 段文字由 HTML 轉為 Markdown。',
    en: '{count} texts were turned from HTML into Markdown.',
  },
  'programme.import.entities_decoded': { zh: '標題「{from}」內的 HTML 實體已還原。', en: 'HTML entities in “{from}” were decoded.' },
  'programme.import.text_shortened': { zh: '文字超過 {max} 字，已截短。', en: 'Text longer than {max} characters was cut.' },
  'programme.import.zone_guessed': {
    zh: '檔案未註明時區，依{basis}判定為 {zone}。',
    en: 'The file names no time zone; {zone} was taken from {basis}.',
  },
  'programme.import.zone_unknown': {
    zh: '檔案的時區「{zone}」不是 IANA 時區，未採用。',
    en: 'The file’s time zone “{zone}” is no IANA zone and was not used.',
  },
  'programme.import.utc_local': {
    zh: '{count} 場的日期註記為 UTC，但與同場次的當地開始時間相同；以 {zone} 當地時間為準。',
    en: 'The dates of {count} sessions are marked UTC but repeat their local start; read as local time in {zone}.',
  },
  'programme.import.seconds': { zh: '長度以秒計，已換算為分鐘。', en: 'Lengths are in seconds; read as minutes.' },
  'programme.import.outside_event': {
    zh: '{count} 場議程不在活動日期（{start} 至 {end}）內，最早 {first}，最晚 {last}；照檔案的日期保留，請確認活動日期。',
    en: '{count} sessions lie outside the event’s dates ({start} to {end}), from {first} to {last}; kept on their own days. Check the event’s dates.',
  },
  'programme.import.time_gap': {
    zh: '{time} 因日光節約時間而不存在，已順延。',
    en: '{time} does not exist on that day (clock change); moved on.',
  },
  'programme.import.start_missing': { zh: '沒有開始時間，保留為未排定。', en: 'No start time; kept as not scheduled.' },
  'programme.import.time_unreadable': {
    zh: '看不懂時間「{value}」，未採用。',
    en: 'The time “{value}” could not be read and was not used.',
  },
  'programme.import.after_midnight': {
    zh: '{time} 在換日時間之前，視為隔日凌晨。',
    en: '{time} is before the day change, so it counts as the night after.',
  },
  'programme.import.end_missing': { zh: '沒有結束時間，暫定 {minutes} 分鐘。', en: 'No end; set to {minutes} minutes.' },
  'programme.import.end_before_start': {
    zh: '結束時間早於開始時間，改為 {minutes} 分鐘。',
    en: 'Ends before it starts; set to {minutes} minutes.',
  },
  'programme.import.end_next_day': { zh: '結束時間早於開始時間，視為跨到隔日。', en: 'Ends before it starts; taken as the next day.' },
  'programme.import.zero_duration': { zh: '長度為 0，暫定 {minutes} 分鐘。', en: 'Has no length; set to {minutes} minutes.' },
  'programme.import.duration_differs': {
    zh: '長度 {duration} 分鐘與起訖時間不符，以起訖時間為準（{minutes} 分鐘）。',
    en: 'A length of {duration} minutes disagrees with start and end; {minutes} minutes kept.',
  },
  'programme.import.overlap': {
    zh: '與「{other}」在同一場地時間重疊，照原樣保留。',
    en: 'Overlaps “{other}” in the same room; kept as it stands.',
  },
  'programme.import.title_missing': { zh: '沒有標題，暫以「未命名議程」代替。', en: 'No title; a placeholder was set.' },
  'programme.import.id_missing': { zh: '沒有識別碼，依內容產生 {key}。', en: 'No id; {key} was derived from the content.' },
  'programme.import.id_duplicate': {
    zh: '識別碼 {id} 重複，此筆改用 {key}。',
    en: 'The id {id} occurs again; this record is kept as {key}.',
  },
  'programme.import.room_unknown': {
    zh: '參照了檔案未列的場地「{ref}」，已新增。',
    en: 'Refers to room “{ref}”, which the file does not list; added.',
  },
  'programme.import.track_unknown': {
    zh: '參照了檔案未列的議程軌「{ref}」，已新增。',
    en: 'Refers to track “{ref}”, which the file does not list; added.',
  },
  'programme.import.type_unknown': {
    zh: '參照了檔案未列的議程類型「{ref}」，已新增。',
    en: 'Refers to session type “{ref}”, which the file does not list; added.',
  },
  'programme.import.tag_unknown': {
    zh: '參照了檔案未列的標籤「{ref}」，已新增。',
    en: 'Refers to tag “{ref}”, which the file does not list; added.',
  },
  'programme.import.speaker_unknown': {
    zh: '參照了檔案未列的講者「{ref}」，已新增。',
    en: 'Refers to speaker “{ref}”, whom the file does not list; added.',
  },
  'programme.import.speaker_nameless': { zh: '講者沒有姓名，暫以識別碼代替。', en: 'The speaker has no name; the id stands in.' },
  'programme.import.record_merged': { zh: '與先前的「{key}」為同一筆，已合併。', en: 'Same as the earlier “{key}”; merged.' },
  'programme.import.link_refused': {
    zh: '連結「{url}」不是 http(s) 網址，已移除。',
    en: 'The link “{url}” is no http(s) address; removed.',
  },
  'programme.import.more_pages': {
    zh: '這只是分頁結果的一頁，其餘各頁請一併匯入。',
    en: 'This is one page of a longer answer; import the other pages too.',
  },
  'programme.import.state_unknown': { zh: '不認得的狀態「{state}」，視為已確認。', en: 'Unknown state “{state}”; taken as confirmed.' },
  'programme.import.not_a_record': { zh: '這裡不是一筆資料，略過。', en: 'This is not a record; skipped.' },
  'programme.import.empty_record': { zh: '空白資料，略過。', en: 'The record is empty; skipped.' },
  'programme.import.not_accepted': {
    zh: '「{title}」的狀態是 {state}，不在議程內，略過。',
    en: '“{title}” is {state}, not part of the programme; skipped.',
  },
  'programme.import.break_marker': {
    zh: '「{title}」（{time}）只是時間表上的記號，沒有場地與長度，略過；需要時請自行新增。',
    en: '“{title}” ({time}) is a mark in the grid without room or length; skipped, add it by hand if wanted.',
  },
} satisfies Record<string, Localized>

export type NoteCode = keyof typeof noteTexts

/** Collects what was repaired and what was left out while a file is read. */
export type Notes = {
  repaired: ImportNote[]
  skipped: SkippedNote[]
  repair: (place: string, code: NoteCode, params?: NoteParams) => void
  skip: (place: string, code: NoteCode, record: SkippedNote['record'], params?: NoteParams) => void
}

export const noteOf = (place: string, code: NoteCode, params: NoteParams): ImportNote => ({
  place,
  code,
  zh: fill(noteTexts[code].zh, params),
  en: fill(noteTexts[code].en, params),
})

export function newNotes(): Notes {
  const repaired: ImportNote[] = []
  const skipped: SkippedNote[] = []
  return {
    repaired,
    skipped,
    repair: (place, code, params = {}) => void repaired.push(noteOf(place, code, params)),
    skip: (place, code, record, params = {}) => void skipped.push({ ...noteOf(place, code, params), record }),
  }
}
