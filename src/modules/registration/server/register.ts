import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { store } from '../../../kernel/server/store.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { facts } from '../contract/events.ts'
import { type Registration, registration, type registrationSources, type registrationDraft } from '../contract/registration.ts'
import { saleState, type TicketType } from '../contract/ticket.ts'
import { codeOf, type DeskKeys, takeNumbers } from './desk.ts'
import { takePlaces } from './stock.ts'
import type {} from './tables.ts'

const { email: _e, phone: _p, note: _n, ...openLabels } = registration.labels
/** The history never holds an address, a number or a note (allergies stand there): it outlives their masking. */
export const registrations = store({ ...registration, labels: openLabels })

export type Source = (typeof registrationSources)[number]
export type Draft = z.output<typeof registrationDraft>
/** What became of one draft: the row, or the code of the refusal. */
export type Outcome = { row: Registration } | { error: string }

const refusals = { notYet: 'registration.not_open', closed: 'registration.closed', soldOut: 'registration.sold_out' } as const
const identity = (d: { email: string; name: string }) =>
  `${d.email.toLowerCase()} ${d.name.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase()}`

/** Which of the drafts name a person who is registered already (same e-mail and name), in the event or earlier in the list. */
async function duplicates(ctx: Ctx, drafts: Draft[]): Promise<Set<Draft>> {
  const asked = drafts.filter((d) => d.email && !d.allowDuplicate)
  if (!asked.length) return new Set()
  const found = await ctx.tx
    .selectFrom('registration')
    .select(['email', 'name'])
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('status', '=', 'confirmed')
    .where(sql<boolean>`mailbox = any(${[...new Set(asked.map((d) => d.email.toLowerCase()))]}::text[])`)
    .execute()
  const known = new Set(found.map(identity))
  const out = new Set<Draft>()
  for (const d of drafts) {
    if (!d.email) continue
    const key = identity(d)
    if (known.has(key) && !d.allowDuplicate) out.add(d)
    known.add(key)
  }
  return out
}

/**
 * Registers people in the ctx's event, each draft for itself: window and visibility (public only), duplicates, then the places,
 * all in the caller's transaction. Locks in a fixed order: ticket types by id, then the event's desk. Effects of an accepted
 * draft: place taken, number given, row, history, `registration.confirmed`.
 */
export async function registerMany(ctx: Ctx, drafts: Draft[], source: Source): Promise<{ outcomes: Outcome[]; keys: DeskKeys | null }> {
  const eventId = ctx.eventId!
  const types = new Map(
    (
      await ctx.tx
        .selectFrom('ticketType')
        .selectAll()
        .where('organisationId', '=', ctx.orgId)
        .where('eventId', '=', eventId)
        .where('id', 'in', [...new Set(drafts.map((d) => d.ticketTypeId))])
        .execute()
    ).map((t) => [t.id, t as TicketType]),
  )
  const twice = await duplicates(ctx, drafts)
  const refused = new Map<Draft, string>()
  const wanted = new Map<string, Draft[]>()
  for (const d of drafts) {
    const type = types.get(d.ticketTypeId)
    const open = type && source === 'public' ? saleState(type, ctx.now) : 'open'
    const error =
      !type || (source === 'public' && !type.visible)
        ? 'registration.unknown_ticket'
        : open !== 'open'
          ? refusals[open]
          : twice.has(d)
            ? 'registration.duplicate'
            : null
    if (error) refused.set(d, error)
    else wanted.set(d.ticketTypeId, [...(wanted.get(d.ticketTypeId) ?? []), d])
  }
  for (const [id, list] of [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    for (const d of list.slice(await takePlaces(ctx, id, list.length))) refused.set(d, refusals.soldOut)
  const accepted = drafts.filter((d) => !refused.has(d))
  if (!accepted.length) return { outcomes: drafts.map((d) => ({ error: refused.get(d)! })), keys: null }
  const { last, ...keys } = await takeNumbers(ctx, accepted.length)
  const rows = await registrations.createMany(
    ctx,
    accepted.map((d, i) => {
      const { allowDuplicate: _a, notify: _n, ...values } = d
      const type = types.get(d.ticketTypeId)!
      const number = last - accepted.length + 1 + i
      return {
        ...values,
        id: newId(),
        number,
        code: codeOf(number),
        status: 'confirmed',
        source,
        price: type.price,
        currency: type.currency,
        registeredAt: ctx.now,
        attendance: (source === 'public' ? undefined : d.attendance) ?? type.attendance,
      }
    }),
  )
  rows.forEach((r, i) => ctx.emit(facts.confirmed, { registrationId: r.id, notify: accepted[i]!.notify && r.email !== '' }))
  ctx.touch('ticketType')
  const made = new Map(accepted.map((d, i) => [d, rows[i]!]))
  return { outcomes: drafts.map((d) => (made.has(d) ? { row: made.get(d)! } : { error: refused.get(d)! })), keys }
}

/** Registers one person; throws the refusal (`registration.sold_out`, `.closed`, `.not_open`, `.duplicate`, `.unknown_ticket`). */
export async function register(ctx: Ctx, draft: Draft, source: Source): Promise<Registration> {
  const outcome = (await registerMany(ctx, [draft], source)).outcomes[0]!
  if ('error' in outcome) throw new AppError(outcome.error)
  return outcome.row
}
