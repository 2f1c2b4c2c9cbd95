import type { Table } from '../../../kernel/server/db.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { RunCount } from '../contract/run.ts'

type Own = { organisationId: string; id: string }
export type UsedRule = { code: string; jurisdiction: string; value: number; unit: string; validFrom: string }
export type StoredRequest = {
  id: string
  number: number
  eventId: string | null
  kind: 'access' | 'correction' | 'stop' | 'erasure'
  regime: 'TW' | 'EU'
  channel: 'page' | 'mail' | 'phone' | 'paper' | 'counter'
  status: 'unconfirmed' | 'open' | 'done' | 'refused' | 'withdrawn'
  name: string
  email: string
  phone: string
  personId: string | null
  registrationId: string | null
  details: string
  receivedOn: string
  dueOn: string
  extendedOn: string | null
  extensionReason: string
  verifiedAt: string | null
  verifiedHow: string
  verifiedBy: string
  refusalGround: string
  answer: string
  answeredAt: string | null
  handledBy: string
  chosen: string[]
  rules: UsedRule[]
  version: number
  createdAt: string
  updatedAt: string
}
export type StoredConsent = {
  id: string
  eventId: string | null
  personId: string | null
  email: string
  name: string
  purpose: string
  act: 'given' | 'withdrawn'
  noticeVersion: string
  noticeHash: string
  channel: 'web' | 'desk' | 'import' | 'link' | 'mail' | 'paper' | 'phone'
  proof: string
  sourceEntity: string
  sourceId: string
  byName: string
  at: string
  createdAt: string
}
export type StoredBreach = {
  id: string
  number: number
  eventId: string | null
  drill: boolean
  title: string
  what: string
  occurredAt: string | null
  noticedAt: string
  kinds: string[]
  special: boolean
  people: number | null
  systems: string
  systemRecords: number | null
  mustNotify: boolean
  dueAt: string | null
  authority: string
  authorityAt: string | null
  peopleAt: string | null
  peopleHow: string
  measures: string
  closedAt: string | null
  keepUntil: string
  rules: UsedRule[]
  byName: string
  version: number
  createdAt: string
  updatedAt: string
}

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    privacyRequest: Table<StoredRequest & { organisationId: string }>
    consentEntry: Table<StoredConsent & { organisationId: string }>
    privacyBreach: Table<StoredBreach & { organisationId: string }>
    privacyNotice: Table<
      Own & { eventId: string | null; kind: string; version: string; body: Localized; hash: string; createdBy: string; createdAt: string }
    >
    privacyStop: Table<
      Own & {
        email: string
        personId: string | null
        name: string
        requestId: string | null
        reason: string
        byName: string
        since: string
        liftedAt: string | null
      }
    >
    privacyRetention: Table<
      Own & { code: string; days: number | null; active: boolean; note: string; version: number; createdAt: string; updatedAt: string }
    >
    privacyHold: Table<Own & { eventId: string; reason: string; byName: string; since: string; liftedAt: string | null; liftedBy: string }>
    privacyRun: Table<
      Own & {
        kind: string
        eventId: string | null
        requestId: string | null
        code: string
        counts: RunCount[]
        hash: string
        byName: string
        at: string
      }
    >
    privacyCertificate: Table<
      Own & {
        eventId: string
        number: number
        client: string
        scope: string[]
        runId: string
        counts: RunCount[]
        hash: string
        files: { format: string; fileId: string; name: string }[]
        issuedBy: string
        issuedAt: string
      }
    >
  }
}
