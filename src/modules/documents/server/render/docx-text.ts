import {
  BorderStyle,
  ExternalHyperlink,
  LineRuleType,
  Tab,
  TextRun,
  type IRunOptions,
  type IStylesOptions,
  type ParagraphChild,
} from 'docx'
import type { Run } from '../../contract/model.ts'

/** Named are the faces every Taiwanese Word has; LibreOffice and others replace them by their own Ming and Gothic. */
export const sans = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: 'Microsoft JhengHei', cs: 'Arial' }
export const serif = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'PMingLiU', cs: 'Times New Roman' }

export const ink = '1F2328'
export const grey = '565B63'
export const lineColour = 'CFC9BC'
/** Twentieths of a point from millimetres. */
export const mm = (n: number): number => Math.round(n * 56.6929)
/** Pixels (96 dpi) from millimetres, for pictures. */
export const px = (n: number): number => Math.round(n * 3.7795)
/** A border; `points` become the format's eighths. */
export const rule = (points: number, color = ink) => ({ style: BorderStyle.SINGLE, size: Math.max(2, Math.round(points * 8)), color })
export const noRule = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const pitch = (points: number) => ({ line: Math.round(points * 20), lineRule: LineRuleType.AT_LEAST })

// Marks that Latin and Chinese fonts both have; the Chinese ones are the right size.
const marks = { ascii: 'Microsoft JhengHei', hAnsi: 'Microsoft JhengHei', eastAsia: 'Microsoft JhengHei', cs: 'Arial' }
const ambiguous = /[○△▲●◎□■◇◆※]/

/** Word's runs of a rich text. */
export function wordRuns(runs: Run[], o: IRunOptions = {}): ParagraphChild[] {
  return runs
    .map((r) => {
      const lines = r.text.split('\n')
      const make = (extra: IRunOptions) =>
        lines.map(
          (text, i) =>
            new TextRun({
              ...(ambiguous.test(text) ? { font: marks } : {}),
              ...o,
              ...extra,
              children: text.split('\t').flatMap((piece, k) => (k > 0 ? [new Tab(), piece] : [piece])),
              ...(i > 0 ? { break: 1 } : {}),
              ...(r.bold ? { bold: true } : {}),
              ...(r.sub ? { subScript: true } : {}),
              ...(r.sup ? { superScript: true } : {}),
            }),
        )
      return r.link ? [new ExternalHyperlink({ link: r.link, children: make({ style: 'Hyperlink' }) })] : make({})
    })
    .flat()
}
export const wordText = (text: string, o: IRunOptions = {}): ParagraphChild[] => wordRuns(text === '' ? [] : [{ text }], o)

const heading = (size: number, before: number, after: number) => ({
  run: { font: sans, size: size * 2, bold: true, color: ink },
  paragraph: { keepNext: true, keepLines: true, spacing: { before: mm(before), after: mm(after), ...pitch(size * 1.4) } },
})
const named = (
  id: string,
  name: string,
  size: number,
  o: { font?: typeof sans; bold?: boolean; color?: string; before?: number; after?: number; line?: number; keepNext?: boolean } = {},
) => ({
  id,
  name,
  basedOn: 'Normal',
  quickFormat: true,
  run: { font: o.font ?? sans, size: Math.round(size * 2), bold: o.bold ?? false, color: o.color ?? ink },
  paragraph: {
    spacing: { before: mm(o.before ?? 0), after: mm(o.after ?? 0), ...pitch(size * (o.line ?? 1.5)) },
    ...(o.keepNext ? { keepNext: true } : {}),
  },
})

/** The paper's styles, real ones, so that the document can be edited and restyled in Word. */
export function wordStyles(compact: boolean, lang: string): IStylesOptions {
  const body = compact ? 9 : 10.5
  return {
    default: {
      document: {
        run: { font: compact ? sans : serif, size: body * 2, color: ink, language: { value: 'en-US', eastAsia: lang } },
        paragraph: { spacing: { after: 0, ...pitch(body * (compact ? 1.6 : 1.75)) } },
      },
      heading1: heading(compact ? 13 : 16, 8, 3.6),
      heading2: heading(compact ? 10.5 : 12, 5, 1.8),
      heading3: heading(10.5, 3, 1),
      hyperlink: { run: { color: '3B4B8C' } },
    },
    paragraphStyles: [
      named('BodyText', 'Body Text', body, { font: compact ? sans : serif, after: compact ? 1.6 : 2.6, line: compact ? 1.6 : 1.75 }),
      named('Lead', 'Lead', body + 1, { font: compact ? sans : serif, bold: true, after: 2.6, line: 1.75 }),
      named('SmallText', 'Small Text', 8.5, { after: 1.6 }),
      named('Caption', 'caption', 9, { bold: true, before: 3, after: 1.2, keepNext: true }),
      named('PictureCaption', 'Picture Caption', 8.5, { before: 1, after: 2 }),
      named('Note', 'Note', 8, { color: grey, before: 0.8, after: 0.8 }),
      named('TableText', 'Table Text', 9, { line: 1.4 }),
      named('TableSmall', 'Table Small', 8.5, { line: 1.4 }),
      named('FormText', 'Form Text', 10.5, { line: 1.4 }),
      named('RunningText', 'Running Text', 8, { color: grey, line: 1.25 }),
      { ...named('Gap', 'Gap', 4), paragraph: { spacing: { before: 0, after: 0, line: 100, lineRule: LineRuleType.EXACT } } },
      named('CoverKind', 'Cover Kind', 13, { bold: true }),
      named('CoverTitle', 'Cover Title', 31, { font: serif, bold: true, line: 1.3 }),
      named('CoverText', 'Cover Text', 11, { color: grey, line: 1.6 }),
      named('DocumentTitle', 'Document Title', 18, { bold: true, before: 1, after: 3, line: 1.4 }),
      named('ContentsTitle', 'Contents Title', 16, { bold: true, after: 4 }),
      { ...named('TOC1', 'toc 1', 10.5, { before: 1.6, after: 1.6, line: 1.3 }) },
      {
        ...named('TOC2', 'toc 2', 9.5, { before: 0.6, after: 0.6, line: 1.3 }),
        paragraph: { indent: { left: mm(6) }, spacing: { before: mm(0.6), after: mm(0.6) } },
      },
    ],
  }
}
