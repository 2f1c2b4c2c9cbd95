import type { MethodName } from '../contract/providers.ts'
import { keep, type PaymentProvider, plainText, taipeiInstant, taipeiTime, wholeAmount } from './provider.ts'
import { sameText } from './sign/ecpay.ts'
import { decryptTradeInfo, encryptTradeInfo, tradeSha } from './sign/newebpay.ts'

const VERSION = '2.0'
const switches: Partial<Record<MethodName, string>> = {
  credit: 'CREDIT',
  atm: 'VACC',
  cvs: 'CVS',
  applePay: 'APPLEPAY',
  linePay: 'LINEPAY',
}
const kept = ['TradeNo', 'Amt', 'PaymentType', 'PayTime', 'BankCode', 'ExpireDate', 'ExpireTime']

type Said = { Status?: unknown; Result?: unknown }
function read(text: string | null): Said | null {
  try {
    const said = JSON.parse(text ?? '') as unknown
    return said && typeof said === 'object' ? (said as Said) : null
  } catch {
    return null
  }
}

/** NewebPay MPG (Multi Payment Gateway), by redirect. */
export const newebpay: PaymentProvider = {
  async begin(m, o) {
    const wanted = o.method ? [o.method] : o.methods
    const TradeInfo = encryptTradeInfo(
      new URLSearchParams({
        MerchantID: m.merchantId,
        RespondType: 'JSON',
        TimeStamp: String(Math.floor(o.at.getTime() / 1000)),
        Version: VERSION,
        MerchantOrderNo: o.tradeNo,
        Amt: String(o.amount),
        ItemDesc: plainText(o.description, 50),
        NotifyURL: o.callbackUrl,
        ReturnURL: o.returnUrl,
        CustomerURL: o.returnUrl,
        ClientBackURL: o.returnUrl,
        LoginType: '0',
        ExpireDate: taipeiTime(new Date(o.at.getTime() + 3 * 86_400_000))
          .slice(0, 10)
          .replaceAll('/', ''),
        ...Object.fromEntries(wanted.flatMap((x) => (switches[x] ? [[switches[x], '1']] : []))),
      }).toString(),
      m,
    )
    const fields = { MerchantID: m.merchantId, TradeInfo, TradeSha: tradeSha(TradeInfo, m), Version: VERSION, EncryptType: '0' }
    return { form: { action: `${m.base}/MPG/mpg_gateway`, fields } }
  },
  readCallback(m, f) {
    if (!f.TradeInfo || !f.TradeSha || !sameText(tradeSha(f.TradeInfo, m), f.TradeSha)) return null
    const said = read(decryptTradeInfo(f.TradeInfo, m))
    const result = said?.Result
    if (!said || !result || typeof result !== 'object') return null
    const r = result as Record<string, unknown>
    const text = (k: string) => (typeof r[k] === 'string' || typeof r[k] === 'number' ? String(r[k]) : '')
    if (text('MerchantID') !== m.merchantId) return null
    // Issued numbers come with SUCCESS, too: only what has a time of payment was paid.
    const state = said.Status !== 'SUCCESS' ? 'failed' : text('PayTime') ? 'paid' : text('CodeNo') ? 'issued' : 'failed'
    return {
      tradeNo: text('MerchantOrderNo'),
      state,
      amount: wholeAmount(r.Amt),
      providerRef: text('TradeNo').slice(0, 40),
      simulated: false,
      ...(state === 'issued'
        ? {
            number: {
              bank: text('BankCode').slice(0, 10),
              code: text('CodeNo').slice(0, 40),
              expiresAt: taipeiInstant(text('ExpireDate'), text('ExpireTime')),
            },
          }
        : {}),
      code: String(said.Status).slice(0, 20),
      raw: { Status: String(said.Status).slice(0, 20), ...keep(r, kept) },
    }
  },
  // It heeds the status alone.
  answers: { taken: 'OK', refused: 'TradeSha' },
}
