import { taipeiTime } from '../../../src/modules/payments/server/provider.ts'
import { checkMacValue } from '../../../src/modules/payments/server/sign/ecpay.ts'
import { decryptTradeInfo, encryptTradeInfo, tradeSha } from '../../../src/modules/payments/server/sign/newebpay.ts'
import { type Act, keys, newRef, Refused, type Trade } from './trade.ts'

type Form = Record<string, string>
const need = (f: Form, names: string[]) => {
  const missing = names.filter((n) => !f[n])
  if (missing.length) throw new Refused(`10200043 missing ${missing.join(', ')}`)
}

/** ECPay's cashier: what it demands of a form, and what it says afterwards. */
export const ecpayDesk = {
  open(f: Form): Trade {
    need(f, [
      'MerchantID',
      'MerchantTradeNo',
      'MerchantTradeDate',
      'PaymentType',
      'TotalAmount',
      'TradeDesc',
      'ItemName',
      'ReturnURL',
      'ChoosePayment',
    ])
    const k = keys('ecpay')
    if (f.MerchantID !== k.merchantId) throw new Refused('10200052 MerchantID')
    if (f.CheckMacValue !== checkMacValue(f, k)) throw new Refused('10200073 CheckMacValue Error')
    if (!/^[0-9A-Za-z]{1,20}$/.test(f.MerchantTradeNo!)) throw new Refused('10200041 MerchantTradeNo')
    if (f.EncryptType !== '1' || f.PaymentType !== 'aio' || !/^\d+$/.test(f.TotalAmount!)) throw new Refused('10200001 parameters')
    if (!/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/.test(f.MerchantTradeDate!)) throw new Refused('10200042 MerchantTradeDate')
    return {
      provider: 'ecpay',
      tradeNo: f.MerchantTradeNo!,
      ref: newRef(),
      amount: Number(f.TotalAmount),
      description: f.ItemName!,
      callbackUrl: f.ReturnURL!,
      issuedUrl: f.PaymentInfoURL ?? '',
      returnUrl: f.OrderResultURL ?? f.ClientBackURL ?? '',
      state: 'open',
      answers: [],
    }
  },
  say(t: Trade, act: Act, amount = t.amount): Form {
    const now = taipeiTime(new Date())
    const day = taipeiTime(new Date(Date.now() + 3 * 86_400_000))
    const [code, message, type] = (
      {
        pay: ['1', '交易成功', 'Credit_CreditCard'],
        simulate: ['1', '付款成功', 'Credit_CreditCard'],
        fail: ['10100058', '付款失敗', 'Credit_CreditCard'],
        issueAtm: ['2', 'Get VirtualAccount Succeeded', 'ATM_TAISHIN'],
        issueCvs: ['10100073', 'Get CVS Code Succeeded.', 'CVS_CVS'],
      } as const
    )[act]
    const fields: Form = {
      MerchantID: keys('ecpay').merchantId,
      MerchantTradeNo: t.tradeNo,
      StoreID: '',
      RtnCode: code,
      RtnMsg: message,
      TradeNo: t.ref,
      TradeAmt: String(amount),
      PaymentType: type,
      TradeDate: now,
      CustomField1: '',
      ...(act === 'issueAtm' ? { BankCode: '812', vAccount: '9103522175887271', ExpireDate: day.slice(0, 10) } : {}),
      ...(act === 'issueCvs' ? { PaymentNo: 'GW130413257496', ExpireDate: day, Barcode1: '', Barcode2: '', Barcode3: '' } : {}),
      ...(act === 'pay' || act === 'simulate' || act === 'fail'
        ? { PaymentDate: now, PaymentTypeChargeFee: '1', SimulatePaid: act === 'simulate' ? '1' : '0' }
        : {}),
    }
    return { ...fields, CheckMacValue: checkMacValue(fields, keys('ecpay')) }
  },
}

/** NewebPay's gateway. */
export const newebpayDesk = {
  open(f: Form): Trade {
    const k = keys('newebpay')
    need(f, ['MerchantID', 'TradeInfo', 'TradeSha', 'Version'])
    if (f.MerchantID !== k.merchantId) throw new Refused('MPG03001 MerchantID')
    if (f.TradeSha !== tradeSha(f.TradeInfo!, k)) throw new Refused('MPG03009 TradeSha')
    const info = Object.fromEntries(new URLSearchParams(decryptTradeInfo(f.TradeInfo!, k) ?? ''))
    need(info, ['MerchantID', 'RespondType', 'TimeStamp', 'Version', 'MerchantOrderNo', 'Amt', 'ItemDesc', 'NotifyURL'])
    if (!/^[0-9A-Za-z_]{1,30}$/.test(info.MerchantOrderNo!)) throw new Refused('MPG02003 MerchantOrderNo')
    if (Math.abs(Date.now() / 1000 - Number(info.TimeStamp)) > 120) throw new Refused('MPG02004 TimeStamp')
    return {
      provider: 'newebpay',
      tradeNo: info.MerchantOrderNo!,
      ref: newRef().slice(0, 17),
      amount: Number(info.Amt),
      description: info.ItemDesc!,
      callbackUrl: info.NotifyURL!,
      // Numbers are told through the payer's browser alone.
      issuedUrl: '',
      returnUrl: info.ReturnURL ?? '',
      state: 'open',
      answers: [],
    }
  },
  say(t: Trade, act: Act, amount = t.amount): Form {
    const k = keys('newebpay')
    const common = { MerchantID: k.merchantId, Amt: amount, TradeNo: t.ref, MerchantOrderNo: t.tradeNo }
    const [day, time] = taipeiTime(new Date(Date.now() + 3 * 86_400_000))
      .replaceAll('/', '-')
      .split(' ')
    const result =
      act === 'issueAtm'
        ? { ...common, PaymentType: 'VACC', BankCode: '017', CodeNo: '9103522175887271', ExpireDate: day, ExpireTime: time }
        : act === 'issueCvs'
          ? { ...common, PaymentType: 'CVS', CodeNo: 'GW130413257496', ExpireDate: day, ExpireTime: time }
          : {
              ...common,
              PaymentType: 'CREDIT',
              RespondType: 'JSON',
              IP: '203.0.113.7',
              EscrowBank: 'HNCB',
              Card6No: '400022',
              Card4No: '1111',
              ...(act === 'fail' ? {} : { PayTime: taipeiTime(new Date()).replaceAll('/', '-'), Auth: '930637' }),
            }
    const Status = act === 'fail' ? 'MPG03002' : 'SUCCESS'
    const TradeInfo = encryptTradeInfo(JSON.stringify({ Status, Message: act === 'fail' ? '授權失敗' : '授權成功', Result: result }), k)
    return { Status, MerchantID: k.merchantId, Version: '2.0', TradeInfo, TradeSha: tradeSha(TradeInfo, k) }
  },
}
