import type { DocModel, Run } from '../../contract/model.ts'
import { htmlCss } from './html-css.ts'
import { prepare, type PBlock, type PImage, type Prepared } from './prepare.ts'
import { ringSvg } from './ring.ts'
import { printable } from './fonts.ts'
import { words } from './text.ts'
import { typeset } from './typst.ts'

const escape = (s: string) =>
  s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const rich = (runs: Run[]): string =>
  runs
    .map((r) => {
      let text = escape(r.text).replaceAll('\n', '<br>')
      if (r.sub) text = `<sub>${text}</sub>`
      if (r.sup) text = `<sup>${text}</sup>`
      if (r.bold) text = `<b>${text}</b>`
      return r.link ? `<a href="${escape(r.link)}" rel="noopener noreferrer" target="_blank">${text}</a>` : text
    })
    .join('')
const notes = (list: Run[][]) => list.map((n) => `<p class="note">${rich(n)}</p>`).join('')
const caption = (left: string, right = '') =>
  left || right ? `<div class="cap">${escape(left)}${right ? `<span>${escape(right)}</span>` : ''}</div>` : ''
const classOf = (...names: (string | false | undefined)[]) => {
  const list = names.filter(Boolean).join(' ')
  return list ? ` class="${list}"` : ''
}

function picture(doc: Prepared, i: PImage): string {
  const p = i.picture ? doc.pictures.get(i.picture) : undefined
  const shown = p
    ? `<img alt="${escape(i.alt)}" width="${p.width}" height="${p.height}" style="height:auto" src="data:image/${p.type === 'jpg' ? 'jpeg' : 'png'};base64,${Buffer.from(p.bytes).toString('base64')}">`
    : `<div class="broken" role="img">${escape(words(doc.lang).broken + (i.alt ? `（${i.alt}）` : ''))}</div>`
  return `<figure>${shown}${i.caption || i.credit ? `<figcaption>${escape(i.caption)}<span>${escape(i.credit)}</span></figcaption>` : ''}</figure>`
}

function table(b: PBlock & { type: 'table' }): string {
  const t = b.table
  const cols = t.columns.map((c) => `<col style="width:${(c.share * 100).toFixed(2)}%">`).join('')
  const head = t.columns.map((c) => `<th scope="col"${classOf(c.align !== 'left' && c.align)}>${escape(c.label)}</th>`).join('')
  const body = t.lines.map((line) => {
    let cells = ''
    for (let j = 0; j < line.cells.length;) {
      const c = line.cells[j]
      if (!c) break
      cells += `<td${c.span > 1 ? ` colspan="${c.span}"` : ''}${classOf(c.align !== 'left' && c.align, c.tone)}>${c.bold ? `<b>${rich(c.runs)}</b>` : rich(c.runs)}</td>`
      j += c.span
    }
    return `<tr${classOf(line.style !== 'normal' && line.style)}${b.rowHeight > 0 ? ` style="height:${b.rowHeight}mm"` : ''}>${cells}</tr>`
  })
  return `${caption(b.caption, b.unit)}<table${classOf(t.rules === 'grid' && 'grid')}><colgroup>${cols}</colgroup><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${notes(b.notes)}`
}

async function chart(doc: Prepared, b: PBlock & { type: 'chart' }): Promise<string> {
  const data = JSON.stringify(
    { width: doc.page.landscape ? 267 : 160, lang: doc.lang === 'en' ? 'en' : 'zh', chart: b },
    (_k, v: unknown) => (typeof v === 'string' ? printable(v) : v),
  )
  const { svg = '' } = typeset({ template: 'chart.typ', output: 'svg', files: { 'data.json': new TextEncoder().encode(data) } })
  // As an image, so that its ids and styles can't meet those of the page.
  return `${caption(b.caption)}<figure><img class="chart" alt="${escape(b.caption)}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"></figure>${notes(b.notes)}`
}

async function block(doc: Prepared, b: PBlock): Promise<string> {
  switch (b.type) {
    case 'heading':
      return `<h${b.level + 1} id="${b.id}">${escape(b.number + b.text)}</h${b.level + 1}>`
    case 'paragraph':
      return `<p${classOf(b.size !== 'body' && b.size, b.align !== 'left' && b.align)}${b.indent ? ` style="margin-left:${b.indent}em"` : ''}>${rich(b.runs)}</p>`
    case 'list': {
      const tag = b.ordered ? 'ol' : 'ul'
      return `<${tag}>${b.items.map((i) => `<li>${rich(i.runs)}${i.children.length > 0 ? `<ul>${i.children.map((c) => `<li>${rich(c)}</li>`).join('')}</ul>` : ''}</li>`).join('')}</${tag}>`
    }
    case 'table':
      return table(b)
    case 'figures':
      return `<div class="figures">${b.items.map((f) => `<div><b>${escape(f.value)}${f.unit ? `<small>${escape(f.unit)}</small>` : ''}</b>${escape(f.label)}</div>`).join('')}</div>`
    case 'chart':
      return chart(doc, b)
    case 'image':
      return `<div style="width:${Math.round(b.width * 100)}%;margin:0 auto">${picture(doc, b.image)}</div>`
    case 'imageGrid':
      return `<div class="photos" style="grid-template-columns:repeat(${b.columns},1fr)">${b.items.map((i) => picture(doc, i)).join('')}</div>`
    case 'signature':
      return `<div class="sign">${b.roles.map((r) => `<div><b>${escape(r)}</b></div>`).join('')}</div>${notes(b.notes)}`
    case 'facts':
      return `${caption(b.title)}<table class="facts"><colgroup><col style="width:30mm"><col></colgroup><tbody>${b.items.map((i) => `<tr><th scope="row">${escape(i.label)}</th><td>${rich(i.value)}</td></tr>`).join('')}</tbody></table>`
    case 'form':
      return `${caption(b.title)}<div class="form" style="grid-template-columns:repeat(${b.columns},auto 1fr)">${b.fields.map((f) => `<b>${escape(f.label)}</b><div${f.span > 1 ? ` style="grid-column:span ${f.span * 2 - 1}"` : ''}>${rich(f.value)}</div>`).join('')}</div>`
    case 'amount':
      return `<div class="amount"><span class="muted">${escape(b.label)}</span><b>${escape(b.words)}</b><b>${escape(b.amount)}</b></div>`
    case 'columns': {
      const columns: string[] = []
      for (const c of b.columns) columns.push(`<div>${await blocks(doc, c)}</div>`)
      return `<div class="cols">${columns.join('')}</div>`
    }
    case 'note':
      return notes([b.runs])
    case 'pageBreak':
      return '<hr class="page">'
    case 'spacer':
      return `<div style="height:${b.mm}mm"></div>`
  }
}

/** Consecutive blocks of one section and source share a marked wrapper. */
async function blocks(doc: Prepared, list: PBlock[]): Promise<string> {
  let out = ''
  let open = ''
  for (const b of list) {
    const mark =
      b.section || b.source
        ? `<div${b.section ? ` data-section="${escape(b.section)}"` : ''}${b.source ? ` data-source="${b.source}"` : ''}>`
        : ''
    if (mark !== open) out += `${open ? '</div>' : ''}${mark}`
    open = mark
    out += await block(doc, b)
  }
  return out + (open ? '</div>' : '')
}

function coverOf(doc: Prepared): string {
  const c = doc.cover
  if (!c) return ''
  const facts =
    c.facts.length > 0
      ? `<table class="facts"><colgroup><col style="width:26mm"><col></colgroup><tbody>${c.facts.map((f) => `<tr><th scope="row">${escape(f.label)}</th><td>${escape(f.value)}</td></tr>`).join('')}</tbody></table>`
      : ''
  const lines = [...(c.subtitle ? c.subtitle.split('\n') : []), ...c.lines].map(escape).join('<br>')
  return `<section class="sheet cover"><div class="ring" aria-hidden="true">${ringSvg({ line: '#cfc9bc', seat: '#c4412b' })}</div><div class="kind">${escape(c.kindLabel)}</div><div class="names"><h1>${escape(c.title)}</h1>${lines ? `<p>${lines}</p>` : ''}</div><div class="foot">${facts}<b>${escape(c.date)}</b></div></section>`
}

function opening(doc: Prepared): string {
  if (doc.cover) return ''
  const h = doc.letterhead
  const logo = h?.logo ? doc.pictures.get(h.logo) : undefined
  const head =
    h && doc.kind !== 'table'
      ? `<div class="head">${logo ? `<img alt="" src="data:image/${logo.type === 'jpg' ? 'jpeg' : 'png'};base64,${Buffer.from(logo.bytes).toString('base64')}">` : ''}${escape(h.name)}<span>${escape(h.contact)}</span></div>`
      : ''
  const title = doc.hideTitle
    ? ''
    : `<h1 class="title">${escape(doc.title)}</h1>${doc.subtitle ? `<p class="muted${doc.kind === 'report' ? '' : ' center'}">${escape(doc.subtitle)}</p>` : ''}`
  const facts =
    doc.headFacts.length > 0
      ? `<div class="headfacts">${doc.headFacts.map((f) => `<div><i>${escape(f.label)}</i>${escape(f.value)}</div>`).join('')}</div>`
      : ''
  return head + title + facts
}

/** A preview for the browser: a `<style>` scoped to `.doc` and the document on paper. Every text is escaped; sections carry `data-section` and `data-source`. */
export async function renderHtml(model: DocModel): Promise<string> {
  const doc = await prepare(model)
  const toc =
    doc.tocDepth > 0
      ? `<h2>${words(doc.lang).contents}</h2><ul class="toc">${doc.blocks.flatMap((b) => (b.type === 'heading' && b.level <= doc.tocDepth ? [`<li class="l${b.level}"><a href="#${b.id}">${escape(b.number + b.text)}</a></li>`] : [])).join('')}</ul>`
      : ''
  const run =
    doc.cover && (doc.running.left || doc.running.right)
      ? `<div class="run"><span>${escape(doc.running.left)}</span><span>${escape(doc.running.right)}</span></div>`
      : ''
  return `<style>${htmlCss(doc.accent)}</style><article${classOf('doc', doc.page.landscape && 'landscape', doc.page.compact && 'compact', doc.kind !== 'report' && 'centred')} lang="${doc.lang === 'en' ? 'en' : 'zh-Hant-TW'}">${coverOf(doc)}<section class="sheet">${run}<div class="body">${opening(doc)}${toc}${await blocks(doc, doc.blocks)}</div></section></article>`
}
