import type * as Pptx from 'pptxgenjs'

// The package's types are CommonJS in an ESM world: the class and its namespace sit on `default`.
type Presentation = Pptx.default
export type Deck = Presentation
export type Slide = ReturnType<Presentation['addSlide']>
export type TextProps = Exclude<Parameters<Slide['addText']>[0], string>[number]
export type TextOptions = NonNullable<TextProps['options']>
export type TableRow = Parameters<Slide['addTable']>[0][number]
export type TableCell = TableRow[number]
export type ChartOptions = NonNullable<Parameters<Slide['addChart']>[2]>
