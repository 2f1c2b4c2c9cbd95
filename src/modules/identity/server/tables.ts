import type { Table } from '../../../kernel/server/db.ts'

type Stamps = { version: number; createdAt: string; updatedAt: string }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    installation: Table<{ key: string; value: unknown; updatedAt: string }>
    organisation: Table<
      {
        organisationId: string
        name: string
        nameEn: string
        taxId: string
        address: string
        phone: string
        email: string
        website: string
        colour: string
        logoFileId: string | null
        settings: Record<string, unknown>
      } & Stamps
    >
    authUser: Table<{ id: string; name: string; email: string; image: string | null; locale: string }>
    member: Table<
      { organisationId: string; id: string; userId: string; name: string; email: string; role: string; active: boolean } & Stamps
    >
    eventMember: Table<
      { organisationId: string; id: string; eventId: string; userId: string; role: string; groups: string[]; title: string } & Stamps
    >
    invitation: Table<
      {
        organisationId: string
        id: string
        email: string
        name: string
        role: string
        eventId: string | null
        groups: string[]
        tokenHash: string
        invitedBy: string
        expiresAt: string
        acceptedAt: string | null
        revokedAt: string | null
      } & Stamps
    >
    apiKey: Table<
      {
        organisationId: string
        id: string
        name: string
        prefix: string
        keyHash: string
        role: string
        scopes: string[] | null
        eventIds: string[] | null
        networks: string[]
        perMinute: number
        windowAt: string
        windowCount: number
        lastUsedFrom: string | null
        replaces: string | null
        createdBy: string
        lastUsedAt: string | null
        expiresAt: string | null
        revokedAt: string | null
      } & Stamps
    >
    portalLink: Table<{
      organisationId: string
      id: string
      eventId: string | null
      entity: string
      entityId: string
      name: string
      scopes: string[]
      tokenHash: string
      expiresAt: string
      revokedAt: string | null
      lastUsedAt: string | null
      createdAt: string
    }>
  }
}
