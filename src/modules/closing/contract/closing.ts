import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { can } from '../../../kernel/contract/page.ts'
import { errorCatalogue } from '../../../kernel/contract/problem.ts'
import { eventStates } from '../../events/contract/event.ts'

export const closingErrors = errorCatalogue({
  'closing.not_over': { status: 409, zh: '活動尚未結束，還不能結案。', en: 'The event is not over yet; it cannot be closed.' },
  'closing.not_closed': {
    status: 409,
    zh: '這個活動沒有結案，不需要重新開啟。',
    en: 'The event is not closed; there is nothing to reopen.',
  },
})

const text = z.object({ zh: z.string(), en: z.string() })
/** One thing that the report or the closing still lacks, or has; `path` is below the event. */
export const closingCheck = z.object({
  key: z.string(),
  group: z.enum(['data', 'written', 'finish']),
  done: z.boolean(),
  title: text,
  detail: text,
  path: z.string(),
})
export type ClosingCheck = z.output<typeof closingCheck>
export const closingState = z.object({
  status: z.enum(eventStates),
  over: z.boolean(),
  checks: z.array(closingCheck),
  lastIssue: z.object({ number: z.number().int(), issuedBy: z.string(), issuedAt: z.string() }).nullable(),
  can,
})
export type ClosingState = z.output<typeof closingState>

const params = z.object({ eventId: id() })
export const closingEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/events/:eventId/closing',
    action: 'closing.read',
    summary: 'What the closing report and the closing still lack',
    params,
    response: closingState,
  }),
  close: endpoint({
    method: 'POST',
    path: '/events/:eventId/closing/close',
    action: 'closing.close',
    summary: 'Close the event after it is over',
    params,
    body: z.strictObject({}),
    response: closingState,
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/events/:eventId/closing/reopen',
    action: 'closing.close',
    summary: 'Open a closed event again',
    params,
    body: z.strictObject({}),
    response: closingState,
  }),
}
