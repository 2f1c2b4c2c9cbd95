import { z } from 'zod'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { id } from '../../../kernel/contract/ids.ts'

export const runCount = z.object({
  table: z.string(),
  label: localizedText(),
  action: z.enum(['row', 'columns', 'keep']),
  rows: z.number().int(),
  columns: z.number().int(),
  why: localizedText(400).optional(),
})
export type RunCount = z.output<typeof runCount>

export const run = z.object({
  id: id(),
  kind: z.enum(['erasure', 'retention', 'certificate', 'export']),
  eventId: id().nullable(),
  requestId: id().nullable(),
  code: z.string(),
  counts: z.array(runCount),
  hash: z.string(),
  byName: z.string(),
  at: z.string(),
})
export type Run = z.output<typeof run>
