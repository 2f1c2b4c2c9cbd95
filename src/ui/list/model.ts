import { money, number } from '../format.ts'
import type { Change, Column, Value } from './types.ts'

export type Item<Row> = { id: string; row: Row } | { id: string; group: { label: string; rows: Row[]; open: boolean } }

/** The plain text of a value as it is drawn. */
export function shown<Row>(column: Column<Row>, value: Value): string {
  if (value === null || value === undefined || value === '') return ''
  if (column.kind === 'select') return column.options?.find((one) => one.value === value)?.label ?? String(value)
  if (column.kind === 'money' && typeof value === 'number') return money(value).replace('NT$ ', '')
  if (column.kind === 'number' && typeof value === 'number') return number(value, 2)
  if (column.kind === 'date') return String(value).replaceAll('-', '/')
  if (column.kind === 'check') return value ? '✓' : ''
  return String(value)
}

/** The same for the clipboard: numbers bare, so that a spreadsheet takes them as numbers. */
export const copied = <Row>(column: Column<Row>, value: Value): string => (typeof value === 'number' ? String(value) : shown(column, value))

const isDay = (y: number, m: number, d: number) => {
  const day = new Date(Date.UTC(y, m - 1, d))
  return day.getUTCMonth() === m - 1 && day.getUTCDate() === d
}

/**
 * Reads what a person typed or pasted; `undefined` means that it doesn't fit the column. Nothing empties the cell: to empty text, else to `null`.
 * Understands `NT$ 1,200`, `(1,200)` as negative, full-width digits, `2026/12/1` and 民國 `115/12/1` or `115年12月1日`, an option's label or value.
 */
export function read<Row>(column: Column<Row>, raw: string): Value {
  const text = raw.normalize('NFKC').trim()
  if (text === '') return column.kind && column.kind !== 'text' ? null : ''
  switch (column.kind) {
    case 'number':
    case 'money': {
      const bare = text
        .replace(/NT\$|TWD|[\s,$元]/g, '')
        .replace('−', '-')
        .replace(/^\((.+)\)$/, '-$1')
      return /^-?\d+(\.\d+)?$/.test(bare) ? (column.kind === 'money' ? Math.round(Number(bare)) : Number(bare)) : undefined
    }
    case 'date': {
      const [, y, m, d] = /^(?:民國\s*)?(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ?? []
      const year = Number(y) < 1000 ? Number(y) + 1911 : Number(y)
      return y && isDay(year, Number(m), Number(d)) ? `${year}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}` : undefined
    }
    case 'select': {
      const key = text.toLowerCase()
      return column.options?.find((one) => one.value.toLowerCase() === key || one.label.normalize('NFKC').toLowerCase() === key)?.value
    }
    case 'check':
      return /^(1|true|yes|y|v|是|有|✓|✔)$/i.test(text) ? true : /^(0|false|no|n|x|否|無)$/i.test(text) ? false : undefined
    default:
      return raw.trim()
  }
}

/** A spreadsheet's clipboard text to rows of cells; quoted cells may hold tabs and line ends. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y
  for (cell.lastIndex = 0; cell.lastIndex <= text.length;) {
    const match = cell.exec(text)
    // A quote inside an unquoted cell is text, not a broken quote.
    if (!match) return text.split(/\r\n|\r|\n/).map((line) => line.split('\t'))
    rows.at(-1)!.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'))
    if (match[3] === '') break
    if (match[3] !== '\t') rows.push([])
  }
  while (rows.length > 0 && rows.at(-1)!.every((one) => one === '')) rows.pop()
  return rows
}
export const toTsv = (rows: string[][]): string =>
  rows.map((row) => row.map((one) => (/[\t\r\n"]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one)).join('\t')).join('\n')

const collator = new Intl.Collator('zh-Hant-TW', { numeric: true })
const compare = (a: Value, b: Value) =>
  (a ?? '') === (b ?? '')
    ? 0
    : a === null || a === undefined || a === ''
      ? 1
      : b === null || b === undefined || b === ''
        ? -1
        : typeof a === 'number' && typeof b === 'number'
          ? a - b
          : collator.compare(String(a), String(b))

type Arrangement<Row> = {
  columns: Column<Row>[]
  rowId: (row: Row) => string
  q?: string
  sort?: string
  groupBy?: string | null
  closed?: ReadonlySet<string> | undefined
  none: string
}
/** Rows as they stand on the screen: searched, sorted, grouped; rows of a closed group are left out. Empty values sort last either way. */
export function arrange<Row>(rows: Row[], { columns, rowId, q, sort, groupBy, closed, none }: Arrangement<Row>): Item<Row>[] {
  const needle = q?.normalize('NFKC').toLowerCase().trim()
  let out = needle
    ? rows.filter((row) => columns.some((column) => shown(column, column.value(row)).normalize('NFKC').toLowerCase().includes(needle)))
    : rows
  const by = columns.find((column) => column.key === sort?.replace(/^-/, ''))
  const empty = (row: Row) => (by!.value(row) ?? '') === ''
  if (by) out = out.toSorted((a, b) => compare(by.value(a), by.value(b)) * (sort!.startsWith('-') && !empty(a) && !empty(b) ? -1 : 1))
  const group = columns.find((column) => column.key === groupBy)
  if (!group) return out.map((row) => ({ id: rowId(row), row }))
  const groups = Map.groupBy(out, (row) => shown(group, group.value(row)))
  const order = group.options?.map((one) => one.label)
  const keys = [...groups.keys()].toSorted((a, b) =>
    order ? (order.indexOf(a) + 1 || 1e6) - (order.indexOf(b) + 1 || 1e6) : compare(a, b),
  )
  return keys.flatMap((key): Item<Row>[] => {
    const open = !closed?.has(key)
    const head = { id: `group:${key}`, group: { label: key || none, rows: groups.get(key)!, open } }
    return open ? [head, ...groups.get(key)!.map((row) => ({ id: rowId(row), row }))] : [head]
  })
}

export type PastePlan = { changes: Change[]; added: Record<string, Value>[]; bad: { row: number; column: string; text: string }[] }
/**
 * What pasting `block` with its corner at `at` would do: changes of cells, rows to add below the last one, and what doesn't fit.
 * Cells that may not be edited are passed over when equal, else reported.
 */
export function planPaste<Row>(
  block: string[][],
  rows: { id: string; row: Row }[],
  columns: Column<Row>[],
  at: { row: number; column: number },
): PastePlan {
  const plan: PastePlan = { changes: [], added: [], bad: [] }
  block.forEach((line, i) => {
    const target = rows[at.row + i]
    const fresh: Record<string, Value> = {}
    line.forEach((text, j) => {
      const column = columns[at.column + j]
      if (!column) return
      const value = read(column, text)
      const mayEdit = column.editable === true || (typeof column.editable === 'function' && (!target || column.editable(target.row)))
      const before = target ? column.value(target.row) : undefined
      if ((value ?? '') === (before ?? '') && value !== undefined) return
      if (value === undefined || !mayEdit) plan.bad.push({ row: i, column: column.key, text })
      else if (target) plan.changes.push({ id: target.id, column: column.key, before: before ?? null, after: value })
      else fresh[column.key] = value
    })
    if (!target && Object.keys(fresh).length > 0) plan.added.push(fresh)
  })
  return plan
}

/** Rows for an empty list from a whole pasted table: a first line of column names orders the columns, otherwise they come as shown. */
export function planTable<Row>(block: string[][], columns: Column<Row>[]): PastePlan & { headed: boolean } {
  const find = (name: string) => columns.find((column) => column.label.trim() === name.trim() || column.key === name.trim())
  const headed = (block[0] ?? []).filter((name) => find(name)).length >= Math.max(1, Math.ceil((block[0] ?? []).length / 2))
  const order = headed ? block[0]!.map(find) : columns.filter((column) => column.editable)
  const plan = { changes: [], added: [], bad: [], headed } as PastePlan & { headed: boolean }
  for (const [i, line] of (headed ? block.slice(1) : block).entries()) {
    const fresh: Record<string, Value> = {}
    for (const [j, text] of line.entries()) {
      const column = order[j]
      const value = column && read(column, text)
      if (column && value === undefined) plan.bad.push({ row: i, column: column.key, text })
      else if (column && value !== null && value !== '') fresh[column.key] = value
    }
    if (Object.keys(fresh).length > 0) plan.added.push(fresh)
  }
  return plan
}
