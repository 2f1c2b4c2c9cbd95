import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const text = z.object({ zh: z.string(), en: z.string() })
export const checkinSources = ['camera', 'scanner', 'name', 'import', 'online'] as const
/**
 * What a scan means. `ok` = first arrival today; `again` = was here already today; `cancelled` = the place was given back;
 * `online` = registered for the stream only; `foreign` = a code of another event or none of ours; `unknown` = no such code.
 */
export const outcomes = ['ok', 'again', 'cancelled', 'online', 'foreign', 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

/** What a device holds of a person: enough to greet them and to find them by name, no e-mail, the phone's last four digits. */
export const guest = z.object({
  id: id(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  organisation: z.string(),
  title: z.string(),
  phoneEnd: z.string(),
  ticket: text,
  category: z.string(),
  attendance: z.enum(['onsite', 'online']),
  diet: z.string(),
  status: z.enum(['confirmed', 'cancelled']),
  /** First arrival of each day: `YYYY-MM-DD` → when and where. */
  seen: z.record(z.string(), z.object({ at: z.string(), device: z.string(), checkinId: id() })),
})
export type Guest = z.output<typeof guest>

export const counts = z.object({
  day: z.string(),
  expected: z.number().int(),
  arrived: z.number().int(),
  byDevice: z.record(z.string(), z.number().int()),
})
export type Counts = z.output<typeof counts>

export const deskEvent = z.object({
  id: id(),
  slug: z.string(),
  name: text,
  startDate: z.string(),
  endDate: z.string(),
  zone: z.string(),
  colour: z.string(),
})
export type DeskEvent = z.output<typeof deskEvent>

const printable = (s: string) => !/[\u0000-\u001f\u007f]/.test(s)
export const scan = z
  .strictObject({
    /** made by the device; the same id twice is the same arrival */
    id: id(),
    /** the QR code's text, or a registration code such as R-0187 */
    code: z.string().trim().min(1).max(200).refine(printable, { message: 'text.control' }).optional(),
    registrationId: id().optional(),
    /** when it happened on the device; later than now, or more than two weeks ago (a clock gone wrong), counts as now */
    at: z.iso.datetime().optional(),
    device: z.string().trim().max(40).refine(printable, { message: 'text.control' }).default(''),
    source: z.enum(checkinSources).default('scanner'),
  })
  .refine((s) => s.code !== undefined || s.registrationId !== undefined, { message: 'checkin.nothing_to_scan' })
export type Scan = z.input<typeof scan>

export const scanResult = z.object({
  id: id(),
  outcome: z.enum(outcomes),
  guest: guest.nullable(),
  /** For `again`: the first arrival of the day. */
  first: z.object({ at: z.string(), device: z.string(), checkinId: id() }).nullable(),
})
export type ScanResult = z.output<typeof scanResult>

const byEvent = z.object({ eventId: id() })
export const checkinEndpoints = {
  events: endpoint({
    method: 'GET',
    path: '/checkin/events',
    action: 'checkin.events',
    summary: 'Events at whose desk I may stand',
    response: z.object({ rows: z.array(deskEvent), name: z.string(), organisation: z.string() }),
  }),
  roster: endpoint({
    method: 'GET',
    path: '/events/:eventId/checkin/roster',
    action: 'checkin.do',
    summary: 'Everything that a desk needs without a network',
    params: byEvent,
    query: z.object({ since: z.iso.datetime().optional() }),
    response: z.object({ event: deskEvent, today: z.string(), qrKey: z.string(), guests: z.array(guest), asOf: z.string() }),
  }),
  counts: endpoint({
    method: 'GET',
    path: '/events/:eventId/checkin/counts',
    action: 'checkin.do',
    summary: 'Live counter of one day',
    params: byEvent,
    query: z.object({ day: z.iso.date().optional() }),
    response: counts,
  }),
  scan: endpoint({
    method: 'POST',
    path: '/events/:eventId/checkin/scans',
    action: 'checkin.do',
    summary: 'Check people in; a list, because devices come back on line with what they kept',
    params: byEvent,
    body: z.strictObject({ scans: z.array(scan).min(1).max(300) }),
    response: z.object({ results: z.array(scanResult), counts }),
    rate: 3000,
  }),
  undo: endpoint({
    method: 'POST',
    path: '/events/:eventId/checkin/:id/undo',
    action: 'checkin.do',
    summary: 'Take an arrival back',
    params: z.object({ eventId: id(), id: id() }),
    body: z.strictObject({}),
    response: z.object({ id: id(), registrationId: id() }),
  }),
}
