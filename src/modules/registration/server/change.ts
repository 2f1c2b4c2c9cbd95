import type { Ctx } from '../../../kernel/server/ctx.ts'
import { audit, type Change } from '../../../kernel/server/audit.ts'
import { demandNone, eachRow, refusalsAt } from '../../../kernel/server/batch.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { facts } from '../contract/events.ts'
import type { Registration } from '../contract/registration.ts'
import { stateNames } from '../contract/registration.ts'
import { ticketType, type TicketType } from '../contract/ticket.ts'
import { type Draft, registerMany, registrations } from './register.ts'
import { giveBack, takePlaces } from './stock.ts'

async function locked(ctx: Ctx, id: string): Promise<Registration> {
  const row = await ctx.tx
    .selectFrom('registration')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row as Registration
}
const write = async (ctx: Ctx, r: Registration, values: object, action: string, changes: Change[]): Promise<Registration> => {
  const after = await ctx.tx
    .updateTable('registration')
    .set({ ...values, version: r.version + 1, updatedAt: ctx.now })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', r.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(ctx, { entity: 'registration', entityId: r.id, eventId: r.eventId, action, label: r.name, changes })
  ctx.touch('ticketType')
  return after as Registration
}
const stateChange = (from: Registration['status'], to: Registration['status']): Change => ({
  field: 'status',
  label: { zh: '狀態', en: 'State' },
  from: stateNames[from],
  to: stateNames[to],
})

/** Cancels a place and gives it back to the stock, once however often it is called: the row's lock decides. */
export async function cancel(
  ctx: Ctx,
  id: string,
  o: { by: 'attendee' | 'office'; reason?: string; notify?: boolean },
): Promise<Registration> {
  const row = await locked(ctx, id)
  if (row.status === 'cancelled') return row
  await giveBack(ctx, row.ticketTypeId)
  const after = await write(ctx, row, { status: 'cancelled', cancelledAt: ctx.now, cancelReason: o.reason ?? '' }, 'cancel', [
    stateChange('confirmed', 'cancelled'),
  ])
  ctx.emit(facts.cancelled, { registrationId: id, by: o.by, ...(o.notify === undefined ? {} : { notify: o.notify }) })
  return after
}

/** Takes a cancellation back where a place is left; idempotent. Errors: `registration.sold_out`. */
export async function reinstate(ctx: Ctx, id: string): Promise<Registration> {
  const row = await locked(ctx, id)
  if (row.status === 'confirmed') return row
  if (!(await takePlaces(ctx, row.ticketTypeId, 1))) throw new AppError('registration.sold_out')
  const after = await write(ctx, row, { status: 'confirmed', cancelledAt: null, cancelReason: '' }, 'reinstate', [
    stateChange('cancelled', 'confirmed'),
  ])
  ctx.emit(facts.confirmed, { registrationId: id, notify: false })
  return after
}

/** Moves a place to another ticket type, with its price and attendance. Errors: `registration.sold_out`, `.unknown_ticket`, `.is_cancelled`. */
export async function move(ctx: Ctx, id: string, ticketTypeId: string): Promise<Registration> {
  const row = await locked(ctx, id)
  if (row.status === 'cancelled') throw new AppError('registration.is_cancelled')
  if (row.ticketTypeId === ticketTypeId) return row
  const types = (await ctx.tx
    .selectFrom('ticketType')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('id', 'in', [row.ticketTypeId, ticketTypeId])
    .execute()) as TicketType[]
  const [from, to] = [row.ticketTypeId, ticketTypeId].map((t) => types.find((x) => x.id === t))
  if (!to) throw new AppError('registration.unknown_ticket')
  // Ticket rows are always locked in the order of their ids, so that two moves can't wait for each other.
  for (const t of [row.ticketTypeId, ticketTypeId].toSorted()) {
    if (t === ticketTypeId) {
      if (!(await takePlaces(ctx, t, 1))) throw new AppError('registration.sold_out')
    } else await giveBack(ctx, t)
  }
  const after = await write(ctx, row, { ticketTypeId, price: to.price, currency: to.currency, attendance: to.attendance }, 'move', [
    { field: 'ticketTypeId', label: ticketType.labels.name, from: from?.name ?? null, to: to.name },
  ])
  ctx.emit(facts.changed, { registrationId: id })
  return after
}

/** Changes details of registrations, all or none. Errors: `record.not_found`, `record.conflict`. */
export async function change(ctx: Ctx, changes: { id: string; patch: Record<string, unknown> }[]): Promise<Registration[]> {
  const rows = new Map<string, Registration>()
  for (const c of changes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    rows.set(c.id, await registrations.update(ctx, c.id, c.patch))
    ctx.emit(facts.changed, { registrationId: c.id })
  }
  return changes.map((c) => rows.get(c.id)!)
}

type RegistrationBatch = {
  create: Draft[]
  update: ({ id: string; version: number; ticketTypeId?: string | undefined } & Record<string, unknown>)[]
  remove: string[]
}
/**
 * The grid's paste and its undo, all or none: registers without letters, changes details and tickets, cancels what was pasted.
 * Errors: `batch.refused` with the reason of each row.
 */
export async function saveRegistrations(ctx: Ctx, b: RegistrationBatch) {
  demandNone(await eachRow(ctx, 'remove', b.remove, (id) => cancel(ctx, id, { by: 'office', notify: false })))
  const updated: Registration[] = []
  const refused = await eachRow(ctx, 'update', b.update, async ({ id, ticketTypeId, ...patch }) => {
    const [row] = await change(ctx, [{ id, patch }])
    updated.push(ticketTypeId && ticketTypeId !== row!.ticketTypeId ? await move(ctx, id, ticketTypeId) : row!)
  })
  const drafts = b.create.map((d) => ({ ...d, notify: false }))
  const { outcomes } = drafts.length ? await registerMany(ctx, drafts, 'import') : { outcomes: [] }
  demandNone([...refused, ...outcomes.flatMap((o, i) => ('error' in o ? refusalsAt(ctx, `create.${i}`, new AppError(o.error)) : []))])
  return { created: outcomes.flatMap((o) => ('row' in o ? [o.row] : [])), updated, removed: b.remove }
}
