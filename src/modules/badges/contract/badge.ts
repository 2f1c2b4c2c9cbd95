import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText } from '../../../kernel/contract/localized.ts'
import { can } from '../../../kernel/contract/page.ts'
import { ticketCategories, type TicketCategory } from '../../registration/contract/ticket.ts'

export const badgeSizes = ['a6', '90x130', 'label-62x100', 'label-100x50'] as const
export type BadgeSize = (typeof badgeSizes)[number]
/** Width and height of one badge in mm, and how many of them (columns × rows) stand on a sheet of A4. */
export const sizeOf: Record<BadgeSize, { width: number; height: number; columns: number; rows: number }> = {
  a6: { width: 105, height: 148, columns: 2, rows: 2 },
  '90x130': { width: 90, height: 130, columns: 2, rows: 2 },
  'label-62x100': { width: 62, height: 100, columns: 3, rows: 2 },
  'label-100x50': { width: 100, height: 50, columns: 2, rows: 5 },
}
/** Label printers print black on white, on one side. */
export const isLabel = (size: BadgeSize): boolean => size.startsWith('label')
export const badgePapers = ['single', 'a4'] as const
export const badgeWords = ['both', 'zh', 'en'] as const
/** What a badge shows beside the name, in the order of the switches. `diet` tells everybody about health or faith, so it is off by default. */
export const badgeFields = ['logo', 'event', 'nameEn', 'organisation', 'title', 'country', 'band', 'qr', 'code', 'diet'] as const
export type BadgeField = (typeof badgeFields)[number]

const hex = z.string().regex(/^#[0-9a-f]{6}$/i, { message: 'colour' })
const shortText = z.string().trim().max(40).default('')
/** Colour and words of a category's band; empty words stand for the usual ones. */
export const badgeBand = z.strictObject({ category: z.enum(ticketCategories), colour: hex, zh: shortText, en: shortText })
export type BadgeBand = z.output<typeof badgeBand>

export const badgeLayout = entity({
  name: 'badgeLayout',
  scope: 'event',
  fields: {
    size: z.enum(badgeSizes).default('a6'),
    paper: z.enum(badgePapers).default('single'),
    words: z.enum(badgeWords).default('both'),
    show: z
      .array(z.enum(badgeFields))
      .max(badgeFields.length)
      .default(badgeFields.filter((f) => f !== 'diet')),
    bands: z
      .array(badgeBand)
      .max(ticketCategories.length)
      .refine((list) => new Set(list.map((b) => b.category)).size === list.length, { message: 'duplicate' })
      .default([]),
    back: localizedText(1500).prefault({}),
  },
  labels: {
    size: { zh: '尺寸', en: 'Size' },
    paper: { zh: '用紙', en: 'Paper' },
    words: { zh: '文字', en: 'Words' },
    show: { zh: '顯示項目', en: 'Fields' },
    bands: { zh: '類別色帶', en: 'Category bands' },
    back: { zh: '背面文字', en: 'Text on the back' },
  },
})
export type BadgeLayout = Row<typeof badgeLayout>
export type BadgeDesign = z.output<typeof badgeLayout.draft>
export const defaultDesign: BadgeDesign = badgeLayout.draft.parse({})

/** What badges call a category: an early bird is an attendee like the others once the doors are open. */
export const bandDefaults: Record<TicketCategory, Localized & { colour: string }> = {
  general: { zh: '與會者', en: 'ATTENDEE', colour: '#2f6f5e' },
  early: { zh: '與會者', en: 'ATTENDEE', colour: '#2f6f5e' },
  member: { zh: '會員', en: 'MEMBER', colour: '#1f5f8b' },
  student: { zh: '學生', en: 'STUDENT', colour: '#6b7a3a' },
  speaker: { zh: '講者', en: 'SPEAKER', colour: '#c4412b' },
  vip: { zh: '貴賓', en: 'VIP', colour: '#8a6d1f' },
  media: { zh: '媒體', en: 'MEDIA', colour: '#6a3d8f' },
  staff: { zh: '工作人員', en: 'STAFF', colour: '#1f2328' },
  exhibitor: { zh: '參展商', en: 'EXHIBITOR', colour: '#b35c00' },
  other: { zh: '', en: '', colour: '#565b63' },
}
/** The band of a category as this design has it; a category without words of its own (其他) shows the ticket's name. */
export function bandOf(design: Pick<BadgeDesign, 'bands'>, category: TicketCategory): BadgeBand {
  const own = design.bands.find((b) => b.category === category)
  const usual = bandDefaults[category]
  return { category, colour: own?.colour ?? usual.colour, zh: own?.zh || usual.zh, en: own?.en || usual.en }
}

const channel = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const luminance = (colour: string) =>
  [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, i) => sum + weight * channel(Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16) / 255),
    0,
  )
/** Contrast of two `#rrggbb` colours, 1–21 (WCAG 2.2, 1.4.3). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}
/** Black or white, whichever reads better on the colour: 4.58 at the least. */
export const inkOn = (colour: string): '#ffffff' | '#000000' =>
  contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000'

/** Badges in one file. */
export const BADGES_A_FILE = 1000

const inEvent = z.object({ eventId: id() })
const one = z.object({ eventId: id(), id: id() })
export const badgeQuery = z.object({
  ticketTypeId: id().optional(),
  category: z.enum(ticketCategories).optional(),
  sort: z.enum(['name', 'code', 'organisation']).default('name'),
  /** 1 = the first thousand, 2 = the second … */
  part: z.coerce.number().int().min(1).max(1000).default(1),
})
export const badgeState = z.object({
  layout: badgeLayout.draft,
  /** 0 = nobody saved one yet: this is the default */
  version: z.number().int(),
  hasLogo: z.boolean(),
  /** badges to print, by ticket type */
  tickets: z.array(
    z.object({ id: id(), name: z.object({ zh: z.string(), en: z.string() }), category: z.enum(ticketCategories), count: z.number().int() }),
  ),
  can,
})
export type BadgeState = z.output<typeof badgeState>

/** Who may read personal data prints: a badge carries the code that opens the door. */
export const badgeEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/events/:eventId/badges',
    action: 'registration.read_personal',
    summary: 'The event’s badge layout and how many badges there are to print',
    params: inEvent,
    response: badgeState,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/events/:eventId/badges',
    action: 'badges.edit',
    summary: 'Save the badge layout',
    params: inEvent,
    body: badgeLayout.draft.extend({ version: z.number().int().min(0) }),
    response: badgeState,
  }),
  preview: endpoint({
    method: 'POST',
    path: '/events/:eventId/badges/preview',
    action: 'registration.read_personal',
    summary: 'One side of one badge as SVG, in a layout that need not be saved',
    params: inEvent,
    body: z.strictObject({
      layout: badgeLayout.draft,
      registrationId: id().nullable().default(null),
      side: z.enum(['front', 'back']).default('front'),
    }),
    response: z.unknown(),
    raw: true,
    rate: 240,
  }),
  print: endpoint({
    method: 'GET',
    path: '/events/:eventId/badges.pdf',
    action: 'registration.read_personal',
    summary: 'Badges of all confirmed registrations on site, or of a filter, as PDF',
    stepUp: true,
    params: inEvent,
    query: badgeQuery,
    response: z.unknown(),
    raw: true,
    rate: 60,
  }),
  one: endpoint({
    method: 'GET',
    path: '/events/:eventId/registrations/:id/badge.pdf',
    action: 'registration.read_personal',
    summary: 'One badge as PDF; always one to a page',
    params: one,
    query: z.object({ size: z.enum(badgeSizes).optional() }),
    response: z.unknown(),
    raw: true,
    rate: 240,
  }),
}
