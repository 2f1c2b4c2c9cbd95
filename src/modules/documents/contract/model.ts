import type { Lang } from '../../../kernel/contract/localized.ts'
import type { CertificateSet } from './certificate.ts'

/** The document model: what a deliverable says, free of any file format. Builders fill it; renderers turn it into DOCX, XLSX, PPTX, PDF or HTML. */

/** `table` = a landscape list or budget; `form` = receipts, sign-in sheets; `deck` = slides. */
export type DocKind = 'report' | 'table' | 'form' | 'deck'

/** A stretch of text. `link` must be http(s) or mailto, anything else prints as plain text. */
export type Run = { text: string; bold?: boolean; sub?: boolean; sup?: boolean; link?: string }
export type Text = string | Run[]

/** `good` = jade, `warn` = amber, `muted` = grey. Always beside a word or mark, never colour alone. */
export type Tone = 'good' | 'warn' | 'muted'

/** Marks for the editor's outline: which section a block belongs to and whether its content is read from records or written by a person. */
export type Origin = { section?: string; source?: 'live' | 'written' }

/**
 * `money`: integer minor units of the column's currency. `percent`: a ratio (0.979 prints 97.9%). `date`: ISO `YYYY-MM-DD`
 * (a real date in XLSX), or a string that is printed as it stands (民國 dates come from kernel/contract/dates).
 */
export type CellFormat = 'text' | 'int' | 'decimal' | 'money' | 'percent' | 'date'

export type CellSpec = {
  value: Text | number | null
  /** For XLSX, in the terms of `Column.formula`; `value` is what every other format prints. */
  formula?: string
  bold?: boolean
  tone?: Tone
  align?: Align
}
/** In number columns `null` prints — (none) and a missing key prints nothing; `0` is a value. */
export type Cell = string | number | null | Run[] | CellSpec
/** Cells by column key. The reserved key `_style` sets the row's look: `total`, `strong`, `key` (grey with a bar: key cues) or `muted`. */
export type Row = { [columnKey: string]: Cell | undefined }
export type Align = 'left' | 'center' | 'right'

export type Column = {
  key: string
  label: string
  /** Default `text`. */
  format?: CellFormat
  /** Default: numbers right, all else left. */
  align?: Align
  /** In em (one Chinese character); default from the content. All are scaled to the page. */
  width?: number
  /** ISO 4217, default TWD. */
  currency?: string
  /** Fraction digits of `decimal` and `percent`; default 1 and 0. */
  decimals?: number
  /** Prints + before positive numbers (增減). */
  signed?: boolean
  /** Take part in subtotals and totals. Default: true for `int`, `decimal` and `money`; say false for unit prices, factors, averages. */
  sum?: boolean
  /** XLSX formula of every row, `{key}` standing for the row's cell of that column: `'{qty}*{price}'`. Only arithmetic, ROUND, ROUNDUP, MAX and SUM. */
  formula?: string
  /** In group head rows, show the sum of this column's rows here (類別小計). */
  groupSumOf?: string
}

export type RowGroup = {
  label: string
  /** Further cells of the group's head row. */
  head?: Row
  rows: Row[]
  /** `true` computes it; a row is checked against the group's rows. */
  subtotal?: true | Row
  subtotalLabel?: string
}

export type TableBlock = Origin & {
  type: 'table'
  /** Printed above as 「表 n …」. Without it the table is not numbered. */
  caption?: string
  /** At the table's upper right, e.g. `單位：新臺幣元`. */
  unit?: string
  columns: Column[]
  /** Either `rows` or `groups`. */
  rows?: Row[]
  groups?: RowGroup[]
  /** `true` computes the sum; a row is checked: rendering stops with `documents.total_mismatch` where it differs. */
  total?: true | Row
  totalLabel?: string
  /** Rows below the total (fee, tax). One styled `total` is the last total plus the rows between, and is checked. */
  after?: Row[]
  notes?: string[]
  /** `grid` adds vertical lines (run-sheets, forms). Default `rows`. */
  lines?: 'rows' | 'grid'
  /** Least row height in mm, for sheets filled in by hand. */
  rowHeight?: number
  /** Sheet name in XLSX; tables with the same name share a sheet. Default: one sheet a table. */
  sheet?: string
}

export type ChartSeries = { name: string; values: (number | null)[]; tone?: 'main' | 'tint' | 'second' | 'grey' }
export type ChartBlock = Origin & {
  type: 'chart'
  chart: 'bar' | 'stacked' | 'column' | 'line'
  /** Says the finding or the measure and n; printed above as 「圖 n …」. */
  caption?: string
  categories: string[]
  series: ChartSeries[]
  /** A word at the end of each bar in place of its (total) value, e.g. the mean. */
  ends?: string[]
  endsLabel?: string
  /** Indices of categories in full colour; the rest take the tint. Default: all. */
  highlight?: number[]
  decimals?: number
  notes?: string[]
}

export type Figure = { value: string; unit?: string; label: string }
export type ImageItem = {
  bytes: Uint8Array
  alt: string
  caption?: string
  /** At the caption's right end: time or credit. */ credit?: string
}
export type FormField = { label: string; value?: Text; /** Cells of the grid it takes, default 1. */ span?: number }

export type HeadingBlock = Origin & { type: 'heading'; level: 1 | 2 | 3; text: string; numbered?: boolean }
export type ParagraphBlock = Origin & {
  type: 'paragraph'
  text: Text
  align?: 'left' | 'center' | 'right' | 'justify'
  size?: 'lead' | 'body' | 'small'
  /** In em. */ indent?: number
}
export type ListBlock = Origin & { type: 'list'; ordered: boolean; items: (Text | { text: Text; children: Text[] })[] }
export type FiguresBlock = Origin & { type: 'figures'; items: Figure[] }
export type ImageBlock = Origin & ImageItem & { type: 'image'; /** Share of the text width, default 1. */ width?: number }
export type ImageGridBlock = Origin & { type: 'imageGrid'; columns: number; items: ImageItem[] }
export type SignatureBlock = Origin & { type: 'signature'; roles: string[]; notes?: string[] }
export type FactsBlock = Origin & { type: 'facts'; title?: string; items: [label: string, value: Text][] }
export type FormBlock = Origin & { type: 'form'; title?: string; columns: number; fields: FormField[] }
/** The total that someone signs: digits with 大寫 beside it. */
export type AmountBlock = Origin & { type: 'amount'; label: string; words: string; amount: string }
export type ColumnsBlock = Origin & { type: 'columns'; columns: Block[][] }
export type NoteBlock = Origin & { type: 'note'; text: Text }
export type BreakBlock = Origin & { type: 'pageBreak' }
export type SpacerBlock = Origin & { type: 'spacer'; mm: number }

export type Block =
  | HeadingBlock
  | ParagraphBlock
  | ListBlock
  | TableBlock
  | FiguresBlock
  | ChartBlock
  | ImageBlock
  | ImageGridBlock
  | SignatureBlock
  | FactsBlock
  | FormBlock
  | AmountBlock
  | ColumnsBlock
  | NoteBlock
  | BreakBlock
  | SpacerBlock

/** One claim as a sentence, one thing that proves it, the source at the lower left. */
export type Slide = {
  claim: string
  /** One word above the claim: 洞察, 時程. */
  kicker?: string
  body?: Block[]
  /** The right half; with it `body` keeps the left half. */
  aside?: Block[]
  /** Set large at the upper right. */
  figure?: { value: string; unit?: string }
  origin?: string
  speakerNotes?: string
}

export type Cover = {
  /** 結案報告, 服務建議書 … */
  kindLabel: string
  title: string
  subtitle?: string
  /** Event dates, place. */
  lines?: string[]
  facts?: [label: string, value: string][]
  /** At the foot, e.g. 中華民國 116 年 6 月 25 日. */
  date?: string
}

export type Letterhead = { name: string; logo?: Uint8Array; /** `#rrggbb`, replaces jade. */ accent?: string; contact?: string }

export type DocModel = {
  kind: DocKind
  lang: Lang
  title: string
  subtitle?: string
  page?: {
    orientation?: 'portrait' | 'landscape'
    /** mm, all four sides. Default 25 for reports, 15 landscape, 18 for forms. */ margin?: number
    density?: 'normal' | 'compact'
  }
  letterhead?: Letterhead
  cover?: Cover
  /** For letters, which have none. The title still names the file. */
  hideTitle?: boolean
  /** Under the title where there is no cover, in three columns (期間, 地點, 版本 …). */
  headFacts?: [label: string, value: string][]
  /** Default: nothing at the left, the title at the right. */
  runningHead?: { left?: string; right?: string }
  /** Lower left of every page: case number, legend. */
  footLeft?: string
  version?: string
  /** Already formatted; printed with the version at the lower right. */
  printedAt?: string
  toc?: boolean
  /** Number the headings 壹、一、（一）(1 · 1.1 · (1) in English). Default true for reports. */
  numbered?: boolean
  blocks: Block[]
  /** Without it the deck is derived from the level-1 sections. */
  slides?: Slide[]
  /** With pages in it the PDF is these and nothing else; the blocks are what other formats and the preview show. */
  certificates?: CertificateSet
}

/** A document that must not be issued as it stands. `code` is stable and dotted; `params` name the place. */
export class DocumentError extends Error {
  readonly code: string
  readonly params: Record<string, string | number>
  constructor(code: string, params: Record<string, string | number>) {
    super(`${code} ${JSON.stringify(params)}`)
    this.name = 'DocumentError'
    this.code = code
    this.params = params
  }
}

export * from './build.ts'
export { narrativeToBlocks } from './narrative.ts'
