import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { bases, personalKinds } from './personal.ts'
import { run, runCount } from './run.ts'

export const inventoryRow = z.object({
  table: z.string(),
  module: z.string(),
  label: localizedText(),
  subjects: localizedText(),
  purpose: localizedText(),
  basis: z.enum(bases),
  erase: z.enum(['row', 'columns', 'keep']),
  why: localizedText(),
  code: z.string(),
  /** How many rows are there. */
  rows: z.number().int(),
  columns: z.array(
    z.object({
      column: z.string(),
      kind: z.enum(personalKinds),
      label: localizedText(),
      erase: z.enum(['clear', 'pseudonym', 'keep']),
      why: localizedText(),
    }),
  ),
})
export type InventoryRow = z.output<typeof inventoryRow>

export const retentionRow = z.object({
  code: z.string(),
  label: localizedText(),
  from: z.enum(['eventEnd', 'created', 'lastContact', 'none']),
  /** What the product proposes; null = by no clock. */
  proposed: z.number().int().nullable(),
  days: z.number().int().nullable(),
  promised: z.boolean(),
  active: z.boolean(),
  note: localizedText(),
  own: z.string(),
  tables: z.array(localizedText()),
  version: z.number().int(),
})
export type RetentionRow = z.output<typeof retentionRow>

export const dueRow = z.object({
  code: z.string(),
  label: localizedText(),
  table: z.string(),
  action: z.enum(['row', 'columns', 'keep']),
  active: z.boolean(),
  due: z.number().int(),
  held: z.number().int(),
  samples: z.array(z.object({ id: z.string(), name: z.string(), since: z.string() })),
})
export type DueRow = z.output<typeof dueRow>

export const holdRow = z.object({
  id: id(),
  eventId: id(),
  event: localizedText(),
  reason: z.string(),
  byName: z.string(),
  since: z.string(),
  liftedAt: z.string().nullable(),
})

export const inventoryEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/privacy/inventory',
    action: 'privacy.read',
    summary: 'Every table and column that holds personal data: purpose, ground, how long, what erasure does',
    response: z.object({ rows: z.array(inventoryRow) }),
  }),
  file: endpoint({
    method: 'GET',
    path: '/privacy/inventory/file',
    action: 'privacy.read',
    summary: 'The inventory as a document 個人資料檔案清冊',
    rate: 30,
    query: z.object({ format: z.enum(['docx', 'xlsx', 'pdf']).default('xlsx') }),
    response: z.unknown(),
    raw: true,
  }),
}
export const retentionEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/privacy/retention',
    action: 'privacy.read',
    summary: 'How long each kind is kept, and whether the clock is switched on',
    response: z.object({ rows: z.array(retentionRow) }),
  }),
  save: endpoint({
    method: 'PUT',
    path: '/privacy/retention/:code',
    action: 'privacy.settings',
    summary: 'Say how long a kind is kept, and switch its clock on or off',
    params: z.object({ code: z.string().max(40) }),
    body: z.strictObject({
      days: z.number().int().min(0).max(36_500).nullable(),
      active: z.boolean(),
      note: z.string().trim().max(300).default(''),
      version: z.number().int(),
    }),
    response: retentionRow,
  }),
  preview: endpoint({
    method: 'GET',
    path: '/privacy/retention/preview',
    action: 'privacy.read',
    summary: 'What the clock would erase tonight, with samples; also for kinds that are switched off',
    rate: 60,
    response: z.object({ rows: z.array(dueRow) }),
  }),
  runs: endpoint({
    method: 'GET',
    path: '/privacy/runs',
    action: 'privacy.read',
    summary: 'Every erasure and export, newest first',
    response: z.object({ rows: z.array(run) }),
  }),
  holds: endpoint({
    method: 'GET',
    path: '/privacy/holds',
    action: 'privacy.read',
    summary: 'Events of which nothing is erased for now',
    response: z.object({ rows: z.array(holdRow) }),
  }),
  hold: endpoint({
    method: 'POST',
    path: '/privacy/holds',
    action: 'privacy.edit',
    summary: 'Put an event on hold: a dispute, an audit',
    body: z.strictObject({ eventId: id(), reason: z.string().trim().min(2).max(300) }),
    response: z.object({ id: id() }),
  }),
  lift: endpoint({
    method: 'POST',
    path: '/privacy/holds/:id/lift',
    action: 'privacy.edit',
    summary: 'Lift a hold',
    params: z.object({ id: id() }),
    body: z.strictObject({}),
    response: z.object({ id: id() }),
  }),
}

export const scopes = ['attendees', 'speakers', 'contacts', 'mail', 'comments'] as const
export type Scope = (typeof scopes)[number]
export const certificateRow = z.object({
  id: id(),
  number: z.number().int(),
  client: z.string(),
  scope: z.array(z.enum(scopes)),
  counts: z.array(runCount),
  hash: z.string(),
  files: z.array(z.object({ format: z.string(), fileId: id(), name: z.string() })),
  issuedBy: z.string(),
  issuedAt: z.string(),
})
export type CertificateRow = z.output<typeof certificateRow>
const inEvent = z.object({ eventId: id() })
export const certificateEndpoints = {
  event: endpoint({
    method: 'GET',
    path: '/events/:eventId/privacy',
    action: 'privacy.read',
    summary: 'Personal data of an event: what is held, hold, requests, certificates',
    params: inEvent,
    response: z.object({
      ended: z.boolean(),
      client: z.string(),
      retentionDays: z.number().int(),
      eraseOn: z.string(),
      hold: z.object({ id: id(), reason: z.string(), byName: z.string(), since: z.string() }).nullable(),
      scopes: z.array(
        z.object({
          scope: z.enum(scopes),
          tables: z.array(
            z.object({
              table: z.string(),
              label: localizedText(),
              action: z.enum(['row', 'columns', 'keep']),
              why: localizedText(),
              rows: z.number().int(),
            }),
          ),
        }),
      ),
      consents: z.array(z.object({ purpose: z.string(), given: z.number().int(), withdrawn: z.number().int() })),
      requests: z.number().int(),
      certificates: z.array(certificateRow),
    }),
  }),
  issue: endpoint({
    method: 'POST',
    path: '/events/:eventId/privacy/certificates',
    action: 'privacy.erase',
    stepUp: true,
    summary: 'Erase the chosen data of an event that is over and issue the numbered certificate',
    rate: 20,
    params: inEvent,
    body: z.strictObject({ scope: z.array(z.enum(scopes)).min(1), client: z.string().trim().min(1).max(200), confirm: z.literal(true) }),
    response: certificateRow,
  }),
  file: endpoint({
    method: 'GET',
    path: '/events/:eventId/privacy/certificates/:id/:format',
    action: 'privacy.read',
    summary: 'A certificate’s file',
    params: inEvent.extend({ id: id(), format: z.enum(['pdf', 'docx']) }),
    response: z.unknown(),
    raw: true,
  }),
}
