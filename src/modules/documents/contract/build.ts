import type {
  AmountBlock,
  Block,
  ChartBlock,
  Column,
  DocModel,
  FactsBlock,
  Figure,
  FiguresBlock,
  FormBlock,
  FormField,
  HeadingBlock,
  ImageBlock,
  ImageGridBlock,
  ImageItem,
  ListBlock,
  NoteBlock,
  Origin,
  ParagraphBlock,
  Run,
  SignatureBlock,
  Slide,
  TableBlock,
  Text,
} from './model.ts'

/** Short builders for module authors; each returns plain data. */

type HeadingOptions = Origin & { numbered?: boolean }
export const h1 = (text: string, o: HeadingOptions = {}): HeadingBlock => ({ type: 'heading', level: 1, text, ...o })
export const h2 = (text: string, o: HeadingOptions = {}): HeadingBlock => ({ type: 'heading', level: 2, text, ...o })
export const h3 = (text: string, o: HeadingOptions = {}): HeadingBlock => ({ type: 'heading', level: 3, text, ...o })

export const p = (text: Text, o: Omit<Partial<ParagraphBlock>, 'type' | 'text'> = {}): ParagraphBlock => ({ type: 'paragraph', text, ...o })
export const note = (text: Text, o: Origin = {}): NoteBlock => ({ type: 'note', text, ...o })
export const bullets = (items: ListBlock['items'], o: Origin = {}): ListBlock => ({ type: 'list', ordered: false, items, ...o })
export const numbered = (items: ListBlock['items'], o: Origin = {}): ListBlock => ({ type: 'list', ordered: true, items, ...o })

/** Runs: `p([t('淨排放 '), b('51.6'), t(' 公噸 CO'), sub('2'), t('e')])`. */
export const t = (text: string): Run => ({ text })
export const b = (text: string): Run => ({ text, bold: true })
export const sub = (text: string): Run => ({ text, sub: true })
export const a = (text: string, link: string): Run => ({ text, link })

export const table = (o: Omit<TableBlock, 'type'>): TableBlock => ({ type: 'table', ...o })
type ColumnOptions = Omit<Column, 'key' | 'label' | 'format'>
/** Columns: `col('name', '項目')`, `col.int('qty', '數量')`, `col.money('amount', '金額', { formula: '{qty}*{price}' })`. */
export const col = Object.assign((key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, ...o }), {
  int: (key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, format: 'int', ...o }),
  decimal: (key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, format: 'decimal', ...o }),
  money: (key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, format: 'money', ...o }),
  percent: (key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, format: 'percent', ...o }),
  date: (key: string, label: string, o: ColumnOptions = {}): Column => ({ key, label, format: 'date', ...o }),
})

export const figures = (items: Figure[], o: Origin = {}): FiguresBlock => ({ type: 'figures', items, ...o })
export const chart = (o: Omit<ChartBlock, 'type'>): ChartBlock => ({ type: 'chart', ...o })
export const image = (o: Omit<ImageBlock, 'type'>): ImageBlock => ({ type: 'image', ...o })
export const imageGrid = (columns: number, items: ImageItem[], o: Origin = {}): ImageGridBlock => ({
  type: 'imageGrid',
  columns,
  items,
  ...o,
})
export const signature = (roles: string[], o: Origin & { notes?: string[] } = {}): SignatureBlock => ({ type: 'signature', roles, ...o })
export const facts = (items: FactsBlock['items'], o: Origin & { title?: string } = {}): FactsBlock => ({ type: 'facts', items, ...o })
export const form = (columns: number, fields: FormField[], o: Origin & { title?: string } = {}): FormBlock => ({
  type: 'form',
  columns,
  fields,
  ...o,
})
export const amount = (label: string, words: string, digits: string, o: Origin = {}): AmountBlock => ({
  type: 'amount',
  label,
  words,
  amount: digits,
  ...o,
})
/** Blocks side by side; on narrow screens one below the other. */
export const sideBySide = (...columns: Block[][]): Block => ({ type: 'columns', columns })
export const pageBreak = (): Block => ({ type: 'pageBreak' })
export const spacer = (mm: number): Block => ({ type: 'spacer', mm })

/** Stamps a section key and its source on the blocks that carry none: `section('kpi', 'live', h1('目標達成情形'), table({…}))`. */
export const section = (key: string, source: 'live' | 'written', ...blocks: Block[]): Block[] =>
  blocks.map((block) => ({ ...block, section: block.section ?? key, source: block.source ?? source }))

export const slide = (claim: string, o: Omit<Slide, 'claim'> = {}): Slide => ({ claim, ...o })

/** A document model from its head and (nested) blocks; falsy entries drop out, so `cond && h1('…')` works. */
export function docModel(head: Omit<DocModel, 'blocks'>, blocks: (Block | Block[] | false | null | undefined)[] = []): DocModel {
  return { ...head, blocks: blocks.flatMap((x) => (x ? x : [])) }
}
