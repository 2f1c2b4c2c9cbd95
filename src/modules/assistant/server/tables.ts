import type { Table } from '../../../kernel/server/db.ts'
import type { Change } from '../../../kernel/server/audit.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    assistantToken: Table<{
      organisationId: string
      id: string
      userId: string
      name: string
      prefix: string
      tokenHash: string
      mayPropose: boolean
      client: string
      expiresAt: string
      revokedAt: string | null
      lastUsedAt: string | null
      lastUsedFrom: string | null
      windowAt: string
      windowCount: number
      createdAt: string
    }>
    assistantProposal: Table<{
      organisationId: string
      id: string
      userId: string
      tokenId: string
      assistant: string
      eventId: string | null
      method: string
      path: string
      params: Record<string, string>
      body: unknown
      title: string
      reason: string
      changes: Change[]
      base: string | null
      state: string
      leaseUntil: string | null
      fault: { zh: string; en: string } | null
      expiresAt: string
      createdAt: string
      decidedAt: string | null
    }>
  }
}
