import {
  Document,
  Footer,
  Header,
  HeightRule,
  HorizontalPositionRelativeFrom,
  ImageRun,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TableCell,
  TableOfContents,
  TableRow,
  TextRun,
  TextWrappingType,
  VerticalAlignTable,
  VerticalPositionRelativeFrom,
  WidthType,
  type ISectionOptions,
} from 'docx'
import { estimatePageNumbersWith } from 'docx/layout'
import type { DocModel } from '../../contract/model.ts'
import { blockParts, ruledList, type Part } from './docx-blocks.ts'
import { quickPageNumbers } from './docx-pages.ts'
import { bare, cell, grid } from './docx-table.ts'
import { grey, lineColour, mm, px, rule, wordStyles, wordText } from './docx-text.ts'
import { prepare, type Prepared } from './prepare.ts'
import { ringPng } from './ring.ts'
import { words } from './text.ts'

const paper = (doc: Prepared) => (doc.page.landscape ? { width: 297, height: 210 } : { width: 210, height: 297 })

function pageOf(doc: Prepared, margin: { x: number; top: number; bottom: number; header: number; footer: number }) {
  return {
    size: { width: mm(210), height: mm(297), orientation: doc.page.landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
    margin: {
      left: mm(margin.x),
      right: mm(margin.x),
      top: mm(margin.top),
      bottom: mm(margin.bottom),
      header: mm(margin.header),
      footer: mm(margin.footer),
    },
  }
}

async function coverSection(doc: Prepared): Promise<ISectionOptions | null> {
  const c = doc.cover
  if (!c) return null
  const { width, height } = paper(doc)
  const text = width - 50
  const ring = await ringPng('#cfc9bc', 1500)
  const top = doc.page.landscape ? 20 : 32
  const titleAt = doc.page.landscape ? 66 : 132
  const factsHeight = c.facts.length * 9 + 4
  const widest = Math.max(1, ...c.title.split('\n').map((x) => [...x].length))
  const size = widest > 22 ? 44 : widest > 14 ? 52 : 62
  const block = (mmHigh: number, children: Part[], bottom = false) =>
    new TableRow({
      height: { value: mm(mmHigh), rule: HeightRule.EXACT },
      children: [
        new TableCell({
          width: { size: mm(text), type: WidthType.DXA },
          borders: bare,
          margins: { left: 0, right: 0, top: 0, bottom: 0 },
          verticalAlign: bottom ? VerticalAlignTable.BOTTOM : VerticalAlignTable.TOP,
          children,
        }),
      ],
    })
  const small = () => new Paragraph({ style: 'RunningText', spacing: { line: 20, lineRule: 'exact' }, children: [] })
  const body = height - titleAt - 40 - 4
  const kind = [
    new Paragraph({
      style: 'CoverKind',
      border: { top: { ...rule(3.4, 'C4412B'), space: 1 } },
      indent: { right: mm(text - 11) },
      spacing: { line: 60, lineRule: 'exact', after: mm(3) },
      children: [],
    }),
    new Paragraph({ style: 'CoverKind', children: wordText(c.kindLabel) }),
  ]
  const title = [
    ...c.title.split('\n').map((line) => new Paragraph({ style: 'CoverTitle', children: wordText(line, { size }) })),
    ...[...(c.subtitle ? c.subtitle.split('\n') : []), ...c.lines].map(
      (line, i) => new Paragraph({ style: 'CoverText', ...(i === 0 ? { spacing: { before: mm(4) } } : {}), children: wordText(line) }),
    ),
  ]
  const facts: Part[] =
    c.facts.length > 0
      ? [
          ruledList(
            c.facts.map((f) => ({ label: f.label, value: [{ text: f.value }] })),
            text,
            26.5,
            'FormText',
          ),
          small(),
        ]
      : [small()]
  return {
    properties: { page: pageOf(doc, { x: 25, top, bottom: 10, header: 8, footer: 8 }) },
    children: [
      new Paragraph({
        spacing: { line: 20, lineRule: 'exact' },
        children: [
          new ImageRun({
            type: 'png',
            data: ring,
            transformation: { width: px(204), height: px(204) },
            altText: { name: 'ornament', title: '', description: '' },
            floating: {
              horizontalPosition: { relative: HorizontalPositionRelativeFrom.PAGE, offset: (width - 142) * 36000 },
              verticalPosition: { relative: VerticalPositionRelativeFrom.PAGE, offset: -58 * 36000 },
              behindDocument: true,
              allowOverlap: true,
              wrap: { type: TextWrappingType.NONE },
            },
          }),
        ],
      }),
      grid(
        [text],
        [
          block(titleAt - top, kind),
          block(body - factsHeight, title),
          block(factsHeight, facts, true),
          block(14, [new Paragraph({ style: 'CoverText', children: wordText(c.date, { bold: true, color: '1F2328' }) })], true),
        ],
      ),
      small(),
    ],
  }
}

function opening(doc: Prepared, width: number): Part[] {
  const parts: Part[] = []
  if (doc.cover) return parts
  const h = doc.letterhead
  if (h && doc.kind !== 'table') {
    const logo = h.logo ? doc.pictures.get(h.logo) : undefined
    const logoWidth = logo ? Math.min(40, 11 * h.logoRatio) + 3 : 0
    const name = (width - logoWidth) * 0.5
    const line = { bottom: rule(0.9, doc.accent.slice(1)) }
    const cells = [
      ...(logo
        ? [
            cell({
              width: logoWidth,
              borders: line,
              margins: { left: 0 },
              children: [
                new ImageRun({
                  type: logo.type,
                  data: logo.bytes,
                  transformation: { width: px(logoWidth - 3), height: px((logoWidth - 3) / h.logoRatio) },
                }),
              ],
            }),
          ]
        : []),
      cell({
        width: name,
        borders: line,
        margins: { left: 0 },
        verticalAlign: VerticalAlignTable.CENTER,
        children: wordText(h.name, { bold: true, size: 24 }),
      }),
      cell({
        width: name,
        borders: line,
        margins: { right: 0 },
        align: 'right',
        verticalAlign: VerticalAlignTable.CENTER,
        children: wordText(h.contact, { size: 16, color: grey }),
      }),
    ]
    parts.push(
      grid([...(logo ? [logoWidth] : []), name, name], [new TableRow({ children: cells })]),
      new Paragraph({ style: 'BodyText', children: [] }),
    )
  }
  if (!doc.hideTitle) {
    const centre = doc.kind === 'report' ? {} : { alignment: 'center' as const }
    if (h && doc.kind === 'table') parts.push(new Paragraph({ style: 'FormText', ...centre, children: wordText(h.name) }))
    parts.push(
      new Paragraph({ style: 'DocumentTitle', ...centre, children: wordText(doc.title, { size: doc.kind === 'report' ? 40 : 30 }) }),
    )
    if (doc.subtitle)
      parts.push(
        new Paragraph({ style: 'FormText', ...centre, spacing: { after: mm(3) }, children: wordText(doc.subtitle, { color: grey }) }),
      )
  }
  if (doc.headFacts.length > 0) {
    const each = width / 3
    const rows: TableRow[] = []
    for (let i = 0; i < doc.headFacts.length; i += 3)
      rows.push(
        new TableRow({
          children: [0, 1, 2].map((j) => {
            const f = doc.headFacts[i + j]
            return cell({
              width: each,
              margins: { left: 0, top: mm(0.5), bottom: mm(0.5) },
              children: f ? [...wordText(`${f.label}　`, { color: grey }), ...wordText(f.value)] : [],
            })
          }),
        }),
      )
    parts.push(grid([each, each, each], rows), new Paragraph({ style: 'Gap', children: [] }))
  }
  return parts
}

/** Parts from which on the library's own layout would take seconds. */
const LONG = 1200

/**
 * The document as an editable Word file: real styles and headings, a table of contents that is filled in, page n of m in the foot.
 * @throws DocumentError `documents.total_mismatch`
 */
export async function renderDocx(model: DocModel): Promise<Uint8Array> {
  const doc = await prepare(model)
  const w = words(doc.lang)
  const { margin } = doc.page
  const width = paper(doc).width - 2 * margin
  const [before = '', between = '', behind = ''] = w.page('\u0000', '\u0000').split('\u0000')
  const small = { size: 17, color: grey }
  const tabs = [
    { type: 'center' as const, position: mm(width / 2) },
    { type: 'right' as const, position: mm(width) },
  ]
  const footer = new Footer({
    children: [
      new Paragraph({
        style: 'RunningText',
        tabStops: tabs,
        children: [
          ...wordText(doc.footLeft, small),
          new TextRun({ ...small, children: ['\t', before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, behind] }),
          ...wordText(doc.footRight ? `\t${doc.footRight}` : '', small),
        ],
      }),
    ],
  })
  const header = new Header({
    children: [
      new Paragraph({
        style: 'RunningText',
        border: { bottom: { ...rule(0.25, lineColour), space: 4 } },
        tabStops: [{ type: 'right', position: mm(width) }],
        children: wordText(`${doc.running.left}\t${doc.running.right}`),
      }),
    ],
  })
  const empty = new Header({ children: [new Paragraph({ style: 'RunningText', children: [] })] })

  const children: (Part | TableOfContents)[] = opening(doc, width)
  const blocks = [...doc.blocks]
  if (doc.tocDepth > 0) {
    children.push(
      new Paragraph({ style: 'ContentsTitle', children: wordText(w.contents) }),
      new TableOfContents(w.contents, { hyperlink: true, headingStyleRange: doc.tocDepth === 1 ? '1-1' : '1-2' }),
    )
    if (blocks[0]?.type === 'facts')
      children.push(
        new Paragraph({ style: 'BodyText', children: [] }),
        ...(await blockParts(doc, blocks.shift() as (typeof blocks)[number], width)),
      )
  }
  let pageBreak = doc.tocDepth > 0
  for (const b of blocks) {
    if (b.type === 'pageBreak') {
      pageBreak = true
      continue
    }
    children.push(...(await blockParts(doc, b, width, pageBreak)))
    pageBreak = false
  }
  const cover = await coverSection(doc)
  const file = new Document({
    title: doc.title,
    creator: doc.letterhead?.name ?? 'Bantoh',
    description: doc.subtitle,
    styles: wordStyles(doc.page.compact, doc.lang === 'en' ? 'zh-TW' : doc.lang),
    pageNumbers: children.length > LONG ? quickPageNumbers(doc.page.compact) : estimatePageNumbersWith({ guess: true }),
    sections: [
      ...(cover ? [cover] : []),
      {
        properties: {
          titlePage: !cover,
          page: pageOf(doc, {
            x: margin,
            top: cover || !doc.page.compact ? Math.max(margin, 20) : margin + 3,
            bottom: Math.max(20, margin),
            header: Math.max(8, Math.min(13, margin * 0.52)),
            footer: Math.min(12, Math.max(7, margin * 0.6)),
          }),
        },
        headers: { default: header, ...(cover ? {} : { first: empty }) },
        footers: { default: footer, ...(cover ? {} : { first: footer }) },
        children,
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(file))
}
