/** Markup that is safe to send: made only by `html`, `raw` and `attrs`. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type Child = Html | string | number | false | null | undefined | readonly Child[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const special = /[&<>"']/
// XML 1.0 forbids these even when escaped; a lone surrogate would be replaced in transit anyway.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Escapes text for an element's content and for a quoted attribute alike. */
export function escape(text: string): string {
  const clean = text.replace(unprintable, '')
  return special.test(clean) ? clean.replace(/[&<>"']/g, (c) => entities[c]!) : clean
}

function render(child: Child): string {
  if (child instanceof Html) return child.text
  if (typeof child === 'string') return escape(child)
  if (typeof child === 'number') return String(child)
  if (Array.isArray(child)) {
    let out = ''
    for (const c of child as readonly Child[]) out += render(c)
    return out
  }
  return ''
}

/**
 * Markup with every `${}` escaped; `false`, `null` and `undefined` vanish, lists are joined.
 * Attribute values must stand in double quotes in the template.
 * @example html`<a href="${url}">${name}</a>`
 */
export function html(parts: TemplateStringsArray, ...children: Child[]): Html {
  let out = parts[0]!
  for (let i = 0; i < children.length; i++) out += render(children[i]) + parts[i + 1]!
  return new Html(out)
}

/** Markup from a trusted source (our own drawings, an encoder's QR code); never a person's text. */
export const raw = (markup: string): Html => new Html(markup)

/**
 * A run of attributes with a leading space: `true` stands bare, `false`, `null` and `undefined` vanish.
 * @example attrs({ required: true, 'aria-describedby': hint && 'h1' })
 */
export function attrs(values: Record<string, string | number | boolean | null | undefined>): Html {
  let out = ''
  for (const [name, value] of Object.entries(values)) {
    if (value === false || value === null || value === undefined) continue
    if (!/^[a-z][a-z0-9-]*$/i.test(name)) throw new Error(`not an attribute name: ${name}`)
    out += value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`
  }
  return new Html(out)
}

/** The address if it may stand in `href` or `src` (http, https, mailto, tel, or within this site), otherwise `''`. */
export function safeUrl(url: string | null | undefined): string {
  const text = (url ?? '').trim()
  if (/[\u0000-\u0020\u007f\\]/.test(text)) return ''
  if (/^(https?:\/\/|mailto:|tel:)/i.test(text)) return text
  return /^[/?#](?!\/)/.test(text) ? text : ''
}
