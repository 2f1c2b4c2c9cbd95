import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const count = z.number().int()
const instant = z.string().nullable()

/** A fact that some handler has to follow up: waits, is tried again, or was given up after twelve tries. */
export const factStates = ['waiting', 'retrying', 'givenUp'] as const
export const factRow = z.object({
  id: count,
  type: z.string(),
  eventId: id().nullable(),
  state: z.enum(factStates),
  attempts: count,
  createdAt: z.string(),
  nextAt: instant,
  /** What the program said, for whoever looks after it. */
  lastError: z.string().nullable(),
})
export type FactRow = z.output<typeof factRow>

export const jobRow = z.object({
  name: z.string(),
  /** Five fields, UTC; null for jobs that are only asked for. */
  cron: z.string().nullable(),
  lastAt: instant,
  lastState: z.enum(['completed', 'failed']).nullable(),
  nextAt: instant,
  waiting: count,
  active: count,
  failed: count,
})
export type JobRow = z.output<typeof jobRow>
export const failureRow = z.object({ id: id(), name: z.string(), at: z.string(), tries: count, error: z.string() })
export type FailureRow = z.output<typeof failureRow>

export const installation = z.object({
  release: z.string(),
  organisations: count,
  /** All organisations together. */
  waiting: z.object({ facts: count, mail: count }),
  database: z.object({ bytes: count, version: z.string() }),
  storage: z.object({ kind: z.enum(['disk', 's3']), files: count, bytes: count, sweptAt: instant, orphans: count, doubtful: z.boolean() }),
  backup: z.object({ lastGoodAt: instant, at: instant, ok: z.boolean(), error: z.string(), lost: count, bytes: count }).nullable(),
  jobs: z.array(jobRow),
  failures: z.array(failureRow),
})
export type Installation = z.output<typeof installation>

export const systemState = z.object({
  mail: z.object({ queued: count, late: count, failed: count }),
  facts: z.object({ waiting: count, late: count, givenUp: count, oldestAt: instant }),
  installation: installation.nullable(),
})
export type SystemState = z.output<typeof systemState>

export const systemEndpoints = {
  state: endpoint({
    method: 'GET',
    path: '/system',
    action: 'system.read',
    summary: 'Letters and follow-ups of the organisation; of the installation for the owner of its first organisation',
    response: systemState,
  }),
  facts: endpoint({
    method: 'GET',
    path: '/system/facts',
    action: 'system.read',
    summary: 'Follow-ups that did not go through, newest first (200 at most)',
    response: z.object({ rows: z.array(factRow) }),
  }),
  retryFacts: endpoint({
    method: 'POST',
    path: '/system/facts/retry',
    action: 'system.run',
    summary: 'Try follow-ups again: those named, or all that failed',
    body: z.strictObject({ ids: z.array(count).min(1).max(200).optional() }),
    response: z.object({ retried: count }),
    rate: 30,
  }),
  runJob: endpoint({
    method: 'POST',
    path: '/system/jobs/run',
    action: 'system.run',
    summary: 'Run a job now',
    body: z.object({ name: z.string().min(1).max(100) }),
    response: z.object({ queued: z.boolean() }),
    rate: 30,
  }),
  retryJob: endpoint({
    method: 'POST',
    path: '/system/jobs/retry',
    action: 'system.run',
    summary: 'Run a failed job again',
    body: z.object({ name: z.string().min(1).max(100), id: id() }),
    response: z.object({ queued: z.boolean() }),
    rate: 30,
  }),
}
