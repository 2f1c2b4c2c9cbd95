import type { Localized } from '../../../kernel/contract/localized.ts'
import { networkSeeds } from './company-seeds-network.ts'
import { tradeSeeds } from './company-seeds.ts'

export type DemoCompanyRole =
  | 'client'
  | 'co-organiser'
  | 'venue'
  | 'supplier'
  | 'sponsor'
  | 'university'
  | 'museum'
  | 'association'
  | 'media'
  | 'partner'
  | 'government'

export type DemoContact = { name: Localized; title: Localized; email: string; phone: string }

export type DemoCompany = {
  /** What speakers (`companyKey`) and registrations (`companyKey`) point to. */
  key: string
  name: Localized
  /** 統一編號; invented, passes the checksum of both the old and the new rule. */
  taxId: string
  role: DemoCompanyRole
  industry: Localized
  city: Localized
  /** ISO 3166-1 alpha-2. */
  country: 'TW'
  /** E-mail domain of its people. */
  domain: string
  website: string
  contact: DemoContact
  note: Localized
}

const mailbox = (nameEn: string) => nameEn.toLowerCase().replaceAll(/[ -]/g, '.')

/** Every organisation of the demo, in the order of the directory; the client comes first. */
export const demoCompanies: DemoCompany[] = [...tradeSeeds, ...networkSeeds].map((seed, i) => ({
  key: seed.key,
  name: { zh: seed.zh, en: seed.en },
  taxId: seed.taxId,
  role: seed.role,
  industry: { zh: seed.industry[0], en: seed.industry[1] },
  city: { zh: seed.city[0], en: seed.city[1] },
  country: 'TW',
  domain: seed.domain,
  website: `https://www.${seed.domain}`,
  contact: {
    name: { zh: seed.contact[0], en: seed.contact[1] },
    title: { zh: seed.contact[2], en: seed.contact[3] },
    email: `${mailbox(seed.contact[1])}@${seed.domain}`,
    phone: `0900-000-${String(100 + i).padStart(3, '0')}`,
  },
  note: { zh: seed.note[0], en: seed.note[1] },
}))
