import type { Table } from '../../../kernel/server/db.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    sessionGuard: Table<{ sessionId: string; userId: string; verifiedAt: string; seenAt: string; deviceId: string | null }>
    knownDevice: Table<{
      id: string
      userId: string
      tokenHash: string
      agent: string
      address: string
      createdAt: string
      seenAt: string
      expiresAt: string
    }>
    attemptCount: Table<{
      scope: string
      subject: string
      failures: number
      since: string
      blockedUntil: string | null
      toldAt: string | null
    }>
    signInUnlock: Table<{ tokenHash: string; userId: string; createdAt: string; expiresAt: string; usedAt: string | null }>
    securityEvent: Table<{
      id: string
      organisationId: string | null
      userId: string | null
      userName: string
      kind: string
      outcome: string
      detail: string
      device: string
      address: string | null
      network: string
      at: string
    }>
    approvalRequest: Table<{
      organisationId: string
      id: string
      eventId: string | null
      kind: string
      subject: string
      facts: unknown
      payload: string
      payloadHash: string
      amount: number | null
      note: string
      state: string
      askedBy: string
      askedByName: string
      decidedBy: string | null
      decidedByName: string
      decidedAt: string | null
      reply: string
      expiresAt: string
      version: number
      createdAt: string
      updatedAt: string
    }>
  }
}
