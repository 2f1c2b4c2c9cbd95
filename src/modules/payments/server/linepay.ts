import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Merchant, type PaymentProvider, plainText, ProviderRefusal, type Reading } from './provider.ts'
import { linePaySignature, parseLinePay } from './sign/linepay.ts'

const WAIT_MS = 20_000
const MOST = 200_000
const answer = z.object({ returnCode: z.string().max(10), info: z.unknown().optional() })
const begun = z.object({ transactionId: z.string().regex(/^\d{10,20}$/), paymentUrl: z.object({ web: z.string().max(2000) }) })
const paid = z.object({ orderId: z.string(), transactionId: z.string(), payInfo: z.array(z.object({ amount: z.number().int() })).min(1) })

/** Codes after which this payment cannot come any more; all others leave it open. */
const final = new Set(['1141', '1142', '1153', '1180'])

/** One signed call. Errors: `TypeError` and `TimeoutError` of fetch, `ProviderRefusal` where the answer is none. */
async function ask(m: Merchant, method: 'GET' | 'POST', path: string, said: string) {
  const nonce = randomUUID()
  const r = await fetch(`${m.base}${path}${method === 'GET' ? `?${said}` : ''}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-line-channelid': m.merchantId,
      'x-line-authorization-nonce': nonce,
      'x-line-authorization': linePaySignature(m.key, new URL(`${m.base}${path}`).pathname, said, nonce),
    },
    redirect: 'error',
    signal: AbortSignal.timeout(WAIT_MS),
    ...(method === 'POST' ? { body: said } : {}),
  })
  const text = await r.text()
  if (!r.ok || text.length > MOST) throw new ProviderRefusal(`HTTP ${r.status}`)
  try {
    return answer.parse(parseLinePay(text))
  } catch {
    throw new ProviderRefusal('answer')
  }
}

/** A payment that LINE Pay tells of, of this attempt and no other. */
function readingOf(info: unknown, of: { tradeNo: string; providerRef: string }, code: string): Reading | null {
  const p = paid.safeParse(info)
  if (!p.success || p.data.orderId !== of.tradeNo || p.data.transactionId !== of.providerRef) return null
  const amount = p.data.payInfo.reduce((n, x) => n + x.amount, 0)
  return { ...of, state: 'paid', amount, simulated: false, code, raw: { returnCode: code, payInfo: String(amount) } }
}

/** LINE Pay v3: the payer agrees there, and we confirm. It sends no callbacks; nothing that a browser brings is believed. */
export const linepay: PaymentProvider = {
  async begin(m, o) {
    const name = plainText(o.description, 100)
    const r = await ask(
      m,
      'POST',
      '/v3/payments/request',
      JSON.stringify({
        amount: o.amount,
        currency: 'TWD',
        orderId: o.tradeNo,
        packages: [{ id: '1', amount: o.amount, name, products: [{ name, quantity: 1, price: o.amount }] }],
        redirectUrls: { confirmUrl: o.returnUrl, cancelUrl: `${o.returnUrl}?cancelled=1` },
      }),
    )
    const info = begun.safeParse(r.info)
    if (r.returnCode !== '0000' || !info.success) throw new ProviderRefusal(r.returnCode)
    return { url: info.data.paymentUrl.web, providerRef: info.data.transactionId }
  },
  readCallback: () => null,
  answers: { taken: 'OK', refused: 'refused' },
  async confirm(m, a) {
    const of = { tradeNo: a.tradeNo, providerRef: a.providerRef }
    const path = `/v3/payments/${encodeURIComponent(a.providerRef)}/confirm`
    const r = await ask(m, 'POST', path, JSON.stringify({ amount: a.amount, currency: 'TWD' }))
    const done = r.returnCode === '0000' ? readingOf(r.info, of, r.returnCode) : null
    if (done) return done
    // It may have been confirmed before, by a call whose answer was lost: the record decides.
    const record = await ask(m, 'GET', '/v3/payments', `transactionId=${encodeURIComponent(a.providerRef)}`)
    for (const one of Array.isArray(record.info) ? record.info : []) {
      const found = readingOf(one, of, r.returnCode)
      if (found) return found
    }
    if (!final.has(r.returnCode)) throw new ProviderRefusal(r.returnCode)
    return { ...of, state: 'failed', amount: null, simulated: false, code: r.returnCode, raw: { returnCode: r.returnCode } }
  },
}
