import type { Localized } from '../../../kernel/contract/localized.ts'
import { familyNames, foreignPools, givenNames, jobTitles, otherOrganisations } from './names.ts'
import type { OrganisationKind } from './names.ts'
import { oneOf, seeded, weighted } from './random.ts'

/** What is needed of a crm company; `demoCompanies` of the crm demo fits. */
export type CompanyLike = {
  key: string
  name: Localized
  taxId: string
  role: string
  domain: string
  contact: { email: string; phone: string }
}

export type DemoPerson = {
  name: Localized
  organisation: Localized
  companyKey?: string
  taxId?: string
  jobTitle: Localized
  email: string
  phone: string
  country: string
  kind: OrganisationKind | 'student' | 'citizen'
}

const companyKinds: Record<string, OrganisationKind> = {
  museum: 'museum',
  'co-organiser': 'museum',
  university: 'university',
  association: 'association',
  media: 'media',
  government: 'city',
  sponsor: 'kitchen',
  partner: 'kitchen',
}
const mailDomains = ['postbox.example', 'mailbox.example', 'letters.example']
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '.')
const three = (n: number) => String(n).padStart(3, '0')

type Draft = Omit<DemoPerson, 'email' | 'phone'> & { domain: string; calling?: string }

function foreigner(random: () => number): Draft {
  const pool = weighted(
    random,
    foreignPools.map((p) => [p, p.weight] as const),
  )
  const [organisation, domain, kind] = oneOf(random, pool.organisations)
  const [titleZh, titleEn] = oneOf(random, jobTitles[kind])
  return {
    name: { zh: '', en: `${oneOf(random, pool.given)} ${oneOf(random, pool.family)}` },
    organisation: { zh: '', en: organisation },
    jobTitle: { zh: titleZh, en: titleEn },
    country: pool.country,
    kind,
    domain,
    calling: pool.calling,
  }
}

function local(random: () => number, companies: CompanyLike[], student: boolean): Draft {
  const [familyZh, familyEn] = oneOf(random, familyNames)
  const [givenZh, givenEn] = oneOf(random, givenNames)
  const name = { zh: familyZh + givenZh, en: `${familyEn} ${givenEn}` }
  if (student) {
    const school = oneOf(
      random,
      companies.filter((c) => c.role === 'university'),
    )
    return {
      name,
      organisation: school.name,
      companyKey: school.key,
      jobTitle: { zh: '學生', en: 'Student' },
      country: 'TW',
      kind: 'student',
      domain: school.domain,
    }
  }
  const from = weighted(random, [
    ['company', 45],
    ['other', 42],
    ['citizen', 13],
  ] as const)
  if (from === 'citizen')
    return {
      name,
      organisation: { zh: '', en: '' },
      jobTitle: { zh: '', en: '' },
      country: 'TW',
      kind: 'citizen',
      domain: oneOf(random, mailDomains),
    }
  if (from === 'company') {
    const company = oneOf(
      random,
      companies.filter((c) => c.role in companyKinds),
    )
    const kind = companyKinds[company.role]!
    const [zh, en] = oneOf(random, jobTitles[kind])
    return {
      name,
      organisation: company.name,
      companyKey: company.key,
      taxId: company.taxId,
      jobTitle: { zh, en },
      country: 'TW',
      kind,
      domain: company.domain,
    }
  }
  const [zh, en, domain, kind] = oneOf(random, otherOrganisations)
  const [titleZh, titleEn] = oneOf(random, jobTitles[kind])
  return { name, organisation: { zh, en }, jobTitle: { zh: titleZh, en: titleEn }, country: 'TW', kind, domain }
}

/**
 * A stable pool of `count` people: every seventh from abroad, every tenth a student, the rest working. No two share a name or an
 * e-mail address, nor one of `taken` (addresses of speakers and contacts). Telephone numbers are 0900-000-`firstPhone` and up.
 */
export function demoPeople(
  count: number,
  seed: number,
  companies: CompanyLike[],
  taken: Iterable<string>,
  firstPhone: number,
  allStudents = false,
): DemoPerson[] {
  const random = seeded(seed)
  const used = new Set(taken)
  const people: DemoPerson[] = []
  while (people.length < count) {
    const i = people.length
    const { domain, calling, ...draft } =
      !allStudents && i % 7 === 5 ? foreigner(random) : local(random, companies, allStudents || i % 10 === 3)
    const email = `${plain(draft.name.en)}@${domain}`
    const name = draft.name.zh || draft.name.en
    if (used.has(email) || used.has(name)) continue
    used.add(email).add(name)
    people.push({ ...draft, email, phone: calling ? `+${calling} 000 000 ${three(firstPhone + i)}` : `0900-000-${three(firstPhone + i)}` })
  }
  return people
}
