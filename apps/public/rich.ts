import { escape, raw, safeUrl, type Html } from './html.ts'

const limit = 60_000

/**
 * Plain text or light Markdown as safe markup: paragraphs, line breaks, headings (as h3, h4), lists, quotes, code,
 * emphasis, links to http(s) and mail. HTML in the text shows as text. Text beyond 60,000 characters is cut.
 */
export function rich(text: string): Html {
  const lines = text.slice(0, limit).replace(/\r\n?/g, '\n').split('\n')
  let out = ''
  let i = 0
  const take = (test: RegExp) => {
    const found: string[] = []
    while (i < lines.length && test.test(lines[i]!)) found.push(lines[i++]!.replace(test, ''))
    return found
  }
  while (i < lines.length) {
    const line = lines[i]!
    if (line.trim() === '') i++
    else if (/^\s{0,3}```/.test(line)) {
      i++
      const code: string[] = []
      while (i < lines.length && !/^\s{0,3}```/.test(lines[i]!)) code.push(lines[i++]!)
      i++
      out += `<pre><code>${escape(code.join('\n'))}</code></pre>`
    } else if (/^#{1,6}\s/.test(line)) {
      const level = /^#{1,2}\s/.test(line) ? 3 : 4
      out += `<h${level}>${inline(line.replace(/^#+\s+/, '').replace(/\s+#+\s*$/, ''))}</h${level}>`
      i++
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      out += '<hr>'
      i++
    } else if (bullet.test(line)) out += list('ul', take(bullet))
    else if (ordinal.test(line)) {
      const start = Number(/\d+/.exec(line)![0])
      out += list(start === 1 ? 'ol' : `ol start="${start}"`, take(ordinal))
    } else if (/^\s*>/.test(line))
      out += `<blockquote><p>${take(/^\s*>\s?/)
        .map(inline)
        .join('<br>')}</p></blockquote>`
    else {
      const block: string[] = []
      while (i < lines.length && lines[i]!.trim() !== '' && (block.length === 0 || !starts(lines[i]!))) block.push(lines[i++]!.trim())
      out += `<p>${block.map(inline).join('<br>')}</p>`
    }
  }
  return raw(out)
}

const bullet = /^\s{0,6}[-*+•]\s+/
const ordinal = /^\s{0,6}\d{1,3}[.)、]\s*(?=\S)/
const starts = (line: string) => bullet.test(line) || ordinal.test(line) || /^(#{1,6}\s|\s*>|\s{0,3}```)/.test(line)
const list = (tag: string, items: string[]) => `<${tag}>${items.map((t) => `<li>${inline(t)}</li>`).join('')}</${tag.slice(0, 2)}>`

// One pass over alternatives that start with different characters, so that no input makes it slow.
const token =
  /`([^`\n]{1,400})`|\[([^[\]\n]{1,300})\]\((<?[^\s()<>]{1,1000}>?)(?:\s+"[^"\n]{0,200}")?\)|\*\*([^*\n]{1,400})\*\*|(?<![\w*])\*([^*\s][^*\n]{0,400})\*(?!\w)|(?<!\w)_([^_\s][^_\n]{0,400})_(?!\w)|(https?:\/\/[^\s<>"'（）「」，。、]{1,1000})/g

function inline(text: string): string {
  let out = ''
  let at = 0
  for (const m of text.matchAll(token)) {
    out += escape(text.slice(at, m.index))
    at = m.index + m[0].length
    const [, code, label, target, strong, em, em2, bare] = m
    if (code !== undefined) out += `<code>${escape(code)}</code>`
    else if (label !== undefined) out += link(target!.replace(/^<|>$/g, ''), label)
    else if (strong !== undefined) out += `<strong>${escape(strong)}</strong>`
    else if (em !== undefined || em2 !== undefined) out += `<em>${escape((em ?? em2)!)}</em>`
    else {
      const url = bare!.replace(/[.,;:!?)\]]+$/, '')
      out += link(url, url) + escape(bare!.slice(url.length))
    }
  }
  return out + escape(text.slice(at))
}

function link(url: string, label: string): string {
  const target = safeUrl(url)
  if (!/^(https?:|mailto:)/i.test(target)) return escape(label === url ? label : `${label} (${url})`)
  return `<a href="${escape(target)}" rel="nofollow noopener">${escape(label)}</a>`
}

/** The text without its marks, on one line, at most `max` characters: for descriptions in the head of a page. */
export function plain(text: string, max = 200): string {
  const flat = text
    .slice(0, 4000)
    .replace(/\[([^[\]\n]{1,300})\]\([^\s()]{1,1000}\)/g, '$1')
    .replace(/[*_`#>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return flat.length <= max
    ? flat
    : `${[...flat]
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
}
