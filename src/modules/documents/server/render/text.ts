import type { Lang } from '../../../../kernel/contract/localized.ts'
import type { Column, Run, Text } from '../../contract/model.ts'

/** Words that the renderers themselves print. */
export const words = (lang: Lang) =>
  lang === 'en'
    ? {
        table: 'Table',
        figure: 'Figure',
        photo: 'Photo',
        contents: 'Contents',
        chartData: 'Chart data',
        total: 'Total',
        subtotal: 'Subtotal',
        note: 'Note: ',
        printed: 'printed',
        gap: '  ',
        page: (n: string, of: string) => `Page ${n} of ${of}`,
        broken: 'Image cannot be read',
        colon: ': ',
        continued: ' (continued)',
      }
    : {
        table: '表',
        figure: '圖',
        photo: '照片',
        contents: '目錄',
        chartData: '圖表資料',
        total: '合計',
        subtotal: '小計',
        note: '註：',
        printed: '列印',
        gap: '　',
        page: (n: string, of: string) => `第 ${n} 頁，共 ${of} 頁`,
        broken: '圖片無法讀取',
        colon: '：',
        continued: '（續）',
      }

// Control characters and noncharacters are illegal in XML and mean nothing on paper; bidi overrides could reorder neighbouring text.
const illegal =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]|[\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}]/gu

/** Text fit for every format: NFC, no control characters or lone surrogates, one kind of line break, tabs as spaces. */
export const clean = (s: string): string =>
  s.toWellFormed().replaceAll('\ufffd', '').replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(illegal, '').normalize('NFC')

/** Number and unit never break apart: 5 月, 30 支. */
export const bindUnits = (s: string): string =>
  s
    .replace(/(\d) (?=[年月日時分秒人名位場次國則件元支桌席頁天週個組間台臺輛份張箱歲])/g, '$1\u00a0')
    .replace(/(第) (?=[\d一二三四五六七八九十])/g, '$1\u00a0')

const safeLink = /^(https?:\/\/|mailto:)[^\s<>"]+$/i

/** Runs of a text, cleaned; empty ones dropped, unsafe links turned to plain text. */
export function runsOf(text: Text | null | undefined): Run[] {
  if (text == null) return []
  const runs = typeof text === 'string' ? [{ text }] : text
  return runs.flatMap((r): Run[] => {
    const value = bindUnits(clean(r.text))
    if (value === '') return []
    const { link, ...rest } = r
    return [{ ...rest, text: value, ...(link && safeLink.test(link) ? { link } : {}) }]
  })
}

export const plain = (runs: Run[]): string => runs.map((r) => r.text).join('')

const minorDigits: Record<string, number> = { TWD: 0, JPY: 0, KRW: 0, VND: 0, IDR: 0 }
/** Fraction digits in which amounts of a currency are kept and printed; TWD has none in use. */
export const currencyDigits = (currency = 'TWD'): number => minorDigits[currency] ?? 2

const grouped = (n: number, digits: number): string => {
  const fixed = Math.abs(n).toFixed(digits)
  const [whole = '0', fraction] = fixed.split('.')
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction ? `${withCommas}.${fraction}` : withCommas
}

/** A number as the house style prints it: thousands, a true minus, + where the column is signed; `null` and NaN as —. */
export function formatNumber(value: number | null, column: Pick<Column, 'format' | 'currency' | 'decimals' | 'signed'>): string {
  if (value === null || !Number.isFinite(value)) return '—'
  const sign = (text: string) =>
    value < 0 && /[1-9]/.test(text) ? `−${text}` : value > 0 && column.signed && /[1-9]/.test(text) ? `+${text}` : text
  switch (column.format) {
    case 'percent':
      return sign(`${grouped(value * 100, column.decimals ?? 0)}%`)
    case 'decimal':
      return sign(grouped(value, column.decimals ?? 1))
    case 'money': {
      const digits = currencyDigits(column.currency)
      return sign(grouped(value / 10 ** digits, digits))
    }
    case 'int':
      return sign(grouped(value, 0))
    default:
      return sign(Number.isInteger(value) ? String(Math.abs(value)) : String(Number(Math.abs(value).toFixed(6))))
  }
}

/** Width of a line of text in em: a full-width character 1, others a little over half. */
export function emWidth(s: string): number {
  let widest = 0
  for (const line of s.split('\n')) {
    let w = 0
    for (const ch of line)
      w +=
        /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{3ffff}]/u.test(
          ch,
        )
          ? 1
          : /[iljtfI1.,:;'|!() ]/.test(ch)
            ? 0.36
            : /[A-ZMW@%mw]/.test(ch)
              ? 0.68
              : 0.56
    widest = Math.max(widest, w)
  }
  return widest
}
