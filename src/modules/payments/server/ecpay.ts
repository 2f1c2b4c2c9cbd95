import type { MethodName } from '../contract/providers.ts'
import { type Fields, keep, type PaymentProvider, plainText, taipeiInstant, taipeiTime, wholeAmount } from './provider.ts'
import { checkMacValue, sameText } from './sign/ecpay.ts'

const chosen: Partial<Record<MethodName, string>> = { credit: 'Credit', atm: 'ATM', cvs: 'CVS', applePay: 'ApplePay', twqr: 'TWQR' }
/** All that AIO may offer; what an account does not want is taken out. */
const offered = ['Credit', 'ATM', 'CVS', 'ApplePay', 'TWQR', 'WebATM', 'BARCODE', 'BNPL', 'WeiXin', 'DigitalPayment']
const kept = [
  'RtnCode',
  'RtnMsg',
  'TradeNo',
  'TradeAmt',
  'PaymentType',
  'PaymentDate',
  'TradeDate',
  'SimulatePaid',
  'BankCode',
  'ExpireDate',
]

const states: Record<string, 'issued' | 'paid'> = { '1': 'paid', '2': 'issued', '10100073': 'issued' }

/** ECPay All-in-One (AIO V5), by redirect. */
export const ecpay: PaymentProvider = {
  async begin(m, o) {
    const method = o.method && chosen[o.method]
    const wanted = o.methods.map((x) => chosen[x])
    const fields: Record<string, string> = {
      MerchantID: m.merchantId,
      MerchantTradeNo: o.tradeNo,
      MerchantTradeDate: taipeiTime(o.at),
      PaymentType: 'aio',
      TotalAmount: String(o.amount),
      TradeDesc: plainText(o.description, 100),
      ItemName: plainText(o.description, 100),
      ReturnURL: o.callbackUrl,
      PaymentInfoURL: o.callbackUrl,
      ClientBackURL: o.returnUrl,
      OrderResultURL: o.returnUrl,
      ChoosePayment: method ?? 'ALL',
      ...(method ? {} : { IgnorePayment: offered.filter((x) => !wanted.includes(x)).join('#') }),
      // Days for a transfer, minutes for a shop's counter.
      ...(!method || method === 'ATM' ? { ExpireDate: '3' } : {}),
      ...(!method || method === 'CVS' ? { StoreExpireDate: '4320' } : {}),
      EncryptType: '1',
    }
    return { form: { action: `${m.base}/Cashier/AioCheckOut/V5`, fields: { ...fields, CheckMacValue: checkMacValue(fields, m) } } }
  },
  readCallback(m, f: Fields) {
    if (!f.CheckMacValue || !sameText(checkMacValue(f, m), f.CheckMacValue) || f.MerchantID !== m.merchantId) return null
    const state = states[f.RtnCode ?? ''] ?? 'failed'
    const code = f.vAccount || f.PaymentNo || ''
    return {
      tradeNo: f.MerchantTradeNo ?? '',
      state,
      amount: wholeAmount(f.TradeAmt),
      providerRef: (f.TradeNo ?? '').slice(0, 40),
      simulated: f.SimulatePaid === '1',
      ...(state === 'issued' && code
        ? { number: { bank: (f.BankCode ?? '').slice(0, 10), code: code.slice(0, 40), expiresAt: taipeiInstant(f.ExpireDate ?? '') } }
        : {}),
      code: (f.RtnCode ?? '').slice(0, 20),
      raw: keep(f, kept),
    }
  },
  answers: { taken: '1|OK', refused: '0|CheckMacValue' },
}
