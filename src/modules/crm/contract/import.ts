import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'

export const importKinds = ['people', 'companies'] as const
export type ImportKind = (typeof importKinds)[number]
export const importLimits = { bytes: 10 * 1024 * 1024, rows: 100_000, columns: 100, cell: 4000, reportRows: 1000, keepHours: 24 } as const

type FieldSpec = {
  label: Localized
  /** headings as compared: lower case, no blanks or punctuation; the first that fits wins */ headings: string[]
}
const f = (zh: string, en: string, ...headings: string[]): FieldSpec => ({ label: { zh, en }, headings })

/** Where a column may go, with the headings that are recognised for it. */
export const importFields = {
  people: {
    name: f(
      '姓名',
      'Name',
      '姓名',
      '中文姓名',
      '聯絡人',
      '聯絡人姓名',
      '名字',
      '講者',
      '與會者',
      '與會者姓名',
      'name',
      'fullname',
      'attendeename',
      'contactname',
    ),
    nameEn: f('英文姓名', 'Name (en)', '英文姓名', '英文名字', '英文名', '護照英文姓名', 'nameen', 'englishname', 'nameinenglish'),
    title: f('職稱', 'Title', '職稱', '職務', '頭銜', '職位', 'title', 'jobtitle', 'position'),
    titleEn: f('英文職稱', 'Title (en)', '英文職稱', 'titleen', 'jobtitleen'),
    company: f(
      '公司／單位',
      'Company',
      '公司',
      '公司名稱',
      '單位',
      '服務單位',
      '任職單位',
      '機構',
      '機關',
      '學校',
      '組織',
      'company',
      'companyname',
      'organisation',
      'organization',
      'affiliation',
      'institution',
      'employer',
    ),
    companyTaxId: f(
      '公司統編',
      'Company tax ID',
      '統編',
      '統一編號',
      '公司統編',
      '公司統一編號',
      'taxid',
      'vatnumber',
      'ubn',
      'companytaxid',
    ),
    email: f('電子郵件', 'E-mail', '信箱', '電子信箱', '電子郵件', '電郵', 'email', 'mail', 'emailaddress'),
    phone: f('電話', 'Phone', '電話', '聯絡電話', '公司電話', '市話', 'tel', 'phone', 'telephone', 'phonenumber'),
    mobile: f('手機', 'Mobile', '手機', '行動電話', '手機號碼', 'mobile', 'cell', 'cellphone', 'mobilephone'),
    nationalId: f(
      '身分證／居留證',
      'Identity number',
      '身分證',
      '身份證',
      '身分證字號',
      '身份證字號',
      '居留證',
      '居留證號',
      '護照號碼',
      '證號',
      'nationalid',
      'idnumber',
      'passport',
      'passportnumber',
    ),
    country: f('國籍', 'Country', '國籍', '國家', '國家地區', '地區', 'country', 'nationality', 'countryregion'),
    languages: f('語言', 'Languages', '語言', '慣用語言', 'language', 'languages'),
    tags: f('標籤', 'Tags', '標籤', '分類', '類別', 'tags', 'tag', 'labels'),
    marketing: f(
      '行銷同意',
      'Marketing consent',
      '行銷同意',
      '同意收到活動訊息',
      '電子報',
      'marketing',
      'newsletter',
      'marketingconsent',
      'consent',
    ),
    notes: f('備註', 'Notes', '備註', '附註', '說明', 'notes', 'note', 'remarks', 'comment'),
  },
  companies: {
    name: f(
      '公司名稱',
      'Name',
      '公司名稱',
      '公司',
      '名稱',
      '單位名稱',
      '單位',
      '機構名稱',
      '廠商',
      '廠商名稱',
      '客戶名稱',
      'name',
      'company',
      'companyname',
      'organisation',
      'organization',
    ),
    nameEn: f('英文名稱', 'Name (en)', '英文名稱', '公司英文名稱', '英文', 'nameen', 'englishname'),
    taxId: f('統一編號', 'Tax ID', '統編', '統一編號', '公司統編', 'taxid', 'ubn', 'vatnumber'),
    kind: f('類別', 'Kind', '類別', '類型', '性質', 'kind', 'type', 'category'),
    industry: f('行業', 'Industry', '行業', '產業', '產業別', '行業別', 'industry', 'sector'),
    country: f('國家', 'Country', '國家', '國家地區', '國籍', 'country'),
    city: f('縣市', 'City', '縣市', '城市', 'city'),
    address: f('地址', 'Address', '地址', '公司地址', '通訊地址', 'address'),
    phone: f('電話', 'Phone', '電話', '公司電話', '聯絡電話', 'phone', 'tel', 'telephone'),
    email: f('電子郵件', 'E-mail', '信箱', '電子信箱', '電子郵件', 'email', 'mail'),
    website: f('網址', 'Website', '網址', '網站', '官網', 'website', 'url', 'web', 'homepage'),
    tags: f('標籤', 'Tags', '標籤', '分類', 'tags', 'tag'),
    notes: f('備註', 'Notes', '備註', '說明', 'notes', 'note', 'remarks'),
  },
} as const satisfies Record<ImportKind, Record<string, FieldSpec>>

const headingKey = (h: string) =>
  h
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\(.*?\)/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
/**
 * Column index → field for a row of headings; `null` where nothing fits. The exact heading wins over one that only contains a
 * known one, and no field is given twice.
 * @example suggestMapping('people', ['姓名', 'E-mail', '座號']) // ['name', 'email', null]
 */
export function suggestMapping(kind: ImportKind, headings: readonly string[]): (string | null)[] {
  const fields = Object.entries(importFields[kind]) as [string, FieldSpec][]
  const keys = headings.map(headingKey)
  const out: (string | null)[] = keys.map(() => null)
  const taken = new Set<string>()
  const pass = (fit: (key: string, known: string) => number) =>
    keys.forEach((key, i) => {
      if (!key || out[i]) return
      const scored = fields
        .filter(([name]) => !taken.has(name))
        .map(([name, spec]) => ({ name, score: Math.max(...spec.headings.map((h) => fit(key, h))) }))
      const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { name: '', score: 0 })
      if (best.score > 0) taken.add((out[i] = best.name))
    })
  pass((key, known) => (key === known ? 1 : 0))
  // The head of a compound stands last: 聯絡人電話 is a telephone. Of two that fit the longer one knows more.
  pass((key, known) =>
    known.length < 2 || key.length > known.length + 8 || !key.includes(known) ? 0 : known.length + (key.endsWith(known) ? 100 : 0),
  )
  return out
}

export const uploadedImport = z.object({
  id: id(),
  kind: z.enum(importKinds),
  fileName: z.string(),
  encoding: z.string(),
  /** Rows of data below the headings. */
  rows: z.number().int(),
  /** Row of the sheet that holds the headings, from 1. */
  headingRow: z.number().int(),
  columns: z.array(z.object({ heading: z.string(), suggested: z.string().nullable(), sample: z.array(z.string()) })),
  expiresAt: z.string(),
})
export type UploadedImport = z.output<typeof uploadedImport>

export const importIssue = z.object({
  level: z.enum(['error', 'hint']),
  column: z.string(),
  code: z.string(),
  zh: z.string(),
  en: z.string(),
})
export type ImportIssue = z.output<typeof importIssue>
/** `row` is the row of the sheet, from 1, as the person sees it there. */
export const reportRow = z.object({
  row: z.number().int(),
  result: z.enum(['created', 'updated', 'unchanged', 'error']),
  label: z.string(),
  issues: z.array(importIssue),
})
export type ReportRow = z.output<typeof reportRow>
export const importReport = z.object({
  /** False for a dry run, and where one row was wrong: then nothing was written. */
  applied: z.boolean(),
  counts: z.object({ created: z.number().int(), updated: z.number().int(), unchanged: z.number().int(), error: z.number().int() }),
  companiesCreated: z.number().int(),
  /** Rows with errors first, then rows with hints, then the rest; at most 1,000. */
  rows: z.array(reportRow),
  omitted: z.number().int(),
})
export type ImportReport = z.output<typeof importReport>

export const importEndpoints = {
  upload: endpoint({
    method: 'POST',
    path: '/crm/imports',
    action: 'crm.import',
    summary: 'Upload a CSV or XLSX file (application/octet-stream); answers its columns and a suggested mapping',
    rate: 60,
    query: z.object({ kind: z.enum(importKinds).default('people'), name: z.string().max(200).default('') }),
    body: z.any(),
    response: uploadedImport,
  }),
  run: endpoint({
    method: 'POST',
    path: '/crm/imports/:id/run',
    action: 'crm.import',
    summary: 'Check (dryRun) or import an upload, all or nothing',
    rate: 60,
    params: z.object({ id: id() }),
    body: z.strictObject({ mapping: z.array(z.string().max(40).nullable()).max(importLimits.columns), dryRun: z.boolean().default(true) }),
    response: importReport,
  }),
}
export const exportEndpoints = {
  people: endpoint({
    method: 'GET',
    path: '/crm/export/people',
    action: 'crm.export',
    summary: 'People as CSV or XLSX; `masked=false` needs crm.read_personal and is audited',
    stepUp: true,
    query: z.object({
      format: z.enum(['csv', 'xlsx']).default('xlsx'),
      masked: z.stringbool().default(true),
      lang: z.enum(['zh-TW', 'en']).optional(),
    }),
    response: z.any(),
    raw: true,
  }),
  companies: endpoint({
    method: 'GET',
    path: '/crm/export/companies',
    action: 'crm.export',
    summary: 'Companies as CSV or XLSX',
    query: z.object({ format: z.enum(['csv', 'xlsx']).default('xlsx'), lang: z.enum(['zh-TW', 'en']).optional() }),
    response: z.any(),
    raw: true,
  }),
}
