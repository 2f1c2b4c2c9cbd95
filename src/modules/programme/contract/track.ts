import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { localizedText, requiredText } from '../../../kernel/contract/localized.ts'

const actions = { read: 'programme.read', write: 'programme.edit' }

/** A thread of the programme 議程軌 with its colour (`#rrggbb`; empty takes one from the palette). */
export const track = entity({
  name: 'track',
  scope: 'event',
  fields: {
    name: requiredText(400),
    description: localizedText(60_000).prefault({}),
    colour: z
      .string()
      .regex(/^(#[0-9a-fA-F]{6})?$/)
      .default(''),
    position: z.number().int().default(0),
  },
  columns: { key: z.string() },
  labels: {
    name: { zh: '議程軌', en: 'Track' },
    description: { zh: '說明', en: 'Description' },
    colour: { zh: '顏色', en: 'Colour' },
    position: { zh: '順序', en: 'Order' },
  },
  searchable: ['name'],
  sortable: ['position', 'name'],
})
export type Track = Row<typeof track>
export const trackEndpoints = crudEndpoints(track, '/events/:eventId/tracks', actions)

/** What the organisers call a form of session: 演講, 工作坊 … */
export const sessionType = entity({
  name: 'sessionType',
  scope: 'event',
  fields: { name: requiredText(400), position: z.number().int().default(0) },
  columns: { key: z.string() },
  labels: { name: { zh: '場次類型', en: 'Session type' }, position: { zh: '順序', en: 'Order' } },
  searchable: ['name'],
  sortable: ['position', 'name'],
})
export type SessionType = Row<typeof sessionType>
export const sessionTypeEndpoints = crudEndpoints(sessionType, '/events/:eventId/session-types', actions)
