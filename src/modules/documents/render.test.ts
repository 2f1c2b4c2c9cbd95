import { readFileSync } from 'node:fs'
import readExcelFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { col, DocumentError, docModel, h1, h2, h3, narrativeToBlocks, p, table, type DocModel, type TableBlock } from './contract/model.ts'
import { cleaned, hostile, sample } from './render.fixture.ts'
import { charactersOf, elements, notIn, open, pagesOf, paragraphs, part } from './render.readers.ts'
import { renderDocx } from './server/render/docx.ts'
import { missingGlyphs } from './server/render/fonts.ts'
import { renderHtml } from './server/render/html.ts'
import { renderPdf } from './server/render/pdf.ts'
import { renderPptx } from './server/render/pptx.ts'
import { renderXlsx } from './server/render/xlsx.ts'
import { prepare } from './server/render/prepare.ts'
import { prepareTable } from './server/render/table.ts'
import { bindUnits, clean, emWidth, formatNumber } from './server/render/text.ts'

const caught = async (model: DocModel) => {
  try {
    await prepare(model)
    return 'no error'
  } catch (error) {
    return error instanceof DocumentError ? { code: error.code, ...error.params } : error
  }
}
const withTable = (o: Omit<TableBlock, 'type'>) => docModel({ kind: 'table', lang: 'zh-TW', title: '表' }, [table(o)])

describe('preparation', () => {
  it('numbers headings and captions', async () => {
    const doc = (lang: DocModel['lang']) =>
      docModel({ kind: 'report', lang, title: 't' }, [
        h1('甲'),
        h2('乙'),
        h3('丙'),
        h3('丁'),
        h2('戊'),
        h3('己'),
        h1('庚', { numbered: false }),
        ...Array.from({ length: 11 }, () => h1('x')),
        table({ caption: 'c', columns: [col('a', 'A')] }),
      ])
    const numbers = async (lang: DocModel['lang']) =>
      (await prepare(doc(lang))).blocks.map((x) => (x.type === 'heading' ? x.number : x.type === 'table' ? x.caption : ''))
    expect(await numbers('zh-TW')).toEqual([
      '壹、',
      '一、',
      '（一）',
      '（二）',
      '二、',
      '（一）',
      '',
      '貳、',
      '參、',
      '肆、',
      '伍、',
      '陸、',
      '柒、',
      '捌、',
      '玖、',
      '拾、',
      '拾壹、',
      '拾貳、',
      '表\u00a01　c',
    ])
    expect((await numbers('en')).slice(0, 8)).toEqual(['1. ', '1.1 ', '(1) ', '(2) ', '1.2 ', '(1) ', '', '2. '])
  })

  it('stops where a declared total is not the sum of its rows', async () => {
    const columns = [col('n', '科目'), col.money('s', '金額'), col.money('u', '單價', { sum: false })]
    const rows = [
      { n: '甲', s: 600, u: 7 },
      { n: '乙', s: 400, u: 8 },
    ]
    expect(await caught(withTable({ caption: '預算', columns, rows, total: { s: 1001 } }))).toEqual({
      code: 'documents.total_mismatch',
      table: '預算',
      column: '金額',
      row: '合計',
      declared: 1001,
      computed: 1000,
    })
    expect(await caught(withTable({ columns, rows, total: { s: 1000, u: 99 } }))).toBe('no error')
    expect(
      await caught(
        withTable({
          columns,
          rows,
          total: true,
          after: [
            { n: '稅', s: 50 },
            { n: '總計', s: 1051, _style: 'total' },
          ],
        }),
      ),
    ).toEqual({ code: 'documents.total_mismatch', table: '科目・金額・單價', column: '金額', row: '總計', declared: 1051, computed: 1050 })
    expect(await caught(withTable({ columns, groups: [{ label: '組', rows, subtotal: { s: 999 } }] }))).toEqual({
      code: 'documents.total_mismatch',
      table: '科目・金額・單價',
      column: '金額',
      row: '小計',
      declared: 999,
      computed: 1000,
    })
    expect(await caught(withTable({ columns, rows: [], total: { s: 5 } }))).toEqual({
      code: 'documents.total_mismatch',
      table: '科目・金額・單價',
      column: '金額',
      row: '合計',
      declared: 5,
      computed: 0,
    })
    const broken = withTable({ columns, rows, total: { s: 1 } })
    for (const render of [renderDocx, renderXlsx, renderPptx, renderPdf, renderHtml])
      await expect(render(broken)).rejects.toThrow('documents.total_mismatch')
  })

  it('prints numbers as the house style does', () => {
    expect([
      formatNumber(1234567, { format: 'money' }),
      formatNumber(-5400, { format: 'money', signed: true }),
      formatNumber(5600, { format: 'int', signed: true }),
      formatNumber(0, { format: 'int', signed: true }),
      formatNumber(123456, { format: 'money', currency: 'USD' }),
      formatNumber(0.979, { format: 'percent' }),
      formatNumber(0.9791, { format: 'percent', decimals: 1 }),
      formatNumber(-0.0004, { format: 'percent' }),
      formatNumber(null, { format: 'int' }),
    ]).toEqual(['1,234,567', '−5,400', '+5,600', '0', '1,234.56', '98%', '97.9%', '0%', '—'])
  })

  it('cleans text and binds numbers to units', () => {
    expect(clean(hostile.controls)).toBe(cleaned)
    expect(bindUnits('5 月 30 支 5 apples')).toBe('5\u00a0月 30\u00a0支 5 apples')
  })
})

describe('narratives', () => {
  it('turns TipTap JSON into blocks and keeps the words of unknown nodes', () => {
    const text = (s: string, ...marks: unknown[]) => ({ type: 'text', text: s, marks })
    const para = (...content: unknown[]) => ({ type: 'paragraph', content })
    const json = {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 1 }, content: [text('緣起')] },
        para(
          text('粗', { type: 'bold' }),
          { type: 'hardBreak' },
          text('連', { type: 'link', attrs: { href: 'https://a.tw' } }),
          text('惡', { type: 'link', attrs: { href: 'javascript:1' } }),
        ),
        para(),
        {
          type: 'bulletList',
          content: [
            {
              type: 'listItem',
              content: [para(text('一')), { type: 'orderedList', content: [{ type: 'listItem', content: [para(text('一之一'))] }] }],
            },
          ],
        },
        { type: 'callout', content: [para(text('警語'))] },
        7,
        null,
      ],
    }
    expect(narrativeToBlocks(json, { section: 's' })).toEqual([
      { type: 'heading', level: 2, text: '緣起', source: 'written', section: 's' },
      {
        type: 'paragraph',
        text: [{ text: '粗', bold: true }, { text: '\n' }, { text: '連', link: 'https://a.tw' }, { text: '惡' }],
        source: 'written',
        section: 's',
      },
      {
        type: 'list',
        ordered: false,
        items: [{ text: [{ text: '一' }], children: [[{ text: '一之一' }]] }],
        source: 'written',
        section: 's',
      },
      { type: 'paragraph', text: [{ text: '警語' }], source: 'written', section: 's' },
    ])
    let deep: unknown = para(text('底'))
    for (let i = 0; i < 5000; i++) deep = { type: 'x', content: [deep] }
    expect([narrativeToBlocks(deep), narrativeToBlocks('x'), narrativeToBlocks(null), narrativeToBlocks({ content: 3 })]).toEqual([
      [],
      [],
      [],
      [],
    ])
  })
})

describe('DOCX', () => {
  it('holds every text unchanged, a filled contents list and real headings', async () => {
    const files = open(await renderDocx(sample()))
    const xml = part(files, 'word/document.xml')
    const texts = paragraphs(xml)
    for (const said of [hostile.xml, clean(hostile.scripts), cleaned, hostile.long, `•${hostile.formula}`, '總計'])
      expect(texts).toContain(said)
    expect(texts.find((x) => x.startsWith('#set'))).toBe(`${hostile.typst}CO2連結壞連結`)
    const all = elements(xml)
    const styles = all.filter((e) => e.name === 'w:pStyle').map((e) => e.attributes['w:val'])
    expect([
      styles.filter((s) => s === 'Heading1').length,
      styles.filter((s) => s === 'Heading2').length,
      styles.filter((s) => s === 'Heading3').length,
    ]).toEqual([3, 2, 1])
    const contents = paragraphs(
      /<w:sdtContent>([\s\S]*?)<\/w:sdtContent>/.exec(xml)?.[0].replace('<w:sdtContent>', '<w:sdtContent xmlns:w="w">') ?? '<x/>',
    )
    expect(contents.map((x) => x.replace(/\d+$/, '#'))).toEqual(
      ['壹、摘要#', '一、分節#', '貳、經費#', '一、左#', '參、照片#', ''].slice(0, contents.length),
    )
    expect(all.filter((e) => e.name === 'w:tblHeader').length).toBe(3)
    expect(Object.values(files).length).toBe(Object.keys(open(await renderDocx(sample('en')))).length)
  })
})

describe('XLSX', () => {
  it('types numbers, sums live and never makes a formula of text', async () => {
    const bytes = await renderXlsx(sample())
    const files = open(bytes)
    const sheet = part(files, 'xl/worksheets/sheet1.xml')
    const cells = elements(sheet)
    const formulas = [...sheet.matchAll(/<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)<\/f><v>([^<]*)<\/v>/g)].map((m) => [m[1], m[2], m[3]])
    expect(formulas).toEqual([
      ['D7', 'B7*C7', '600'],
      ['D8', 'B8*C8', '400'],
      ['D10', 'SUM(D7:D9)', '1000'],
      ['D12', 'D10+D11', '1050'],
      ['D17', 'SUM(C18:C19)', '120'],
      ['D20', 'SUM(C21:C21)', '0.5'],
      ['C22', 'SUM(C21:C21)', '0.5'],
      ['D22', 'SUM(C21:C21)', '0.5'],
      ['C23', 'SUM(C18:C19,C21:C21)', '120.5'],
      ['D23', 'SUM(C18:C19,C21:C21)', '120.5'],
    ])
    expect(cells.filter((e) => e.name === 'f').length).toBe(formulas.length)
    const [first] = await readExcelFile(Buffer.from(bytes))
    const rows = (first as unknown as { data: unknown[][] }).data ?? (await readExcelFile(Buffer.from(bytes), { sheet: 1 } as never))
    expect(rows.slice(6, 9).map((r) => (r as unknown[]).slice(0, 6))).toEqual([
      [hostile.formula, 2, 300, 600, 0.6, new Date('2027-05-13')],
      ['+1 <b>', 4, 100, 400, 0.4, '116/5/13'],
      ['@無', '—', 0, 0, null, null],
    ])
    expect(
      elements(part(files, 'xl/workbook.xml'))
        .filter((e) => e.name === 'sheet')
        .map((e) => e.attributes['name']),
    ).toEqual(['經費 1', '圖表資料', '右'])
    expect(
      elements(part(files, 'xl/workbook.xml'))
        .filter((e) => e.name === 'definedName')
        .map((e) => e.text),
    ).toEqual(["'經費 1'!$6:$6", "'右'!$2:$2"])
    expect(cells.find((e) => e.name === 'pageSetup')?.attributes).toEqual({
      paperSize: '9',
      orientation: 'portrait',
      fitToWidth: '1',
      fitToHeight: '0',
    })
  })

  it('spreads a list that is too wide to be read on one sheet of paper, with its first columns repeated', async () => {
    const columns = Array.from({ length: 14 }, (_, i) => col(`c${i}`, `Column ${i}`, { width: 30 }))
    const wide = docModel({ kind: 'table', lang: 'en', title: 'Wide' }, [
      table({ sheet: 'List', columns, rows: [Object.fromEntries(columns.map((c) => [c.key, 'some longer words to fill a cell']))] }),
    ])
    const files = open(await renderXlsx(wide))
    expect(part(files, 'xl/worksheets/sheet1.xml').match(/fitToWidth="\d+"/)![0]).toBe('fitToWidth="3"')
    expect(part(files, 'xl/workbook.xml').match(/Print_Titles"[^>]*>([^<]*)</)![1]).toMatch(/^'List'!\$A:\$B,'List'!\$\d+:\$\d+$/)
  })
  it('makes no column narrower than its longest word', () => {
    const columns = [col('a', 'Session', { width: 40 }), col('b', 'Reached', { width: 2 }), col('c', 'Track', { width: 2 })]
    const { columns: made } = prepareTable(table({ columns, rows: [{ a: 'x', b: '1%', c: 'Regional Revitalisation' }] }), 'en', 50)
    const em = made.map((c) => c.share * 50)
    expect([em[1]! >= emWidth('Reached') + 1, em[2]! >= emWidth('Revitalisation') + 1, Math.round(em.reduce((x, y) => x + y, 0))]).toEqual([
      true,
      true,
      50,
    ])
  })

  it('writes prose where a document has no table', async () => {
    const bytes = await renderXlsx(docModel({ kind: 'report', lang: 'en', title: 'Letter' }, [p('=1+1')]))
    const files = open(bytes)
    expect(
      elements(part(files, 'xl/sharedStrings.xml'))
        .filter((e) => e.name === 't')
        .map((e) => e.text),
    ).toEqual(['Letter', '=1+1'])
    expect(elements(part(files, 'xl/worksheets/sheet1.xml')).filter((e) => e.name === 'f')).toEqual([])
  })
})

describe('PPTX', () => {
  it('makes a cover and one slide per claim, with native charts and tables', async () => {
    const files = open(await renderPptx(sample()))
    const declared = [...part(files, '[Content_Types].xml').matchAll(/PartName="\/([^"]+)"/g)].map((m) => m[1]!)
    expect(declared.filter((name) => !(name in files))).toEqual([])
    const slides = Object.keys(files).filter((f) => /^ppt\/slides\/slide\d+\.xml$/.test(f)).length
    const claims = Array.from({ length: slides }, (_, i) =>
      elements(part(files, `ppt/slides/slide${i + 1}.xml`))
        .filter((e) => e.name === 'a:t')
        .map((e) => e.text),
    )
    expect(claims[0]?.slice(0, 4)).toEqual([
      `${clean(`結案報告 ${hostile.xml}`)}　結案報告`,
      '2027 亞太',
      '永續會展論壇',
      'Asia-Pacific #1',
    ])
    expect(claims.flat().filter((x) => x === hostile.formula).length).toBe(1)
    expect(Object.keys(files).filter((f) => /^ppt\/charts\/chart\d+\.xml$/.test(f)).length).toBe(4)
    expect(claims.slice(1).map((x) => x.slice(0, 2))).toEqual([
      [clean(`結案報告 ${hostile.xml}`), '地點　'],
      ['摘要', '512'],
      ['經費', '預算與實支'],
      ['經費', '類別'],
      ['經費', '人次 <5/13>'],
      ['經費', '7'],
      ['經費', '累計'],
      ['經費', '9'],
      ['經費', '右'],
      ['照片', '全景'],
      ['照片', '照片\u00a02　壞'],
    ])
  })
})

describe('PDF', () => {
  it('sets text as text, never as markup, and keeps it copyable', async () => {
    const pdf = await renderPdf(sample())
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    const found = charactersOf(pdf)
    expect(notIn(hostile.typst + hostile.xml + hostile.formula + clean(hostile.scripts) + cleaned, found)).toEqual(
      missingGlyphs(clean(hostile.scripts)),
    )
    expect(found.has('〓')).toBe(missingGlyphs(hostile.scripts).length > 0)
    const pages = async (text: string) => pagesOf(await renderPdf(docModel({ kind: 'report', lang: 'en', title: 'x' }, [p(text)])))
    expect([await pages('x'), await pages('#pagebreak() #panic("x")')]).toEqual(['1', '1'])
  })

  it('knows which characters it cannot print', () => {
    expect(missingGlyphs('王堃 喆 Ωж ñ あア 한글 العربية עברית ไทย हिन्दी 图書 😀👩‍💻 ①○△✓₂ \u200b\n')).toEqual([])
    expect(missingGlyphs('a𓀀b𓀀')).toEqual(['𓀀'])
    const talks = JSON.parse(readFileSync('../shared/realdata/coscup-2023.session.json', 'utf8')) as unknown
    expect(missingGlyphs(JSON.stringify(talks, (key, v: unknown) => (key === 'description' ? undefined : v)))).toEqual([])
  })
})

describe('HTML', () => {
  it('escapes every text and marks sections', async () => {
    const html = await renderHtml(sample())
    expect([html.includes('<script'), html.includes('javascript:'), html.includes('\u0000')]).toEqual([false, false, false])
    expect([...html.matchAll(/data-section="([^"]*)" data-source="([^"]*)"/g)].map((m) => [m[1], m[2]])).toEqual([
      ['summary', 'written'],
      ['money', 'live'],
    ])
    const body = html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<(br|img|col|hr)\b([^>]*)>/g, '<$1$2/>')
    const texts = elements(body).map((e) => e.text)
    for (const said of [hostile.xml, clean(hostile.scripts), hostile.long, hostile.formula]) expect(texts).toContain(said)
  })
})
