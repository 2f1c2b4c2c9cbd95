import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkMacValue, sameText } from './server/sign/ecpay.ts'
import { linePaySignature, parseLinePay } from './server/sign/linepay.ts'
import { decryptTradeInfo, encryptTradeInfo, tradeSha } from './server/sign/newebpay.ts'

const ecpay = { key: 'pwFHCqoQZGmho4w6', iv: 'EkRm7iFT261dpevs' }
const newebpay = { key: '12345678901234567890123456789012', iv: '1234567890123456' }

test('CheckMacValue gives the published values', () => {
  const order = {
    MerchantID: '3002607',
    ChoosePayment: 'ALL',
    EncryptType: '1',
    ItemName: 'Apple iphone 15',
    MerchantTradeDate: '2023/03/12 15:30:23',
    MerchantTradeNo: 'ecpay20230312153023',
    PaymentType: 'aio',
    ReturnURL: 'https://www.ecpay.com.tw/receive.php',
    TotalAmount: '30000',
    TradeDesc: '促銷方案',
  }
  expect(checkMacValue(order, ecpay)).toBe('6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840')
  expect(checkMacValue({ ...order, CheckMacValue: 'whatever' }, ecpay)).toBe(checkMacValue(order, ecpay))
  const item = (ItemName: string, TotalAmount: string) => checkMacValue({ MerchantID: '3002607', ItemName, TotalAmount }, ecpay)
  expect(item("Tom's Shop", '100')).toBe('CF0A3D4901D99459D8641516EC57210700E8A5C9AB26B1D021301E9CB93EF78D')
  expect(item('Test~Product', '200')).toBe('CEEAE01D2F9A8E74D4AC0DCE7735B046D73F35A5EC99558A31A2EE03159DA1C9')
  expect(item('My Test Product', '300')).toBe('7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316')
})

const plain = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."aB3 -_.!*()~'&=%+中𠮷") })
const form = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{1,8}$/), plain, { minKeys: 2, maxKeys: 8, noNullPrototype: true })
test('a change of any field, of its name or of a key changes CheckMacValue', () => {
  fc.assert(
    fc.property(form, fc.nat(), plain, (fields, nth, by) => {
      const names = Object.keys(fields)
      const name = names[nth % names.length]!
      const mac = checkMacValue(fields, ecpay)
      // Letters are folded before the digest: a change of case alone is none to ECPay.
      const changed = `${fields[name]}${by}x`
      const { [name]: _gone, ...without } = fields
      return (
        checkMacValue({ ...fields, [name]: changed }, ecpay) !== mac &&
        checkMacValue(without, ecpay) !== mac &&
        checkMacValue(fields, { ...ecpay, key: 'pwFHCqoQZGmho4w7' }) !== mac &&
        checkMacValue(Object.fromEntries(Object.entries(fields).toReversed()), ecpay) === mac
      )
    }),
    { numRuns: 300 },
  )
})

test('TradeInfo and TradeSha give the values of the manual, and come back', () => {
  const text = 'MerchantID=3430112&RespondType=JSON&TimeStamp=1485232229&Version=1.4&MerchantOrderNo=S_1485232229&Amt=40&ItemDesc=UnitTest'
  const info =
    'ff91c8aa01379e4de621a44e5f11f72e4d25bdb1a18242db6cef9ef07d80b0165e476fd1d9acaa53170272c82d122961e1a0700a7427cfa1cf90db7f6d6593bbc93102a4d4b9b66d9974c13c31a7ab4bba1d4e0790f0cbbbd7ad64c6d3c8012a601ceaa808bff70f94a8efa5a4f984b9d41304ffd879612177c622f75f4214fa'
  expect(encryptTradeInfo(text, newebpay)).toBe(info)
  expect(tradeSha(info, newebpay)).toBe('EA0A6CC37F40C1EA5692E7CBB8AE097653DF3E91365E6A9CD7E91312413C7BB8')
  expect(decryptTradeInfo(info, newebpay)).toBe(text)
})

test('TradeInfo: any text comes back, and nothing that is none is ever read', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => decryptTradeInfo(encryptTradeInfo(text, newebpay), newebpay) === text.toWellFormed(),
    ),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 80 }), (bytes) => {
      const read = decryptTradeInfo(Buffer.from(bytes).toString('hex'), newebpay)
      return read === null || bytes.length % 16 === 0
    }),
  )
  for (const no of ['', 'zz', 'ff', `${'f'.repeat(31)}`, '中文', `${'0'.repeat(32)}\n`])
    expect([no, decryptTradeInfo(no, newebpay)]).toEqual([no, null])
})

test('LINE Pay signs secret, path, body and nonce, and its long numbers stay whole', () => {
  const mac = linePaySignature('secret', '/v3/payments/request', '{"amount":30}', 'nonce')
  // HMAC-SHA256 with the secret over `secret/v3/payments/request{"amount":30}nonce`, by OpenSSL.
  expect(mac).toBe('cr0XK6AKvRUZJxPcnUC9FEzwmRNRYIj1yBiApsQ0v8U=')
  for (const other of [
    linePaySignature('secreu', '/v3/payments/request', '{"amount":30}', 'nonce'),
    linePaySignature('secret', '/v3/payments/requesu', '{"amount":30}', 'nonce'),
    linePaySignature('secret', '/v3/payments/request', '{"amount":31}', 'nonce'),
    linePaySignature('secret', '/v3/payments/request', '{"amount":30}', 'noncf'),
  ])
    expect(other).not.toBe(mac)
  expect(parseLinePay('{"info":{"transactionId":2026112188888888881,"n":1}}')).toEqual({
    info: { transactionId: '2026112188888888881', n: 1 },
  })
})

test('texts are compared whole', () => {
  expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa'), sameText('', ''), sameText('中', '中')]).toEqual([
    true,
    false,
    false,
    true,
    true,
  ])
})
