import {
  AlignmentType,
  HeadingLevel,
  HeightRule,
  ImageRun,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { chartPng } from './charts.ts'
import { alignment, bare, caption, cell, grid, noteBlocks, tableBlock } from './docx-table.ts'
import { grey, lineColour, mm, noRule, px, rule, wordRuns, wordText } from './docx-text.ts'
import type { PBlock, PImage, Prepared } from './prepare.ts'
import { words } from './text.ts'

export type Part = Paragraph | Table
const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 }
const after = () => new Paragraph({ style: 'Gap', children: [] })

export function pictureParts(doc: Prepared, item: PImage, width: number, height = width / item.ratio): Part[] {
  const picture = item.picture ? doc.pictures.get(item.picture) : undefined
  const scale = Math.min(1, 190 / height)
  const frame = picture
    ? new Paragraph({
        keepNext: true,
        alignment: AlignmentType.CENTER,
        spacing: { before: mm(1) },
        children: [
          new ImageRun({
            type: picture.type,
            data: picture.bytes,
            transformation: { width: px(width * scale), height: px((width / item.ratio) * scale) },
            altText: { name: item.alt || 'image', title: item.alt, description: item.alt },
          }),
        ],
      })
    : new Paragraph({
        style: 'PictureCaption',
        alignment: AlignmentType.CENTER,
        shading: { fill: 'E9E6DF' },
        spacing: { before: mm(8), after: mm(8) },
        children: wordText(words(doc.lang).broken + (item.alt ? `（${item.alt}）` : ''), { color: grey }),
      })
  if (item.caption === '' && item.credit === '') return [frame]
  return [
    frame,
    new Paragraph({
      style: 'PictureCaption',
      tabStops: [{ type: 'right', position: mm(width) }],
      children: [...wordText(item.caption), ...wordText(item.credit ? `\t${item.credit}` : '', { color: grey })],
    }),
  ]
}

/** Rows of label and value under hairlines. */
export function ruledList(
  items: { label: string; value: import('../../contract/model.ts').Run[] }[],
  width: number,
  label: number,
  style = 'TableText',
): Table {
  return grid(
    [label, width - label],
    items.map(({ label: name, value }, i) => {
      const borders = { ...(i === 0 ? { top: rule(0.75) } : {}), bottom: i === items.length - 1 ? rule(0.75) : rule(0.25, lineColour) }
      return new TableRow({
        cantSplit: true,
        children: [
          cell({ width: label, style, borders, margins: { left: 0 }, children: wordText(name, { color: grey }) }),
          cell({ width: width - label, style, borders, children: wordRuns(value) }),
        ],
      })
    }),
  )
}

/** Word's paragraphs and tables of one block; `width` mm of text. */
export async function blockParts(doc: Prepared, b: PBlock, width: number, newPage = false): Promise<Part[]> {
  if (newPage && b.type !== 'heading')
    return [new Paragraph({ style: 'Gap', children: [new PageBreak()] }), ...(await blockParts(doc, b, width))]
  const { accent, page } = doc
  switch (b.type) {
    case 'heading':
      return [
        new Paragraph({
          heading: levels[b.level],
          pageBreakBefore: newPage,
          ...(newPage ? { spacing: { before: 0 } } : {}),
          children: wordText(b.number + b.text),
        }),
      ]
    case 'paragraph':
      return [
        new Paragraph({
          style: b.size === 'lead' ? 'Lead' : b.size === 'small' ? 'SmallText' : 'BodyText',
          alignment: alignment(b.align),
          overflowPunctuation: false,
          ...(b.indent ? { indent: { left: Math.round(b.indent * 210) } } : {}),
          children: wordRuns(b.runs),
        }),
      ]
    case 'list':
      return b.items.flatMap((item, i) => {
        const mark = b.ordered ? `${i + 1}.\t` : '•\t'
        const hang = (left: number, hanging: number) => ({
          indent: { left, hanging },
          tabStops: [{ type: 'left' as const, position: left }],
        })
        return [
          new Paragraph({
            style: 'BodyText',
            ...hang(380, 380),
            spacing: { after: mm(0.8) },
            children: [...wordText(mark, b.ordered ? {} : { color: accent.slice(1) }), ...wordRuns(item.runs)],
          }),
          ...item.children.map(
            (c) =>
              new Paragraph({
                style: 'BodyText',
                ...hang(680, 300),
                spacing: { after: mm(0.6) },
                children: [...wordText('–\t', { color: grey }), ...wordRuns(c)],
              }),
          ),
        ]
      })
    case 'table':
      return tableBlock(b, width, accent, page.compact)
    case 'figures': {
      const each = width / b.items.length
      return [
        grid(
          b.items.map(() => each),
          [
            new TableRow({
              cantSplit: true,
              children: b.items.map(
                (f, i) =>
                  new TableCell({
                    width: { size: mm(each), type: WidthType.DXA },
                    margins: { top: mm(2), bottom: mm(2), left: mm(i === 0 ? 0 : 2.6), right: 0 },
                    borders: { top: rule(0.75), bottom: rule(0.75), left: i === 0 ? noRule : rule(0.25, lineColour), right: noRule },
                    children: [
                      new Paragraph({
                        style: 'TableText',
                        children: [
                          ...wordText(f.value, { bold: true, size: 38 }),
                          ...wordText(f.unit ? `\u2009${f.unit}` : '', { size: 19 }),
                        ],
                      }),
                      new Paragraph({ style: 'TableSmall', children: wordText(f.label, { color: grey }) }),
                    ],
                  }),
              ),
            }),
          ],
        ),
        after(),
      ]
    }
    case 'chart': {
      const png = await chartPng(b, doc.lang, width)
      return [
        ...caption(b.caption, '', width),
        new Paragraph({
          keepNext: b.notes.length > 0,
          spacing: { before: mm(1), after: mm(1) },
          children: [
            new ImageRun({
              type: 'png',
              data: png.bytes,
              transformation: { width: px(png.width), height: px(png.height) },
              altText: { name: b.caption || 'chart', title: b.caption, description: chartWords(b) },
            }),
          ],
        }),
        ...noteBlocks(b.notes),
        after(),
      ]
    }
    case 'image':
      return pictureParts(doc, b.image, width * b.width)
    case 'imageGrid': {
      const each = (width - 6 * (b.columns - 1)) / b.columns
      const rows: TableRow[] = []
      for (let i = 0; i < b.items.length; i += b.columns) {
        rows.push(
          new TableRow({
            cantSplit: true,
            children: Array.from({ length: b.columns }, (_, j) => {
              const item = b.items[i + j]
              return new TableCell({
                width: { size: mm(width / b.columns), type: WidthType.DXA },
                margins: { top: 0, bottom: mm(1.5), left: j === 0 ? 0 : mm(3), right: j === b.columns - 1 ? 0 : mm(3) },
                borders: bare,
                children: item ? pictureParts(doc, item, each) : [after()],
              })
            }),
          }),
        )
      }
      return [
        grid(
          Array.from({ length: b.columns }, () => width / b.columns),
          rows,
        ),
        after(),
      ]
    }
    case 'signature': {
      const each = width / Math.max(1, b.roles.length)
      const edge = (i: number, top: boolean) => ({
        top: top ? rule(0.75) : rule(0.5, lineColour),
        bottom: top ? noRule : rule(0.75),
        left: i === 0 ? rule(0.75) : rule(0.5, lineColour),
        right: i === b.roles.length - 1 ? rule(0.75) : noRule,
      })
      return [
        after(),
        grid(
          b.roles.map(() => each),
          [
            new TableRow({
              cantSplit: true,
              children: b.roles.map((role, i) =>
                cell({
                  width: each,
                  align: 'center',
                  keepNext: true,
                  shading: { fill: 'F1EEE7' },
                  borders: edge(i, true),
                  children: wordText(role, { bold: true }),
                }),
              ),
            }),
            new TableRow({
              cantSplit: true,
              height: { value: mm(27), rule: HeightRule.EXACT },
              children: b.roles.map((_, i) => cell({ width: each, borders: edge(i, false), children: [] })),
            }),
          ],
        ),
        ...noteBlocks(b.notes),
        after(),
      ]
    }
    case 'facts': {
      const longest = Math.max(0, ...b.items.map((i) => [...i.label].length))
      return [...caption(b.title, '', width), ruledList(b.items, width, Math.min(52, Math.max(24, longest * 3.4 + 4))), after()]
    }
    case 'form': {
      const label = Math.min(30, Math.max(18, ...b.fields.map((f) => [...f.label].length * 3.4 + 5)))
      const value = width / b.columns - label
      const box = { top: rule(0.5, lineColour), bottom: rule(0.5, lineColour), left: rule(0.5, lineColour), right: rule(0.5, lineColour) }
      const rows: TableRow[] = []
      let cells: TableCell[] = []
      let used = 0
      const close = () => {
        if (used === 0) return
        if (used < b.columns)
          cells.push(cell({ width: (label + value) * (b.columns - used), columnSpan: (b.columns - used) * 2, borders: box, children: [] }))
        rows.push(new TableRow({ cantSplit: true, children: cells }))
        cells = []
        used = 0
      }
      for (const f of b.fields) {
        if (used + f.span > b.columns) close()
        cells.push(cell({ width: label, borders: box, shading: { fill: 'F1EEE7' }, children: wordText(f.label) }))
        cells.push(
          cell({ width: value + (label + value) * (f.span - 1), columnSpan: f.span * 2 - 1, borders: box, children: wordRuns(f.value) }),
        )
        used += f.span
      }
      close()
      return [
        ...caption(b.title, '', width),
        grid(
          Array.from({ length: b.columns * 2 }, (_, i) => (i % 2 === 0 ? label : value)),
          rows,
        ),
        after(),
      ]
    }
    case 'amount': {
      const edge = { top: rule(0.75), bottom: rule(0.75) }
      const parts = [Math.max(20, [...b.label].length * 4 + 5), 0, 44]
      parts[1] = width - (parts[0] ?? 0) - 44
      return [
        grid(parts, [
          new TableRow({
            cantSplit: true,
            children: [
              cell({
                width: parts[0] ?? 0,
                style: 'FormText',
                borders: { ...edge, left: rule(0.75) },
                children: wordText(b.label, { color: grey }),
              }),
              cell({ width: parts[1] ?? 0, style: 'FormText', borders: edge, children: wordText(b.words, { bold: true }) }),
              cell({
                width: 44,
                style: 'FormText',
                align: 'right',
                borders: { ...edge, right: rule(0.75) },
                children: wordText(b.amount, { bold: true }),
              }),
            ],
          }),
        ]),
        after(),
      ]
    }
    case 'columns': {
      const n = Math.max(1, b.columns.length)
      const gap = 8
      const each = (width - gap * (n - 1)) / n
      const cells: TableCell[] = []
      for (const [j, column] of b.columns.entries()) {
        const children: Part[] = []
        for (const x of column) children.push(...(await blockParts(doc, x, each)))
        if (!(children.at(-1) instanceof Paragraph)) children.push(after())
        cells.push(
          new TableCell({
            width: { size: mm(width / n), type: WidthType.DXA },
            margins: { top: 0, bottom: 0, left: j === 0 ? 0 : mm((gap * j) / n), right: j === n - 1 ? 0 : mm((gap * (n - 1 - j)) / n) },
            borders: bare,
            verticalAlign: VerticalAlignTable.TOP,
            children,
          }),
        )
      }
      return [
        grid(
          Array.from({ length: n }, () => width / n),
          [new TableRow({ children: cells })],
        ),
      ]
    }
    case 'note':
      return noteBlocks([b.runs])
    case 'pageBreak':
      return []
    case 'spacer':
      return [new Paragraph({ spacing: { before: mm(b.mm), line: 20, lineRule: 'exact' }, children: [] })]
  }
}

/** A chart in words, for readers who can't see it. */
export const chartWords = (b: PBlock & { type: 'chart' }): string =>
  b.series
    .map((s) => `${s.name}: ${b.categories.map((c, i) => `${c} ${s.labels[i] ?? ''}`).join(', ')}`)
    .join('; ')
    .slice(0, 1500)
