import { instantToZoned } from '../../kernel/contract/dates.ts'
import { shown } from './model.ts'
import type { Column, Value } from './types.ts'

/** How many rows one print or export takes; more is said on it. */
export const PRINT_ROWS = 2000
export const EXPORT_ROWS = 10_000

/** A cell as plain text: as it is drawn, an instant in the zone's own time. */
export function plainCell<Row>(column: Column<Row>, row: Row, zone: string): string {
  const value = column.value(row)
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
    const at = instantToZoned(value, zone)
    return `${at.date} ${at.time}`
  }
  return column.kind === 'number' || column.kind === 'money' ? String(value ?? '') : shown(column, value as Value)
}

// What a spreadsheet would run as a formula (OWASP CSV injection; full-width signs count in East Asian Excel) becomes text.
const safe = (text: string) => (/^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text)
const csvCell = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

type Table<Row> = { columns: Column<Row>[]; rows: Row[]; zone: string }
const isFigure = <Row>(column: Column<Row>, value: Value): value is number =>
  (column.kind === 'number' || column.kind === 'money') && typeof value === 'number'

/** UTF-8 with a byte-order mark and CRLF, as Excel wants it. */
export function toCsv<Row>({ columns, rows, zone }: Table<Row>): string {
  const cell = (column: Column<Row>, row: Row) =>
    isFigure(column, column.value(row)) ? String(column.value(row)) : csvCell(safe(plainCell(column, row, zone)))
  const lines = [columns.map((one) => csvCell(safe(one.label))), ...rows.map((row) => columns.map((one) => cell(one, row)))]
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

/** A workbook: figures as numbers, everything else as text, so that no code loses its zeros. */
export async function toXlsx<Row>({ columns, rows, zone }: Table<Row>, sheet: string): Promise<Blob> {
  const { default: write } = await import('write-excel-file/browser')
  const head = columns.map((one) => ({ value: one.label, type: String, fontWeight: 'bold' }))
  const body = rows.map((row) =>
    columns.map((one) => {
      const value = one.value(row)
      if (isFigure(one, value)) return { value, type: Number }
      const text = plainCell(one, row, zone)
      return text === '' ? null : { value: text.slice(0, 32_000), type: String, format: '@' }
    }),
  )
  const given = {
    sheet: sheet.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    stickyRowsCount: 1,
    columns: columns.map((one) => ({ width: Math.max(10, Math.round((one.width ?? 160) / 8)) })),
  }
  return write([head, ...body] as never, given as never).toBlob()
}

/** Hands a file to the browser's downloads. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
