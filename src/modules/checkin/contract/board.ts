import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { checkinSources } from './checkin.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const day = z.iso.date().optional()

/** A standing arrival as the office sees it. */
export const arrival = z.object({
  checkinId: id(),
  registrationId: id(),
  at: z.string(),
  device: z.string(),
  source: z.enum(checkinSources),
  name: z.string(),
  organisation: z.string(),
  ticket: text,
})
export type ArrivalRow = z.output<typeof arrival>

/** One day at the gate. `bins` are quarter hours by the event's clock without gaps; `days` are the days on which anybody came, and today. */
export const board = z.object({
  day: z.string(),
  zone: z.string(),
  days: z.array(z.object({ day: z.string(), arrived: z.number().int() })),
  expected: z.number().int(),
  arrived: z.number().int(),
  bins: z.array(z.object({ time: z.string(), count: z.number().int() })),
  byDevice: z.array(z.object({ device: z.string(), count: z.number().int(), last: z.string() })),
  recent: z.array(arrival),
})
export type Board = z.output<typeof board>

/** A person expected on site, with their arrival of the asked day. */
export const guestRow = z.object({
  id: id(),
  number: z.number().int(),
  code: z.string(),
  name: z.string(),
  organisation: z.string(),
  title: z.string(),
  ticket: text,
  category: z.string(),
  at: z.string().nullable(),
  device: z.string().nullable(),
  source: z.string().nullable(),
  checkinId: id().nullable(),
})
export type GuestRow = z.output<typeof guestRow>
export const guestSorts = ['number', 'name', 'organisation', 'at', 'device'] as const

const inEvent = z.object({ eventId: id() })
export const boardEndpoints = {
  board: endpoint({
    method: 'GET',
    path: '/events/:eventId/checkin/board',
    action: 'checkin.read',
    summary: 'One day at the gate: counter, quarter hours, devices, latest arrivals',
    params: inEvent,
    query: z.object({ day }),
    response: board,
  }),
  guests: endpoint({
    method: 'GET',
    path: '/events/:eventId/checkin/guests',
    action: 'checkin.read',
    summary: 'People expected on site, with their arrival of a day',
    params: inEvent,
    query: listQuery.extend({ day, state: z.enum(['arrived', 'missing']).optional() }),
    response: pageOf(guestRow),
  }),
  gateLink: endpoint({
    method: 'GET',
    path: '/events/:eventId/checkin/gate.svg',
    action: 'checkin.read',
    summary: 'QR code that opens the gate app on a phone',
    params: inEvent,
    response: z.unknown(),
    raw: true as const,
  }),
}
