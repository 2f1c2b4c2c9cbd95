import type { Table } from '../../../kernel/server/db.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    checkin: Table<{
      organisationId: string
      id: string
      eventId: string
      registrationId: string
      day: string
      point: string
      at: string
      device: string
      source: string
      byName: string
      undoneAt: string | null
      undoneBy: string | null
      createdAt: string
    }>
  }
}
