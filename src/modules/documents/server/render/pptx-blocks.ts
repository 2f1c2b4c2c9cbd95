import type { ChartOptions, Slide, TableCell, TableRow, TextOptions, TextProps } from './pptx-types.ts'
import type { Run } from '../../contract/model.ts'
import type { PBlock, Prepared } from './prepare.ts'
import { emWidth, plain } from './text.ts'

export const face = 'Microsoft JhengHei'
export const serifFace = 'PMingLiU'
export const ink = '1F2328'
export const grey = '565B63'
const hairline = 'CFC9BC'
export type Box = { x: number; y: number; w: number; h: number }
const hex = (colour: string) => colour.slice(1).toUpperCase()

export const textRuns = (runs: Run[], o: TextOptions = {}): TextProps[] =>
  runs.map((r) => ({
    text: r.text,
    options: {
      ...o,
      ...(r.bold ? { bold: true } : {}),
      ...(r.sub ? { subscript: true } : {}),
      ...(r.sup ? { superscript: true } : {}),
      ...(r.link ? { hyperlink: { url: r.link } } : {}),
    },
  }))

/** Text size in points at which `em` of text over `w` inches stays within `h` inches. */
export const fit = (em: number, w: number, h: number, max: number, min: number): number => {
  for (let size = max; size > min; size--) if (Math.ceil((em * size) / 72 / w) * size * 1.6 <= h * 72) return size
  return min
}

function table(slide: Slide, b: PBlock & { type: 'table' }, box: Box, accent: string) {
  const t = b.table
  const rows = t.lines.length + 1
  const noteHeight = b.notes.length > 0 ? 0.3 : 0
  const rowHeight = Math.min(0.42, (box.h - noteHeight) / rows)
  const size = Math.max(9, Math.min(13, Math.floor(rowHeight * 72 * 0.5)))
  const none = { type: 'none' as const }
  const line = (pt: number, color: string) => ({ type: 'solid' as const, pt, color })
  const margin: [number, number, number, number] = [0.02, 0.08, 0.02, 0.08]
  const head = t.columns.map((c) => ({
    text: c.label,
    options: { bold: true, align: c.align, fill: { color: 'F1EEE7' }, border: [line(1, ink), none, line(0.75, ink), none], margin },
  }))
  const body = t.lines.map((l, i) => {
    const heavy = l.style === 'total' || l.style === 'strong' || l.style === 'group'
    const cells: TableCell[] = []
    for (let j = 0; j < l.cells.length;) {
      const c = l.cells[j]
      if (!c) break
      const color = c.tone === 'good' ? hex(accent) : c.tone === 'warn' ? '8A5A12' : c.tone === 'muted' ? grey : ink
      cells.push({
        text: plain(c.runs),
        options: {
          align: c.align,
          colspan: c.span,
          color,
          bold: heavy || c.bold === true || c.tone === 'good' || c.tone === 'warn',
          ...(heavy ? { fill: { color: 'F5F2EA' } } : {}),
          border: [l.style === 'total' ? line(0.75, ink) : none, none, i === t.lines.length - 1 ? line(1, ink) : line(0.5, hairline), none],
          margin,
        },
      })
      j += c.span
    }
    return cells
  })
  // A small table in a wide frame would fall apart.
  const w = Math.min(box.w, Math.max(5, (t.columns.reduce((s, c) => s + Math.min(c.em, 30), 0) * size * 1.7) / 72))
  slide.addTable([head, ...body] as TableRow[], {
    x: box.x,
    y: box.y,
    w,
    colW: t.columns.map((c) => c.share * w),
    rowH: rowHeight,
    fontFace: face,
    fontSize: size,
    color: ink,
    valign: 'middle',
  })
  if (b.notes.length > 0)
    slide.addText(b.notes.map(plain).join(' '), {
      x: box.x,
      y: Math.min(box.y + box.h - 0.28, box.y + rowHeight * rows + 0.1),
      w: box.w,
      h: 0.28,
      fontFace: face,
      fontSize: 9,
      color: grey,
      margin: 0,
    })
}

function chart(slide: Slide, b: PBlock & { type: 'chart' }, box: Box) {
  const reversed = b.chart === 'bar' || b.chart === 'stacked'
  const order = reversed ? [...b.categories.keys()].reverse() : [...b.categories.keys()]
  const labels = order.map((i) => (b.ends[i] ? `${b.categories[i]}　${b.ends[i]}` : (b.categories[i] ?? '')))
  // Clustered horizontal bars grow upwards, so the first series must come last to stand on top.
  const series = b.chart === 'bar' ? b.series.toReversed() : b.series
  const data = series.map((s) => ({ name: s.name, labels, values: order.map((i) => s.values[i] ?? 0) }))
  const only = b.series.length === 1 ? b.series[0] : undefined
  const colours =
    only && b.highlight ? order.map((i) => hex(b.highlight?.includes(i) ? only.colour : b.dim)) : series.map((s) => hex(s.colour))
  slide.addChart(b.chart === 'line' ? 'line' : 'bar', data, {
    ...box,
    ...(b.chart === 'line'
      ? { lineSize: 2.25, lineDataSymbolSize: 7 }
      : {
          barDir: reversed ? 'bar' : 'col',
          barGrouping: b.chart === 'stacked' ? 'stacked' : 'clustered',
          barGapWidthPct: reversed ? 45 : 40,
        }),
    chartColors: colours,
    catAxisLabelFontFace: face,
    catAxisLabelFontSize: 11,
    catAxisLabelColor: ink,
    catAxisLineShow: !reversed,
    catGridLine: { style: 'none' },
    valAxisHidden: true,
    valGridLine: { style: 'none' },
    valAxisLineShow: false,
    valAxisMinVal: 0,
    ...(b.chart === 'stacked'
      ? { valAxisMaxVal: Math.max(1, ...b.categories.map((_, i) => b.series.reduce((s, x) => s + (x.values[i] ?? 0), 0))) }
      : {}),
    showValue: b.chart !== 'line' || b.categories.length <= 10,
    dataLabelFontFace: face,
    dataLabelFontSize: 10,
    dataLabelColor: ink,
    dataLabelFormatCode: `#,##0${b.decimals > 0 ? `.${'0'.repeat(b.decimals)}` : ''};;`,
    ...(b.chart === 'stacked'
      ? { dataLabelPosition: 'ctr' as const }
      : b.chart === 'line'
        ? { dataLabelPosition: 't' as const }
        : { dataLabelPosition: 'outEnd' as const }),
    showLegend: b.series.length > 1,
    legendPos: 't',
    legendFontFace: face,
    legendFontSize: 11,
    legendColor: grey,
    altText: b.caption,
  } as ChartOptions)
}

function picture(slide: Slide, doc: Prepared, image: { picture: string | null; alt: string; caption: string; ratio: number }, box: Box) {
  const p = image.picture ? doc.pictures.get(image.picture) : undefined
  const captionHeight = image.caption ? 0.3 : 0
  const room = { ...box, h: box.h - captionHeight }
  const w = Math.min(room.w, room.h * image.ratio)
  const h = w / image.ratio
  if (p)
    slide.addImage({
      data: `image/${p.type === 'jpg' ? 'jpeg' : 'png'};base64,${Buffer.from(p.bytes).toString('base64')}`,
      x: room.x + (room.w - w) / 2,
      y: room.y,
      w,
      h,
      altText: image.alt,
    })
  else slide.addShape('rect', { ...room, fill: { color: 'E9E6DF' }, line: { color: 'E9E6DF' } })
  if (image.caption)
    slide.addText(image.caption, {
      x: room.x + (p ? (room.w - w) / 2 : 0),
      y: room.y + (p ? h : room.h) + 0.02,
      w: p ? w : room.w,
      h: 0.28,
      fontFace: face,
      fontSize: 9,
      color: grey,
      margin: 0,
    })
}

/** How much of a column's height a block wants; charts and tables take what the others leave. */
const weight = (b: PBlock): number => {
  switch (b.type) {
    case 'chart':
    case 'table':
    case 'image':
    case 'imageGrid':
      return 4
    case 'figures':
      return b.items.length > 5 ? Math.ceil(b.items.length / 2) * 1.3 : 1.3
    case 'list':
      return Math.min(3.5, 0.7 * b.items.length + 0.3)
    case 'facts':
      return Math.min(3, 0.5 * b.items.length)
    case 'paragraph':
      return Math.max(0.8, Math.min(2.4, plain(b.runs).length / 70))
    case 'heading':
    case 'amount':
    case 'note':
      return 0.6
    default:
      return 0
  }
}

/** Sets blocks one below the other into a box (inches). */
export function fill(slide: Slide, doc: Prepared, blocks: PBlock[], box: Box) {
  const shown = blocks.filter((b) => weight(b) > 0)
  const total = shown.reduce((s, b) => s + weight(b), 0)
  const elastic = shown.some((b) => weight(b) >= 4)
  let y = box.y
  for (const b of shown) {
    const h = Math.min((box.h * weight(b)) / Math.max(total, elastic ? 0 : 4.5), box.y + box.h - y) - 0.12
    put(slide, doc, b, { x: box.x, y, w: box.w, h })
    y += h + 0.12
  }
}

function put(slide: Slide, doc: Prepared, b: PBlock, box: Box) {
  const text = { ...box, fontFace: face, color: ink, margin: 0, valign: 'top' as const }
  switch (b.type) {
    case 'table':
      return table(slide, b, box, doc.accent)
    case 'chart':
      return chart(slide, b, box)
    case 'image':
      return picture(slide, doc, b.image, box)
    case 'imageGrid': {
      const n = Math.min(b.columns, b.items.length) || 1
      const rows = Math.ceil(b.items.length / n)
      const [w, h] = [(box.w - 0.25 * (n - 1)) / n, (box.h - 0.2 * (rows - 1)) / rows]
      b.items.forEach((item, i) =>
        picture(slide, doc, item, { x: box.x + (i % n) * (w + 0.25), y: box.y + Math.floor(i / n) * (h + 0.2), w, h }),
      )
      return
    }
    case 'figures': {
      const n = b.items.length > 5 || box.w < 6 ? 2 : Math.max(1, b.items.length)
      const rows = Math.ceil(b.items.length / n)
      const [w, h] = [(box.w - 0.3 * (n - 1)) / n, box.h / rows]
      b.items.forEach((f, i) => {
        const at = { x: box.x + (i % n) * (w + 0.3), y: box.y + Math.floor(i / n) * h, w }
        slide.addShape('line', { ...at, h: 0, line: { color: ink, width: 1 } })
        slide.addText(
          [
            { text: f.value, options: { fontSize: 26, bold: true } },
            { text: f.unit ? ` ${f.unit}` : '', options: { fontSize: 12 } },
          ],
          { ...at, h: 0.55, fontFace: face, color: ink, margin: 0, valign: 'bottom' },
        )
        slide.addText(f.label, { ...at, y: at.y + 0.56, h: 0.3, fontFace: face, fontSize: 11, color: grey, margin: 0, valign: 'top' })
      })
      return
    }
    case 'list': {
      const size = fit(
        b.items.reduce((s, i) => s + Math.max(box.w * 4.5, emWidth(plain(i.runs))), 0),
        box.w,
        box.h,
        16,
        10,
      )
      const paragraphs = b.items.flatMap((item, k) => [
        ...textRuns(item.runs).map((r, i, all) => ({
          ...r,
          options: {
            ...r.options,
            ...(i === 0 ? { bullet: b.ordered ? { type: 'number' as const, numberStartAt: k + 1 } : { indent: 14 } } : {}),
            breakLine: i === all.length - 1,
            paraSpaceAfter: 6,
          },
        })),
        ...item.children.map((c) => ({
          text: plain(c),
          options: { bullet: { indent: 12 }, indentLevel: 1, breakLine: true, color: grey, paraSpaceAfter: 4 },
        })),
      ])
      slide.addText(paragraphs as TextProps[], { ...text, fontSize: size, lineSpacingMultiple: 1.15 })
      return
    }
    case 'paragraph':
      slide.addText(textRuns(b.runs), {
        ...text,
        fontSize: fit(emWidth(plain(b.runs)), box.w, box.h, b.size === 'lead' ? 18 : 16, 10),
        bold: b.size === 'lead',
        lineSpacingMultiple: 1.25,
      })
      return
    case 'facts':
      slide.addText(
        b.items.flatMap((f) => [
          { text: `${f.label}　`, options: { color: grey } },
          { text: plain(f.value), options: { breakLine: true } },
        ]),
        { ...text, fontSize: 13, lineSpacingMultiple: 1.3 },
      )
      return
    case 'amount':
      slide.addText(
        [
          { text: `${b.label}　`, options: { color: grey, fontSize: 14 } },
          { text: b.amount, options: { bold: true, fontSize: 22 } },
        ],
        text,
      )
      return
    case 'heading':
      slide.addText(b.text, { ...text, fontSize: 15, bold: true, valign: 'bottom' })
      return
    case 'note':
      slide.addText(textRuns(b.runs), { ...text, fontSize: 10, color: grey })
      return
    default:
  }
}
