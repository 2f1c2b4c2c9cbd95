import { qrSvg } from '../qr.ts'
import { printable } from './fonts.ts'
import { typeset } from './typst.ts'

/** Pages of a module's own template, which reads `data` as `json(sys.inputs.data)` and may import `/lib.typ` (fonts, colours). */
export type PagesJob = {
  /** `name` stands for this `source` for as long as the process lives. */
  template: { name: string; source: string }
  data: unknown
  /** Pictures in the folder of the data: `image(folder + "logo.png")`. */
  files?: Record<string, Uint8Array>
  /** Texts of QR codes, drawn in the pool's thread as vectors: `q0.svg`, `q1.svg` … beside the pictures. */
  codes?: readonly string[]
  output: 'pdf' | 'svg'
}

const encoder = new TextEncoder()
/** Data for a template; a character that no font has becomes 〓. */
export const templateData = (value: unknown): Uint8Array =>
  encoder.encode(JSON.stringify(value, (_key, v: unknown) => (typeof v === 'string' ? printable(v) : v)))

/** Works in the calling thread. @throws DocumentError `documents.render_failed` */
export function renderPages({ template, data, files, codes = [], output }: PagesJob): Uint8Array {
  const drawn = Object.fromEntries(codes.map((text, i) => [`q${i}.svg`, encoder.encode(qrSvg(text, 2))]))
  const { pdf, svg } = typeset({ template, output, files: { ...files, ...drawn, 'data.json': templateData(data) }, tags: false })
  return pdf ?? encoder.encode(svg)
}
