import type { Lang } from '../../../kernel/contract/localized.ts'
import { bad, type IdCheck, tidy } from '../../identity/contract/tax-id.ts'

export { checkTaxId } from '../../identity/contract/tax-id.ts'

// Identifiers of people and companies in Taiwan. A number that passes is well formed, not proven to exist.
// Source of the rules: the project's Taiwan rules §2.1 (checksums after the public enylin/taiwan-id-validator).

// The place in this string + 10 is the letter's code: A 10, B 11 … I 34, O 35, Z 33.
const letters = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'
const letterCode = (letter: string): number => letters.indexOf(letter) + 10

/** Checksum of 身分證 and 居留證: the letter's two digits × 1 and 9, then nine digits × 8,7,6,5,4,3,2,1,1; divisible by 10. */
function letterChecksum(letter: string, digits: string): boolean {
  const code = letterCode(letter)
  const weights = [8, 7, 6, 5, 4, 3, 2, 1, 1]
  const start = Math.floor(code / 10) + (code % 10) * 9
  return weights.reduce((sum, w, i) => sum + w * Number(digits[i]), start) % 10 === 0
}

export type Sex = 'male' | 'female'

/** 國民身分證統一編號: letter, 1 or 2, eight digits. */
export function checkNationalId(text: string): IdCheck<{ sex: Sex }> {
  const value = tidy(text)
  if (!/^[A-Z][12]\d{8}$/.test(value)) return bad('id.format')
  if (!letterChecksum(value[0]!, value.slice(1))) return bad('id.checksum')
  return { ok: true, value, sex: value[1] === '1' ? 'male' : 'female' }
}

export type ResidentHolder = 'foreign' | 'nationalWithoutHousehold' | 'hongKongMacau' | 'mainland'

/**
 * 居留證統一證號. New form (since 2021-01-02): letter, 8 or 9, eight digits; the third character tells the holder.
 * Old form: two letters, eight digits, with `old: true`; its last day is the rules row `identifier.resident.oldForm.validUntil`.
 */
export function checkResidentId(text: string): IdCheck<{ old: boolean; sex: Sex; holder: ResidentHolder | null }> {
  const value = tidy(text)
  if (/^[A-Z][89]\d{8}$/.test(value)) {
    if (!letterChecksum(value[0]!, value.slice(1))) return bad('id.checksum')
    const holders: Record<string, ResidentHolder> = { 7: 'nationalWithoutHousehold', 8: 'hongKongMacau', 9: 'mainland' }
    return { ok: true, value, old: false, sex: value[1] === '8' ? 'male' : 'female', holder: holders[value[2]!] ?? 'foreign' }
  }
  if (!/^[A-Z][A-D]\d{8}$/.test(value)) return bad('id.format')
  const second = letterCode(value[1]!) % 10
  if (!letterChecksum(value[0]!, second + value.slice(2))) return bad('id.checksum')
  return { ok: true, value, old: true, sex: 'AC'.includes(value[1]!) ? 'male' : 'female', holder: null }
}

/** Passport number, loosely: 5–20 letters and digits with at least one digit; countries differ too much for more. */
export function checkPassport(text: string): IdCheck {
  const value = tidy(text).replaceAll('-', '')
  return /^(?=.*\d)[A-Z0-9]{5,20}$/.test(value) ? { ok: true, value } : bad('id.format')
}

export type PersonalIdKind = 'national' | 'resident' | 'passport'
/** Finds out which identity document a number is from; what looks like 身分證 or 居留證 must pass its checksum. */
export function checkPersonalId(text: string): IdCheck<{ kind: PersonalIdKind }> {
  const national = checkNationalId(text)
  if (national.ok) return { ok: true, value: national.value, kind: 'national' }
  const resident = checkResidentId(text)
  if (resident.ok) return { ok: true, value: resident.value, kind: 'resident' }
  if (national.code === 'id.checksum' || resident.code === 'id.checksum') return bad('id.checksum')
  const passport = checkPassport(text)
  return passport.ok ? { ok: true, value: passport.value, kind: 'passport' } : passport
}

const shaped =
  (pattern: RegExp) =>
  (text: string): IdCheck => {
    const value = tidy(text)
    return pattern.test(value) ? { ok: true, value } : bad('id.format')
  }
/** 手機條碼 (e-invoice carrier 3J0002): a slash and seven of `0-9 A-Z . + -`. */
export const checkMobileBarcode = shaped(/^\/[0-9A-Z.+-]{7}$/)
/** 自然人憑證條碼 (e-invoice carrier CQ0001): two letters and fourteen digits. */
export const checkCitizenCertificate = shaped(/^[A-Z]{2}\d{14}$/)
/** 捐贈碼: three to seven digits. */
export const checkDonationCode = shaped(/^\d{3,7}$/)
/** Carrier type codes of the e-invoice message guideline (MIG). */
export const carrierTypes = { mobileBarcode: '3J0002', citizenCertificate: 'CQ0001' } as const

export type Phone = { e164: string; extension: string | null }

// Prefix and how many digits follow; the longest prefix that fits wins (037 before 03).
const plan: [string, number[]][] = [
  ['0800', [6]],
  ['0809', [6]],
  ['0826', [5]],
  ['0836', [5]],
  ['037', [6]],
  ['049', [7]],
  ['070', [8]],
  ['082', [6]],
  ['089', [6]],
  ['02', [8]],
  ['03', [7]],
  ['04', [8, 7]],
  ['05', [7]],
  ['06', [7]],
  ['07', [7]],
  ['08', [7]],
  ['09', [8]],
]
const areaOf = (local: string) => plan.find(([p, rest]) => local.startsWith(p) && rest.includes(local.length - p.length))?.[0]

/**
 * A telephone number as people write it (`(02)2345-6789 分機 12`, `0912 345 678`, `+886-2-…#12`) in E.164, with its 分機.
 * A mobile number that a spreadsheet robbed of its 0 is taken; other numbers without + count as Taiwan's. `null` when it is none.
 */
export function parsePhone(text: string): Phone | null {
  const t = text.normalize('NFKC').trim()
  const ext = /(?:#|分機|轉|ext\.?|x)\s*[:：]?\s*(\d{1,6})$/i.exec(t)
  const digits = (ext ? t.slice(0, ext.index) : t).replaceAll(/[\s()./,-]/g, '').replace(/^00(?=[1-9])/, '+')
  const extension = ext?.[1] ?? null
  if (!/^\+?\d+$/.test(digits)) return null
  if (digits.startsWith('+') && !digits.startsWith('+886')) return /^\+[1-9]\d{7,14}$/.test(digits) ? { e164: digits, extension } : null
  const taiwan = digits.startsWith('+886') ? digits.slice(4) : /^886[1-9]\d{7,8}$/.test(digits) ? digits.slice(3) : null
  const local = taiwan === null ? digits.replace(/^9(?=\d{8}$)/, '09') : `0${taiwan.replace(/^0/, '')}`
  return areaOf(local) ? { e164: `+886${local.slice(1)}`, extension } : null
}

/** `0912-345-678`, `02-2345-6789 分機 12` (en `+886 2 2345 6789 ext. 12`); numbers abroad stay in E.164. */
export function formatPhone({ e164, extension }: Phone, lang: Lang = 'zh-TW'): string {
  const local = `0${e164.slice(4)}`
  const area = e164.startsWith('+886') ? areaOf(local) : undefined
  const suffix = extension ? (lang === 'en' ? ` ext. ${extension}` : ` 分機 ${extension}`) : ''
  if (!area) return e164 + suffix
  const head = area === '09' ? local.slice(0, 4) : area
  const rest = local.slice(head.length)
  const cut = rest.length === 5 ? 0 : rest.length === 8 ? 4 : 3
  const groups = [head, rest.slice(0, cut), rest.slice(cut)].filter((g) => g !== '')
  return (lang === 'en' ? `+886 ${groups.join(' ').slice(1)}` : groups.join('-')) + suffix
}

const cities =
  '臺北市 新北市 桃園市 臺中市 臺南市 高雄市 基隆市 新竹市 嘉義市 新竹縣 苗栗縣 彰化縣 南投縣 雲林縣 嘉義縣 屏東縣 宜蘭縣 花蓮縣 臺東縣 澎湖縣 金門縣 連江縣'.split(
    ' ',
  )

/** 台 → 臺 in 臺灣 and in the names of its cities, so that 台北 and 臺北 are one; 台積電 and 陽台 stay. */
export const normaliseTai = (text: string): string => text.replaceAll(/台(?=灣|西鄉|[北中南東][市縣])|^台(?=[北中南東])/g, '臺')

export type Address = { text: string; postalCode: string | null; city: string | null; district: string | null; detail: string }
/**
 * A Taiwan address taken apart as far as it is certain: 郵遞區號 (3, 5 or 3+3 digits), 縣市, 鄉鎮市區, the rest as written.
 * `text` is the whole without postal code, half-width, without blanks beside Chinese characters, 臺 for 台.
 */
export function normaliseAddress(raw: string): Address {
  const flat = raw
    .normalize('NFKC')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=\p{Script=Han})|(?<=\p{Script=Han}) /gu, '')
  const [, code, rest] = /^(?:[[(]?(\d{3}(?:-?\d{2,3})?)[\])]?)?(.*)$/.exec(flat)!
  const city = cities.find((c) => normaliseTai(rest!).startsWith(c)) ?? null
  // Without a city behind it, a leading number is part of the address (101大樓).
  const text = normaliseTai(city ? rest! : flat)
  const tail = city ? text.slice(city.length) : ''
  const district = /^(?:平鎮區|前鎮區|左鎮區|新市區|.{1,3}?[區鄉鎮市])/.exec(tail)?.[0] ?? null
  return {
    text,
    postalCode: (city && code?.replace('-', '')) || null,
    city,
    district,
    detail: city ? tail.slice(district?.length ?? 0) : text,
  }
}

/** Keeps the first and the last three characters: `A123456789` → `A******789`; six or fewer show nothing. */
export const maskId = (id: string): string => (id.length <= 6 ? '*'.repeat(id.length) : id[0] + '*'.repeat(id.length - 4) + id.slice(-3))

/** Hides all but the head and the last three digits, the extension too: `0912-***-678`, `02-****-*789`. */
export function maskPhone(phone: Phone): string {
  const shown = formatPhone({ e164: phone.e164, extension: null })
  const from = shown.startsWith('+') ? 3 : shown.indexOf('-') + 1
  return [...shown].map((c, i) => (/\d/.test(c) && i >= from && i < shown.length - 3 ? '*' : c)).join('')
}

/** `s***@example.com`: one letter of the box, the whole domain; anything without a box is hidden whole. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 1 ? '***' : `${[...email][0]}***${email.slice(at)}`
}

/** 王小明 → 王○明, 王明 → 王○, 歐陽又恩 → 歐○○恩; of names in other scripts the initial of every word: Ana Lima → A*** L***. */
export function maskName(name: string): string {
  const text = name.trim()
  if (!/^\p{Script=Han}+$/u.test(text))
    return text
      .split(/\s+/)
      .map((w) => (w ? `${[...w][0]}***` : ''))
      .join(' ')
  const chars = [...text]
  return chars.map((c, i) => (i === 0 || (i === chars.length - 1 && i > 1) ? c : '○')).join('')
}
