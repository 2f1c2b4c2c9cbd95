import sharp from 'sharp'
import type { Lang } from '../../../../kernel/contract/localized.ts'
import { printable } from './fonts.ts'
import type { PChart } from './prepare.ts'
import { typeset } from './typst.ts'

/** A chart as PNG at 300 dpi, drawn with the shipped fonts. `width` in mm; `height` of the answer in mm too. */
export async function chartPng(chart: PChart, lang: Lang, width: number): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const data = JSON.stringify({ width, lang: lang === 'en' ? 'en' : 'zh', chart }, (_k, v: unknown) =>
    typeof v === 'string' ? printable(v) : v,
  )
  const { svg } = typeset({ template: 'chart.typ', output: 'svg', files: { 'data.json': new TextEncoder().encode(data) } })
  const { data: png, info } = await sharp(Buffer.from(svg ?? ''), { density: 300 })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 8 })
    .toBuffer({ resolveWithObject: true })
  return { bytes: new Uint8Array(png), width, height: (info.height / info.width) * width }
}
