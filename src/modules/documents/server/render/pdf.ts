import type { DocModel } from '../../contract/model.ts'
import { printable } from './fonts.ts'
import { prepare, type Prepared } from './prepare.ts'
import { ringSvg } from './ring.ts'
import { words } from './text.ts'
import { typeset } from './typst.ts'

const encoder = new TextEncoder()
const json = (value: unknown) => encoder.encode(JSON.stringify(value, (_key, v: unknown) => (typeof v === 'string' ? printable(v) : v)))

function labels(doc: Prepared) {
  const w = words(doc.lang)
  return { ...w, page: w.page('\u0000', '\u0000').split('\u0000'), colon: undefined }
}

/**
 * The document as PDF, typeset with its own fonts; characters that none of them has print as 〓 (see `missingGlyphs`).
 * @throws DocumentError `documents.total_mismatch`, `documents.render_failed`
 */
export async function renderPdf(model: DocModel): Promise<Uint8Array> {
  const doc = await prepare(model)
  const files: Record<string, Uint8Array> = { 'ring.svg': encoder.encode(ringSvg({ line: '#cfc9bc', seat: '#c4412b' })) }
  const pics: Record<string, string> = {}
  for (const p of doc.pictures.values()) {
    const name = `${p.key}.${p.type}`
    files[name] = p.bytes
    pics[p.key] = name
  }
  const { pictures: _pictures, slides: _slides, ...data } = doc
  files['data.json'] = json({ ...data, pics, ring: 'ring.svg', words: labels(doc) })
  const { pdf } = typeset({ template: 'document.typ', output: 'pdf', files })
  return pdf as Uint8Array
}
