import {
  AlignmentType,
  HeightRule,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
  type ITableCellOptions,
  type ParagraphChild,
} from 'docx'
import type { Align } from '../../contract/model.ts'
import type { PTable } from './prepare.ts'
import { grey, ink, lineColour, mm, noRule, rule, wordRuns, wordText } from './docx-text.ts'

export const bare = { top: noRule, bottom: noRule, left: noRule, right: noRule, insideHorizontal: noRule, insideVertical: noRule }
const sides = { top: noRule, bottom: noRule, left: noRule, right: noRule }
export const alignment = (a: Align | string) =>
  a === 'right' ? AlignmentType.RIGHT : a === 'center' ? AlignmentType.CENTER : a === 'justify' ? AlignmentType.BOTH : AlignmentType.LEFT

/** A fixed grid of `widths` mm without rules of its own. */
export const grid = (widths: number[], rows: TableRow[]): Table =>
  new Table({
    rows,
    layout: TableLayoutType.FIXED,
    columnWidths: widths.map(mm),
    width: { size: mm(widths.reduce((a, b) => a + b, 0)), type: WidthType.DXA },
    borders: bare,
  })

type CellOptions = { width: number; children: ParagraphChild[]; style?: string; align?: Align; keepNext?: boolean } & Omit<
  ITableCellOptions,
  'children' | 'width'
>
/** A cell of one paragraph, `width` in mm. */
export const cell = ({
  width,
  children,
  style = 'TableText',
  align = 'left',
  keepNext,
  borders,
  margins,
  ...rest
}: CellOptions): TableCell =>
  new TableCell({
    ...rest,
    width: { size: mm(width), type: WidthType.DXA },
    borders: { ...sides, ...borders },
    margins: { top: mm(1.1), bottom: mm(1.1), left: mm(1.3), right: mm(1.3), ...margins },
    children: [new Paragraph({ style, alignment: alignment(align), children, keepNext: keepNext ?? false })],
  })

const tones = (accent: string) => ({ good: accent.slice(1).toUpperCase(), warn: '8A5A12', muted: grey })

/** A table of the house style: grey head repeated on each page, no vertical lines, rows that don't split. `width` in mm. */
export function tableBlock(b: PTable, width: number, accent: string, compact: boolean): (Paragraph | Table)[] {
  const { table } = b
  const widths = table.columns.map((c) => c.share * width)
  const boxed = table.rules === 'grid'
  const style = compact && boxed ? 'TableSmall' : 'TableText'
  const margins = compact ? { top: mm(0.9), bottom: mm(0.9) } : {}
  const side = (j: number) => (boxed && j > 0 ? { left: rule(0.25, lineColour) } : {})
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: table.columns.map((c, j) =>
      cell({
        width: widths[j] ?? 10,
        children: wordText(c.label, { bold: true }),
        align: c.align,
        style,
        margins,
        shading: { fill: 'F1EEE7' },
        keepNext: true,
        borders: { top: rule(0.75), bottom: rule(0.5), ...side(j) },
      }),
    ),
  })
  const lines = table.lines.map((line, i) => {
    const heavy = line.style === 'total' || line.style === 'strong' || line.style === 'group'
    const last = i === table.lines.length - 1
    const fill = heavy ? 'FAF8F4' : line.style === 'key' ? 'F3F0EA' : undefined
    const cells: TableCell[] = []
    for (let j = 0; j < line.cells.length;) {
      const c = line.cells[j]
      if (!c) break
      const spanned = widths.slice(j, j + c.span).reduce((a, x) => a + x, 0)
      const color = c.tone ? tones(accent)[c.tone] : line.style === 'muted' ? grey : ink
      cells.push(
        cell({
          width: spanned,
          style,
          margins,
          align: c.align,
          columnSpan: c.span,
          // Neither the last row nor a note begins a page of its own.
          keepNext: line.kind === 'group' || (table.together && !last) || i === table.lines.length - 2 || (b.notes.length > 0 && last),
          children: wordRuns(c.runs, { color, ...(heavy || c.bold || (c.tone && c.tone !== 'muted') ? { bold: true } : {}) }),
          ...(fill ? { shading: { fill } } : {}),
          ...(b.rowHeight > 0 ? { verticalAlign: VerticalAlignTable.CENTER } : {}),
          borders: {
            ...(line.style === 'total' ? { top: rule(0.5) } : {}),
            bottom: last ? rule(0.75) : rule(0.25, lineColour),
            ...(line.style === 'key' && j === 0 ? { left: rule(2.25) } : side(j)),
          },
        }),
      )
      j += c.span
    }
    return new TableRow({
      cantSplit: true,
      children: cells,
      ...(b.rowHeight > 0 ? { height: { value: mm(b.rowHeight), rule: HeightRule.ATLEAST } } : {}),
    })
  })
  return [
    ...caption(b.caption, b.unit, width),
    grid(widths, [head, ...lines]),
    ...noteBlocks(b.notes),
    new Paragraph({ style: 'Gap', children: [] }),
  ]
}

/** Caption at the left, unit at the right end of the same line. */
export function caption(left: string, right: string, width: number): Paragraph[] {
  if (left === '' && right === '') return []
  return [
    new Paragraph({
      style: 'Caption',
      keepNext: true,
      tabStops: [{ type: 'right', position: mm(width) }],
      children: [...wordText(left), ...(right ? wordText(`\t${right}`, { bold: false, size: 16, color: grey }) : [])],
    }),
  ]
}
export const noteBlocks = (notes: PTable['notes']): Paragraph[] => notes.map((n) => new Paragraph({ style: 'Note', children: wordRuns(n) }))
