import type { Bench } from './run.ts'
import { missingGlyphs } from '../src/modules/documents/server/index.ts'
import { fosdem } from './import.ts'

/** The programme book of FOSDEM 2020 as PDF over HTTP, first call of a fresh process; every character of the programme has a glyph. */
export default async function run(): Promise<Bench> {
  const { server, owner, eventId, load } = await fosdem()
  try {
    await load()
    const get = async (path: string) => {
      const r = await fetch(`${server.address}${path}`, { headers: owner })
      if (r.status !== 200) throw new Error(`${path}: ${r.status} ${await r.text()}`)
      return new Uint8Array(await r.arrayBuffer())
    }
    const began = performance.now()
    const pdf = await get(`/api/events/${eventId}/deliverables/programme-book/file?format=pdf&lang=zh-TW`)
    const ms = Math.round(performance.now() - began)
    const words = new TextDecoder().decode(await get(`/api/events/${eventId}/programme/export?format=json`))
    const missing = missingGlyphs(words.replaceAll(/\\u([0-9a-f]{4})/gi, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))))
    const pages =
      Buffer.from(pdf)
        .toString('latin1')
        .match(/\/Type\s*\/Page\b/g)?.length ?? 0
    const targets = { pdfMs: 5000, missingGlyphs: 0 }
    return {
      name: 'programme-book',
      figures: { pdfMs: ms, missingGlyphs: missing.length, missing: missing.join(' '), kilobytes: Math.round(pdf.length / 1024), pages },
      targets,
      ok: ms <= targets.pdfMs && missing.length === 0 && Buffer.from(pdf.subarray(0, 5)).toString() === '%PDF-',
    }
  } finally {
    await server.stop()
  }
}
