import writeExcelFile from 'write-excel-file/node'
import type { Lang, Localized } from '../../../kernel/contract/localized.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { download } from '../../../kernel/server/files.ts'
import type { RawAnswer } from '../../../kernel/server/mount.ts'
import { companyKindNames } from '../contract/company.ts'
import { importFields } from '../contract/import.ts'
import { maskStoredEmail, maskStoredPhone, showPhone } from '../contract/values.ts'
import type { StoredCompany } from './tables.ts'
import { openNationalId } from './write.ts'

type Table = { headings: string[]; rows: string[][] }
/** A cell that no spreadsheet runs: what starts like a formula (full-width signs too) gets a quote before it. */
export const safeCell = (v: string): string => (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(v) ? `'${v}` : v)
const csvCell = (v: string) => {
  const safe = safeCell(v)
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
/** UTF-8 with a byte-order mark and CRLF, as Excel wants it. */
export const toCsv = (t: Table): string => `\ufeff${[t.headings, ...t.rows].map((r) => r.map(csvCell).join(',')).join('\r\n')}\r\n`

async function toXlsx(t: Table, sheet: string): Promise<Uint8Array> {
  const head = t.headings.map((value) => ({ value, type: String, fontWeight: 'bold' as const, backgroundColor: '#efece4' }))
  // Typed as text: a workbook doesn't run it, and no number loses its zeros.
  const body = t.rows.map((r) => r.map((value) => (value === '' ? null : { value: value.slice(0, 32_000), type: String, format: '@' })))
  return writeExcelFile(
    [head, ...body] as never,
    { sheet, stickyRowsCount: 1, columns: t.headings.map((h) => ({ width: Math.max(12, [...h].length * 2 + 4) })) } as never,
  ).toBuffer()
}

const mimes = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }
async function answer(ctx: Ctx, name: Localized, format: 'csv' | 'xlsx', lang: Lang, t: Table): Promise<RawAnswer> {
  const title = lang === 'en' ? name.en : name.zh
  const bytes = format === 'csv' ? new TextEncoder().encode(toCsv(t)) : await toXlsx(t, title)
  return download({ name: `${title}_${ctx.now.slice(0, 10).replaceAll('-', '')}.${format}`, mime: mimes[format], bytes })
}
const say = (l: Localized, lang: Lang) => (lang === 'en' ? l.en || l.zh : l.zh || l.en)

/** The directory's people in the columns that the import reads. Unmasked needs `crm.read_personal`; every export is in the audit trail. */
export async function exportPeople(ctx: Ctx, o: { format: 'csv' | 'xlsx'; masked: boolean; lang?: Lang }): Promise<RawAnswer> {
  if (!o.masked && !ctx.can('crm.read_personal')) throw new AppError('auth.forbidden')
  const lang = o.lang ?? ctx.lang
  const f = importFields.people
  const rows = await ctx.tx
    .selectFrom('person')
    .leftJoin('company', (j) =>
      j.onRef('company.id', '=', 'person.companyId').onRef('company.organisationId', '=', 'person.organisationId'),
    )
    .select([
      'person.name',
      'person.nameEn',
      'person.title',
      'person.titleEn',
      'company.name as company',
      'company.taxId',
      'person.email',
      'person.phone',
      'person.mobile',
      'person.nationalIdSealed',
      'person.nationalIdMask',
      'person.country',
      'person.languages',
      'person.tags',
      'person.consent',
      'person.notes',
    ])
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  const fields = [
    'name',
    'nameEn',
    'title',
    'titleEn',
    'company',
    'companyTaxId',
    'email',
    'phone',
    'mobile',
    'nationalId',
    'country',
    'languages',
    'tags',
    'marketing',
    'notes',
  ] as const
  const phone = (p: string) => (o.masked ? maskStoredPhone(p) : showPhone(p, lang))
  const table: Table = {
    headings: fields.map((k) => say(f[k].label, lang)),
    rows: rows.map((r) => [
      r.name,
      r.nameEn,
      r.title,
      r.titleEn,
      r.company ? say(r.company, lang) : '',
      r.taxId ?? '',
      o.masked ? maskStoredEmail(r.email) : r.email,
      phone(r.phone),
      phone(r.mobile),
      o.masked ? r.nationalIdMask : (openNationalId(ctx, r.nationalIdSealed) ?? r.nationalIdMask),
      r.country,
      r.languages.join('、'),
      r.tags.join('、'),
      r.consent.marketing ? (lang === 'en' ? 'yes' : '是') : '',
      r.notes,
    ]),
  }
  await audit(ctx, {
    entity: 'person',
    entityId: 'all',
    eventId: null,
    action: o.masked ? 'export' : 'export.unmasked',
    label: `${rows.length}`,
  })
  return answer(ctx, { zh: '人物名錄', en: 'People' }, o.format, lang, table)
}

export async function exportCompanies(ctx: Ctx, o: { format: 'csv' | 'xlsx'; lang?: Lang }): Promise<RawAnswer> {
  const lang = o.lang ?? ctx.lang
  const f = importFields.companies
  const rows = (await ctx.tx.selectFrom('company').selectAll().orderBy('nameKey').orderBy('id').execute()) as StoredCompany[]
  const fields = [
    'name',
    'nameEn',
    'taxId',
    'kind',
    'industry',
    'country',
    'city',
    'address',
    'phone',
    'email',
    'website',
    'tags',
    'notes',
  ] as const
  const table: Table = {
    headings: fields.map((k) => say(f[k].label, lang)),
    rows: rows.map((r) => [
      r.name.zh,
      r.name.en,
      r.taxId,
      say(companyKindNames[r.kind], lang),
      r.industry,
      r.country,
      r.city,
      r.address,
      showPhone(r.phone, lang),
      r.email,
      r.website,
      r.tags.join('、'),
      r.notes,
    ]),
  }
  await audit(ctx, { entity: 'company', entityId: 'all', eventId: null, action: 'export', label: `${rows.length}` })
  return answer(ctx, { zh: '公司名錄', en: 'Companies' }, o.format, lang, table)
}
