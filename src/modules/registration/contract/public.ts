import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { localizedText } from '../../../kernel/contract/localized.ts'
import { currency } from '../../../kernel/contract/money.ts'
import { registration, registrationDraft } from './registration.ts'
import { attendances, ticketCategories } from './ticket.ts'

/** A ticket as the public sees it. `remaining` null = without limit. */
export const publicTicket = z.object({
  id: id(),
  name: localizedText(),
  description: localizedText(600),
  category: z.enum(ticketCategories),
  attendance: z.enum(attendances),
  price: z.number().int(),
  currency: currency(),
  quota: z.number().int().nullable(),
  remaining: z.number().int().nullable(),
  state: z.enum(['open', 'notYet', 'closed', 'soldOut']),
  salesStart: z.string().nullable(),
  salesEnd: z.string().nullable(),
})
export type PublicTicket = z.output<typeof publicTicket>

/** What a person sends from the public form; the attendance is the ticket's. Consent to the privacy notice is needed. */
export const publicDraft = registration.draft.omit({ note: true, attendance: true }).extend({
  email: z.email().max(254),
  ticketTypeId: id(),
  consents: z.array(z.strictObject({ key: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), version: z.string().max(40) })).max(20),
  allowDuplicate: registrationDraft.shape.allowDuplicate,
})
export type PublicDraft = z.input<typeof publicDraft>

/** What people may put right themselves on their own page; the address stays, as it holds the key to that page. */
export const ownDetails = registration.draft.pick({ name: true, organisation: true, title: true, phone: true, diet: true })

/** The answer to a registration: what the confirmation page needs. `token` opens the person's own page; `qr` is the QR code's text. */
export const publicRegistration = z.object({
  id: id(),
  code: z.string(),
  name: z.string(),
  ticketTypeId: id(),
  attendance: z.enum(attendances),
  price: z.number().int(),
  currency: currency(),
  status: z.enum(['confirmed', 'cancelled']),
  registeredAt: z.string(),
  token: z.string(),
  qr: z.string(),
})
export type PublicRegistration = z.output<typeof publicRegistration>

const site = z.object({ slug: z.string().max(64) })
export const publicRegistrationEndpoints = {
  tickets: endpoint({
    method: 'GET',
    path: '/public/:slug/tickets',
    action: 'public',
    summary: 'Tickets on offer and what is left',
    params: site,
    response: z.object({ tickets: z.array(publicTicket) }),
  }),
  register: endpoint({
    method: 'POST',
    path: '/public/:slug/registrations',
    action: 'public',
    summary: 'Register oneself',
    params: site,
    body: publicDraft,
    response: publicRegistration,
    // A rush must get through, also from many people behind one address.
    rate: 12_000,
  }),
}
