import iconv from 'iconv-lite'
import { zipSync, strToU8 } from 'fflate'
import writeExcelFile from 'write-excel-file/node'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { companyEndpoints } from './contract/company.ts'
import { exportEndpoints, importEndpoints, type ImportKind, suggestMapping } from './contract/import.ts'
import { personEndpoints } from './contract/person.ts'
import { importExpiry } from './server/expiry.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
type Who = Record<string, string>

const upload = (bytes: Uint8Array | string, kind: ImportKind = 'people', who: Who = org.key, name = '名單.csv') =>
  app.call(who, importEndpoints.upload, {
    query: { kind, name },
    body: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes,
  })
const run = (id: string, mapping: (string | null)[], dryRun: boolean, who: Who = org.key) =>
  app.call(who, importEndpoints.run, { params: { id }, body: { mapping, dryRun } })
/** Uploads, takes the suggested mapping, and runs. */
async function take(bytes: Uint8Array | string, { kind = 'people' as ImportKind, dryRun = false, who = org.key } = {}) {
  const up = await upload(bytes, kind, who)
  if (up.status !== 200) return { up, report: null as never }
  return {
    up,
    report: (
      await run(
        up.body.id,
        up.body.columns.map((c) => c.suggested),
        dryRun,
        who,
      )
    ).body,
  }
}
const total = async (who: Who = org.key) => (await app.call(who, personEndpoints.list)).body.total
const xlsx = (rows: unknown[][]) =>
  writeExcelFile(
    rows.map((r) =>
      r.map((value) =>
        value === null ? null : { value, type: value!.constructor, ...(value instanceof Date ? { format: 'yyyy-mm-dd' } : {}) },
      ),
    ) as never,
  ).toBuffer() as Promise<Uint8Array>

const header = '姓名,公司,統編,電話,手機,信箱,職稱,國籍'
const people = `${header}\n林安,甲股份有限公司,04595257,02-2345-6789,912345678,Lin@Example.tw,理事,台灣\n"Ana Lima",,,,+81 90 1234 5678,ana@example.jp,Engineer,Japan\n`

describe('headings', () => {
  test.each([
    [
      'people',
      ['姓名', 'E-mail', '座號', '行動電話', '服務單位', '職稱(中)', 'Country/Region'],
      ['name', 'email', null, 'mobile', 'company', 'title', 'country'],
    ],
    ['people', ['Full Name', 'Company Name', 'Job Title', 'Name'], ['name', 'company', 'title', null]],
    ['people', ['聯絡人電話', '公司統一編號', '身份證字號', '備註欄'], ['phone', 'companyTaxId', 'nationalId', 'notes']],
    ['companies', ['廠商名稱', '統一編號', '產業別', '官網'], ['name', 'taxId', 'industry', 'website']],
  ] as const)('%s: %j', (kind, headings, fields) => expect(suggestMapping(kind, headings)).toEqual(fields))
})

describe('a list of people', () => {
  test('dry run, import, and the same again: nothing twice', async () => {
    const own = await app.organisation()
    const dry = await take(people, { who: own.key, dryRun: true })
    expect(dry.up.body.columns.map((c) => c.suggested)).toEqual([
      'name',
      'company',
      'companyTaxId',
      'phone',
      'mobile',
      'email',
      'title',
      'country',
    ])
    expect([dry.up.body.rows, dry.up.body.headingRow, dry.up.body.encoding]).toEqual([2, 1, 'utf-8'])
    expect(dry.report).toEqual({
      applied: false,
      counts: { created: 2, updated: 0, unchanged: 0, error: 0 },
      companiesCreated: 1,
      omitted: 0,
      rows: [
        { row: 2, result: 'created', label: '林安', issues: [] },
        { row: 3, result: 'created', label: 'Ana Lima', issues: [] },
      ],
    })
    expect([await total(own.key), (await app.call(own.key, companyEndpoints.list)).body.total]).toEqual([0, 0])
    expect((await take(people, { who: own.key })).report.counts).toEqual({ created: 2, updated: 0, unchanged: 0, error: 0 })
    const again = (await take(people, { who: own.key })).report
    expect([again.applied, again.counts, again.companiesCreated]).toEqual([true, { created: 0, updated: 0, unchanged: 2, error: 0 }, 0])
    const changed = (await take(people.replace('理事', '理事長'), { who: own.key })).report
    expect(changed.counts).toEqual({ created: 0, updated: 1, unchanged: 1, error: 0 })
    const row = (await app.call(own.key, personEndpoints.list, { query: { q: '林安' } })).body.rows[0]!
    expect([row.title, row.mobile, row.phone, row.email, row.country, row.company?.name.zh, row.version]).toEqual([
      '理事長',
      '0912-***-678',
      '02-****-*789',
      'l***@example.tw',
      'TW',
      '甲股份有限公司',
      2,
    ])
    expect((await app.call(own.key, companyEndpoints.list)).body.rows.map((c) => [c.name.zh, c.taxId, c.people])).toEqual([
      ['甲股份有限公司', '04595257', 1],
    ])
    const trail = await app.run(own.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select('action').where('entity', '=', 'crmImport').execute(),
    )
    expect(trail.length).toBe(3)
  })

  test('one bad row keeps all out; each mistake is named by row, column and code, without its content', async () => {
    const before = await total()
    const { report, up } = await take(
      `${header}\n好人,,,,,good@example.tw,,\n,,,,,nobody@example.tw,,\n壞人,,12345678,123,0912-***-678,nope,,火星\n\n新創,新公司,12345670,,,,,\n數字,舊公司,4595257,,,,,\n`,
    )
    expect(report.applied).toBe(false)
    expect(report.counts).toEqual({ created: 3, updated: 0, unchanged: 0, error: 2 })
    expect(report.rows.map((r) => [r.row, r.result, r.issues.map((i) => `${i.level} ${i.column} ${i.code}`)])).toEqual([
      [3, 'error', ['error 姓名 crm.name_required']],
      [
        4,
        'error',
        [
          'error 公司統編 crm.tax_id_checksum',
          'error 電話 crm.phone_invalid',
          'error 手機 crm.masked_value',
          'error 電子郵件 crm.email_invalid',
          'error 國籍 crm.country_unknown',
        ],
      ],
      [5, 'created', ['hint 公司統編 crm.tax_id_new_rule']],
      [6, 'created', ['hint 公司統編 crm.tax_id_padded']],
      [2, 'created', []],
    ])
    expect(report.rows[1]!.issues[0]).toEqual({
      level: 'error',
      column: '公司統編',
      code: 'crm.tax_id_checksum',
      zh: '統一編號檢查碼不對，請核對每一位數字。',
      en: 'The check digit of this tax ID is wrong.',
    })
    expect(await total()).toBe(before)
    expect(
      (
        await run(
          up.body.id,
          up.body.columns.map((c) => c.suggested),
          true,
        )
      ).status,
    ).toBe(200)
  })

  test('two rows of one person become one; one mailbox with two names stays two', async () => {
    const own = await app.organisation()
    const { report } = await take('姓名,信箱,職稱\n甲,x@example.tw,A\n甲,x@example.tw,B\n乙,x@example.tw,C\n', { who: own.key })
    expect(report.counts).toEqual({ created: 2, updated: 1, unchanged: 0, error: 0 })
    expect((await app.call(own.key, personEndpoints.list, { query: { sort: 'title' } })).body.rows.map((r) => [r.name, r.title])).toEqual([
      ['甲', 'B'],
      ['乙', 'C'],
    ])
  })

  test.each([
    ['UTF-8 with a mark', (t: string) => new TextEncoder().encode(`\ufeff${t}`), 'utf-8'],
    ['Big5', (t: string) => new Uint8Array(iconv.encode(t, 'big5')), 'big5'],
    ['UTF-16LE with a mark', (t: string) => new Uint8Array(iconv.encode(t, 'utf-16le', { addBOM: true })), 'utf-16le'],
    ['UTF-16BE with a mark', (t: string) => new Uint8Array(iconv.encode(t, 'utf-16be', { addBOM: true })), 'utf-16be'],
    ['UTF-16LE without', (t: string) => new Uint8Array(iconv.encode(t, 'utf-16le')), 'utf-16le'],
  ])('reads %s, tabs and title lines too', async (_name, encode, encoding) => {
    const text = `114 年度會員名冊\t\t\r\n製表：秘書處\t\t\r\n姓名\t公司\t電子信箱\r\n許功蓋\t碁峰資訊\thsu@example.tw\r\n`
    const { up, report } = await take(encode(text), { dryRun: true })
    expect([up.body.encoding, up.body.headingRow, up.body.columns.map((c) => [c.heading, c.suggested, c.sample])]).toEqual([
      encoding,
      3,
      [
        ['姓名', 'name', ['許功蓋']],
        ['公司', 'company', ['碁峰資訊']],
        ['電子信箱', 'email', ['hsu@example.tw']],
      ],
    ])
    expect(report.rows.map((r) => [r.row, r.label])).toEqual([[4, '許功蓋']])
  })

  test('a workbook: numbers, dates and booleans as text; what was exported reads back unchanged', async () => {
    const own = await app.organisation()
    const bytes = await xlsx([
      ['姓名', '手機', '統編', '公司', '備註', '行銷同意', '身分證字號'],
      ['王一', 912345678, 4595257, '甲公司', new Date('2027-05-13T00:00:00Z'), true, 'A123456789'],
      ['=1+1', null, null, null, null, null, null],
    ])
    const { up, report } = await take(bytes, { who: own.key })
    expect([up.body.encoding, report.counts.created, report.rows.find((r) => r.row === 2)!.issues.map((i) => i.code)]).toEqual([
      'xlsx',
      2,
      ['crm.tax_id_padded'],
    ])
    for (const format of ['csv', 'xlsx']) {
      const file = (await app.send(own.key, { method: 'GET', url: `/api${exportEndpoints.people.path}?masked=false&format=${format}` }))
        .rawPayload
      const back = await take(new Uint8Array(file), { who: own.key })
      expect([format, back.report.counts]).toEqual([format, { created: 0, updated: 0, unchanged: 2, error: 0 }])
    }
    const row = (await app.call(own.key, personEndpoints.list, { query: { q: '王一' } })).body.rows[0]!
    expect([row.mobile, row.notes, row.consent.marketing, row.nationalId, row.version]).toEqual([
      '0912-***-678',
      '2027-05-13',
      true,
      'A******789',
      1,
    ])
  })

  test('another person’s upload, another organisation’s, and one that is used up', async () => {
    const up = (await upload(people)).body
    const mapping = up.columns.map((c) => c.suggested)
    const director = await app.person(org.organisationId, 'director')
    const other = await app.organisation()
    const staff = await app.person(org.organisationId, 'staff')
    expect([
      (await run(up.id, mapping, true, director.headers)).status,
      (await run(up.id, mapping, true, other.key)).status,
      (await run(up.id, mapping, true, staff.headers)).status,
    ]).toEqual([404, 404, 403])
    expect([
      (await run(up.id, [null], true)).problem.code,
      (await run(up.id, ['name', 'name'], true)).problem.code,
      (await run(up.id, ['name', 'organisationId'], true)).problem.code,
    ]).toEqual(['crm.import_mapping', 'crm.import_mapping', 'crm.import_mapping'])
    expect((await run(up.id, mapping, false)).body.applied).toBe(true)
    expect((await run(up.id, mapping, false)).problem.code).toBe('crm.import_expired')
    const left = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('crmImport').select('rows').where('id', '=', up.id).executeTakeFirstOrThrow(),
    )
    expect(left.rows).toEqual([])
  })
})

test('a list of companies: by 統編, else by name', async () => {
  const own = await app.organisation()
  const text =
    '公司名稱,英文名稱,統編,類別,電話,網址,縣市\n甲公司,Alpha,04595257,客戶,(02)2345-6789,alpha.example.tw,臺北市\n乙協會,,,公協會,,,\n'
  expect((await take(text, { who: own.key, kind: 'companies' })).report.counts).toEqual({ created: 2, updated: 0, unchanged: 0, error: 0 })
  expect((await take(text.replace('甲公司', '甲股份有限公司'), { who: own.key, kind: 'companies' })).report.counts).toEqual({
    created: 0,
    updated: 1,
    unchanged: 1,
    error: 0,
  })
  expect(
    (await app.call(own.key, companyEndpoints.list, { query: { sort: 'kind' } })).body.rows.map((c) => [c.name, c.kind, c.website]),
  ).toEqual([
    [{ zh: '乙協會', en: '' }, 'association', ''],
    [{ zh: '甲股份有限公司', en: 'Alpha' }, 'client', 'https://alpha.example.tw'],
  ])
})

describe('hostile files', () => {
  const bomb = () =>
    zipSync({ 'xl/workbook.xml': strToU8('<x/>'), 'xl/worksheets/sheet1.xml': [new Uint8Array(400 * 1024 * 1024), { level: 9 }] })
  const entities = () =>
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'xl/workbook.xml': strToU8('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    })
  test.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['nothing', () => new Uint8Array(), 'crm.import_empty'],
    ['headings only', () => strToU8(`${header}\n`), 'crm.import_empty'],
    ['blank lines', () => strToU8('\n\n , \n'), 'crm.import_empty'],
    ['an old .xls', () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), 'crm.import_type'],
    ['a zip that is no workbook', () => zipSync({ 'a.txt': strToU8('x') }), 'crm.import_type'],
    ['a broken zip', () => new Uint8Array([0x50, 0x4b, 3, 4, 9, 9, 9, 9, 9]), 'crm.import_damaged'],
    ['a web page', () => strToU8('<!DOCTYPE html><table><tr><td>姓名</td></tr></table>'), 'crm.import_type'],
    ['random bytes', () => Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), 'crm.import_encoding'],
    ['a zip bomb', bomb, 'crm.import_too_complex'],
    ['outside entities', entities, 'crm.import_damaged'],
    ['too many rows', () => strToU8(`姓名\n${'甲\n'.repeat(100_001)}`), 'crm.import_too_many_rows'],
    ['too many columns', () => strToU8(`${'姓名,'.repeat(150)}x\n${'甲,'.repeat(150)}x`), 'crm.import_too_many_columns'],
    ['11 MB', () => new Uint8Array(11 * 1024 * 1024).fill(65), 'crm.import_too_large'],
  ])('%s', async (_name, make, code) => {
    expect((await upload(await make())).problem.code).toBe(code)
  })

  test('formulas, huge and odd cells are text or are refused by row', async () => {
    const own = await app.organisation()
    const { report } = await take(
      `姓名,備註,信箱\n"=cmd|' /C calc'!A0",ok,a@example.tw\n長,${'字'.repeat(5000)},b@example.tw\n"ab\ud800",x,c@example.tw\n`,
      { who: own.key, dryRun: true },
    )
    expect(report.rows.map((r) => [r.row, r.result, r.issues.map((i) => i.code), r.label])).toEqual([
      [3, 'error', ['crm.import_cell_too_long'], '長'],
      [2, 'created', [], "=cmd|' /C calc'!A0"],
      [4, 'created', [], 'ab\ufffd'],
    ])
  })

  test('JSON instead of a file', async () => {
    expect((await app.call(org.key, importEndpoints.upload, { query: { kind: 'people' }, body: { rows: [] } as never })).problem.code).toBe(
      'crm.import_type',
    )
  })
})

test('2,000 rows cost a fixed number of statements and come in whole', async () => {
  const own = await app.organisation()
  const text = `姓名,信箱,公司\n${Array.from({ length: 2000 }, (_, i) => `人${i},p${i}@example.tw,公司${i % 50}`).join('\n')}\n`
  let report
  const statements = await app.count(async () => ({ report } = await take(text, { who: own.key })))
  expect(report!.counts).toEqual({ created: 2000, updated: 0, unchanged: 0, error: 0 })
  expect([report!.rows.length, report!.omitted, await total(own.key)]).toEqual([1000, 1000, 2000])
  expect(statements).toBeLessThan(45)
})

test('nothing that waits or is kept for a retry holds a person in the clear, and an upload is gone after its day', async () => {
  const secret = '姓名,電子郵件,手機\n密柔安,mirouan@secret.example,0987-654-321\n'
  const key = { 'idempotency-key': 'upload-1' }
  const query = { kind: 'people' as const, name: '密.csv' }
  const send = () => app.call(org.key, importEndpoints.upload, { query, body: new TextEncoder().encode(secret) }, key)
  const up = (await send()).body
  expect((await send()).body).toEqual(up)
  const mapping = up.columns.map((c) => c.suggested)
  const dry = { params: { id: up.id }, body: { mapping, dryRun: true } }
  const first = (await app.call(org.key, importEndpoints.run, dry, { 'idempotency-key': 'dry-1' })).body
  expect((await app.call(org.key, importEndpoints.run, dry, { 'idempotency-key': 'dry-1' })).body).toEqual(first)
  const kept = await app.run(org.organisationId, async (ctx) =>
    JSON.stringify([
      await ctx.tx.selectFrom('idempotency').selectAll().where('key', 'in', ['upload-1', 'dry-1']).execute(),
      await ctx.tx.selectFrom('crmImport').select(['rows', 'columns']).where('id', '=', up.id).execute(),
    ]),
  )
  expect(['密柔安', 'mirouan', '0987', '654-321'].filter((s) => kept.includes(s))).toEqual([])
  expect(kept.includes('v1.')).toBe(true)
  const waiting = () => app.run(org.organisationId, (ctx) => ctx.tx.selectFrom('crmImport').select('id').where('id', '=', up.id).execute())
  await importExpiry.run(app.app.services, {}, app.app.http.log)
  expect(await waiting()).toEqual([{ id: up.id }])
  await app.app.services.db.asSystem((tx) =>
    tx.updateTable('crmImport').set({ expiresAt: '2020-01-01T00:00:00.000Z' }).where('id', '=', up.id).execute(),
  )
  expect((await app.call(org.key, importEndpoints.run, { ...dry, body: { mapping, dryRun: false } })).problem.code).toBe(
    'crm.import_expired',
  )
  await importExpiry.run(app.app.services, {}, app.app.http.log)
  expect(await waiting()).toEqual([])
})
