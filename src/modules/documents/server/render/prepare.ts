import sharp from 'sharp'
import type { Block, ChartBlock, DocModel, Figure, ImageItem, Run, Slide, Text } from '../../contract/model.ts'
import type { Lang } from '../../../../kernel/contract/localized.ts'
import { paint, tintOf } from './colours.ts'
import { chinese, formal } from './numerals.ts'
import { prepareTable, type PreparedTable } from './table.ts'
import { clean, formatNumber, runsOf, words } from './text.ts'

/** A model ready to print: text cleaned, headings and captions numbered, tables summed and checked, images decoded once. Every renderer starts here. */

export type Picture = { key: string; bytes: Uint8Array; type: 'png' | 'jpg'; width: number; height: number }
type Mark = { section?: string; source?: 'live' | 'written' }
export type PImage = { picture: string | null; alt: string; caption: string; credit: string; ratio: number }
export type PChart = Mark & {
  type: 'chart'
  chart: ChartBlock['chart']
  caption: string
  categories: string[]
  series: { name: string; values: (number | null)[]; labels: string[]; colour: string; dark: boolean }[]
  dim: string
  ends: string[]
  endsLabel: string
  highlight: number[] | null
  notes: Run[][]
  decimals: number
}
export type PTable = Mark & {
  type: 'table'
  caption: string
  unit: string
  rowHeight: number
  sheet: string
  table: PreparedTable
  notes: Run[][]
}
export type PBlock =
  | (Mark & { type: 'heading'; level: 1 | 2 | 3; number: string; text: string; id: string })
  | (Mark & { type: 'paragraph'; runs: Run[]; align: string; size: string; indent: number })
  | (Mark & { type: 'list'; ordered: boolean; items: { runs: Run[]; children: Run[][] }[] })
  | PTable
  | (Mark & { type: 'figures'; items: Figure[] })
  | PChart
  | (Mark & { type: 'image'; width: number; image: PImage })
  | (Mark & { type: 'imageGrid'; columns: number; items: PImage[] })
  | (Mark & { type: 'signature'; roles: string[]; notes: Run[][] })
  | (Mark & { type: 'facts'; title: string; items: { label: string; value: Run[] }[] })
  | (Mark & { type: 'form'; title: string; columns: number; fields: { label: string; value: Run[]; span: number }[] })
  | (Mark & { type: 'amount'; label: string; words: string; amount: string })
  | (Mark & { type: 'columns'; columns: PBlock[][] })
  | (Mark & { type: 'note'; runs: Run[] })
  | (Mark & { type: 'pageBreak' })
  | (Mark & { type: 'spacer'; mm: number })
export type PSlide = {
  claim: string
  kicker: string
  body: PBlock[]
  aside: PBlock[]
  figure: { value: string; unit: string } | null
  origin: string
  speakerNotes: string
}

export type Prepared = {
  kind: DocModel['kind']
  lang: Lang
  title: string
  subtitle: string
  page: { landscape: boolean; margin: number; compact: boolean }
  letterhead: { name: string; logo: string | null; logoRatio: number; contact: string } | null
  /** `#rrggbb`: the organiser's colour or jade. */
  accent: string
  cover: {
    kindLabel: string
    title: string
    subtitle: string
    lines: string[]
    facts: { label: string; value: string }[]
    date: string
  } | null
  headFacts: { label: string; value: string }[]
  running: { left: string; right: string }
  footLeft: string
  /** Version and print time. */
  footRight: string
  /** 0 = no table of contents. */
  tocDepth: 0 | 1 | 2
  hideTitle: boolean
  blocks: PBlock[]
  slides: PSlide[] | null
  pictures: Map<string, Picture>
}

const one = (s: string | undefined): string =>
  clean(s ?? '')
    .replaceAll('\n', ' ')
    .trim()
const lines = (s: string | undefined): string => clean(s ?? '').trim()
const hex = /^#[0-9a-f]{6}$/i

class Preparation {
  readonly pictures = new Map<string, Picture>()
  private readonly known = new Map<Uint8Array, Promise<Picture | null>>()
  private readonly counts = { h: [0, 0, 0] as [number, number, number], table: 0, figure: 0, photo: 0, id: 0 }
  private readonly lang: Lang
  private readonly numbered: boolean
  private readonly accent: string
  /** Width of the text in em of 9 pt. */
  private widthEm: number
  constructor(lang: Lang, numbered: boolean, accent: string, width: number) {
    this.widthEm = width / 3.175
    this.lang = lang
    this.numbered = numbered
    this.accent = accent
  }

  /** Notes start with 註： unless they already say what they are. */
  notes(input: Text[]): Run[][] {
    return input.map((text, i) => {
      const runs = runsOf(text)
      return i > 0 || /^(註|備註|資料|來源|說明|Notes?\b|Sources?\b)/.test(runs[0]?.text ?? '註')
        ? runs
        : [{ text: words(this.lang).note }, ...runs]
    })
  }

  heading(level: 1 | 2 | 3, wanted: boolean): string {
    if (!this.numbered || !wanted) return ''
    const h = this.counts.h
    h[level - 1] = (h[level - 1] ?? 0) + 1
    h.fill(0, level)
    const n = h[level - 1] ?? 0
    if (this.lang === 'en') return level === 1 ? `${n}. ` : level === 2 ? `${h[0]}.${n} ` : `(${n}) `
    return level === 1 ? `${formal(n)}、` : level === 2 ? `${chinese(n)}、` : `（${chinese(n)}）`
  }

  caption(kind: 'table' | 'figure' | 'photo', text: string | undefined): string {
    const said = one(text)
    if (said === '') return ''
    const w = words(this.lang)
    return `${w[kind]}\u00a0${++this.counts[kind]}${w.gap}${said}`
  }

  /** Re-encodes what was uploaded, so that every format can show it and nothing else travels along. */
  picture(bytes: Uint8Array): Promise<Picture | null> {
    let made = this.known.get(bytes)
    if (!made) {
      const key = `p${this.known.size + 1}`
      made = (async () => {
        try {
          const input = sharp(bytes, { limitInputPixels: 100_000_000 }).rotate()
          const { hasAlpha } = await input.metadata()
          const sized = input.resize({ width: 2000, height: 2000, fit: 'inside', withoutEnlargement: true })
          const { data, info } = await (hasAlpha ? sized.png() : sized.jpeg({ quality: 86 })).toBuffer({ resolveWithObject: true })
          const picture: Picture = {
            key,
            bytes: new Uint8Array(data),
            type: hasAlpha ? 'png' : 'jpg',
            width: info.width,
            height: info.height,
          }
          this.pictures.set(key, picture)
          return picture
        } catch {
          return null // shown as a grey frame with words
        }
      })()
      this.known.set(bytes, made)
    }
    return made
  }

  async image(item: ImageItem): Promise<PImage> {
    const caption = this.caption('photo', item.caption)
    const picture = await this.picture(item.bytes)
    return {
      picture: picture?.key ?? null,
      alt: one(item.alt),
      caption,
      credit: one(item.credit),
      ratio: picture ? picture.width / picture.height : 1.5,
    }
  }

  async blocks(input: Block[]): Promise<PBlock[]> {
    const out: PBlock[] = []
    for (const block of input) out.push(await this.block(block))
    return out
  }

  async block(block: Block): Promise<PBlock> {
    const mark: Mark = { ...(block.section ? { section: clean(block.section) } : {}), ...(block.source ? { source: block.source } : {}) }
    const rich = (t: Text[]) => t.map(runsOf)
    switch (block.type) {
      case 'heading':
        return {
          ...mark,
          type: 'heading',
          level: block.level,
          number: this.heading(block.level, block.numbered ?? true),
          text: one(block.text),
          id: `doc-${++this.counts.id}`,
        }
      case 'paragraph':
        return {
          ...mark,
          type: 'paragraph',
          runs: runsOf(block.text),
          align: block.align ?? 'justify',
          size: block.size ?? 'body',
          indent: block.indent ?? 0,
        }
      case 'list':
        return {
          ...mark,
          type: 'list',
          ordered: block.ordered,
          items: block.items.map((item) =>
            typeof item === 'string' || Array.isArray(item)
              ? { runs: runsOf(item), children: [] }
              : { runs: runsOf(item.text), children: rich(item.children) },
          ),
        }
      case 'table':
        return {
          ...mark,
          type: 'table',
          caption: this.caption('table', block.caption),
          unit: one(block.unit),
          rowHeight: block.rowHeight ?? 0,
          sheet: one(block.sheet),
          table: prepareTable({ ...block, notes: [] }, this.lang, this.widthEm),
          notes: this.notes(block.notes ?? []),
        }
      case 'figures':
        return {
          ...mark,
          type: 'figures',
          items: block.items.map((f) => ({ value: one(f.value), unit: one(f.unit), label: one(f.label) })),
        }
      case 'chart':
        return {
          ...mark,
          type: 'chart',
          chart: block.chart,
          caption: this.caption('figure', block.caption),
          categories: block.categories.map(one),
          series: block.series.map((s, i) => ({
            name: one(s.name),
            values: block.categories.map((_, c) => (Number.isFinite(s.values[c] ?? NaN) ? (s.values[c] as number) : null)),
            labels: block.categories.map((_, c) =>
              Number.isFinite(s.values[c] ?? NaN)
                ? formatNumber(s.values[c] as number, { format: 'decimal', decimals: block.decimals ?? 0 })
                : '',
            ),
            ...paint(this.accent, i, block.series.length, s.tone),
          })),
          dim: tintOf(this.accent, 0.41),
          ends: (block.ends ?? []).map(one),
          endsLabel: one(block.endsLabel),
          highlight: block.highlight ?? null,
          notes: this.notes(block.notes ?? []),
          decimals: block.decimals ?? 0,
        }
      case 'image':
        return { ...mark, type: 'image', width: Math.min(1, Math.max(0.05, block.width ?? 1)), image: await this.image(block) }
      case 'imageGrid': {
        const items: PImage[] = []
        for (const item of block.items) items.push(await this.image(item))
        return { ...mark, type: 'imageGrid', columns: Math.min(4, Math.max(1, Math.round(block.columns))), items }
      }
      case 'signature':
        return { ...mark, type: 'signature', roles: block.roles.map(one), notes: rich(block.notes ?? []) }
      case 'facts':
        return {
          ...mark,
          type: 'facts',
          title: one(block.title),
          items: block.items.map(([label, value]) => ({ label: one(label), value: runsOf(value) })),
        }
      case 'form': {
        const columns = Math.min(6, Math.max(1, Math.round(block.columns)))
        return {
          ...mark,
          type: 'form',
          title: one(block.title),
          columns,
          fields: block.fields.map((f) => ({
            label: one(f.label),
            value: runsOf(f.value),
            span: Math.min(columns, Math.max(1, f.span ?? 1)),
          })),
        }
      }
      case 'amount':
        return { ...mark, type: 'amount', label: one(block.label), words: one(block.words), amount: one(block.amount) }
      case 'columns': {
        const columns: PBlock[][] = []
        const whole = this.widthEm
        this.widthEm = whole / Math.max(1, block.columns.length) - 2
        for (const c of block.columns) columns.push(await this.blocks(c))
        this.widthEm = whole
        return { ...mark, type: 'columns', columns }
      }
      case 'note':
        return { ...mark, type: 'note', runs: this.notes([block.text])[0] ?? [] }
      case 'pageBreak':
        return { ...mark, type: 'pageBreak' }
      case 'spacer':
        return { ...mark, type: 'spacer', mm: Math.min(250, Math.max(0, block.mm)) }
    }
  }

  async slide(s: Slide): Promise<PSlide> {
    return {
      claim: lines(s.claim),
      kicker: one(s.kicker),
      body: await this.blocks(s.body ?? []),
      aside: await this.blocks(s.aside ?? []),
      figure: s.figure ? { value: one(s.figure.value), unit: one(s.figure.unit) } : null,
      origin: one(s.origin),
      speakerNotes: lines(s.speakerNotes),
    }
  }
}

/** @throws DocumentError `documents.total_mismatch` where a table does not add up. */
export async function prepare(model: DocModel): Promise<Prepared> {
  const head = model.letterhead
  const accent = head?.accent && hex.test(head.accent) ? head.accent.toLowerCase() : '#2e7d6b'
  const landscape = (model.page?.orientation ?? (model.kind === 'table' ? 'landscape' : 'portrait')) === 'landscape'
  const margin = model.page?.margin ?? (model.kind === 'form' ? 18 : landscape ? 15 : 25)
  const work = new Preparation(model.lang, model.numbered ?? model.kind === 'report', accent, (landscape ? 297 : 210) - 2 * margin)
  const logo = head?.logo ? await work.picture(head.logo) : null
  const c = model.cover
  const w = words(model.lang)
  const blocks = await work.blocks(model.blocks)
  const slides: PSlide[] | null = model.slides ? [] : null
  for (const s of model.slides ?? []) slides?.push(await new SlidePreparation(work, model.lang, accent).slide(s))
  return {
    kind: model.kind,
    lang: model.lang,
    title: one(model.title),
    subtitle: one(model.subtitle),
    page: { landscape, margin, compact: (model.page?.density ?? (landscape ? 'compact' : 'normal')) === 'compact' },
    letterhead: head
      ? { name: one(head.name), logo: logo?.key ?? null, logoRatio: logo ? logo.width / logo.height : 1, contact: one(head.contact) }
      : null,
    accent,
    cover: c
      ? {
          kindLabel: one(c.kindLabel),
          title: lines(c.title),
          subtitle: lines(c.subtitle),
          lines: (c.lines ?? []).map(one),
          facts: (c.facts ?? []).map(([label, value]) => ({ label: one(label), value: one(value) })),
          date: one(c.date),
        }
      : null,
    headFacts: (model.headFacts ?? []).map(([label, value]) => ({ label: one(label), value: one(value) })),
    running: { left: one(model.runningHead?.left), right: model.runningHead ? one(model.runningHead.right) : one(model.title) },
    footLeft: one(model.footLeft),
    footRight: [one(model.version), model.printedAt ? `${w.printed} ${one(model.printedAt)}` : ''].filter(Boolean).join('・'),
    tocDepth: model.toc ? (blocks.filter((x) => x.type === 'heading' && x.level === 1).length > 7 ? 1 : 2) : 0,
    hideTitle: model.hideTitle ?? false,
    blocks,
    slides,
    pictures: work.pictures,
  }
}

/** Slides share pictures with the document but number nothing. */
class SlidePreparation extends Preparation {
  private readonly shared: Preparation
  constructor(shared: Preparation, lang: Lang, accent: string) {
    super(lang, false, accent, 250)
    this.shared = shared
  }
  override picture(bytes: Uint8Array): Promise<Picture | null> {
    return this.shared.picture(bytes)
  }
  override caption(_kind: 'table' | 'figure' | 'photo', text: string | undefined): string {
    return one(text)
  }
}
