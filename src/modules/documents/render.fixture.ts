import { deflateSync } from 'node:zlib'
import {
  a,
  amount,
  b,
  bullets,
  chart,
  col,
  docModel,
  facts,
  figures,
  form,
  h1,
  h2,
  h3,
  image,
  imageGrid,
  note,
  numbered,
  p,
  pageBreak,
  section,
  sideBySide,
  signature,
  spacer,
  sub,
  t,
  table,
  type DocModel,
} from './contract/model.ts'

/** A 2 × 2 red PNG, made by hand so that no picture has to lie in the repository. */
export function tinyPng(): Uint8Array {
  const table = Array.from({ length: 256 }, (_, n) =>
    Array.from({ length: 8 }).reduce((c: number) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n),
  )
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const crc = body.reduce((c, x) => (table[(c ^ x) & 0xff] as number) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeInt32BE(crc, body.length + 4)
    return out
  }
  const head = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0])
  const rows = Buffer.from([0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0])
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', new Uint8Array()),
    ]),
  )
}

/** Texts that break careless writers: markup of every format, formulas, controls, other scripts. */
export const hostile = {
  typst: '#set text(red) #pagebreak() *粗* _x_ $a^2$ `raw` <label> @ref \\u{41} // 註解',
  xml: '</w:t></w:r><w:br/> ]]> &amp; &#0; <script>alert("x")</script> \'"',
  formula: "=cmd|'/C calc'!A1",
  scripts: '𠮷野家 堃 煊 喆 Ωмега ñandú あア 한글 עברית العربية ไทย 图 👩‍💻😀 ½ → ○△',
  controls: 'a\u0000b\u0001c\u001fd\ud800e\ufffef\u202eg\r\nh\ti',
  long: '這是一段沒有任何標點的長文字'.repeat(358).slice(0, 5000),
}
/** `controls` as it must come out. */
export const cleaned = 'abcdefg\nh i'

export const sample = (lang: DocModel['lang'] = 'zh-TW'): DocModel =>
  docModel(
    {
      kind: 'report',
      lang,
      title: `結案報告 ${hostile.xml}`,
      subtitle: hostile.typst,
      toc: true,
      version: '第 1 版',
      printedAt: '116/6/25 10:20',
      footLeft: '&P <LHE>',
      runningHead: { left: '2027 亞太永續會展論壇', right: '結案報告 & Report' },
      letterhead: { name: '禾序 <會展> & 顧問', logo: tinyPng(), accent: '#3B4B8C', contact: '02-1234-5678' },
      cover: {
        kindLabel: '結案報告',
        title: '2027 亞太\n永續會展論壇',
        lines: ['Asia-Pacific #1'],
        facts: [['案號', 'LHE-<116>']],
        date: '中華民國 116 年 6 月 25 日',
      },
    },
    [
      facts([['地點', hostile.scripts]], { title: '基本資料' }),
      section(
        'summary',
        'written',
        h1('摘要'),
        p([t(hostile.typst), b('CO'), sub('2'), a('連結', 'https://example.org/?a=1&b="2"'), a('壞連結', 'javascript:alert(1)')]),
        p(hostile.xml),
        p(hostile.scripts),
        p(hostile.controls),
        p(hostile.long),
      ),
      figures([{ value: '512', unit: '人', label: '與會者' }]),
      h2('分節'),
      h3('細目'),
      bullets([hostile.formula, { text: '上層', children: [hostile.xml] }]),
      numbered(['甲', '乙']),
      h1('經費'),
      section(
        'money',
        'live',
        table({
          caption: '預算與實支',
          unit: '單位：新臺幣元',
          sheet: '經費/[1]:*?',
          columns: [
            col('n', '科目'),
            col.int('q', '數量', { sum: false }),
            col.money('p', '單價', { sum: false }),
            col.money('s', '小計', { formula: '{q}*{p}' }),
            col.percent('r', '占比', { decimals: 1 }),
            col.date('d', '日期'),
          ],
          rows: [
            { n: hostile.formula, q: 2, p: 300, s: 600, r: 0.6, d: '2027-05-13' },
            { n: '+1 <b>', q: 4, p: 100, s: 400, r: 0.4, d: '116/5/13' },
            { n: '@無', q: null, p: 0, s: 0 },
          ],
          total: { s: 1000 },
          after: [
            { n: '營業稅 5%', s: 50 },
            { n: '總計', s: 1050, _style: 'total' },
          ],
          notes: [hostile.xml],
        }),
      ),
      table({
        caption: '類別',
        sheet: '經費/[1]:*?',
        columns: [
          col('i', '項次'),
          col('n', '項目'),
          col.money('s', '小計', { currency: 'USD', signed: true }),
          col.money('g', '類別小計', { currency: 'USD', groupSumOf: 's' }),
        ],
        groups: [
          {
            label: '場地',
            head: { i: '壹' },
            rows: [
              { i: '壹-1', n: '廳', s: 12_345 },
              { i: '壹-2', n: '退', s: -345 },
            ],
          },
          { label: '餐飲', head: { i: '貳' }, rows: [{ i: '貳-1', n: '茶', s: 50 }], subtotal: true },
        ],
        total: true,
        lines: 'grid',
      }),
      amount('總額', '新臺幣壹仟零伍拾元整', 'NT$ 1,050'),
      chart({
        chart: 'stacked',
        caption: '人次 <5/13>',
        categories: ['5/13 & 14', '#5/14'],
        series: [
          { name: '實體"', values: [486, 451] },
          { name: '線上', values: [634, null] },
        ],
      }),
      chart({ chart: 'column', categories: ['日', '韓'], series: [{ name: '人', values: [16, 9] }], highlight: [0] }),
      chart({ chart: 'line', caption: '累計', categories: ['一', '二', '三'], series: [{ name: '報名', values: [1, 5, 9] }] }),
      chart({ chart: 'bar', categories: ['空'], series: [{ name: '無', values: [0] }] }),
      sideBySide([h2('左'), p('左文')], [table({ caption: '右', columns: [col('a', '甲')], rows: [{ a: '乙' }] })]),
      pageBreak(),
      h1('照片'),
      image({ bytes: tinyPng(), alt: '全景 "x"', caption: '全景', credit: '09:42', width: 0.5 }),
      imageGrid(2, [
        { bytes: tinyPng(), alt: '' },
        { bytes: new Uint8Array([1, 2, 3]), alt: '壞檔', caption: '壞' },
      ]),
      form(2, [{ label: '單位', value: hostile.xml, span: 2 }, { label: '統編', value: '12345678' }, { label: '空' }]),
      spacer(5),
      note('備註：完'),
      signature(['承辦', '單位主管', '會計', '首長']),
    ],
  )
