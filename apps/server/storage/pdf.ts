import { inflateSync } from 'node:zlib'

const active = /\/(JavaScript|JS|Launch)(?![A-Za-z0-9])/
/** Names may be written with `#4a` for any letter (ISO 32000-2 §7.3.5). */
const plain = (text: string) => text.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
const MOST = 64 * 1024 * 1024

/**
 * Why a PDF is not to be kept: it runs a script or starts a program when it is opened. Streams are data and passed over, but
 * those that hold objects are opened. What lies inside an encrypted PDF stays unseen.
 */
export function pdfFlaw(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  if (!text.startsWith('%PDF-')) return '不是單純的 PDF / not a plain PDF'
  const refused = 'PDF 含有指令碼或啟動程式的動作，請改用「列印成 PDF」另存 / the PDF runs a script or a program; print it to a new PDF'
  let opened = 0
  for (let at = 0; at < text.length;) {
    const stream = text.indexOf('stream', at)
    const outside = text.slice(at, stream < 0 ? undefined : stream)
    if (active.test(plain(outside))) return refused
    if (stream < 0) return ''
    const begin = stream + 6 + (text[stream + 6] === '\r' ? 1 : 0) + 1
    const end = text.indexOf('endstream', begin)
    if (end < 0) return active.test(plain(text.slice(begin))) ? refused : ''
    const dictionary = plain(outside.slice(outside.lastIndexOf(' obj')))
    if (/\/ObjStm/.test(dictionary)) {
      let inside: string
      try {
        inside = /\/FlateDecode/.test(dictionary)
          ? inflateSync(bytes.subarray(begin, end), { maxOutputLength: MOST - opened }).toString('latin1')
          : text.slice(begin, end)
      } catch (e) {
        if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return 'PDF 解開後過大 / a PDF that unpacks to far too much'
        inside = ''
      }
      opened += inside.length
      if (active.test(plain(inside))) return refused
    }
    at = end + 9
  }
  return ''
}
