import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { localizedText, requiredText } from '../../../kernel/contract/localized.ts'

/** A place where sessions run: a hall, a corner, or an online room. `position` is its order in the grid. */
export const room = entity({
  name: 'room',
  scope: 'event',
  fields: {
    name: requiredText(400),
    description: localizedText(60_000).prefault({}),
    place: z.string().max(80).default(''),
    capacity: z.number().int().min(0).max(1_000_000).nullable().default(null),
    online: z.boolean().default(false),
    position: z.number().int().default(0),
  },
  columns: { key: z.string() },
  labels: {
    name: { zh: '會議室', en: 'Room' },
    description: { zh: '說明', en: 'Description' },
    place: { zh: '樓層／位置', en: 'Floor / place' },
    capacity: { zh: '容納人數', en: 'Capacity' },
    online: { zh: '線上', en: 'Online' },
    position: { zh: '順序', en: 'Order' },
  },
  searchable: ['name', 'place'],
  sortable: ['position', 'name', 'capacity'],
})
export type Room = Row<typeof room>
export const roomEndpoints = crudEndpoints(room, '/events/:eventId/rooms', { read: 'programme.read', write: 'programme.edit' })
