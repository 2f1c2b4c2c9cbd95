import { SaxesParser } from 'saxes'
import { htmlEntities } from './entities.ts'
import { ProgrammeImportError } from './errors.ts'
import { limits } from './limits.ts'

export type XmlNode = { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string; line: number }

export type XmlResult = { root: XmlNode; repairs: number }

/**
 * XML text to a tree. Document types with an internal subset or an outside address are refused before parsing;
 * HTML's named characters are known; stray ampersands and illegal control characters are repaired and counted.
 * @throws ProgrammeImportError `programme.import.malformed_xml` with line and column, `.entity_refused`, `.too_deep`, `.too_many`
 */
export function parseXml(source: string): XmlResult {
  refuseDocumentType(source)
  try {
    return { root: build(source), repairs: 0 }
  } catch (error) {
    if (error instanceof ProgrammeImportError && error.code !== 'programme.import.malformed_xml') throw error
    const { repaired, count } = repair(source)
    if (count === 0) throw error
    return { root: build(repaired), repairs: count }
  }
}

function refuseDocumentType(source: string): void {
  const root = /<[\p{L}_]/u.exec(source)?.index ?? source.length
  const prolog = source.slice(0, root)
  const at = prolog.search(/<!DOCTYPE/i)
  const declaration = at < 0 ? '' : prolog.slice(at, prolog.indexOf('>', at) + 1 || prolog.length)
  if (/<!ENTITY/i.test(prolog) || /\[|\bSYSTEM\b|\bPUBLIC\b/i.test(declaration)) {
    throw new ProgrammeImportError('programme.import.entity_refused', `line ${prolog.split('\n').length}`)
  }
}

/** Outside CDATA: `&` that starts no reference; everywhere: characters that XML 1.0 forbids. */
function repair(source: string): { repaired: string; count: number } {
  let count = 0
  const repaired = cdataSplit(source)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(/&(?!#\d{1,7};|#x[\da-f]{1,6};|([a-z][a-z\d]{0,30});)/gi, () => (count++, '&amp;')),
    )
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/&([a-z][a-z\d]*);/gi, (whole, name: string) =>
            xmlNames.has(name) || Object.hasOwn(htmlEntities, name) ? whole : (count++, `&amp;${name};`),
          ),
    )
    .join('')
    // oxlint-disable-next-line no-control-regex
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&#(?:0*(?:[0-8]|11|12|1[4-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[\da-f]));/gi,
      () => (count++, ''),
    )
  return { repaired, count }
}

/** Text and CDATA sections in turn; by hand, since a pattern would search every unclosed section to the end of the file. */
function cdataSplit(source: string): string[] {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const open = source.indexOf('<![CDATA[', from)
    const close = open < 0 ? -1 : source.indexOf(']]>', open)
    if (close < 0) return [...parts, source.slice(from)]
    parts.push(source.slice(from, open), source.slice(open, close + 3))
    from = close + 3
  }
}

const xmlNames = new Set(['amp', 'lt', 'gt', 'quot', 'apos'])

function build(source: string): XmlNode {
  const parser = new SaxesParser({ xmlns: false })
  Object.assign(parser.ENTITIES, htmlEntities)
  const top: XmlNode = { name: '', attributes: {}, children: [], text: '', line: 0 }
  const stack = [top]
  let nodes = 0
  const here = () => `line ${parser.line}, column ${parser.column + 1}`
  parser.on('error', (error) => {
    throw new ProgrammeImportError('programme.import.malformed_xml', here(), {
      reason: error.message.replace(/^\d+:\d+: /, '').slice(0, 160),
    })
  })
  parser.on('doctype', (doctype) => {
    if (/\[|\bSYSTEM\b|\bPUBLIC\b/i.test(doctype)) throw new ProgrammeImportError('programme.import.entity_refused', here())
  })
  parser.on('opentag', (tag) => {
    if (stack.length > limits.depth) throw new ProgrammeImportError('programme.import.too_deep', here(), { max: limits.depth })
    if (++nodes > limits.nodes) throw new ProgrammeImportError('programme.import.too_many', here(), { what: 'XML', max: limits.nodes })
    const node = { name: tag.name.replace(/^.*:/, '').toLowerCase(), attributes: tag.attributes, children: [], text: '', line: parser.line }
    stack.at(-1)!.children.push(node)
    stack.push(node)
  })
  parser.on('closetag', () => void stack.pop())
  const append = (data: string) => void (stack.at(-1)!.text += data)
  parser.on('text', append)
  parser.on('cdata', append)
  parser.write(source).close()
  return top.children[0]!
}

export const child = (node: XmlNode, name: string): XmlNode | undefined => node.children.find((c) => c.name === name)
export const childText = (node: XmlNode, name: string): string => child(node, name)?.text.trim() ?? ''

/** All descendants of that name, in document order, not looking inside those found. */
export function descendants(node: XmlNode, name: string): XmlNode[] {
  return node.children.flatMap((c) => (c.name === name ? [c] : descendants(c, name)))
}
