import { z } from 'zod'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { checkPersonalId, checkTaxId, formatPhone, maskEmail, maskPhone, parsePhone, type Phone } from './identifiers.ts'

// What the directory's fields accept. Empty is always allowed; the server keeps the normalised form.

/** How names are compared: half-width, lower case, 臺 as 台, without blanks and punctuation. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('臺', '台')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, 200)

const refuse = (test: (v: string) => string | null) => (v: string, c: { addIssue(i: { code: 'custom'; message: string }): void }) => {
  const code = v.trim() === '' ? null : v.includes('*') ? 'crm.masked_value' : test(v)
  if (code) c.addIssue({ code: 'custom', message: code })
}
const emailShape = z.email().max(200)
export const emailCode = (v: string) => (emailShape.safeParse(normaliseEmail(v)).success ? null : 'crm.email_invalid')
export const phoneCode = (v: string) => (readPhone(v) ? null : 'crm.phone_invalid')
export const taxIdCode = (v: string) => {
  const r = checkTaxId(v)
  return r.ok ? null : r.code === 'id.checksum' ? 'crm.tax_id_checksum' : 'crm.tax_id_format'
}
export const nationalIdCode = (v: string) => {
  const r = checkPersonalId(v)
  return r.ok ? null : r.code === 'id.checksum' ? 'crm.national_id_checksum' : 'crm.national_id_format'
}
const urlCode = (v: string) => (URL.canParse(v) && /^https?:$/.test(new URL(v).protocol) ? null : 'crm.url_invalid')

export const emailField = () => z.string().trim().max(200).superRefine(refuse(emailCode)).default('')
export const phoneField = () => z.string().trim().max(60).superRefine(refuse(phoneCode)).default('')
export const taxIdField = () => z.string().trim().max(20).superRefine(refuse(taxIdCode)).default('')
export const nationalIdField = () => z.string().trim().max(40).superRefine(refuse(nationalIdCode)).default('')
export const urlField = () => z.string().trim().max(300).superRefine(refuse(urlCode)).default('')
export const countryField = () =>
  z
    .string()
    .regex(/^([A-Z]{2})?$/, { error: 'crm.country_unknown' })
    .default('')
export const tagsField = () => z.array(z.string().trim().min(1).max(40)).max(30).default([])

export const normaliseEmail = (v: string) => v.normalize('NFKC').trim().toLowerCase()
export const normaliseTaxId = (v: string) => {
  const r = checkTaxId(v)
  return r.ok ? r.value : ''
}
/** E.164 with the extension behind `;ext=` (RFC 3966), e.g. `+886223456789;ext=12`; what was stored reads back. `null` when it is no number. */
export function storePhone(v: string): string | null {
  const p = readPhone(v)
  return p && (p.extension ? `${p.e164};ext=${p.extension}` : p.e164)
}
export function readPhone(v: string): Phone | null {
  const m = /^(\+\d{8,15});ext=(\d{1,6})$/.exec(v)
  return m ? { e164: m[1]!, extension: m[2]! } : parsePhone(v)
}
/** A stored number as people read it: `02-2345-6789 分機 12`. */
export const showPhone = (stored: string, lang: Lang = 'zh-TW'): string => {
  const p = readPhone(stored)
  return p ? formatPhone(p, lang) : stored
}
export const maskStoredPhone = (stored: string): string => {
  const p = readPhone(stored)
  return p ? maskPhone(p) : stored && '***'
}
export const maskStoredEmail = (stored: string): string => stored && maskEmail(stored)
