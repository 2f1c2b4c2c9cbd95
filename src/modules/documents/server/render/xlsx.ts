import writeExcelFile from 'write-excel-file/node'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import type { DocModel } from '../../contract/model.ts'
import { prepare, type PBlock, type Prepared } from './prepare.ts'
import { words } from './text.ts'
import { addHead, addOther, addTable, newSheet, setHeights, type SheetPlan } from './xlsx-sheet.ts'

/** A legal, unused sheet name: at most 31 characters, none of []:*?/\ and no apostrophe at the ends. */
function sheetName(wanted: string, taken: Set<string>): string {
  const base =
    wanted
      .replace(/[[\]:*?/\\\u00a0]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^'+|'+$/g, '')
      .slice(0, 31)
      .trim() || 'Sheet'
  let name = base
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base.slice(0, 31 - String(i).length - 1)} ${i}`
  taken.add(name.toLowerCase())
  return name
}

const flatten = (blocks: PBlock[]): PBlock[] => blocks.flatMap((b) => (b.type === 'columns' ? b.columns.flatMap(flatten) : [b]))

function planSheets(doc: Prepared): SheetPlan[] {
  const sheets: SheetPlan[] = []
  const byKey = new Map<string, SheetPlan>()
  const taken = new Set<string>()
  const blocks = flatten(doc.blocks)
  const add = (wanted: string) => {
    const sheet = newSheet(sheetName(wanted, taken))
    if (sheets.length === 0) addHead(sheet, doc)
    sheets.push(sheet)
    return sheet
  }
  let current: SheetPlan | undefined
  let heading = ''
  for (const b of blocks) {
    if (b.type === 'table') {
      const key = b.sheet
      current = key ? byKey.get(key) : undefined
      if (!current) {
        current = add(key || b.caption.replace(/^\S+\u00a0\d+\s*/, '') || heading || doc.title)
        if (key) byKey.set(key, current)
      }
      addTable(current, doc, b)
    } else if (b.type === 'chart') {
      const key = '\u0000charts'
      const sheet = byKey.get(key) ?? add(words(doc.lang).chartData)
      byKey.set(key, sheet)
      addOther(sheet, b, doc)
    } else if (b.type === 'heading') heading = b.text
    // In a workbook of tables the texts between them stay with their table; the prose of a report does not belong here.
    else if (current && (doc.kind !== 'report' || b.type === 'amount' || b.type === 'note')) addOther(current, b, doc)
  }
  if (sheets.length === 0) {
    const sheet = add(doc.title)
    for (const b of blocks) addOther(sheet, b, doc)
  }
  for (const sheet of sheets) setHeights(sheet)
  return sheets
}

const xml = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

// Characters of 10 pt that A4 across holds at 55 %, below which nobody reads a printed list.
const READABLE = 260
/** How many sheets of paper a sheet's columns are spread over. */
const pagesWide = (s: SheetPlan) => Math.max(1, Math.ceil(s.widths.reduce((a, b) => a + b, 0) / READABLE))

/** What the writer can't say: results of formulas, fit to width, repeated head rows, page numbers, frozen panes as Excel writes them. */
function finish(bytes: Uint8Array, doc: Prepared, sheets: SheetPlan[]): Uint8Array {
  const files = unzipSync(bytes)
  const [before = '', between = '', behind = ''] = words(doc.lang).page('\u0000', '\u0000').split('\u0000')
  const escape = (s: string) => xml(s.replaceAll('&', '&&'))
  const foot = `<headerFooter><oddFooter>&amp;L${escape(doc.footLeft).slice(0, 80)}&amp;C${xml(before)}&amp;P${xml(between)}&amp;N${xml(behind)}&amp;R${escape(doc.footRight).slice(0, 80)}</oddFooter></headerFooter>`
  sheets.forEach((sheet, i) => {
    const path = `xl/worksheets/sheet${i + 1}.xml`
    let text = strFromU8(files[path] as Uint8Array)
    text = text
      .replace('<sheetViews>', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>')
      .replace(/<sheetPr>(?=[\s\S]*<sheetPr>)/, '')
    if (!text.includes('<sheetPr>')) text = text.replace(/(<worksheet[^>]*>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
    text = text.replace(' xSplit="0"', '').replace('activePane="bottomRight"', 'activePane="bottomLeft"')
    text = text.replace(/(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*<\/f>)(<\/c>)/g, (all, open: string, ref: string, close: string) =>
      sheet.cached.has(ref) ? `${open}<v>${sheet.cached.get(ref)}</v>${close}` : all,
    )
    if (!text.includes('<pageSetup '))
      text = text.replace(
        '</worksheet>',
        `${text.includes('<pageMargins') ? '' : '<pageMargins/>'}<pageSetup paperSize="9" orientation="portrait"/></worksheet>`,
      )
    text = text.replace(
      /<pageMargins[^>]*>/,
      '<printOptions horizontalCentered="1"/><pageMargins left="0.55" right="0.55" top="0.6" bottom="0.65" header="0.3" footer="0.3"/>',
    )
    text = text.replace(/<pageSetup([^>]*?)\/>/, `<pageSetup$1 fitToWidth="${pagesWide(sheet)}" fitToHeight="0"/>${foot}`)
    files[path] = strToU8(text)
  })
  const nameOf = (s: SheetPlan) => `'${xml(s.name.replaceAll("'", "''"))}'`
  const titles = sheets
    .map((s, i) =>
      s.headRow > 0
        ? `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${pagesWide(s) > 1 ? `${nameOf(s)}!$A:$B,` : ''}${nameOf(s)}!$${s.headRow}:$${s.headRow}</definedName>`
        : '',
    )
    .join('')
  const book = strFromU8(files['xl/workbook.xml'] as Uint8Array)
  files['xl/workbook.xml'] = strToU8(
    book
      .replace('<definedNames/>', titles ? `<definedNames>${titles}</definedNames>` : '')
      .replace('<calcPr/>', '<calcPr fullCalcOnLoad="1"/>'),
  )
  return zipSync(files, { level: 6 })
}

/**
 * The document's tables as a workbook: typed numbers, live sums, frozen and repeated head rows, A4 fitted to width. Text is never a formula.
 * @throws DocumentError `documents.total_mismatch`
 */
export async function renderXlsx(model: DocModel): Promise<Uint8Array> {
  const doc = await prepare(model)
  const sheets = planSheets(doc)
  const bytes = await writeExcelFile(
    sheets.map((s) => ({
      data: s.rows,
      sheet: s.name,
      orientation: doc.page.landscape || s.widths.reduce((a, b) => a + b, 0) > 95 ? ('landscape' as const) : undefined,
      columns: s.widths.map((width) => ({ width })),
      showGridLines: false,
      stickyRowsCount: s.headRow > 0 && s.headRow <= 12 ? s.headRow : 0,
    })),
    { fontFamily: doc.lang === 'en' ? 'Arial' : 'Microsoft JhengHei', fontSize: 10 },
  ).toBuffer()
  return finish(new Uint8Array(bytes), doc, sheets)
}
