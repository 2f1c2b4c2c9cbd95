import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Frame } from '../../../kernel/server/mount.ts'
import type { PublicRegistration, PublicTicket } from '../contract/public.ts'
import { ownDetails, publicDraft } from '../contract/public.ts'
import { readPageToken } from '../contract/qr.ts'
import type { Registration } from '../contract/registration.ts'
import { remaining, saleState, type TicketType } from '../contract/ticket.ts'
import { deskKeys } from './desk.ts'
import { cancel, change } from './change.ts'
import { registrations } from './register.ts'
import { answerOf, requireOpenSite, rushOf } from './rush.ts'

/** Tickets on the public form in their order, with what is left. For sites already known to be public. */
export async function publicTickets(ctx: Ctx): Promise<PublicTicket[]> {
  const rows = (await ctx.tx
    .selectFrom('ticketType')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('visible', '=', true)
    .orderBy('position')
    .orderBy('id')
    .execute()) as TicketType[]
  return rows.map(({ id, name, description, category, attendance, price, currency, quota, salesStart, salesEnd, ...t }) => ({
    id,
    name,
    description,
    category,
    attendance,
    price,
    currency,
    quota,
    salesStart,
    salesEnd,
    remaining: remaining({ quota, sold: t.sold }),
    state: saleState({ quota, sold: t.sold, salesStart, salesEnd }, ctx.now),
  }))
}
export async function listPublicTickets(ctx: Ctx): Promise<{ tickets: PublicTicket[] }> {
  await requireOpenSite(ctx).catch((e) => {
    if ((e as AppError).code !== 'registration.closed') throw e
  })
  return { tickets: await publicTickets(ctx) }
}

/**
 * Registers a person from a public page. Call it outside any transaction: it opens one for everybody who registers at
 * that moment. `body` is unparsed input of `publicDraft` (ZodError where it doesn't fit), `key` the form's idempotency key.
 */
export const registerPublic = (frame: Frame, body: unknown, key: string | null): Promise<PublicRegistration> =>
  rushOf(frame.services)(frame, publicDraft.parse(body), key)

/** The registration behind the token of a person's page, in the ctx's event; null for any other text. */
export async function findByToken(ctx: Ctx, token: string): Promise<Registration | null> {
  const id = await readPageToken(token, (await deskKeys(ctx)).pageKey)
  return id ? registrations.find(ctx, id) : null
}

/** What the page of `findByToken` shows beside the row: the QR code's text and the token again. */
export const ownView = async (ctx: Ctx, r: Registration): Promise<PublicRegistration> => answerOf(r, await deskKeys(ctx))

/** A person cancels their own place; idempotent. Errors: `record.not_found`. */
export async function cancelByToken(ctx: Ctx, token: string): Promise<Registration> {
  const found = await findByToken(ctx, token)
  if (!found) throw new AppError('record.not_found')
  return cancel(ctx, found.id, { by: 'attendee' })
}

/** A person puts their own details right. `body` is unparsed input of `ownDetails` (ZodError). Errors: `record.not_found`, `registration.is_cancelled`. */
export async function changeByToken(ctx: Ctx, token: string, body: unknown): Promise<Registration> {
  const found = await findByToken(ctx, token)
  if (!found) throw new AppError('record.not_found')
  if (found.status !== 'confirmed') throw new AppError('registration.is_cancelled')
  const [row] = await change(ctx, [{ id: found.id, patch: { ...ownDetails.parse(body), version: found.version } }])
  return row!
}
