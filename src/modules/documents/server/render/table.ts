import type { Align, Cell, CellFormat, CellSpec, Column, Row, Run, TableBlock, Tone } from '../../contract/model.ts'
import { DocumentError } from '../../contract/model.ts'
import { clean, emWidth, formatNumber, plain, runsOf, words } from './text.ts'
import type { Lang } from '../../../../kernel/contract/localized.ts'

/** Where a spreadsheet takes a cell's value from; line numbers index `PreparedTable.lines`. */
export type Calc = { expr: string } | { sumOf: number; ranges: [number, number][] } | { addLines: number[] }
export type PreparedCell = {
  runs: Run[]
  raw: number | string | null
  align: Align
  span: number
  bold?: boolean
  tone?: Tone
  calc?: Calc
}
export type LineStyle = 'normal' | 'total' | 'strong' | 'key' | 'muted' | 'group'
export type Line = { kind: 'group' | 'row' | 'subtotal' | 'total' | 'after'; style: LineStyle; cells: PreparedCell[] }
export type PreparedColumn = {
  key: string
  label: string
  format: CellFormat
  align: Align
  /** Share of the table's width; all add up to 1. */ share: number
  /** Natural width in em. */ em: number
  currency: string
  decimals: number
  signed: boolean
}
export type PreparedTable = { columns: PreparedColumn[]; lines: Line[]; together: boolean; rules: 'rows' | 'grid' }

const isNumeric = (c: Column) => c.format === 'int' || c.format === 'decimal' || c.format === 'money' || c.format === 'percent'
const sums = (c: Column) => c.groupSumOf === undefined && (c.sum ?? (c.format === 'int' || c.format === 'decimal' || c.format === 'money'))

const specOf = (cell: Cell | undefined): CellSpec | undefined =>
  cell === undefined ? undefined : typeof cell === 'object' && cell !== null && !Array.isArray(cell) ? cell : { value: cell }
const numberIn = (row: Row, key: string): number | null => {
  const v = specOf(row[key])?.value
  return typeof v === 'number' && Number.isFinite(v) ? v : null
}
/** Sums without binary noise: amounts are integers, factors have few decimals. */
const tidy = (n: number) => Math.round(n * 1e6) / 1e6
const sumOf = (rows: Row[], key: string) => tidy(rows.reduce((s, r) => s + (numberIn(r, key) ?? 0), 0))

function cellOf(column: Column, value: Cell | undefined, align: Align): PreparedCell {
  const spec = specOf(value)
  const raw = spec?.value
  let runs: Run[]
  if (raw === undefined) runs = []
  else if (typeof raw === 'number' || (raw === null && isNumeric(column))) runs = [{ text: formatNumber(raw, column) }]
  else if (column.format === 'date' && typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw))
    runs = [{ text: raw.replaceAll('-', '/') }]
  else runs = runsOf(raw)
  const expr = spec?.formula ?? column.formula
  return {
    runs,
    raw: typeof raw === 'number' ? raw : raw == null ? null : typeof raw === 'string' ? clean(raw) : plain(runs),
    align: spec?.align ?? align,
    span: 1,
    ...(spec?.bold ? { bold: true } : {}),
    ...(spec?.tone ? { tone: spec.tone } : {}),
    ...(expr && typeof raw === 'number' ? { calc: { expr } } : {}),
  }
}

/** Gives the label the first free cell, and lets texts run over the empty cells to their right. */
function withLabel(cells: PreparedCell[], label: string): PreparedCell[] {
  const free = cells.findIndex((c) => c.runs.length === 0)
  const first = cells[0]
  const at = label === '' || (first && first.runs.length > 0 && free !== 1) ? -1 : free
  const labelled = cells.map((c, i): PreparedCell => (i === at ? { ...c, runs: runsOf(label), raw: clean(label), align: 'left' } : c))
  return labelled.map((c, i) => {
    if (c.runs.length === 0 || typeof c.raw === 'number' || c.align !== 'left') return c
    let span = 1
    while (i + span < labelled.length && labelled[i + span]?.runs.length === 0) span++
    return { ...c, span }
  })
}

const styleOf = (row: Row): LineStyle => {
  const s = row._style
  return s === 'total' || s === 'strong' || s === 'key' || s === 'muted' ? s : 'normal'
}

/**
 * Flattens a table to lines, computing subtotals and totals.
 * @throws DocumentError `documents.total_mismatch` with `{ table, column, row, declared, computed }` where a declared sum is not the sum of its rows.
 */
export function prepareTable(block: TableBlock, lang: Lang, pageEm = 50): PreparedTable {
  const w = words(lang)
  const { columns } = block
  if (columns.length === 0) throw new DocumentError('documents.table_without_columns', { table: clean(block.caption ?? '') })
  const lines: Line[] = []
  const aligned = columns.map((c): Align => c.align ?? (isNumeric(c) ? 'right' : 'left'))
  const cells = (row: Row): PreparedCell[] => columns.map((c, i) => cellOf(c, row[c.key], aligned[i] as Align))
  const push = (kind: Line['kind'], style: LineStyle, made: PreparedCell[]) => lines.push({ kind, style, cells: made }) - 1
  const name = clean(block.caption ?? columns.map((c) => c.label).join('・')).slice(0, 80)
  const verify = (row: string, column: Column, declared: Cell | undefined, computed: number) => {
    const value = specOf(declared)?.value
    if (typeof value === 'number' && Math.abs(value - computed) > 1e-6)
      throw new DocumentError('documents.total_mismatch', {
        table: name,
        column: clean(column.label),
        row: clean(row),
        declared: value,
        computed,
      })
  }

  /** A summing line: given cells win where they are text, are checked where they are numbers. */
  const summing = (declared: true | Row, rows: Row[], ranges: [number, number][], label: string): PreparedCell[] => {
    const given: Row = declared === true ? {} : declared
    const made = columns.map((c, i): PreparedCell => {
      const source = c.groupSumOf ?? c.key
      const summable = c.groupSumOf !== undefined || sums(c)
      const stated = given[c.key]
      const involved = declared === true ? summable : typeof specOf(stated)?.value === 'number' && summable
      if (!involved || (declared === true && rows.every((r) => numberIn(r, source) === null)))
        return cellOf({ ...c, formula: undefined }, stated, aligned[i] as Align)
      const computed = sumOf(rows, source)
      verify(label, c, stated, computed)
      return {
        ...cellOf({ ...c, formula: undefined }, stated ?? computed, aligned[i] as Align),
        calc: { sumOf: columns.findIndex((x) => x.key === source), ranges },
      }
    })
    return withLabel(made, label)
  }

  const all: Row[] = []
  const allRanges: [number, number][] = []
  const addRows = (rows: Row[]): [number, number][] => {
    const from = lines.length
    for (const row of rows) push('row', styleOf(row), cells(row))
    all.push(...rows)
    const range: [number, number][] = rows.length > 0 ? [[from, lines.length - 1]] : []
    allRanges.push(...range)
    return range
  }
  if (block.groups) {
    for (const group of block.groups) {
      const first = lines.length + 1
      const ranges: [number, number][] = group.rows.length > 0 ? [[first, first + group.rows.length - 1]] : []
      const head = columns.map((c, i): PreparedCell => {
        const stated = group.head?.[c.key]
        if (c.groupSumOf === undefined) return cellOf({ ...c, formula: undefined }, stated, aligned[i] as Align)
        const computed = sumOf(group.rows, c.groupSumOf)
        verify(group.label, c, stated, computed)
        return { ...cellOf(c, computed, aligned[i] as Align), calc: { sumOf: columns.findIndex((x) => x.key === c.groupSumOf), ranges } }
      })
      push('group', 'group', withLabel(head, group.label))
      addRows(group.rows)
      if (group.subtotal) push('subtotal', 'strong', summing(group.subtotal, group.rows, ranges, group.subtotalLabel ?? w.subtotal))
    }
  }
  if (block.rows) addRows(block.rows)

  let base: { row: Record<string, number | null>; line: number } | undefined
  if (block.total) {
    const made = summing(block.total, all, allRanges, block.totalLabel ?? w.total)
    const line = push('total', 'total', made)
    base = { line, row: Object.fromEntries(columns.map((c, i) => [c.key, typeof made[i]?.raw === 'number' ? made[i].raw : null])) }
  }
  let between: { row: Row; line: number }[] = []
  for (const row of block.after ?? []) {
    const style = styleOf(row)
    const made = cells(row)
    if (style === 'total' && base) {
      const { row: from, line: fromLine } = base
      columns.forEach((c, i) => {
        const start = from[c.key]
        const cell = made[i]
        if (!(sums(c) || c.groupSumOf !== undefined) || start == null || !cell || typeof cell.raw !== 'number') return
        verify(plain(made[0]?.runs ?? []), c, row[c.key], tidy(start + between.reduce((s, r) => s + (numberIn(r.row, c.key) ?? 0), 0)))
        cell.calc = { addLines: [fromLine, ...between.map((r) => r.line)] }
      })
    }
    const line = push('after', style, made)
    if (style === 'total') {
      base = { line, row: Object.fromEntries(columns.map((c) => [c.key, numberIn(row, c.key)])) }
      between = []
    } else between.push({ row, line })
  }
  return { columns: shares(columns, lines, aligned, pageEm), lines, together: keepsTogether(lines), rules: block.lines ?? 'rows' }
}

/** Whether a table is short enough to move to the next page whole. */
const keepsTogether = (lines: Line[]): boolean =>
  lines.length <= 16 && lines.reduce((s, l) => s + l.cells.reduce((n, c) => n + plain(c.runs).length, 0), 0) < 900

/** Width in em of the longest stretch that has no place to break. */
const longestWord = (text: string): number => Math.max(0, ...(text.match(/[A-Za-z\u00c0-\u024f\d'’.,]+/g) ?? []).map(emWidth))

/** Scales to the page, then lets no column be narrower than its longest word, which would break or run into the next one: the widest gives way. */
function widenForWords(columns: Column[], lines: Line[], widths: number[], page: number): void {
  const total = widths.reduce((a, b) => a + b, 0) || 1
  const least = columns.map((c, i) => {
    const cells = lines.map((l) => (l.cells[i]?.span === 1 ? longestWord(plain(l.cells[i].runs)) : 0))
    return Math.min(14, Math.max(longestWord(clean(c.label)) * 1.07, ...cells) + 1.1)
  })
  for (let i = 0; i < widths.length; i++) widths[i] = ((widths[i] ?? 0) * page) / total
  for (let i = 0; i < widths.length; i++) {
    const lack = (least[i] ?? 0) - (widths[i] ?? 0)
    const widest = widths.indexOf(Math.max(...widths))
    const spare = (widths[widest] ?? 0) - Math.max(least[widest] ?? 0, page / 6)
    if (lack <= 0 || spare <= 0 || widest === i) continue
    const moved = Math.min(lack, spare)
    widths[i] = (widths[i] ?? 0) + moved
    widths[widest] = (widths[widest] ?? 0) - moved
  }
}

/** Numbers and short texts keep their natural width, long texts share what is left. `page` is the width of the text in em of 9 pt. */
function shares(columns: Column[], lines: Line[], aligned: Align[], page: number): PreparedColumn[] {
  const natural = columns.map((c, i) => {
    if (c.width !== undefined) return c.width
    let w = emWidth(clean(c.label)) * 1.06
    for (const line of lines) {
      const cell = line.cells[i]
      if (cell && cell.span === 1)
        w = Math.max(w, emWidth(plain(cell.runs)) * (line.style === 'total' || line.style === 'strong' || cell.bold ? 1.07 : 1))
    }
    return Math.min(w, 120) + 1.3
  })
  const short = natural.map((w, i) => columns[i]?.width !== undefined || w <= 7.5 || isNumeric(columns[i] as Column))
  const fixed = natural.reduce((s, w, i) => s + (short[i] ? w : 0), 0)
  const long = natural.reduce((s, w, i) => s + (short[i] ? 0 : w), 0)
  const widths = [...natural]
  if (fixed + long > page && long > 0) {
    // Columns that need less than their part keep their width; the others share the rest by their usual need, tempered for very long texts.
    const need = columns.map((_, i) => {
      const filled = lines.filter((l) => (l.cells[i]?.runs.length ?? 0) > 0)
      const mean = filled.reduce((s, l) => s + Math.min(200, emWidth(plain(l.cells[i]?.runs ?? []))), 0) / Math.max(1, filled.length)
      return Math.min(natural[i] ?? 0, mean * 2 + 4) ** 0.7
    })
    let open = natural.flatMap((_, i) => (short[i] ? [] : [i]))
    let room = Math.max(page - fixed, 5 * open.length)
    while (open.length > 0) {
      const sum = open.reduce((s, i) => s + (need[i] ?? 0), 0)
      const part = (i: number) => (room * (need[i] ?? 0)) / sum
      const content = open.filter((i) => (natural[i] ?? 0) <= part(i))
      if (content.length === 0) {
        for (const i of open) widths[i] = Math.max(4, part(i))
        break
      }
      room -= content.reduce((s, i) => s + (natural[i] ?? 0), 0)
      open = open.filter((i) => !content.includes(i))
    }
  }
  widenForWords(columns, lines, widths, page)
  const total = widths.reduce((a, b) => a + b, 0) || 1
  return columns.map((c, i) => ({
    key: c.key,
    label: clean(c.label),
    format: c.format ?? 'text',
    align: aligned[i] as Align,
    share: (widths[i] ?? 1) / total,
    em: natural[i] ?? 4,
    currency: c.currency ?? 'TWD',
    decimals: c.decimals ?? (c.format === 'decimal' ? 1 : 0),
    signed: c.signed ?? false,
  }))
}
