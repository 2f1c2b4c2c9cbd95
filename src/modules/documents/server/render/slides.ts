import type { PBlock, Prepared, PSlide } from './prepare.ts'
import { plain } from './text.ts'

type Titled = { claim: string; kicker: string; blocks: PBlock[] }
const blank = { kicker: '', body: [], aside: [], figure: null, origin: '', speakerNotes: '' }
const shows = (b: PBlock) =>
  b.type === 'table' || b.type === 'chart' || b.type === 'image' || b.type === 'imageGrid' || b.type === 'figures'

/** Where a deck has no slides of its own: one slide per level-1 section, its further exhibits on slides after it. Prose becomes speaker notes. */
export function deriveSlides(doc: Prepared): PSlide[] {
  const sections: Titled[] = []
  let current: Titled | undefined
  for (const b of doc.blocks.flatMap((x) => (x.type === 'columns' ? x.columns.flat() : [x]))) {
    if (b.type === 'heading' && b.level === 1) sections.push((current = { claim: b.text, kicker: '', blocks: [] }))
    else if (current) current.blocks.push(b)
    else sections.push((current = { claim: doc.title, kicker: '', blocks: [b] }))
  }
  return sections.flatMap((s): PSlide[] => {
    const exhibits = s.blocks.filter(shows)
    if (exhibits.length === 0 && s.blocks.some((b) => b.type === 'signature')) return []
    const texts = s.blocks.filter((b) => b.type === 'paragraph' || b.type === 'list' || b.type === 'facts' || b.type === 'amount')
    const speakerNotes = texts
      .map((b) => (b.type === 'paragraph' ? plain(b.runs) : b.type === 'list' ? b.items.map((i) => plain(i.runs)).join('\n') : ''))
      .filter(Boolean)
      .join('\n\n')
    const short = texts.filter((b) => b.type !== 'paragraph' || plain(b.runs).length <= 160).slice(0, 3)
    // A caption that says the finding is the better claim; the section becomes the word above it.
    const titled = (b: PBlock | undefined): Pick<PSlide, 'claim' | 'kicker'> => {
      const caption = b ? captionOf(b) : ''
      return caption === '' ? { claim: s.claim, kicker: '' } : { claim: caption, kicker: s.claim }
    }
    const [first, ...rest] = exhibits
    const beside = first !== undefined && short.length > 0 && (first.type === 'chart' || first.type === 'image')
    const opening: PSlide = {
      ...blank,
      ...titled(first),
      speakerNotes,
      body: beside ? short : first === undefined ? texts.slice(0, 3) : first.type === 'figures' ? [first, ...short] : [first],
      aside: beside ? [first] : [],
    }
    return [opening, ...rest.map((b): PSlide => ({ ...blank, ...titled(b), body: [b] }))]
  })
}

/** A caption without its number. */
export const captionOf = (b: PBlock): string => {
  const text = b.type === 'table' || b.type === 'chart' ? b.caption : b.type === 'image' ? b.image.caption : ''
  return text.replace(/^\S+\u00a0\d+\s*/, '')
}

/** Rows of a table per slide; longer tables go on over further slides. */
export function splitTables(slides: PSlide[], rows: number, continued: string): PSlide[] {
  return slides.flatMap((s) => {
    const only = s.body.length === 1 ? s.body[0] : undefined
    if (only?.type !== 'table' || only.table.lines.length <= rows) return [s]
    const parts: PSlide[] = []
    for (let i = 0; i < only.table.lines.length; i += rows) {
      const part: PBlock = {
        ...only,
        notes: i + rows >= only.table.lines.length ? only.notes : [],
        table: { ...only.table, lines: only.table.lines.slice(i, i + rows) },
      }
      parts.push({ ...s, claim: i === 0 ? s.claim : s.claim + continued, body: [part], speakerNotes: i === 0 ? s.speakerNotes : '' })
    }
    return parts
  })
}
