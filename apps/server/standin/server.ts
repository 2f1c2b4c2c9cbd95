import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ecpayDesk, newebpayDesk } from './forms.ts'
import { linePayDesk } from './linepay.ts'
import { type Act, acts, type Book, keyOf, Refused, type Trade } from './trade.ts'

const escape = (text: string) => text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const names = { ecpay: '綠界', newebpay: '藍新', linepay: 'LINE Pay' }
const buttons: Record<Act, string> = {
  pay: '付款成功 Pay',
  fail: '付款失敗 Fail',
  issueAtm: '取 ATM 帳號 Issue ATM',
  issueCvs: '取超商代碼 Issue CVS',
  simulate: '模擬付款 Simulate',
}
const html = (title: string, body: string) =>
  `<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>body{font:16px/1.8 system-ui,sans-serif;max-width:30rem;margin:8vh auto;padding:0 1rem}button{font:inherit;display:block;width:100%;padding:.7rem;margin:.5rem 0}.no{background:#fff3cd;padding:.5rem 1rem}</style><p class="no">模擬金流，不會真的收錢。 A stand-in; nothing is charged.</p>${body}</html>`
const page = (t: Trade) =>
  html(
    `模擬${names[t.provider]}`,
    `<h1>模擬${names[t.provider]}</h1><p>${escape(t.description)}</p><p><b>NT$ ${t.amount.toLocaleString('en-US')}</b></p><p>狀態：${t.state}</p><form method="post" action="/act/${t.provider}/${t.tradeNo}">${acts
      .filter((a) => (t.provider === 'linepay' ? a === 'pay' || a === 'fail' : t.provider === 'ecpay' || a !== 'simulate'))
      .map((a) => `<button name="act" value="${a}">${buttons[a]}</button>`)
      .join('')}</form>`,
  )
const onward = (action: string, fields: Record<string, string>) =>
  html(
    '返回商店',
    `<form method="post" action="${escape(action)}">${Object.entries(fields)
      .map(([k, v]) => `<input type="hidden" name="${escape(k)}" value="${escape(v)}">`)
      .join('')}<button>返回商店 Back to the merchant</button></form><script>document.forms[0].submit()</script>`,
  )

const MOST = 256 * 1024
async function read(q: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of q.setEncoding('utf8')) {
    text += part
    if (text.length > MOST) throw new Refused('too large')
  }
  return text
}

export type Standin = Awaited<ReturnType<typeof startStandin>>
/**
 * ECPay, NewebPay and LINE Pay as far as their payment pages go, signing for real with published keys, on this machine alone.
 * `merchant` is the origin that it may call back.
 */
export async function startStandin(o: { port: number; merchant: () => string }) {
  const book: Book = new Map()
  let own = ''
  const desks = { ecpay: ecpayDesk, newebpay: newebpayDesk }
  const take = (desk: keyof typeof desks, form: Record<string, string>): Trade => {
    const t = desks[desk].open(form)
    if (book.has(keyOf(desk, t.tradeNo))) throw new Refused('10200047 MerchantTradeNo was used before')
    book.set(keyOf(desk, t.tradeNo), t)
    return t
  }
  /** Calls the merchant's server as the provider would, and notes what it says. */
  async function callback(
    t: Trade,
    fields: Record<string, string>,
    url = t.callbackUrl,
  ): Promise<{ status: number; text: string; type: string }> {
    if (new URL(url).origin !== new URL(o.merchant()).origin) throw new Refused('the merchant is elsewhere')
    const r = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    const text = await r.text()
    t.answers.push(text)
    return { status: r.status, text, type: r.headers.get('content-type') ?? '' }
  }
  async function act(t: Trade, a: Act): Promise<{ location: string } | { body: string }> {
    if (t.provider === 'linepay') {
      t.state = a === 'pay' ? 'agreed' : 'failed'
      const url = new URL(t.returnUrl)
      url.searchParams.set('transactionId', t.ref)
      url.searchParams.set('orderId', t.tradeNo)
      return { location: url.href }
    }
    const fields = desks[t.provider].say(t, a)
    const issued = a === 'issueAtm' || a === 'issueCvs'
    t.state = issued ? 'issued' : a === 'fail' ? 'failed' : 'paid'
    if (!issued) await callback(t, fields)
    else if (t.issuedUrl) await callback(t, fields, t.issuedUrl)
    return { body: onward(t.returnUrl, fields) }
  }
  const server = createServer((q, s) => {
    void (async () => {
      const url = new URL(q.url ?? '/', own)
      const body = q.method === 'POST' ? await read(q) : ''
      const form = Object.fromEntries(new URLSearchParams(body))
      const asHtml = (text: string) => s.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(text)
      const line = linePayDesk(book, q, url, body, own)
      if (line !== null) return s.writeHead(200, { 'content-type': 'application/json' }).end(line)
      if (q.method === 'POST' && url.pathname === '/ecpay/Cashier/AioCheckOut/V5') return asHtml(page(take('ecpay', form)))
      if (q.method === 'POST' && url.pathname === '/newebpay/MPG/mpg_gateway') return asHtml(page(take('newebpay', form)))
      const [, what, provider, tradeNo] = url.pathname.split('/')
      const t = book.get(`${provider}/${tradeNo}`)
      if (t && what === 'page') return asHtml(page(t))
      const a = acts.find((x) => x === form.act)
      if (t && a && what === 'act' && q.method === 'POST') {
        const done = await act(t, a)
        return 'location' in done ? s.writeHead(303, { location: done.location }).end() : asHtml(done.body)
      }
      return s.writeHead(404, { 'content-type': 'text/plain' }).end('not found')
    })().catch((e: Error) => {
      s.writeHead(e instanceof Refused ? 200 : 500, { 'content-type': 'text/plain; charset=utf-8' }).end(`0|${e.message}`)
    })
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(o.port, '127.0.0.1', done))
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: own,
    trade: (provider: Trade['provider'], tradeNo: string) => book.get(keyOf(provider, tradeNo)),
    callback,
    act,
    close: () => new Promise<void>((done) => (server.closeAllConnections(), server.close(() => done()))),
  }
}
