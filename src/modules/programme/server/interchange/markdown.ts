import { decodeEntities } from './entities.ts'
import { safeUrl } from './links.ts'

/** Elements whose text is no prose either. */
const dropped = /<(script|style|template|iframe|object|noscript|title|head)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi
const names =
  'a|abbr|address|article|aside|audio|b|base|blockquote|body|br|button|canvas|cite|code|col|dd|del|details|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|math|meta|nav|noscript|object|ol|option|p|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr'
const tagPattern = `<(/?)(${names})((?:\\s[^<>]*|/)?)>`
const tagFinder = new RegExp(tagPattern, 'gi')
const literalTag = new RegExp(`(?<!\\\\)<(?=/?(?:${names})\\b|!--)`, 'gi')
const code = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/
const comment = /<!--[\s\S]*?(-->|$)/g
const block =
  /^(?:p|div|section|article|aside|header|footer|main|nav|address|blockquote|table|thead|tbody|ul|ol|dl|figure|figcaption|details|summary|form|h[1-6]|pre|hr)$/

const htmlSign = new RegExp(
  `(?<!\\\\)(?:</(?:${names})\\s*>|<(?:p|br|hr|li|td|tr|wbr|img)\\s*/?>|<(?:${names})\\s[^<>]*=[^<>]*>|<(?:script|style|iframe|svg|object)\\b|<!--)`,
  'i',
)

/** Whether text carries HTML (a closing tag, attributes, or an element that stands alone), code spans and `\\<` aside. */
export const isHtml = (text: string): boolean =>
  text.includes('<') && text.split(code).some((part, i) => i % 2 === 0 && htmlSign.test(part))

type State = { out: string[]; lists: { ordered: boolean; n: number }[]; links: string[]; pre: boolean; collapse: boolean }

/**
 * HTML to Markdown: paragraphs, headings, lists, emphasis, code, quotes and links with a safe address survive;
 * scripts, styles, comments and every other tag go. What was literally `<tag>` is escaped, so that a second pass changes nothing.
 */
export function htmlToMarkdown(html: string): string {
  const source = html.replace(/\r\n?/g, '\n').replace(dropped, '').replace(comment, '')
  const state: State = {
    out: [],
    lists: [],
    links: [],
    pre: false,
    collapse: /<(p|div|ul|ol|h[1-6]|table|section|article|blockquote)\b/i.test(source),
  }
  let last = 0
  for (const match of source.matchAll(tagFinder)) {
    emit(state, source.slice(last, match.index))
    last = match.index + match[0].length
    tag(state, match[2]!.toLowerCase(), match[1] === '/', match[3] ?? '')
  }
  emit(state, source.slice(last))
  for (const href of state.links) if (href) state.out.push(`](${href})`)
  if (state.pre) state.out.push('\n```')
  return tidy(state.out.join(''))
}

function emit(state: State, raw: string): void {
  if (!raw) return
  let text = decodeEntities(raw)
  if (state.pre) {
    state.out.push(text.replaceAll('```', "'''"))
    return
  }
  if (state.collapse) text = text.replace(/\s+/g, ' ')
  state.out.push(text)
}

function tag(state: State, name: string, closing: boolean, attributes: string): void {
  const { out, lists } = state
  if (state.pre && name !== 'pre') return
  if (name === 'br') out.push('\n')
  else if (name === 'hr') out.push('\n\n---\n\n')
  else if (/^h[1-6]$/.test(name)) out.push(closing ? '\n\n' : `\n\n${'#'.repeat(Number(name[1]))} `)
  else if (name === 'ul' || name === 'ol') {
    if (closing) lists.pop()
    else lists.push({ ordered: name === 'ol', n: 0 })
    if (lists.length === (closing ? 0 : 1)) out.push('\n\n')
  } else if (name === 'li') {
    const list = lists.at(-1)
    if (!closing) out.push(`\n${'  '.repeat(Math.min(8, Math.max(0, lists.length - 1)))}${list?.ordered ? `${++list.n}. ` : '- '}`)
  } else if (name === 'strong' || name === 'b') out.push('**')
  else if (name === 'em' || name === 'i') out.push('*')
  else if (name === 'code' || name === 'kbd' || name === 'samp' || name === 'tt') out.push('`')
  else if (name === 'pre') {
    if (closing === state.pre) out.push(closing ? '\n```\n\n' : '\n\n```\n')
    state.pre = !closing
  } else if (name === 'a') link(state, closing, attributes)
  else if (name === 'img') out.push(attribute(attributes, 'alt'))
  else if (name === 'td' || name === 'th') out.push(closing ? ' ' : '')
  else if (name === 'tr' || name === 'dt' || name === 'dd') out.push('\n')
  else if (name === 'blockquote') out.push(closing ? '\n\n' : '\n\n> ')
  else if (block.test(name)) out.push('\n\n')
}

function link(state: State, closing: boolean, attributes: string): void {
  if (!closing) {
    const href =
      safeUrl(attribute(attributes, 'href'))?.replace(/[()\s<>]/g, (c) => encodeURIComponent(c).replace('(', '%28').replace(')', '%29')) ??
      ''
    state.links.push(href)
    if (href) state.out.push('[')
  } else {
    const href = state.links.pop()
    if (href) state.out.push(`](${href})`)
  }
}

const attribute = (attributes: string, name: string): string => {
  const m = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(attributes)
  return decodeEntities(m?.[1] ?? m?.[2] ?? m?.[3] ?? '')
}

/** Spaces and empty lines put right outside code blocks; literal tags escaped outside code. */
function tidy(markdown: string): string {
  return markdown
    .split(/(```[\s\S]*?(?:```|$))/)
    .map((part, i) =>
      i % 2 === 1
        ? part.replace(/\n+```$/, '\n```')
        : part
            .replace(/[ \t]+\n/g, '\n')
            .replace(/\n[ \t]+(?![-\d])/g, '\n')
            .replace(/\n{3,}/g, '\n\n')
            .replace(/\*\*\*\*|``/g, '')
            .replace(/\[\]\([^()]*\)/g, ''),
    )
    .join('')
    .split(code)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(literalTag, '\\<')))
    .join('')
    .trim()
}
