import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

/** A list that the browser made a file of or printed: what the server did not see leaving. */
export const logExport = endpoint({
  method: 'POST',
  path: '/exports/log',
  action: 'exports.log',
  summary: 'Note in the audit trail that a list was exported, copied or printed in the browser',
  rate: 120,
  body: z.strictObject({
    list: z.string().regex(/^[a-zA-Z][\w.-]{0,79}$/),
    title: z.string().trim().max(120).default(''),
    format: z.enum(['csv', 'xlsx', 'print', 'copy']),
    rows: z.number().int().min(0).max(1_000_000),
    columns: z.array(z.string().max(80)).max(100).default([]),
    eventId: id().nullable().default(null),
  }),
  response: z.object({ logged: z.boolean() }),
})
