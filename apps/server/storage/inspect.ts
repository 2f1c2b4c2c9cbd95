import type { Inspect } from '../../../src/kernel/server/files.ts'
import { archiveFlaw } from './archive.ts'
import { scan } from './clamav.ts'
import { pdfFlaw } from './pdf.ts'

/** A page or drawing that calls itself text: some programs look at the content and run it. */
function textFlaw(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 4096))
    .toString('utf8')
    .replace(/^\ufeff/, '')
  const bare = start.replaceAll(/<!--.*?-->|<\?.*?\?>/gs, '').trimStart()
  if (/^<(!doctype\s+(html|svg)|html|head|body|script|svg|iframe|object|embed|meta)\b/i.test(bare))
    return '這是網頁，不是文字檔 / a page, not a text'
  return /<!(doctype|entity)\b/i.test(start) ? '檔案內容異常 / strange XML in the file' : ''
}

/** Looks into what is kept as it came (images are made anew): archives, Office files, PDFs, texts; then a virus scanner where there is one. */
export const inspector =
  (clamav: { host: string; port: number } | null = null): Inspect =>
  async ({ mime, bytes }) => {
    const flaw = /openxml/.test(mime)
      ? archiveFlaw(bytes, true)
      : mime === 'application/zip'
        ? archiveFlaw(bytes)
        : mime === 'application/pdf'
          ? pdfFlaw(bytes)
          : /^text\/|json$|xml$/.test(mime)
            ? textFlaw(bytes)
            : ''
    if (flaw || !clamav) return flaw
    const virus = await scan(clamav, bytes)
    return virus && `掃毒軟體發現 ${virus} / the virus scanner found ${virus}`
  }
