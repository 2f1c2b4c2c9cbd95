import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { publicRegistrationEndpoints } from '../contract/public.ts'
import { registrationEndpoints } from '../contract/registration.ts'
import { ticketEndpoints } from '../contract/ticket.ts'
import { cancel, change, move, reinstate, saveRegistrations } from './change.ts'
import { exportRegistrations } from './export.ts'
import { listRegistrations, present, presentOne, summary } from './list.ts'
import { qrAnswer, queueConfirmation, usePublicUrl } from './confirmation.ts'
import { listPublicTickets } from './public.ts'
import { register, registerMany, registrations } from './register.ts'
import { rushOf } from './rush.ts'
import { createTicketType, getTicketType, listTicketTypes, saveTicketTypes, ticketTypes, updateTicketType } from './tickets.ts'

export function routes(mount: Mount, services: Services) {
  usePublicUrl(() => services.publicUrl)
  const t = ticketEndpoints
  mount.endpoint(t.list, (ctx, { query }) => listTicketTypes(ctx, query))
  mount.endpoint(t.get, (ctx, { params }) => getTicketType(ctx, params.id))
  mount.endpoint(t.create, (ctx, { body }) => createTicketType(ctx, body))
  mount.endpoint(t.update, (ctx, { params, body }) => updateTicketType(ctx, params.id, body))
  mount.endpoint(t.batch, (ctx, { body }) => saveTicketTypes(ctx, body))
  mount.endpoint(t.remove, (ctx, { params }) => ticketTypes.remove(ctx, params.id))

  const r = registrationEndpoints
  mount.endpoint(r.list, (ctx, { query }) => listRegistrations(ctx, query))
  mount.endpoint(r.summary, (ctx) => summary(ctx))
  mount.endpoint(r.export, (ctx, { query }) => exportRegistrations(ctx, query))
  mount.endpoint(r.get, async (ctx, { params }) => presentOne(ctx, await registrations.get(ctx, params.id)))
  mount.endpoint(r.create, async (ctx, { body }) => presentOne(ctx, await register(ctx, body, 'desk')))
  mount.endpoint(r.paste, async (ctx, { body }) => {
    const { outcomes } = await registerMany(
      ctx,
      body.rows.map((d) => ({ ...d, notify: body.notify })),
      'import',
    )
    const wrong = outcomes.flatMap((o, i) => ('error' in o ? [{ path: `rows.${i}`, code: o.error, message: o.error }] : []))
    if (wrong.length) throw new AppError('request.invalid', {}, wrong)
    const rows = await present(
      ctx,
      outcomes.flatMap((o) => ('row' in o ? [o.row] : [])),
    )
    return { created: rows.length, rows }
  })
  mount.endpoint(r.change, async (ctx, { body }) => ({ rows: await present(ctx, await change(ctx, body.changes)) }))
  mount.endpoint(r.batch, async (ctx, { body }) => {
    const done = await saveRegistrations(ctx, body)
    return { created: await present(ctx, done.created), updated: await present(ctx, done.updated), removed: done.removed }
  })
  mount.endpoint(r.cancel, async (ctx, { params, body }) =>
    presentOne(ctx, await cancel(ctx, params.id, { by: 'office', reason: body.reason })),
  )
  mount.endpoint(r.reinstate, async (ctx, { params }) => presentOne(ctx, await reinstate(ctx, params.id)))
  mount.endpoint(r.move, async (ctx, { params, body }) => presentOne(ctx, await move(ctx, params.id, body.ticketTypeId)))
  mount.endpoint(r.resend, async (ctx, { params }) => ({ queued: await queueConfirmation(ctx, params.id, { again: true }) }))
  mount.endpoint(r.qr, (ctx, { params }) => qrAnswer(ctx, params.id))

  const p = publicRegistrationEndpoints
  mount.endpoint(p.tickets, (ctx) => listPublicTickets(ctx))
  mount.direct(p.register, (frame, { body }, request) => {
    const key = request.headers['idempotency-key']
    return rushOf(services)(frame, body, typeof key === 'string' ? key : null)
  })
}
