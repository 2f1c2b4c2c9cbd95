import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { listQuery, pageOf } from '../../../kernel/contract/page.ts'

const row = z.looseObject({
  id: z.string(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  startDate: z.string(),
  status: z.string(),
})
export type ShelfEvent = z.output<typeof row>
/** The events' own list, as much of it as a shelf of a lower tier needs. */
export const eventsForShelf = endpoint({
  method: 'GET',
  path: '/events',
  action: 'events.list',
  summary: 'Events that I may see',
  query: listQuery,
  response: pageOf(row),
})
