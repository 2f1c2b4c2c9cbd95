import { expect } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { testApp } from '../../../tests/harness/app.ts'
import { hookTypeNames } from './contract/facts.ts'
import { webhookEndpoints as api } from './contract/webhook.ts'
import { type Dispatcher, type DispatchOptions, startWebhooks } from './server/dispatch.ts'
import { network } from './server/send.ts'
import { cert, type Received } from './receiver.fixture.ts'

/** An application whose webhooks are sent by hand, to receivers on loopback behind public names. */
export async function webhookApp() {
  const t = await testApp({ background: false })
  const net = network({ loopback: true, ca: cert, resolve: async () => ['127.0.0.1'] })
  const dispatcher = (o: DispatchOptions = {}): Dispatcher =>
    startWebhooks(t.app.services, t.app.http.log, { net, poll: false, random: () => 0.5, ...o })
  return {
    ...t,
    net,
    dispatcher,
    /** Sends what is due, at that time where one is given. */
    send: (at?: Date) => dispatcher(at ? { now: () => at } : {}).drain(),
    emit: (organisationId: string, type: string, payload: Record<string, unknown>, eventId: string | null = null, times = 1) =>
      t.run(
        organisationId,
        async (ctx) => {
          for (let i = 0; i < times; i++) ctx.emit(type, payload)
        },
        eventId,
      ),
    async add(key: Record<string, string>, url: string, more: Record<string, unknown> = {}) {
      const r = await t.call(key, api.create, { body: { name: '測試', url, types: hookTypeNames, ...more } as never })
      expect([r.status, r.problem.code]).toEqual([200, undefined])
      return r.body
    },
    deliveries: async (key: Record<string, string>, id: string, query: Record<string, unknown> = {}) =>
      (await t.call(key, api.deliveries, { params: { id }, query: query as never })).body,
  }
}
export type WebhookApp = Awaited<ReturnType<typeof webhookApp>>

/** What the independent library makes of a message; it throws where the signature is wrong. */
export const verified = (secret: string, r: Received) =>
  new Webhook(secret).verify(r.body, r.headers) as { type: string; timestamp: string; data: Record<string, unknown> }
