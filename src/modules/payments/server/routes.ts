import type { FastifyReply } from 'fastify'
import type { Mount, RawAnswer, Services } from '../../../kernel/server/mount.ts'
import { paymentEndpoints as e } from '../contract/payment.ts'
import { createAccount, getAccount, listAccounts, removeAccount, updateAccount } from './accounts.ts'
import { listAttempts, listCallbacks, readAttempt, tryAccount } from './attempts.ts'
import { takeCallback, takePayer, takeReturn } from './doors.ts'
import { onward } from './page.ts'
import { standinAddress } from './providers.ts'

/** Providers call from outside; an address of this machine only says so on the screen. */
const reachable = (services: Services) =>
  URL.canParse(services.publicUrl) && !/^(localhost|127\.|0\.|10\.|192\.168\.|\[::1?\])/.test(new URL(services.publicUrl).hostname)

/** `direct` sends what the verb returns; these answers are text and pages. */
function plain(reply: FastifyReply, a: RawAnswer): string {
  reply.status(a.status ?? 200).headers(a.headers)
  return a.body as string
}
const said = (text: string): RawAnswer => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text })

export function routes(mount: Mount, services: Services) {
  mount.endpoint(e.accounts, async (ctx) => ({
    rows: await listAccounts(ctx),
    standin: standinAddress() !== null,
    reachable: reachable(services),
    can: { edit: ctx.can('payments.edit') },
  }))
  mount.endpoint(e.createAccount, (ctx, { body }) => createAccount(ctx, body))
  mount.endpoint(e.account, async (ctx, { params }) => ({
    ...(await getAccount(ctx, params.id)),
    callbackUrl: `${services.publicUrl}/api/payments/callback/${params.id}`,
    reachable: reachable(services),
  }))
  mount.endpoint(e.updateAccount, (ctx, { params, body }) => updateAccount(ctx, params.id, body))
  mount.endpoint(e.removeAccount, (ctx, { params }) => removeAccount(ctx, params.id))
  mount.endpoint(e.tryAccount, (ctx, { params }) => tryAccount(ctx, services, params.id))
  mount.endpoint(e.attempts, async (ctx, { params }) => ({ rows: await listAttempts(ctx, params.id) }))
  mount.endpoint(e.callbacks, async (ctx, { params }) => ({ rows: await listCallbacks(ctx, params.id) }))
  mount.endpoint(e.attempt, (ctx, { params }) => readAttempt(ctx, params.id))

  mount.direct(e.go, async (frame, { params }, _q, reply) => plain(reply, onward(await takePayer(frame, params.token), frame.lang)))
  mount.direct(e.callback, async (frame, { params, body }, _q, reply) =>
    plain(reply, said(await takeCallback(frame, params.accountId, body))),
  )
  mount.direct(e.back, async (frame, { params }, request, reply) =>
    plain(reply, onward({ url: await takeReturn(frame, params, request.query as Record<string, unknown>) }, frame.lang)),
  )
  mount.direct(e.backForm, async (frame, { params, body }, _q, reply) =>
    plain(reply, onward({ url: await takeReturn(frame, params, body) }, frame.lang)),
  )
}
