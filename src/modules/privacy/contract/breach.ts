import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { personalKinds } from './personal.ts'

/** Within living memory: a slip of the pen in the year must not give dates that nobody can count with. */
const instant = z.iso.datetime({ offset: true }).refine((v) => v >= '2000' && v < '2100', { message: 'privacy.instant_strange' })
const text = (max: number) => z.string().trim().max(max).default('')
export const breachDraft = z.strictObject({
  title: z.string().trim().min(1).max(200),
  /** An exercise: the same record, and it says so on every page. */
  drill: z.boolean().default(false),
  what: text(8000),
  eventId: id().nullable().default(null),
  occurredAt: instant.nullable().default(null),
  noticedAt: instant,
  kinds: z.array(z.enum(personalKinds)).max(20).default([]),
  special: z.boolean().default(false),
  people: z.number().int().min(0).max(100_000_000).nullable().default(null),
  systems: text(500),
  systemRecords: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
  authority: text(300),
  authorityAt: instant.nullable().default(null),
  peopleAt: instant.nullable().default(null),
  peopleHow: text(2000),
  measures: text(8000),
})
export type BreachDraft = z.input<typeof breachDraft>
export const breachRow = z.object({
  ...breachDraft.shape,
  id: id(),
  number: z.number().int(),
  eventName: localizedText().nullable(),
  mustNotify: z.boolean(),
  dueAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  keepUntil: z.string(),
  rules: z.array(z.object({ code: z.string(), jurisdiction: z.string(), value: z.number(), unit: z.string(), validFrom: z.string() })),
  byName: z.string(),
  version: z.number().int(),
  createdAt: z.string(),
})
export type BreachRow = z.output<typeof breachRow>

const one = z.object({ id: id() })
const version = z.number().int()
export const breachEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/privacy/breaches',
    action: 'privacy.read',
    summary: 'Breaches and drills, newest first',
    response: z.object({ rows: z.array(breachRow) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/privacy/breaches/:id',
    action: 'privacy.read',
    summary: 'One breach record',
    params: one,
    response: breachRow,
  }),
  create: endpoint({
    method: 'POST',
    path: '/privacy/breaches',
    action: 'privacy.edit',
    summary: 'Record a breach as soon as it is noticed',
    body: breachDraft,
    response: breachRow,
  }),
  update: endpoint({
    method: 'PUT',
    path: '/privacy/breaches/:id',
    action: 'privacy.edit',
    summary: 'Put down what became known and what was done',
    params: one,
    body: breachDraft.extend({ version }),
    response: breachRow,
  }),
  close: endpoint({
    method: 'POST',
    path: '/privacy/breaches/:id/close',
    action: 'privacy.edit',
    summary: 'Close the record; it is kept as long as the rule says',
    params: one,
    body: z.strictObject({ version }),
    response: breachRow,
  }),
  tell: endpoint({
    method: 'POST',
    path: '/privacy/breaches/:id/tell',
    action: 'privacy.erase',
    stepUp: true,
    summary: 'Write to the people affected: everybody registered for the event',
    rate: 10,
    params: one,
    body: z.strictObject({ version, subject: z.string().trim().min(4).max(200), text: z.string().trim().min(20).max(4000) }),
    response: z.object({ queued: z.number().int(), breach: breachRow }),
  }),
  draft: endpoint({
    method: 'GET',
    path: '/privacy/breaches/:id/letter',
    action: 'privacy.read',
    summary: 'A draft of the letter to the people affected, and how many would get it',
    params: one,
    response: z.object({ subject: z.string(), text: z.string(), receivers: z.number().int() }),
  }),
  notice: endpoint({
    method: 'GET',
    path: '/privacy/breaches/:id/notice',
    action: 'privacy.read',
    summary: 'The record as a printable notice to the authority',
    rate: 30,
    params: one,
    query: z.object({ format: z.enum(['docx', 'pdf']).default('pdf') }),
    response: z.unknown(),
    raw: true,
  }),
}
