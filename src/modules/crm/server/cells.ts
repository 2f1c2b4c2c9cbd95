import { companyKindNames, companyKinds } from '../contract/company.ts'
import { crmErrors, type CrmCode } from '../contract/errors.ts'
import { checkTaxId } from '../contract/identifiers.ts'
import { importFields, type ImportIssue, type ImportKind, importLimits } from '../contract/import.ts'
import { emailCode, nationalIdCode, normaliseEmail, phoneCode, storePhone, taxIdCode } from '../contract/values.ts'

const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('臺', '台')
    .replaceAll(/[\s.()]/g, '')

let countries: Map<string, string> | undefined
/** `TW`, 台灣, Taiwan, 中華民國 … → `TW`; `null` where it is none. */
export function countryCode(text: string): string | null {
  if (!countries) {
    countries = new Map([
      ['中華民國', 'TW'],
      ['台灣', 'TW'],
      ['taiwanroc', 'TW'],
      ['roc', 'TW'],
      ['usa', 'US'],
      ['uk', 'GB'],
      ['korea', 'KR'],
      ['南韓', 'KR'],
      ['韓國', 'KR'],
      ['中國大陸', 'CN'],
      ['大陸', 'CN'],
      ['港澳', 'HK'],
    ])
    for (const lang of ['zh-TW', 'zh-HK', 'en']) {
      const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'none' })
      for (let i = 0; i < 676; i++) {
        const code = String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))
        const name = names.of(code)
        if (name && !['ZZ', 'EU', 'UN', 'EZ', 'QO', 'XA', 'XB', 'UK'].includes(code)) {
          if (!countries.has(fold(name))) countries.set(fold(name), code)
          if (!countries.has(code.toLowerCase())) countries.set(code.toLowerCase(), code)
        }
      }
    }
  }
  return countries.get(fold(text)) ?? null
}

const yes = /^(1|y|yes|true|v|是|同意|有|願意|✓|✔|o)$/i
const list = (v: string) =>
  [
    ...new Set(
      v
        .split(/[,，、;；|]/)
        .map((t) => t.trim())
        .filter(Boolean),
    ),
  ]
    .slice(0, 30)
    .map((t) => t.slice(0, 40))
const limits: Record<string, number> = {
  name: 120,
  nameEn: 120,
  title: 120,
  titleEn: 120,
  company: 200,
  notes: importLimits.cell,
  industry: 120,
  city: 60,
  address: 300,
  website: 300,
}

export type Values = Record<string, string | string[] | boolean>

/**
 * One row of a sheet as values by field, and what is wrong with it; issues name the column's label, never the cell's content.
 * Empty cells give no value: they leave what is stored alone.
 */
export function readRow(
  kind: ImportKind,
  mapping: readonly (string | null)[],
  cells: readonly string[],
): { values: Values; issues: ImportIssue[] } {
  const values: Values = {}
  const issues: ImportIssue[] = []
  const spec = importFields[kind] as Record<string, { label: { zh: string; en: string } }>
  mapping.forEach((field, i) => {
    // Our own export puts a quote before what a spreadsheet would run.
    const text = (cells[i] ?? '')
      .toWellFormed()
      .normalize('NFC')
      .replaceAll('\0', '')
      .replace(/^'(?=[=+\-@＝＋－＠])/, '')
      .trim()
    if (!field || text === '') return
    const say = (code: CrmCode, level: 'error' | 'hint' = 'error', params: Record<string, string | number> = {}) => {
      const words = (t: string) => t.replaceAll(/\{(\w+)\}/g, (_, k: string) => String(params[k] ?? ''))
      issues.push({ level, column: spec[field]!.label.zh, code, zh: words(crmErrors[code].zh), en: words(crmErrors[code].en) })
    }
    const limit = limits[field] ?? 300
    if ([...text].length > limit) return say('crm.import_cell_too_long', 'error', { limit })
    if (text.includes('*') && ['email', 'phone', 'mobile', 'nationalId', 'taxId', 'companyTaxId'].includes(field))
      return say('crm.masked_value')
    const check = (code: string | null) => code === null || void say(code as CrmCode)
    switch (field) {
      case 'email':
        return void (check(emailCode(text)) && (values[field] = normaliseEmail(text)))
      case 'phone':
      case 'mobile':
        return void (check(phoneCode(text)) && (values[field] = storePhone(text)!))
      case 'nationalId':
        return void (check(nationalIdCode(text)) && (values[field] = text))
      case 'taxId':
      case 'companyTaxId': {
        const padded = /^\d{5,7}$/.test(text) ? text.padStart(8, '0') : text
        const r = checkTaxId(padded)
        if (!r.ok) return void check(taxIdCode(text))
        if (padded !== text) say('crm.tax_id_padded', 'hint')
        if (!r.oldRule) say('crm.tax_id_new_rule', 'hint')
        values[field] = r.value
        return
      }
      case 'country': {
        const code = countryCode(text)
        return code ? void (values[field] = code) : say('crm.country_unknown')
      }
      case 'website': {
        const url = /^https?:\/\//i.test(text) ? text : `https://${text}`
        return URL.canParse(url) && /\./.test(new URL(url).hostname) ? void (values[field] = url) : say('crm.url_invalid')
      }
      case 'kind': {
        const found = companyKinds.find(
          (k) => k === text.toLowerCase() || companyKindNames[k].zh === text || companyKindNames[k].en.toLowerCase() === text.toLowerCase(),
        )
        return void (values[field] = found ?? 'other')
      }
      case 'tags':
      case 'languages':
        return void (values[field] = list(text).slice(0, field === 'languages' ? 10 : 30))
      case 'marketing':
        return void (values[field] = yes.test(text))
      default:
        values[field] = text
    }
  })
  return { values, issues }
}
