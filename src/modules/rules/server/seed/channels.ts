import { rowsOf } from './row.ts'

const p = rowsOf('payment')
const m = rowsOf('messaging')
const i = rowsOf('identifier')

export const paymentRules = [
  p('ecpay.tradeNo.length', 20, 'character', ['綠界訂單編號長度上限', 'ECPay order number, at most'], 'S2', {
    note: ['英數字，永不重複。', 'Letters and digits, unique forever.'],
  }),
  p('ecpay.itemName.length', 200, 'character', ['綠界商品名稱長度上限', 'ECPay item name, at most'], 'S2', {
    note: ['超過會被截斷而使檢查碼不符。', 'Longer is cut and breaks the hash.'],
  }),
  p('ecpay.atm.expiry', { min: 1, max: 60 }, 'structure', ['綠界 ATM 繳費期限（日）', 'ECPay ATM expiry in days'], 'S2'),
  p('ecpay.cvs.expiry', 43_200, 'minute', ['綠界超商代碼繳費期限上限', 'ECPay store code expiry, at most'], 'S2'),
  p('ecpay.barcode.expiry', 30, 'day', ['綠界超商條碼繳費期限上限', 'ECPay barcode expiry, at most'], 'S2'),
  p('ecpay.bnpl.minimum', 3000, 'TWD', ['綠界無卡分期最低金額', 'ECPay BNPL, at least'], 'S2'),
  p('ecpay.callback.answer', 10, 'second', ['綠界通知回應時限', 'ECPay callback answered within'], 'S2'),
  p('ecpay.callback.retry', { minMinutes: 5, maxMinutes: 15, perDay: 4 }, 'structure', ['綠界通知重送', 'ECPay callback retries'], 'S2'),
  p(
    'ecpay.returnCodes',
    { paid: '1', atmNumberIssued: '2', storeCodeIssued: '10100073' },
    'structure',
    ['綠界回傳碼', 'ECPay return codes'],
    'S2',
    { note: ['取號成功不等於付款。', 'A number issued is not a payment.'] },
  ),
  p('ecpay.refundByApi', { credit: true, atm: false, cvs: false }, 'structure', ['綠界可否以 API 退款', 'ECPay refunds by API'], 'S2'),
  p('ecpay.invoice.relateNumber.length', 50, 'character', ['綠界發票自訂編號長度上限', 'ECPay invoice RelateNumber, at most'], 'S2'),
]

export const messagingRules = [
  m('line.plan.light', { fee: 0, messages: 200 }, 'structure', ['LINE 官方帳號：輕用量', 'LINE plan: light'], 'S69', {
    from: '2023-09-01',
    uncertain: true,
    note: ['2025 年另有不同說法。', 'A blog of 2025 says otherwise.'],
  }),
  m('line.plan.medium', { fee: 800, messages: 3000 }, 'structure', ['LINE 官方帳號：中用量', 'LINE plan: medium'], 'S69', {
    from: '2023-09-01',
    uncertain: true,
  }),
  m('line.plan.high', { fee: 1200, messages: 6000, extraFrom: 0.2 }, 'structure', ['LINE 官方帳號：高用量', 'LINE plan: high'], 'S69', {
    from: '2023-09-01',
    uncertain: true,
    note: ['加購每則 NT$0.2 起。', 'Further messages from NT$0.2 each.'],
  }),
  m('line.rateLimit', 2000, 'perSecond', ['LINE Messaging API 頻率上限', 'LINE Messaging API rate limit'], 'S68', { in: 'INT' }),
  m('line.notify.endedOn', '2025-03-31', 'date', ['LINE Notify 終止日', 'LINE Notify ended'], 'S67', { from: '2025-03-31' }),
  m('sms.length.unicode', 70, 'character', ['簡訊長度：中文單則', 'SMS: Chinese, single'], 'S71'),
  m('sms.length.unicodePart', 67, 'character', ['簡訊長度：中文長簡訊每則', 'SMS: Chinese, per part'], 'S71'),
  m('sms.length.latin', 160, 'character', ['簡訊長度：英數單則', 'SMS: Latin, single'], 'S71'),
  m('sms.length.latinPart', 153, 'character', ['簡訊長度：英數長簡訊每則', 'SMS: Latin, per part'], 'S71'),
]

export const identifierRules = [
  i('identifier.taxId.divisor', 10, 'multiple', ['統一編號檢查碼除數', 'Divisor of the 統一編號 checksum'], 'S4 · S22', {
    to: '2023-03-31',
  }),
  i('identifier.taxId.divisor', 5, 'multiple', ['統一編號檢查碼除數', 'Divisor of the 統一編號 checksum'], 'S4 · S22', {
    from: '2023-04-01',
    note: ['2021-12 公告；舊號碼兩者皆符。', 'Announced 2021-12; older numbers satisfy both.'],
  }),
  i('identifier.resident.newForm.validFrom', '2021-01-02', 'date', ['新式統一證號起用日', 'New resident number since'], 'S4 · S23', {
    from: '2021-01-02',
  }),
  i('identifier.resident.oldForm.validUntil', '2030-12-31', 'date', ['舊式統一證號末日', 'Old resident number, last day'], 'S4 · S23', {
    from: '2021-01-02',
    note: ['2031-01-01 起失效。', 'Dies on 2031-01-01.'],
  }),
  i('identifier.postalCode.threePlusThree', '2020-01-01', 'date', ['郵遞區號 3+3 起用', 'Postal codes 3+3 since'], 'gk', {
    from: '2020-01-01',
    note: ['僅知為 2020 年。', 'Only the year 2020 is known.'],
  }),
]
