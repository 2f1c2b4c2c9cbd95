import type { Table } from '../../../kernel/server/db.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    webhook: Table<{
      organisationId: string
      id: string
      name: string
      url: string
      types: string[]
      eventId: string | null
      secret: string
      previousSecret: string | null
      previousUntil: string | null
      enabled: boolean
      disabledReason: string | null
      failingSince: string | null
      failures: number
      version: number
      createdAt: string
      updatedAt: string
    }>
    webhookDelivery: Table<{
      organisationId: string
      id: string
      webhookId: string
      factId: number | null
      eventId: string | null
      type: string
      fact: Record<string, unknown>
      body: string | null
      at: string
      state: string
      attempts: number
      nextAt: string
      lease: string | null
      statusCode: number | null
      fault: string | null
      durationMs: number | null
      lastAt: string | null
    }>
    webhookAttempt: Table<{
      organisationId: string
      id: string
      deliveryId: string
      at: string
      statusCode: number | null
      fault: string | null
      detail: string
      durationMs: number
      answer: string
    }>
  }
}
