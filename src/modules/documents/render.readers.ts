import { strFromU8, unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'

type Element = { name: string; attributes: Record<string, string>; text: string; inside: string[] }
/** All elements of an XML text, in order of their start; throws where it is not well-formed. */
export function elements(xml: string): Element[] {
  const all: Element[] = []
  const open: Element[] = []
  const parser = new SaxesParser()
  parser.on('error', (e) => {
    throw e
  })
  parser.on('opentag', (tag) => {
    const e: Element = { name: tag.name, attributes: tag.attributes as Record<string, string>, text: '', inside: open.map((x) => x.name) }
    all.push(e)
    open.push(e)
  })
  parser.on('text', (text) => {
    for (const e of open.slice(-1)) e.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  return all
}
/** Files of a package; every XML part in it must be well-formed. */
export function open(bytes: Uint8Array): Record<string, Uint8Array> {
  const files = unzipSync(bytes)
  for (const [path, content] of Object.entries(files)) if (/\.(xml|rels)$/.test(path)) elements(strFromU8(content))
  return files
}
export const part = (files: Record<string, Uint8Array>, path: string) => strFromU8(files[path] as Uint8Array)

export const paragraphs = (xml: string): string[] => {
  const out: string[] = []
  for (const e of elements(xml)) {
    if (e.name === 'w:p') out.push('')
    else if (e.name === 'w:t') out[out.length - 1] += e.text
    else if (e.name === 'w:br') out[out.length - 1] += '\n'
  }
  return out
}

/** The characters that the text of a PDF can be copied as, read from its fonts' ToUnicode tables. */
export function charactersOf(pdf: Uint8Array): Set<string> {
  const found = new Set<string>()
  const decode = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  const tables =
    Buffer.from(pdf)
      .toString('latin1')
      .match(/begincmap[\s\S]*?endcmap/g) ?? []
  for (const cmap of tables) {
    for (const [chars] of cmap.matchAll(/beginbfchar[\s\S]*?endbfchar/g))
      for (const [, hex = ''] of chars.matchAll(/<[0-9a-f]+>\s*<([0-9a-f]+)>/gi)) for (const ch of decode(hex)) found.add(ch)
    for (const [ranges] of cmap.matchAll(/beginbfrange[\s\S]*?endbfrange/g))
      for (const [, from = '', to = '', hex = ''] of ranges.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi))
        for (let i = 0; i <= Number.parseInt(to, 16) - Number.parseInt(from, 16); i++)
          found.add(String.fromCodePoint((decode(hex).codePointAt(0) as number) + i))
  }
  return found
}
export const pagesOf = (pdf: Uint8Array) => /\/Type \/Pages\s+\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1]
export const notIn = (text: string, found: Set<string>) =>
  [...new Set(text.normalize('NFC'))].filter((ch) => ch.trim() !== '' && !/[\u200d\ufe0f]/.test(ch) && !found.has(ch))
