import type { ExportOptions, ProgrammeDraft } from '../../../contract/interchange.ts'
import { isoIn } from '../zone.ts'

/** A spreadsheet would run a cell that starts like a formula (full-width signs too, in East Asian Excel); a quote keeps it text. */
export function csvCell(value: string): string {
  // oxlint-disable-next-line no-control-regex
  const text = value.toWellFormed().replace(/\u0000/g, '')
  const safe = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const headings = {
  'zh-TW': [
    '識別碼',
    '日期',
    '開始',
    '結束',
    '分鐘',
    '場地',
    '議程軌',
    '類型',
    '標題',
    '標題（英）',
    '副標題',
    '副標題（英）',
    '講者',
    '主持人',
    '語言',
    '標籤',
    '摘要',
    '摘要（英）',
    '說明',
    '說明（英）',
    '狀態',
    '連結',
  ],
  en: [
    'Key',
    'Date',
    'Start',
    'End',
    'Minutes',
    'Rooms',
    'Track',
    'Type',
    'Title (zh)',
    'Title (en)',
    'Subtitle (zh)',
    'Subtitle (en)',
    'Speakers',
    'Chairs',
    'Language',
    'Tags',
    'Abstract (zh)',
    'Abstract (en)',
    'Description (zh)',
    'Description (en)',
    'State',
    'Links',
  ],
}

/** One row per session, local times, both languages; UTF-8 with a byte-order mark and CRLF so that Excel opens it rightly. */
export function writeCsv(programme: ProgrammeDraft, options: Pick<ExportOptions, 'lang'> = {}): string {
  const lang = options.lang ?? 'zh-TW'
  const names = (list: { key: string; name: { zh: string; en: string } }[]) =>
    new Map(list.map((x) => [x.key, lang === 'en' ? x.name.en || x.name.zh : x.name.zh || x.name.en]))
  const [rooms, tracks, types, tags, people] = [
    programme.rooms,
    programme.tracks,
    programme.sessionTypes,
    programme.tags,
    programme.speakers,
  ].map(names) as [Map<string, string>, Map<string, string>, Map<string, string>, Map<string, string>, Map<string, string>]
  const all = (map: Map<string, string>, keys: string[] = []) => keys.map((k) => map.get(k) ?? k).join('、')
  const rows = programme.sessions.map((s) => {
    const start = s.start === null ? '' : isoIn(programme.zone, Date.parse(s.start))
    const end = s.end === null ? '' : isoIn(programme.zone, Date.parse(s.end))
    return [
      s.key,
      start.slice(0, 10),
      start.slice(11, 16),
      end.slice(11, 16),
      String(s.durationMin),
      all(rooms, s.roomKeys),
      all(tracks, s.trackKey === undefined ? [] : [s.trackKey]),
      all(types, s.typeKey === undefined ? [] : [s.typeKey]),
      s.title.zh,
      s.title.en,
      s.subtitle.zh,
      s.subtitle.en,
      all(people, s.speakerKeys),
      all(people, s.chairKeys),
      s.language ?? '',
      all(tags, s.tags),
      s.abstract.zh,
      s.abstract.en,
      s.description.zh,
      s.description.en,
      s.state ?? '',
      s.links.map((l) => l.url).join(' '),
    ]
  })
  return `\ufeff${[headings[lang], ...rows].map((r) => r.map(csvCell).join(',')).join('\r\n')}\r\n`
}
