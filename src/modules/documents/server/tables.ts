import type {} from '../../identity/server/index.ts'
import type { Table } from '../../../kernel/server/db.ts'

type Org = { organisationId: string }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    narrative: Table<
      Org & {
        id: string
        eventId: string
        deliverable: string
        section: string
        lang: string
        content: unknown
        updatedBy: string
        version: number
        createdAt: string
        updatedAt: string
      }
    >
    narrativeHistory: Table<Org & { id: string; narrativeId: string; content: unknown; writtenBy: string; writtenAt: string }>
    documentIssue: Table<
      Org & {
        id: string
        eventId: string
        deliverable: string
        number: number
        lang: string
        note: string
        files: unknown
        digests: unknown
        issuedBy: string
        issuedAt: string
      }
    >
  }
}
