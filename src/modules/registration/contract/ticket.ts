import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { type Localized, localizedText, requiredText } from '../../../kernel/contract/localized.ts'
import { currency } from '../../../kernel/contract/money.ts'

export const ticketCategories = ['general', 'early', 'member', 'student', 'speaker', 'vip', 'media', 'staff', 'exhibitor', 'other'] as const
export type TicketCategory = (typeof ticketCategories)[number]
export const categoryNames: Record<TicketCategory, Localized> = {
  general: { zh: '一般', en: 'General' },
  early: { zh: '早鳥', en: 'Early bird' },
  member: { zh: '會員', en: 'Member' },
  student: { zh: '學生', en: 'Student' },
  speaker: { zh: '講者', en: 'Speaker' },
  vip: { zh: '貴賓', en: 'Guest of honour' },
  media: { zh: '媒體', en: 'Media' },
  staff: { zh: '工作人員', en: 'Staff' },
  exhibitor: { zh: '參展商', en: 'Exhibitor' },
  other: { zh: '其他', en: 'Other' },
}
export const attendances = ['onsite', 'online'] as const
export type Attendance = (typeof attendances)[number]
export const attendanceNames: Record<Attendance, Localized> = {
  onsite: { zh: '實體', en: 'On site' },
  online: { zh: '線上', en: 'Online' },
}

const instant = z.iso.datetime({ offset: true }).nullable().default(null)

/**
 * A kind of admission with its stock. `sold` counts the confirmed registrations and is written by the guarded update
 * alone; the table's check refuses `sold > quota` whatever the code does.
 */
export const ticketType = entity({
  name: 'ticketType',
  scope: 'event',
  fields: {
    position: z.number().int().min(0).max(10_000).default(0),
    name: requiredText(120),
    description: localizedText(600).prefault({}),
    category: z.enum(ticketCategories).default('general'),
    attendance: z.enum(attendances).default('onsite'),
    /** minor units, tax included; 0 is free */
    price: z.number().int().min(0).max(100_000_000).default(0),
    currency: currency().default('TWD'),
    /** null = without limit */
    quota: z.number().int().min(0).max(1_000_000).nullable().default(null),
    salesStart: instant,
    /** sales close at this instant */
    salesEnd: instant,
    /** offered on the public form; the others are issued by the office */
    visible: z.boolean().default(true),
  },
  columns: { sold: z.number().int() },
  labels: {
    position: { zh: '順序', en: 'Order' },
    name: { zh: '票種', en: 'Ticket type' },
    description: { zh: '說明', en: 'Description' },
    category: { zh: '類別', en: 'Category' },
    attendance: { zh: '參加方式', en: 'Attendance' },
    price: { zh: '票價', en: 'Price' },
    currency: { zh: '幣別', en: 'Currency' },
    quota: { zh: '名額', en: 'Quota' },
    salesStart: { zh: '開始報名', en: 'Registration opens' },
    salesEnd: { zh: '截止報名', en: 'Registration closes' },
    visible: { zh: '公開', en: 'Public' },
  },
  searchable: ['name'],
  sortable: ['position', 'name', 'price', 'quota', 'sold'],
})
export type TicketType = Row<typeof ticketType>
export const ticketEndpoints = crudEndpoints(ticketType, '/events/:eventId/ticket-types', {
  read: 'registration.read',
  write: 'tickets.edit',
})

export type SaleState = 'open' | 'notYet' | 'closed' | 'soldOut'
/** Whether people can register for it at `now` (ISO instant); visibility is another matter. */
export function saleState(t: Pick<TicketType, 'quota' | 'sold' | 'salesStart' | 'salesEnd'>, now: string): SaleState {
  const at = Date.parse(now)
  if (t.salesEnd && at >= Date.parse(t.salesEnd)) return 'closed'
  if (t.salesStart && at < Date.parse(t.salesStart)) return 'notYet'
  return t.quota !== null && t.sold >= t.quota ? 'soldOut' : 'open'
}
/** Seats left; null = without limit. */
export const remaining = (t: Pick<TicketType, 'quota' | 'sold'>): number | null => (t.quota === null ? null : Math.max(0, t.quota - t.sold))
