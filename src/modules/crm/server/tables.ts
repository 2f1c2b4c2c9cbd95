import type { Table } from '../../../kernel/server/db.ts'
import type { Company } from '../contract/company.ts'
import type { Person } from '../contract/person.ts'

type Own = { organisationId: string }
/** A person as stored: addresses and numbers in the clear, the identity number sealed. */
export type StoredPerson = Omit<Person, 'consent'> & {
  consent: Person['consent']
  nameKey: string
  email: string
  phone: string
  mobile: string
  nationalIdSealed: string
  nationalIdMask: string
  nationalIdKind: 'national' | 'resident' | 'passport' | null
}
export type StoredCompany = Company & { nameKey: string }

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    person: Table<StoredPerson & Own>
    company: Table<StoredCompany & Own>
    personRole: Table<
      Own & { id: string; personId: string; eventId: string; role: string; sourceEntity: string; sourceId: string; at: string }
    >
    crmMerge: Table<
      Own & {
        id: string
        kind: string
        survivorId: string
        loserId: string
        holderId: string
        survivorName: string
        loserName: string
        loser: unknown
        before: unknown
        after: unknown
        moved: unknown
        dropped: unknown
        byName: string
        at: string
        undoneAt: string | null
        undoneBy: string | null
      }
    >
    crmDistinct: Table<Own & { id: string; kind: string; a: string; b: string; mark: string; byName: string; at: string }>
    crmImport: Table<
      Own & {
        id: string
        kind: string
        fileName: string
        columns: unknown
        rows: unknown
        createdBy: string | null
        createdAt: string
        expiresAt: string
        appliedAt: string | null
      }
    >
  }
}
