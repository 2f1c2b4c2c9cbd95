import type { Level, Reason } from '../contract/duplicates.ts'
import { nameKey } from '../contract/values.ts'
import { sameName } from './match.ts'

/** What two people are compared by; `nationalId` opened, or empty. */
export type PersonFacts = {
  name: string
  nameEn: string
  title: string
  companyId: string | null
  email: string
  phone: string
  mobile: string
  nationalId: string
}
export type CompanyFacts = { name: { zh: string; en: string }; taxId: string; phone: string; email: string; website: string }
export type Likeness = { score: number; reasons: Reason[] }
const none: Likeness = { score: 0, reasons: [] }

export const levelOf = (score: number): Level | null => (score >= 90 ? 'certain' : score >= 70 ? 'likely' : score >= 40 ? 'possible' : null)

/** Many providers ignore dots, and everything behind a plus; as `bantoh_mailbox` in the database. */
export function mailboxKey(email: string): string {
  const [local = '', domain = ''] = email.split('@')
  const base = local.split('+')[0]!
  return ['gmail.com', 'googlemail.com'].includes(domain) ? `${base.replaceAll('.', '')}@gmail.com` : `${base}@${domain}`
}
/** As `bantoh_words` in the database. */
export const words = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .toSorted()
    .join(' ')
const FORMS = /(股份有限公司|有限公司|公司|企業社|企業行|商行|工作室|coltd|ltd|inc|corporation|corp|gmbh|llc|limited|company)+$/
/** As `bantoh_core` in the database. */
export const core = (name: string): string => nameKey(name).replace(FORMS, '')
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '')
/** Whole cities have their mailbox there: such a domain says nothing about a company. */
const publicMail = /^(gmail|googlemail|yahoo|hotmail|outlook|live|msn|icloud|me|qq|163|126|hinet|msa\.hinet|seed|pchome)\./

/**
 * How likely two people are one, 0 to 100. Different identity numbers are two people whatever else agrees; a shared mailbox or
 * telephone with two names is a secretary's, never one person.
 */
export function likePeople(a: PersonFacts, b: PersonFacts): Likeness {
  if (a.nationalId && b.nationalId) return a.nationalId === b.nationalId ? { score: 100, reasons: ['nationalId'] } : none
  const why: Reason[] = []
  const both = (x: string, y: string) => x !== '' && y !== ''
  const same = (x: string, y: string) => both(x, y) && x === y
  const name = nameKey(a.name) === nameKey(b.name)
  const latin = words(a.nameEn || a.name)
  const wording = latin.includes(' ') && latin === words(b.nameEn || b.name)
  if (!name && !wording && !sameName(a, b)) return none
  if (name) why.push('name')
  else if (wording) why.push('words')
  const add = (yes: boolean, reason: Reason) => (yes && why.push(reason), yes)
  const email = add(same(a.email, b.email), 'email')
  const mailbox = !email && add(both(a.email, b.email) && mailboxKey(a.email) === mailboxKey(b.email), 'mailbox')
  const mobile = add(same(a.mobile, b.mobile), 'mobile')
  const phone = add(same(a.phone, b.phone), 'phone')
  const company = add(a.companyId !== null && a.companyId === b.companyId, 'company')
  const title = add(same(a.title, b.title), 'title')
  const bare = (p: PersonFacts) => !p.email && !p.phone && !p.mobile
  const sparse = (name || wording) && add(bare(a) || bare(b), 'sparse')
  const conflict = (both(a.email, b.email) && !email && !mailbox) || (both(a.mobile, b.mobile) && !mobile)
  const certain = (email && (name || wording)) || (mobile && name)
  let score = certain ? 96 : email || mobile ? 88 : mailbox ? 90 : 0
  if (!score && (name || wording)) score = company ? (name ? 80 : 72) : phone ? 78 : title ? 50 : sparse ? 42 : 0
  if (score && conflict && !email) {
    score -= company || mobile || mailbox ? 12 : 20
    why.push('contradiction')
  }
  return score >= 40 ? { score: Math.min(99, score + (company && score >= 88 ? 2 : 0)), reasons: why } : none
}

/** How likely two companies are one. Two different 統一編號 never are. */
export function likeCompanies(a: CompanyFacts, b: CompanyFacts): Likeness {
  if (a.taxId && b.taxId && a.taxId !== b.taxId) return none
  const why: Reason[] = []
  const names = (c: CompanyFacts) => [c.name.zh, c.name.en].filter(Boolean)
  const keys = (c: CompanyFacts, key: (n: string) => string) => new Set(names(c).map(key).filter(Boolean))
  const share = (x: Set<string>, y: Set<string>) => [...x].some((k) => y.has(k))
  const name = share(keys(a, nameKey), keys(b, nameKey))
  const stem = !name && share(keys(a, core), keys(b, core))
  if (name) why.push('name')
  if (stem) why.push('core')
  const add = (yes: boolean, reason: Reason) => (yes && why.push(reason), yes)
  const phone = add(a.phone !== '' && a.phone === b.phone, 'phone')
  const site = add(hostOf(a.website) !== '' && hostOf(a.website) === hostOf(b.website), 'website')
  const mail = (c: CompanyFacts) => (publicMail.test(c.email.split('@')[1] ?? '') ? '' : (c.email.split('@')[1] ?? ''))
  const domain = add(mail(a) !== '' && mail(a) === mail(b), 'domain')
  const more = [phone, site, domain].filter(Boolean).length
  const score = name ? 80 + 8 * Math.min(2, more) : stem ? 72 + 9 * Math.min(2, more) : more >= 2 ? 60 : 0
  return score >= 40 ? { score, reasons: why } : none
}
