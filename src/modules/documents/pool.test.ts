import { describe, expect, test } from 'vitest'
import { col, docModel, h1, p, table } from './contract/build.ts'
import { DocumentError, type DocModel } from './contract/model.ts'
import { strFromU8, unzipSync } from 'fflate'
import { renderDocx } from './server/render/docx.ts'
import { renderPool } from './server/render/pool.ts'

const plainDoc = (text: string) => docModel({ kind: 'report', lang: 'zh-TW', title: text }, [h1('一'), p(text)])
const documentOf = (bytes: Uint8Array) => strFromU8(unzipSync(bytes)['word/document.xml']!)
const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => 'made',
    (e: unknown) => (e instanceof DocumentError ? [e.code, e.params] : 'other'),
  )

describe('the render pool', () => {
  test('makes more documents than it has threads, each its own', async () => {
    const pool = renderPool({ size: 2 })
    const texts = ['甲文', '乙文', '丙文', '丁文', '戊文']
    const made = await Promise.all(texts.map((text) => pool.render(plainDoc(text), 'docx')))
    expect(made.map((bytes) => texts.filter((text) => documentOf(bytes).includes(text)))).toEqual(texts.map((text) => [text]))
    await pool.close()
  })

  test('tells what a renderer refuses and goes on; a model that can’t travel is an error of its own', async () => {
    const pool = renderPool({ size: 1 })
    const wrong = docModel({ kind: 'report', lang: 'en', title: 'x' }, [
      table({ caption: 'Sum', columns: [col('n', 'Item'), col.int('v', 'Value')], rows: [{ n: 'a', v: 2 }], total: { v: 3 } }),
    ])
    expect(await refusal(pool.render(wrong, 'xlsx'))).toEqual([
      'documents.total_mismatch',
      { table: 'Sum', column: 'Value', row: 'Total', declared: 3, computed: 2 },
    ])
    expect(await refusal(pool.render({ ...plainDoc('x'), title: (() => 'x') as never }, 'docx'))).toBe('other')
    expect(documentOf(await pool.render(plainDoc('還在'), 'docx'))).toContain('還在')
    await pool.close()
  })

  test('stops a document at its limit, refuses when too many wait, and serves the next', async () => {
    const pool = renderPool({ size: 1, limitMs: 1, queue: 1 })
    const asked = [plainDoc('一'), plainDoc('二'), plainDoc('三')].map((m) => refusal(pool.render(m, 'pdf')))
    expect(await Promise.all(asked)).toEqual([
      ['documents.render_timeout', { seconds: 0 }],
      ['documents.render_timeout', { seconds: 0 }],
      ['documents.render_busy', {}],
    ])
    await pool.close()
  })
})

describe('page numbers in the contents of a long Word file', () => {
  const pagesIn = (bytes: Uint8Array) =>
    [...documentOf(bytes).matchAll(/PAGEREF _Toc\d+ .*?preserve">(\d*)<\/w:t>/g)].map((m) => Number(m[1]))
  const prose = (n: number) =>
    Array.from({ length: n }, (_, i) => p(`${'會議於上午九點開始，與會者依序入座。Participants take their seats. '.repeat(3)}${i}`))
  const book = (chapters: number, each: number): DocModel =>
    docModel(
      { kind: 'report', lang: 'zh-TW', title: '長文件', toc: true },
      Array.from({ length: chapters }, (_, i) => [h1(`第 ${i} 部`), ...prose(each)]),
    )

  test('agree with the library’s own layout within a page', async () => {
    // 1,212 parts take the quick way, 1,164 the library's; the same chapters, so the same pages but for the length of the chapters.
    const quick = pagesIn(await renderDocx(book(6, 201)))
    const exact = pagesIn(await renderDocx(book(6, 193)))
    expect([quick.length, exact.length]).toEqual([6, 6])
    const perPart = (pages: number[], each: number) => pages.map((at, i) => (i ? (at - pages[0]!) / (i * (each + 1.3)) : 0))
    const drift = perPart(quick, 201).map((x, i) => Math.abs(x - perPart(exact, 193)[i]!) * i * 200)
    expect(drift.filter((x) => x > 1)).toEqual([])
  })
})
