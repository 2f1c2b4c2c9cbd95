import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { activityEntry } from './desk.ts'

/** What the audit screen narrows by. `actorId` is a member's user id; `from` the earliest instant. */
export const auditFilter = z.object({
  entity: z.string().max(400).optional(),
  action: z.string().max(200).optional(),
  by: z.enum(['people', 'others']).optional(),
  actorId: z.string().max(60).optional(),
  from: z.iso.datetime().optional(),
  q: z.string().trim().max(100).optional(),
})

export const auditLogEntry = activityEntry.extend({
  eventId: id().nullable(),
  eventName: z.object({ zh: z.string(), en: z.string() }).nullable(),
})
export type AuditLogEntry = z.output<typeof auditLogEntry>

export const auditFlaws = ['entries_missing', 'entries_changed', 'link_broken', 'link_missing'] as const

export const auditEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/audit',
    action: 'audit.read',
    summary: 'Who did what in the whole organisation, told by request; `next` goes further back',
    query: auditFilter.extend({ limit: z.coerce.number().int().min(1).max(200).default(60), before: z.iso.datetime().optional() }),
    response: z.object({ rows: z.array(auditLogEntry), next: z.string().nullable() }),
  }),
  check: endpoint({
    method: 'GET',
    path: '/audit/check',
    action: 'audit.read',
    summary: 'Whether the chain of hashes over the audit trail holds',
    response: z.object({
      links: z.number().int(),
      entries: z.number().int(),
      unsealed: z.number().int(),
      head: z.string(),
      flaws: z.array(z.object({ seq: z.number().int(), reason: z.enum(auditFlaws) })),
    }),
  }),
  export: endpoint({
    method: 'GET',
    path: '/audit/export',
    action: 'audit.read',
    summary: 'The audit trail as CSV, one line per entry',
    stepUp: true,
    query: auditFilter,
    response: z.any(),
    raw: true,
  }),
}
