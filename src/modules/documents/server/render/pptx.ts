import pptx from 'pptxgenjs'
import type { Deck } from './pptx-types.ts'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import type { DocModel } from '../../contract/model.ts'
import { face, fill, grey, ink, serifFace } from './pptx-blocks.ts'
import { prepare, type Prepared, type PSlide } from './prepare.ts'
import { ringPng } from './ring.ts'
import { deriveSlides, splitTables } from './slides.ts'
import { emWidth, words } from './text.ts'

// pptxgenjs is CommonJS: under Node its class sits on `default`.
const Presentation = ((pptx as unknown as { default?: unknown }).default ?? pptx) as new () => Deck
const width = 13.333
const side = 0.79
const seal = 'C4412B'
const paper = 'FBFAF7'

const claimFace = (doc: Prepared) => (doc.lang === 'en' ? 'Georgia' : serifFace)

async function cover(deck: Deck, doc: Prepared) {
  const s = deck.addSlide()
  s.background = { color: ink }
  s.addImage({
    data: `image/png;base64,${(await ringPng('#6a6f76', 1400)).toString('base64')}`,
    x: 7.2,
    y: -1.2,
    w: 9.3,
    h: 9.3,
    altText: '',
  })
  const c = doc.cover
  const title = c?.title ?? doc.title
  const above = [c ? (doc.title !== title.replaceAll('\n', '') && doc.title !== c.kindLabel ? doc.title : '') : '', c?.kindLabel ?? '']
    .filter(Boolean)
    .join('　')
  const text = { x: side + 0.15, w: 6.6, fontFace: face, color: 'D9D4C8', margin: 0 }
  s.addText(above, { ...text, y: 1.85, h: 0.4, fontSize: 14 })
  s.addText(title, {
    ...text,
    y: 2.35,
    h: 1.75,
    fontFace: claimFace(doc),
    fontSize: Math.max(28, Math.min(46, Math.floor(430 / Math.max(1, emWidth(title))))),
    bold: true,
    color: 'FFFFFF',
    valign: 'top',
    lineSpacingMultiple: 1.1,
  })
  s.addText([c?.subtitle ?? doc.subtitle, ...(c?.lines ?? [])].filter(Boolean).join('\n'), {
    ...text,
    y: 4.2,
    h: 0.9,
    fontSize: 15,
    valign: 'top',
    lineSpacingMultiple: 1.3,
  })
  const foot = [
    ...(c?.facts ?? []).slice(0, 2).map((f) => `${f.label}　${f.value}`),
    doc.letterhead && !c ? doc.letterhead.name : '',
    c?.date ?? '',
  ].filter(Boolean)
  s.addText(foot.join('　　'), { ...text, y: 6.55, h: 0.5, w: 11, fontSize: 10.5 })
}

function page(deck: Deck, doc: Prepared, slide: PSlide, number: number) {
  const s = deck.addSlide()
  s.background = { color: paper }
  if (slide.kicker) {
    s.addShape('ellipse', { x: side, y: 0.6, w: 0.1, h: 0.1, fill: { color: seal }, line: { color: seal } })
    s.addText(slide.kicker, { x: side + 0.18, y: 0.5, w: 8, h: 0.3, fontFace: face, fontSize: 11, bold: true, color: grey, margin: 0 })
  }
  const claimWidth = slide.figure ? 8.2 : width - 2 * side
  const lines = Math.max(slide.claim.split('\n').length, Math.ceil((emWidth(slide.claim) * 28) / 72 / claimWidth))
  const size = lines > 2 ? 22 : 28
  const claimHeight = Math.max(1, Math.min(3, lines)) * size * 0.0205 + 0.1
  s.addText(slide.claim, {
    x: side,
    y: 0.88,
    w: claimWidth,
    h: claimHeight,
    fontFace: claimFace(doc),
    fontSize: size,
    bold: true,
    color: ink,
    margin: 0,
    valign: 'top',
  })
  if (slide.figure)
    s.addText(
      [
        { text: slide.figure.value, options: { fontSize: 66 } },
        { text: slide.figure.unit, options: { fontSize: 28 } },
      ],
      {
        x: width - side - 3.6,
        y: 0.5,
        w: 3.6,
        h: 1.3,
        align: 'right',
        bold: true,
        fontFace: face,
        color: doc.accent.slice(1).toUpperCase(),
        margin: 0,
      },
    )
  const top = 0.88 + claimHeight + 0.22
  const room = { x: side, y: Math.max(top, slide.figure ? 2 : 0), w: width - 2 * side, h: 0 }
  room.h = 6.75 - room.y
  if (slide.aside.length > 0) {
    const half = (room.w - 0.6) / 2
    fill(s, doc, slide.body, { ...room, w: half })
    fill(s, doc, slide.aside, { ...room, x: room.x + half + 0.6, w: half })
  } else fill(s, doc, slide.body, room)
  s.addText(slide.origin, { x: side, y: 6.98, w: 10.5, h: 0.25, fontFace: face, fontSize: 9, color: grey, margin: 0 })
  s.addText(String(number), {
    x: width - side - 1,
    y: 6.98,
    w: 1,
    h: 0.25,
    align: 'right',
    fontFace: face,
    fontSize: 9,
    color: '7D828A',
    margin: 0,
  })
  if (slide.speakerNotes) s.addNotes(slide.speakerNotes)
}

/** Labels on dark bars turn white (the library has one label colour for all series of a chart), and only parts that are there are declared. */
function mended(bytes: Uint8Array): Uint8Array {
  const files = unzipSync(bytes)
  for (const [path, content] of Object.entries(files)) {
    if (!/^ppt\/charts\/chart\d+\.xml$/.test(path)) continue
    const xml = strFromU8(content)
    if (!xml.includes('<c:grouping val="stacked"/>')) continue
    const fixed = xml.replace(/<c:ser>[\s\S]*?<\/c:ser>/g, (series) => {
      const [r = 255, g = 255, b = 255] = [0, 2, 4].map((i) =>
        Number.parseInt((/<a:srgbClr val="([0-9A-F]{6})"/i.exec(series)?.[1] ?? 'FFFFFF').slice(i, i + 2), 16),
      )
      return 0.2126 * r + 0.7152 * g + 0.0722 * b > 125
        ? series
        : series.replace(/<c:dLbls>[\s\S]*?<\/c:dLbls>/, (labels) =>
            labels.replace(/<a:srgbClr val="[0-9A-F]{6}"/gi, '<a:srgbClr val="FFFFFF"'),
          )
    })
    files[path] = strToU8(fixed)
  }
  // The library declares a slide master for each slide, though there is one; a part that is declared but missing can make PowerPoint offer a repair.
  const types = strFromU8(files['[Content_Types].xml']!)
  files['[Content_Types].xml'] = strToU8(
    types.replace(/<Override PartName="\/([^"]+)"[^>]*\/>/g, (all, part: string) => (part in files ? all : '')),
  )
  return zipSync(files, { level: 6 })
}

/**
 * The document as a deck: ink cover, then one claim per slide with native, editable charts and tables.
 * @throws DocumentError `documents.total_mismatch`
 */
export async function renderPptx(model: DocModel): Promise<Uint8Array> {
  const doc = await prepare(model)
  const deck = new Presentation()
  deck.layout = 'LAYOUT_WIDE'
  deck.title = doc.title
  deck.author = doc.letterhead?.name ?? 'Bantoh'
  deck.subject = doc.subtitle || doc.title
  // The library writes the company into app.xml as it stands.
  deck.company = (doc.letterhead?.name ?? '').replace(/[<>&]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[c] ?? '')
  deck.theme = { headFontFace: claimFace(doc), bodyFontFace: face }
  await cover(deck, doc)
  splitTables(doc.slides ?? deriveSlides(doc), 15, words(doc.lang).continued).forEach((slide, i) => page(deck, doc, slide, i + 2))
  return mended(new Uint8Array((await deck.write({ outputType: 'uint8array' })) as Uint8Array))
}
