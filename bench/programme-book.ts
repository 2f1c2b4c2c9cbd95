import type { Bench } from './run.ts'
import { missingGlyphs } from '../src/modules/documents/server/index.ts'
import { fosdem } from './import.ts'

/**
 * The programme book of FOSDEM 2020 as PDF and as DOCX over HTTP, first calls of a fresh process, and how long the server's event loop
 * was held up by them at most; every character of the programme has a glyph.
 */
export default async function run(): Promise<Bench> {
  const { server, owner, eventId, load } = await fosdem()
  try {
    await load()
    const get = async (path: string) => {
      const r = await fetch(`${server.address}${path}`, { headers: owner })
      if (r.status !== 200) throw new Error(`${path}: ${r.status} ${await r.text()}`)
      return new Uint8Array(await r.arrayBuffer())
    }
    const book = async (format: string) => {
      await server.loopMs()
      const began = performance.now()
      const bytes = await get(`/api/events/${eventId}/deliverables/programme-book/file?format=${format}&lang=zh-TW`)
      return { bytes, ms: Math.round(performance.now() - began), loopMs: await server.loopMs() }
    }
    const pdf = await book('pdf')
    const docx = await book('docx')
    const words = new TextDecoder().decode(await get(`/api/events/${eventId}/programme/export?format=json`))
    const missing = missingGlyphs(words.replaceAll(/\\u([0-9a-f]{4})/gi, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))))
    const pages =
      Buffer.from(pdf.bytes)
        .toString('latin1')
        .match(/\/Type\s*\/Page\b/g)?.length ?? 0
    const targets = { pdfMs: 5000, docxMs: 5000, loopMs: 100, missingGlyphs: 0 }
    const loopMs = Math.max(pdf.loopMs, docx.loopMs)
    return {
      name: 'programme-book',
      figures: {
        pdfMs: pdf.ms,
        docxMs: docx.ms,
        pdfLoopMs: pdf.loopMs,
        docxLoopMs: docx.loopMs,
        missingGlyphs: missing.length,
        missing: missing.join(' '),
        kilobytes: Math.round(pdf.bytes.length / 1024),
        pages,
      },
      targets,
      ok:
        pdf.ms <= targets.pdfMs &&
        docx.ms <= targets.docxMs &&
        loopMs <= targets.loopMs &&
        missing.length === 0 &&
        Buffer.from(pdf.bytes.subarray(0, 5)).toString() === '%PDF-' &&
        Buffer.from(docx.bytes.subarray(0, 2)).toString() === 'PK',
    }
  } finally {
    await server.stop()
  }
}
