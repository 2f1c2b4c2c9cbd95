import { crc32, deflateSync } from 'node:zlib'
import QRCode from 'qrcode'

type Mask = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7
const matrix = (text: string, mask?: Mask) => {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M', ...(mask === undefined ? {} : { maskPattern: mask }) })
  return {
    size: modules.size,
    at: (x: number, y: number) => x >= 0 && y >= 0 && x < modules.size && y < modules.size && modules.get(y, x) === 1,
  }
}
const QUIET = 4 // modules of margin, ISO/IEC 18004 §5.3.8

/**
 * A QR code as SVG markup of our own making; scales freely. Trying all eight masks is most of the work: where thousands are drawn of
 * texts that are as good as random, `mask` names one for all, and any reader reads it.
 */
export function qrSvg(text: string, mask?: Mask): string {
  const m = matrix(text, mask)
  const side = m.size + 2 * QUIET
  // Lines as thick as a module: two strokes of the pen a run instead of five, which a thousand badges feel.
  let path = ''
  for (let y = 0; y < m.size; y++)
    for (let x = 0; x < m.size; x++) {
      let run = 0
      while (m.at(x + run, y)) run++
      if (run) path += `M${x + QUIET} ${y + QUIET + 0.5}h${run}`
      x += run
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="none" stroke="#000" d="${path}"/></svg>`
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(8)
  out.writeUInt32BE(data.length, 0)
  out.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)])
}

/** A QR code as PNG, one bit a pixel, `scale` pixels a module: mail programs show no SVG. Half a millisecond, so a rush of letters is no load. */
export function qrPng(text: string, scale = 8): Buffer {
  const m = matrix(text)
  const side = (m.size + 2 * QUIET) * scale
  const row = Math.ceil(side / 8) + 1
  const pixels = Buffer.alloc(row * side, 0xff)
  for (let y = 0; y < side; y++) {
    pixels[y * row] = 0
    for (let x = 0; x < side; x++)
      if (m.at(Math.floor(x / scale) - QUIET, Math.floor(y / scale) - QUIET)) pixels[y * row + 1 + (x >> 3)]! &= ~(0x80 >> (x & 7))
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 1
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
