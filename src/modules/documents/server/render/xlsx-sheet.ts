import type { CellObject, Row } from 'write-excel-file/node'
import type { Run } from '../../contract/model.ts'
import type { PBlock, Prepared } from './prepare.ts'
import type { Calc, PreparedCell, PreparedColumn, PreparedTable } from './table.ts'
import { currencyDigits, emWidth, plain, words } from './text.ts'

export type SheetPlan = {
  name: string
  rows: Row[]
  widths: number[]
  /** Values of formula cells by reference, so that previews and phones that don't calculate show them too. */
  cached: Map<string, number>
  /** Row of the first table's head, 1-based; 0 = none. */
  headRow: number
}

const ink = '#1f2328'
const hairline = '#cfc9bc'
/** A1-style name of a column, 0-based. */
export const columnName = (i: number): string =>
  i < 26 ? String.fromCharCode(65 + i) : columnName(Math.floor(i / 26) - 1) + columnName(i % 26)

export function newSheet(name: string): SheetPlan {
  return { name, rows: [], widths: [], cached: new Map(), headRow: 0 }
}

/** Text stays text: where a spreadsheet might read a formula on editing, the cell is marked as text too. */
const textCell = (text: string, o: Partial<CellObject> = {}): CellObject =>
  ({
    value: text.slice(0, 32_000),
    type: String,
    wrap: true,
    alignVertical: 'center',
    ...(/^[=+\-@]/.test(text) ? { format: '@' } : {}),
    ...o,
  }) as CellObject

function numberFormat(c: PreparedColumn): string {
  const digits = c.format === 'money' ? currencyDigits(c.currency) : c.format === 'decimal' || c.format === 'percent' ? c.decimals : 0
  const body = `${c.format === 'percent' ? '0' : '#,##0'}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}${c.format === 'percent' ? '%' : ''}`
  return c.signed ? `+${body};-${body};0` : body
}
const scaled = (value: number, c: PreparedColumn) => (c.format === 'money' ? value / 10 ** currencyDigits(c.currency) : value)

/** The spreadsheet formula of a cell, or undefined where its hint is not plain arithmetic over number cells. */
function formulaOf(calc: Calc, table: PreparedTable, line: number, column: number, rowOf: (line: number) => number): string | undefined {
  if ('sumOf' in calc) {
    if (calc.sumOf < 0 || calc.ranges.length === 0) return undefined
    const name = columnName(calc.sumOf)
    return `SUM(${calc.ranges.map(([from, to]) => `${name}${rowOf(from)}:${name}${rowOf(to)}`).join(',')})`
  }
  if ('addLines' in calc) return calc.addLines.map((l) => `${columnName(column)}${rowOf(l)}`).join('+')
  let sound = true
  const formula = calc.expr.replace(/^=/, '').replace(/\{(\w+)\}/g, (_, key: string) => {
    const at = table.columns.findIndex((c) => c.key === key)
    if (at < 0 || typeof table.lines[line]?.cells[at]?.raw !== 'number') sound = false
    return `${columnName(at)}${rowOf(line)}`
  })
  return sound && /^(?:[\d\s+\-*/().,]|ROUND|ROUNDUP|MAX|SUM|[A-Z]{1,2}\d+)*$/.test(formula) ? formula : undefined
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/
function bodyCell(c: PreparedCell, column: PreparedColumn): CellObject {
  const align = c.align
  if (typeof c.raw === 'number') {
    // Numbers typed into a text column print as they are.
    if (column.format === 'text' || column.format === 'date')
      return { value: c.raw, type: Number, align, alignVertical: 'center' } as CellObject
    return { value: scaled(c.raw, column), type: Number, format: numberFormat(column), align, alignVertical: 'center' } as CellObject
  }
  if (column.format === 'date' && typeof c.raw === 'string' && isoDate.test(c.raw) && !Number.isNaN(Date.parse(c.raw)))
    return { value: new Date(c.raw), type: Date, format: 'yyyy/mm/dd', align, alignVertical: 'center' } as CellObject
  return textCell(plain(c.runs), { align, ...(column.format === 'text' ? {} : { wrap: false }) })
}

export function addTable(sheet: SheetPlan, doc: Prepared, b: PBlock & { type: 'table' }) {
  const { table } = b
  const n = table.columns.length
  if (sheet.rows.length > 0) sheet.rows.push([])
  if (b.caption || b.unit) {
    const row: Row = [textCell(b.caption, { fontWeight: 'bold', wrap: false })]
    if (b.unit && n > 1) {
      while (row.length < n - 1) row.push(null)
      row.push(textCell(b.unit, { align: 'right', textColor: '#565b63', wrap: false }))
    }
    sheet.rows.push(row)
  }
  sheet.rows.push(
    table.columns.map((c, j) =>
      textCell(c.label, {
        fontWeight: 'bold',
        align: c.align,
        ...(c.align === 'left' && j > 0 && table.columns[j - 1]?.align === 'right' ? { indent: 1 } : {}),
        backgroundColor: '#f1eee7',
        topBorderStyle: 'medium',
        topBorderColor: ink,
        bottomBorderStyle: 'thin',
        bottomBorderColor: ink,
      }),
    ),
  )
  if (sheet.headRow === 0) sheet.headRow = sheet.rows.length
  const first = sheet.rows.length + 1
  const rowOf = (line: number) => first + line
  table.lines.forEach((line, i) => {
    const heavy = line.style === 'total' || line.style === 'strong' || line.style === 'group'
    const last = i === table.lines.length - 1
    const look: Partial<CellObject> = {
      bottomBorderStyle: last ? 'medium' : 'thin',
      bottomBorderColor: last ? ink : hairline,
      ...(heavy ? { fontWeight: 'bold' as const, backgroundColor: '#faf8f4' } : line.style === 'key' ? { backgroundColor: '#f3f0ea' } : {}),
      ...(line.style === 'total' ? { topBorderStyle: 'thin' as const, topBorderColor: ink } : {}),
    }
    const row: Row = []
    line.cells.forEach((c, j) => {
      const column = table.columns[j] as PreparedColumn
      const gap = c.align === 'left' && j > 0 && line.cells[j - 1]?.align === 'right' ? { indent: 1 } : {}
      const made = {
        ...bodyCell(c, column),
        ...look,
        ...gap,
        ...(c.bold ? { fontWeight: 'bold' as const } : {}),
        ...(c.tone ? { textColor: c.tone === 'good' ? doc.accent : c.tone === 'warn' ? '#8a5a12' : '#565b63' } : {}),
      }
      const formula = c.calc && typeof c.raw === 'number' ? formulaOf(c.calc, table, i, j, rowOf) : undefined
      if (formula) {
        sheet.cached.set(`${columnName(j)}${rowOf(i)}`, scaled(c.raw as number, column))
        row.push({ ...made, value: formula, type: 'Formula' } as CellObject)
      } else row.push(c.runs.length === 0 ? ({ value: '', type: String, ...look } as CellObject) : (made as CellObject))
    })
    sheet.rows.push(row)
  })
  table.columns.forEach((c, j) => {
    sheet.widths[j] = Math.max(sheet.widths[j] ?? 0, Math.min(46, Math.max(7, c.em * 1.85 + 1.5)))
  })
  for (const note of b.notes) sheet.rows.push(noteRow(note))
}

const noteRow = (runs: Run[]): Row => [textCell(plain(runs), { wrap: false, textColor: '#565b63', fontSize: 9 })]

/** Row heights in points for the text as it wraps; spreadsheets do not all work them out on opening. */
export function setHeights(sheet: SheetPlan) {
  for (const row of sheet.rows) {
    let height = 17
    row.forEach((cell, j) => {
      if (!isCell(cell)) return
      const size = cell.fontSize ?? 10
      const text = typeof cell.value === 'string' && cell.type !== 'Formula' ? cell.value : ''
      const room = ((sheet.widths[j] ?? 10) - 1.5) / 1.85
      const lines = cell.wrap ? text.split('\n').reduce((n, l) => n + Math.max(1, Math.ceil(emWidth(l) / room)), 0) : 1
      height = Math.max(height, cell.height ?? 0, Math.min(400, lines * size * 1.4 + 4))
    })
    const first = row.findIndex(isCell)
    if (first >= 0) row[first] = { ...(row[first] as CellObject), height }
  }
}
const isCell = (cell: Row[number]): cell is CellObject =>
  typeof cell === 'object' && cell !== null && !(cell instanceof Date) && 'type' in cell

/** Title and facts at the head of the first sheet. */
export function addHead(sheet: SheetPlan, doc: Prepared) {
  sheet.rows.push([textCell(doc.title, { fontWeight: 'bold', fontSize: 14, wrap: false })])
  const sub = [doc.subtitle || doc.cover?.title.replaceAll('\n', '') || '', doc.footRight].filter(Boolean).join('　')
  if (sub) sheet.rows.push([textCell(sub, { textColor: '#565b63', wrap: false })])
  for (const f of [...doc.headFacts, ...(doc.cover?.facts ?? [])])
    sheet.rows.push([textCell(`${f.label}${words(doc.lang).colon}${f.value}`, { wrap: false })])
}

/** What stands between tables: short texts and the data of charts. */
export function addOther(sheet: SheetPlan, b: PBlock, doc: Prepared) {
  const line = (text: string, o: Partial<CellObject> = {}) => sheet.rows.push([textCell(text, { wrap: false, ...o })])
  switch (b.type) {
    case 'heading':
      sheet.rows.push([])
      line(b.number + b.text, { fontWeight: 'bold', fontSize: b.level === 1 ? 13 : 11 })
      return
    case 'paragraph':
      line(plain(b.runs).replaceAll('\n', ' '))
      return
    case 'note':
      sheet.rows.push(noteRow(b.runs))
      return
    case 'list':
      b.items.forEach((item, i) => {
        line(`${b.ordered ? `${i + 1}.` : '•'} ${plain(item.runs)}`)
        for (const c of item.children) line(`　– ${plain(c)}`)
      })
      return
    case 'facts':
      for (const f of b.items) line(`${f.label}${words(doc.lang).colon}${plain(f.value)}`)
      return
    case 'form':
      for (const f of b.fields) line(`${f.label}${words(doc.lang).colon}${plain(f.value)}`)
      return
    case 'amount':
      line(`${b.label}　${b.words}　${b.amount}`, { fontWeight: 'bold' })
      return
    case 'figures':
      for (const f of b.items) line(`${f.label}${words(doc.lang).colon}${f.value}${f.unit ? ` ${f.unit}` : ''}`)
      return
    case 'signature':
      sheet.rows.push(
        [],
        b.roles.map((r) =>
          textCell(r, { fontWeight: 'bold', align: 'center', backgroundColor: '#f1eee7', borderStyle: 'thin', borderColor: ink }),
        ),
        b.roles.map(() => ({ value: '', type: String, height: 56, borderStyle: 'thin', borderColor: ink }) as CellObject),
      )
      return
    case 'chart':
      sheet.rows.push([], [textCell(b.caption, { fontWeight: 'bold', wrap: false })])
      sheet.rows.push([
        textCell(''),
        ...b.series.map((s) => textCell(s.name, { fontWeight: 'bold', align: 'right', backgroundColor: '#f1eee7' })),
      ])
      b.categories.forEach((c, i) =>
        sheet.rows.push([
          textCell(c),
          ...b.series.map((s) =>
            s.values[i] == null
              ? null
              : ({ value: s.values[i], type: Number, format: b.decimals > 0 ? `#,##0.${'0'.repeat(b.decimals)}` : '#,##0' } as CellObject),
          ),
        ]),
      )
      sheet.widths[0] = Math.max(sheet.widths[0] ?? 0, ...b.categories.map((c) => Math.min(40, emWidth(c) * 1.85 + 2)))
      return
    default:
  }
}
