import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll } from 'vitest'
import { type Standin, startStandin } from '../../../apps/server/standin/server.ts'
import { testApp } from '../../../tests/harness/app.ts'
import { type CallInput } from '../../kernel/contract/endpoint.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { paymentEndpoints as e } from './contract/payment.ts'
import { type ProviderName, providers } from './contract/providers.ts'
import { standinMerchants } from './contract/standin.ts'
import { beginPayment, setStandin } from './server/index.ts'

type Who = Record<string, string>
/** An application that listens, beside the stand-in of the providers. */
export async function paymentsApp() {
  const t = await testApp({ background: false })
  const { services, http } = t.app
  await http.listen({ port: 0, host: '127.0.0.1' })
  services.publicUrl = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
  const standin: Standin = await startStandin({ port: 0, merchant: () => services.publicUrl })
  setStandin(standin.address)
  afterAll(() => (setStandin(null), standin.close()))

  const draft = (provider: ProviderName): CallInput<typeof e.createAccount>['body'] => ({
    provider,
    name: `${providers[provider].zh}收款`,
    mode: 'test',
    standin: true,
    methods: [...providers[provider].methods],
    ...standinMerchants[provider],
  })
  const account = async (who: Who, provider: ProviderName, change: object = {}) => {
    const r = await t.call(who, e.createAccount, { body: { ...draft(provider), ...change } as never })
    if (r.status !== 200) throw new Error(JSON.stringify(r.problem))
    return r.body
  }
  /** A payment of something, as a module would begin it. */
  const begin = async (organisationId: string, accountId: string, amount = 1200, change: object = {}) => {
    const subjectId = newId()
    const begun = await t.run(organisationId, (ctx) =>
      beginPayment(ctx, services, {
        accountId,
        subjectEntity: 'order',
        subjectId,
        eventId: null,
        amount,
        currency: 'TWD',
        description: '亞洲年會報名費 喆堃',
        method: null,
        returnPath: '/somewhere?x=1',
        ...change,
      }),
    )
    return { ...begun, subjectId }
  }
  /** Follows the payment link up to the provider's page, as a browser does. */
  const openPage = async (url: string) => {
    const r = await fetch(url, { redirect: 'manual' })
    if (r.status === 303) return fetch(r.headers.get('location')!, { redirect: 'manual' })
    const text = await r.text()
    const unescape = (s: string) => s.replaceAll(/&#(\d+);/g, (_, n: string) => String.fromCharCode(Number(n)))
    const action = unescape(/action="([^"]+)"/.exec(text)![1]!)
    const fields = [...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, k, v]) => [unescape(k!), unescape(v!)] as [string, string])
    return fetch(action, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  }
  const post = async (url: string, body: Record<string, string> | string, type?: string) => {
    const r = await fetch(url, {
      method: 'POST',
      body: typeof body === 'string' ? body : new URLSearchParams(body),
      redirect: 'manual',
      ...(type ? { headers: { 'content-type': type } } : {}),
    })
    return { status: r.status, text: await r.text(), type: r.headers.get('content-type'), location: r.headers.get('location') }
  }
  const rows = <T>(query: ReturnType<typeof sql<T>>) => services.db.asSystem(async (tx) => (await query.execute(tx)).rows)
  const facts = async (attemptId: string) =>
    (
      await rows(
        sql<{
          payload: Record<string, unknown>
        }>`select payload from outbox where type = 'payments.paid' and payload ->> 'attemptId' = ${attemptId}`,
      )
    ).map((r) => r.payload)
  /** Verdicts of an account's log, oldest first. */
  const verdicts = async (accountId: string) =>
    (await rows(sql<{ verdict: string }>`select verdict from payment_callback where account_id = ${accountId} order by at, id`)).map(
      (r) => r.verdict,
    )
  const state = async (attemptId: string) =>
    (
      await rows(
        sql<{
          state: string
          late: boolean
          simulated: boolean
        }>`select state, late, simulated from payment_attempt where id = ${attemptId}`,
      )
    )[0]!
  return {
    ...t,
    standin,
    draft,
    account,
    begin,
    openPage,
    post,
    rows,
    facts,
    verdicts,
    state,
    callbackUrl: (id: string) => `${services.publicUrl}/api/payments/callback/${id}`,
  }
}
