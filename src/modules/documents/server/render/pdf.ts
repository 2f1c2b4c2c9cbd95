import type { CertificatePage, CertificateSet } from '../../contract/certificate.ts'
import type { DocModel } from '../../contract/model.ts'
import { templateData } from './pages.ts'
import { prepare, type Prepared } from './prepare.ts'
import { qrSvg } from '../qr.ts'
import { ringPng, ringSvg } from './ring.ts'
import { words } from './text.ts'
import { typeset } from './typst.ts'

const encoder = new TextEncoder()

function labels(doc: Prepared) {
  const w = words(doc.lang)
  return { ...w, page: w.page('\u0000', '\u0000').split('\u0000'), colon: undefined }
}

/**
 * The document as PDF, typeset with its own fonts; characters that none of them has print as 〓 (see `missingGlyphs`).
 * @throws DocumentError `documents.total_mismatch`, `documents.render_failed`
 */
export async function renderPdf(model: DocModel): Promise<Uint8Array> {
  if (model.certificates?.pages.length) return renderCertificates(model, model.certificates)
  const doc = await prepare(model)
  const files: Record<string, Uint8Array> = { 'ring.svg': encoder.encode(ringSvg({ line: '#cfc9bc', seat: '#c4412b' })) }
  const pics: Record<string, string> = {}
  for (const p of doc.pictures.values()) {
    const name = `${p.key}.${p.type}`
    files[name] = p.bytes
    pics[p.key] = name
  }
  const { pictures: _pictures, slides: _slides, ...data } = doc
  files['data.json'] = templateData({ ...data, pics, ring: 'ring.svg', words: labels(doc) })
  const { pdf } = typeset({ template: 'document.typ', output: 'pdf', files })
  return pdf as Uint8Array
}

const LINE = 415 // pt that the two names may take together
/** The largest size in pt in which both names stand in one line; in the smallest they may take two. */
function nameSize(p: CertificatePage): number {
  const em = (text: string) => [...text].reduce((sum, ch) => sum + (ch > '\u2e80' ? 1 : 0.64), 0)
  const wide = em(p.name) + 0.61 * em(p.nameEn)
  return [28, 24, 20, 16].find((size) => wide * size <= LINE) ?? 13
}

async function renderCertificates(model: DocModel, set: CertificateSet): Promise<Uint8Array> {
  // As pixels, which a thousand pages share; drawn lines would be written anew on each.
  const files: Record<string, Uint8Array> = { 'ring.png': await ringPng('#d9d4c6', 1900) }
  for (const [i, p] of set.pages.entries()) files[`q${i}.svg`] = encoder.encode(qrSvg(p.verify))
  const title = [model.title, model.subtitle ?? ''].filter(Boolean).join(' ')
  files['data.json'] = templateData({ ...set, heading: set.title, title, sizes: set.pages.map(nameSize) })
  return typeset({ template: 'certificate.typ', output: 'pdf', files }).pdf as Uint8Array
}
