import type { IncomingMessage } from 'node:http'
import { linePaySignature } from '../../../src/modules/payments/server/sign/linepay.ts'
import { type Book, keyOf, keys, newRef, type Trade } from './trade.ts'

/** Its numbers leave as bare numbers, as LINE Pay's do. */
const out = (v: unknown) => JSON.stringify(v).replaceAll(/"transactionId":"(\d+)"/g, '"transactionId":$1')
const said = (returnCode: string, info?: unknown) =>
  out({ returnCode, returnMessage: returnCode === '0000' ? 'Success.' : 'Refused.', info })
const record = (t: Trade) => ({ transactionId: t.ref, orderId: t.tradeNo, payInfo: [{ method: 'BALANCE', amount: t.amount }] })

/** LINE Pay's API v3. `null` = not one of its addresses. */
export function linePayDesk(book: Book, q: IncomingMessage, url: URL, body: string, own: string): string | null {
  const path = url.pathname
  if (!path.startsWith('/linepay/v3/')) return null
  const k = keys('linepay')
  const header = (name: string) => String(q.headers[`x-line-${name}`] ?? '')
  const text = q.method === 'GET' ? url.search.slice(1) : body
  if (header('channelid') !== k.merchantId) return said('1104')
  if (header('authorization') !== linePaySignature(k.key, path, text, header('authorization-nonce'))) return said('1106')
  const find = (ref: string) => [...book.values()].find((t) => t.provider === 'linepay' && t.ref === ref)
  if (q.method === 'POST' && path === '/linepay/v3/payments/request') {
    const o = JSON.parse(body) as {
      amount: number
      currency: string
      orderId: string
      packages: { amount: number; products: { name: string; quantity: number; price: number }[] }[]
      redirectUrls: { confirmUrl: string }
    }
    const total = o.packages.reduce((n, p) => n + p.products.reduce((m, x) => m + x.quantity * x.price, 0), 0)
    if (o.currency !== 'TWD' || total !== o.amount || o.packages.some((p) => p.amount <= 0)) return said('2101')
    if (book.has(keyOf('linepay', o.orderId))) return said('1172')
    const t: Trade = {
      provider: 'linepay',
      tradeNo: o.orderId,
      ref: newRef(),
      amount: o.amount,
      description: o.packages[0]!.products[0]!.name,
      callbackUrl: '',
      issuedUrl: '',
      returnUrl: o.redirectUrls.confirmUrl,
      state: 'open',
      answers: [],
    }
    book.set(keyOf('linepay', o.orderId), t)
    return said('0000', {
      transactionId: t.ref,
      paymentAccessToken: '187568751124',
      paymentUrl: { web: `${own}/page/linepay/${t.tradeNo}`, app: `line://pay/${t.ref}` },
    })
  }
  const confirmed = /^\/linepay\/v3\/payments\/(\d+)\/confirm$/.exec(path)
  if (q.method === 'POST' && confirmed) {
    const t = find(confirmed[1]!)
    if (!t) return said('1150')
    const o = JSON.parse(body) as { amount: number; currency: string }
    if (t.state === 'paid') return said('1152')
    if (t.state === 'failed') return said('1142')
    if (t.state !== 'agreed') return said('1169')
    if (o.amount !== t.amount || o.currency !== 'TWD') return said('1153')
    t.state = 'paid'
    return said('0000', record(t))
  }
  if (q.method === 'GET' && path === '/linepay/v3/payments') {
    const t = find(url.searchParams.get('transactionId') ?? '')
    return t?.state === 'paid' ? said('0000', [record(t)]) : said('1150')
  }
  return said('9000')
}
