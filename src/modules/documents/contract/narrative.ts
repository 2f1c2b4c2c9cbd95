import type { Block, HeadingBlock, ListBlock, Origin, Run } from './model.ts'

type Node = { type?: unknown; text?: unknown; attrs?: unknown; marks?: unknown; content?: unknown }
const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && !Array.isArray(x)
const children = (n: Node): Node[] => (Array.isArray(n.content) ? n.content.filter(isNode) : [])
const attr = (n: Node, key: string): unknown => (isNode(n.attrs) ? (n.attrs as Record<string, unknown>)[key] : undefined)
const maxDepth = 40

function runs(node: Node, depth = 0): Run[] {
  if (depth > maxDepth) return []
  if (node.type === 'hardBreak') return [{ text: '\n' }]
  if (typeof node.text !== 'string') return children(node).flatMap((c) => runs(c, depth + 1))
  const run: Run = { text: node.text }
  for (const mark of Array.isArray(node.marks) ? node.marks.filter(isNode) : []) {
    if (mark.type === 'bold') run.bold = true
    if (mark.type === 'subscript') run.sub = true
    if (mark.type === 'superscript') run.sup = true
    const href = mark.type === 'link' ? attr(mark, 'href') : undefined
    if (typeof href === 'string' && /^(https?:\/\/|mailto:)/i.test(href)) run.link = href
  }
  return [run]
}

const isBlank = (text: Run[]) => text.every((r) => r.text.trim() === '')

function listItems(list: Node, depth: number): ListBlock['items'] {
  return children(list).flatMap((item): ListBlock['items'] => {
    const text: Run[] = []
    const nested: Run[][] = []
    for (const part of children(item)) {
      if (part.type === 'bulletList' || part.type === 'orderedList') nested.push(...flatItems(part, depth + 1))
      else text.push(...(text.length > 0 ? [{ text: '\n' }] : []), ...runs(part, depth + 1))
    }
    if (isBlank(text)) return nested
    return nested.length > 0 ? [{ text, children: nested }] : [text]
  })
}
const flatItems = (list: Node, depth: number): Run[][] =>
  depth > maxDepth
    ? []
    : children(list).flatMap((item) =>
        children(item).flatMap((part) =>
          part.type === 'bulletList' || part.type === 'orderedList' ? flatItems(part, depth + 1) : [runs(part, depth + 1)],
        ),
      )

function blocksOf(node: Node, base: 1 | 2, origin: Origin, depth: number): Block[] {
  if (depth > maxDepth) return []
  switch (node.type) {
    case 'paragraph': {
      const text = runs(node)
      return isBlank(text) ? [] : [{ type: 'paragraph', text, ...origin }]
    }
    case 'heading': {
      const text = runs(node)
        .map((r) => r.text)
        .join('')
        .replaceAll('\n', ' ')
        .trim()
      const wanted = Number(attr(node, 'level') ?? 1)
      const level = Math.min(3, Math.max(base, base - 1 + (Number.isInteger(wanted) ? wanted : 1))) as HeadingBlock['level']
      return text === '' ? [] : [{ type: 'heading', level, text, ...origin }]
    }
    case 'bulletList':
    case 'orderedList': {
      const items = listItems(node, depth)
      return items.length === 0 ? [] : [{ type: 'list', ordered: node.type === 'orderedList', items, ...origin }]
    }
    case 'horizontalRule':
      return [{ type: 'spacer', mm: 4, ...origin }]
    case 'codeBlock':
      return isBlank(runs(node)) ? [] : [{ type: 'paragraph', text: runs(node), align: 'left', ...origin }]
    default:
      // An unknown node loses its frame, never its words.
      if (typeof node.text === 'string') return node.text.trim() === '' ? [] : [{ type: 'paragraph', text: runs(node), ...origin }]
      return children(node).flatMap((c) => blocksOf(c, base, origin, depth + 1))
  }
}

/**
 * The blocks of a narrative written in the app (TipTap JSON). Anything unknown is read for its text only; malformed input gives `[]`.
 * Headings start at `base` (default 2: the section's own title is level 1).
 */
export function narrativeToBlocks(json: unknown, options: Origin & { base?: 1 | 2 } = {}): Block[] {
  const { base = 2, ...origin } = options
  return isNode(json) ? blocksOf(json, base, { source: 'written', ...origin }, 0) : []
}
