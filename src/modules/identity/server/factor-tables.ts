import type { Table } from '../../../kernel/server/db.ts'

export type RoleRule = { value: string; role: string }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    authTotp: Table<{ userId: string; secret: string; confirmedAt: string | null; lastStep: number; createdAt: string }>
    authRecoveryCode: Table<{ id: string; userId: string; sealed: string; usedAt: string | null; createdAt: string }>
    authPasskey: Table<{
      id: string
      userId: string
      name: string
      credentialId: string
      publicKey: string
      counter: number
      transports: string[]
      backedUp: boolean
      createdAt: string
      lastUsedAt: string | null
    }>
    authStep: Table<{ tokenHash: string; kind: string; userId: string | null; data: string; tries: number; expiresAt: string }>
    authSessionWay: Table<{ sessionId: string; how: string; organisationId: string | null }>
    oidcProvider: Table<{
      organisationId: string
      id: string
      enabled: boolean
      issuer: string
      clientId: string
      clientSecret: string
      label: string
      mailDomains: string[]
      roleClaim: string
      roleRules: RoleRule[]
      defaultRole: string | null
      createPeople: boolean
      onlyOidc: boolean
      version: number
      createdAt: string
      updatedAt: string
    }>
    oidcAccount: Table<{
      organisationId: string
      id: string
      issuer: string
      subject: string
      userId: string
      createdAt: string
      lastUsedAt: string | null
    }>
    oidcClosed: Table<{ organisationId: string; userId: string; version: number }>
  }
}
