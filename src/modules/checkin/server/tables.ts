import type { Table } from '../../../kernel/server/db.ts'
import type { DeskPlan } from '../contract/desk.ts'
import type { DeskItem } from '../contract/desk-item.ts'
import type { DeskStep } from '../contract/desk-step.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    deskItem: Table<DeskItem & { organisationId: string }>
    deskStep: Table<DeskStep & { organisationId: string }>
    deskPlan: Table<DeskPlan & { organisationId: string; eventId: string; id: string; createdAt: string; updatedAt: string }>
    attendanceCertificateDesk: Table<{ organisationId: string; eventId: string; lastNumber: number }>
    attendanceCertificate: Table<{
      organisationId: string
      id: string
      eventId: string
      registrationId: string
      number: number
      code: string
      days: string[]
      issues: number
      issuedAt: string
      issuedBy: string
      revokedAt: string | null
      revokedBy: string | null
      revokeReason: string
      version: number
      createdAt: string
      updatedAt: string
    }>
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
