import { readFile } from 'node:fs/promises'
import sharp from 'sharp'

/** Texts of the QR codes in a picture that typst drew, read from its pixels. `dpi` as a printer's or a screen's. */
export async function codesIn(svg: Uint8Array, dpi = 110): Promise<string[]> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  prepareZXingModule({
    overrides: {
      wasmBinary: (await readFile(new URL('../../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url)))
        .buffer as ArrayBuffer,
    },
  })
  const png = await sharp(Buffer.from(svg), { density: dpi, limitInputPixels: false }).flatten({ background: '#fff' }).png().toBuffer()
  const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'], maxNumberOfSymbols: 255, tryHarder: true })
  return found.map((c) => c.text)
}

/** Share of dark pixels in each of four strips along the edges of a picture (top, right, bottom, left), `mm` wide on a page of `width` mm. */
export async function inkAtEdges(svg: Uint8Array, mm: number, width: number): Promise<number[]> {
  const { data, info } = await sharp(Buffer.from(svg), { density: 150 })
    .flatten({ background: '#fff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const strip = Math.round((mm * info.width) / width)
  const dark = (from: [number, number], to: [number, number]) => {
    let n = 0
    for (let y = from[1]; y < to[1]; y++) for (let x = from[0]; x < to[0]; x++) if (data[y * info.width + x]! < 128) n++
    return n
  }
  return [
    dark([0, 0], [info.width, strip]),
    dark([info.width - strip, 0], [info.width, info.height]),
    dark([0, info.height - strip], [info.width, info.height]),
    dark([0, 0], [strip, info.height]),
  ]
}
