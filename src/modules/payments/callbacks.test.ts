import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ecpayDesk, newebpayDesk } from '../../../apps/server/standin/forms.ts'
import type { Trade } from '../../../apps/server/standin/trade.ts'
import { paymentsApp } from './payments.fixture.ts'
import { checkMacValue } from './server/sign/ecpay.ts'
import { standinMerchants } from './contract/standin.ts'

const t = await paymentsApp()
const org = await t.organisation('收款會展')
const ecpay = await t.account(org.key, 'ecpay')
const newebpay = await t.account(org.key, 'newebpay')
const url = t.callbackUrl(ecpay.id)
const keys = { key: standinMerchants.ecpay.hashKey, iv: standinMerchants.ecpay.hashIv }
const trade = (provider: 'ecpay' | 'newebpay', tradeNo: string, amount = 1200): Trade => ({
  provider,
  tradeNo,
  ref: `2611211330${Math.floor(Math.random() * 1e9)}`,
  amount,
  description: '',
  callbackUrl: '',
  issuedUrl: '',
  returnUrl: '',
  state: 'open',
  answers: [],
})
/** One begun payment and what the provider says of it. */
async function one(amount = 1200) {
  const a = await t.begin(org.organisationId, ecpay.id, amount)
  const of = trade('ecpay', a.tradeNo, amount)
  const say = (act: Parameters<typeof ecpayDesk.say>[1], sum = amount) => ecpayDesk.say(of, act, sum)
  return { ...a, of, say, post: (f: Record<string, string>) => t.post(url, f) }
}
/** The log's lines about one attempt. */
const said = async (tradeNo: string) =>
  (await t.rows(sql<{ verdict: string }>`select verdict from payment_callback where trade_no = ${tradeNo} order by at, id`)).map(
    (r) => r.verdict,
  )
const signed = (f: Record<string, string>) => ({ ...f, CheckMacValue: checkMacValue(f, keys) })

test('a whole payment: link, cashier, callback, back again; the fact is stated once and says what was paid', async () => {
  const a = await t.begin(org.organisationId, ecpay.id)
  expect((await (await t.openPage(a.url)).text()).includes('模擬綠界')).toBe(true)
  const at = t.standin.trade('ecpay', a.tradeNo)!
  expect([at.amount, at.description]).toEqual([1200, '亞洲年會報名費 喆堃'])
  expect(await t.state(a.attemptId)).toEqual({ state: 'open', late: false, simulated: false })
  await t.standin.act(at, 'pay')
  expect(at.answers).toEqual(['1|OK'])
  expect(await t.state(a.attemptId)).toEqual({ state: 'paid', late: false, simulated: false })
  expect(await t.facts(a.attemptId)).toEqual([
    { attemptId: a.attemptId, subjectEntity: 'order', subjectId: a.subjectId, amount: 1200, currency: 'TWD', mode: 'test', late: false },
  ])
  // The browser brings the same news afterwards.
  const back = await t.post(at.returnUrl, ecpayDesk.say(at, 'pay'))
  expect([back.status, back.location]).toEqual([303, `${t.app.services.publicUrl}/somewhere?x=1&attempt=${a.attemptId}`])
  expect(await said(a.tradeNo)).toEqual(['paid', 'repeat'])
  expect((await t.facts(a.attemptId)).length).toBe(1)
  // Whoever opens the link again does not pay twice.
  const again = await fetch(a.url, { redirect: 'manual' })
  expect([again.status, again.headers.get('location')]).toEqual([303, back.location])
})

test('the answer is the provider’s very words in its very type', async () => {
  const a = await one()
  const r = await a.post(a.say('pay'))
  expect([r.status, r.text, r.type]).toEqual([200, '1|OK', 'text/plain; charset=utf-8'])
  const no = await a.post({ ...a.say('pay'), TradeAmt: '1' })
  expect([no.status, no.text, no.type]).toEqual([200, '0|CheckMacValue', 'text/plain; charset=utf-8'])
})

test('forged in any way: nothing changes, and the log keeps nothing of what was claimed', async () => {
  const a = await one()
  const good = a.say('pay')
  const before = (await t.verdicts(ecpay.id)).filter((v) => v === 'forged').length
  const { CheckMacValue: mac, ...unsigned } = good
  const attacks: (Record<string, string> | string)[] = [
    unsigned,
    { ...unsigned, CheckMacValue: '' },
    { ...good, CheckMacValue: mac!.toLowerCase() },
    { ...good, CheckMacValue: mac!.slice(0, -1) },
    { ...good, TradeAmt: '1' },
    { ...good, MerchantTradeNo: `${a.tradeNo.slice(0, -1)}x` },
    { ...good, Extra: 'x' },
    { ...unsigned, CheckMacValue: checkMacValue(unsigned, { ...keys, key: 'pwFHCqoQZGmho4w7' }) },
    signed({ ...unsigned, MerchantID: '3002608' }),
    `${new URLSearchParams(good)}&RtnCode=1`,
    '',
    'CheckMacValue=%00&MerchantTradeNo=%FF',
    '__proto__=1&constructor=2',
  ]
  for (const f of attacks) {
    const r = await t.post(url, f, 'application/x-www-form-urlencoded')
    expect([f, r.status, r.text]).toEqual([f, 200, '0|CheckMacValue'])
  }
  const json = await t.post(url, JSON.stringify({ ...good, TradeAmt: 1200 }), 'application/json')
  expect([json.status, json.text]).toEqual([200, '0|CheckMacValue'])
  expect(await t.state(a.attemptId)).toEqual({ state: 'open', late: false, simulated: false })
  expect([await said(a.tradeNo), (await t.verdicts(ecpay.id)).filter((v) => v === 'forged').length - before]).toEqual([
    [],
    attacks.length + 1,
  ])
  const kept = await t.rows(sql<{ raw: object }>`select raw from payment_callback where verdict = 'forged'`)
  expect(kept.every((r) => JSON.stringify(r.raw) === '{}')).toBe(true)
})

test('whoever floods an account with forgeries does not fill its log', async () => {
  const other = await t.account(org.key, 'ecpay', { name: '洪水' })
  await t.app.services.db.asSystem((tx) =>
    sql`insert into payment_callback (organisation_id, id, account_id, source, verdict)
      select ${org.organisationId}::uuid, gen_random_uuid(), ${other.id}::uuid, 'callback', 'forged' from generate_series(1, 199)`.execute(
      tx,
    ),
  )
  for (let i = 0; i < 4; i++) expect((await t.post(t.callbackUrl(other.id), { CheckMacValue: 'x' })).text).toBe('0|CheckMacValue')
  expect((await t.verdicts(other.id)).length).toBe(200)
})

test('another amount, however well signed, pays nothing', async () => {
  for (const sum of [1, 1199, 1201, 120_000]) {
    const a = await one()
    expect((await a.post(a.say('pay', sum))).text).toBe('1|OK')
    expect([await said(a.tradeNo), (await t.state(a.attemptId)).state, await t.facts(a.attemptId)]).toEqual([['amount'], 'open', []])
  }
  const a = await one()
  const { CheckMacValue: _m, ...f } = a.say('pay')
  for (const TradeAmt of ['', '1200.0', '-1200', '１２００', '1200 ', '9'.repeat(30)]) await a.post(signed({ ...f, TradeAmt }))
  expect([new Set(await said(a.tradeNo)), (await t.state(a.attemptId)).state]).toEqual([new Set(['amount']), 'open'])
})

test('a number of another shop’s order is taken in and changes nothing', async () => {
  const a = await one()
  expect((await a.post(ecpayDesk.say({ ...a.of, tradeNo: 'OTHERSHOP1' }, 'pay'))).text).toBe('1|OK')
  const foreign = await t.organisation('別家')
  const theirs = await t.account(foreign.key, 'ecpay')
  const b = await t.begin(foreign.organisationId, theirs.id)
  // Both houses use the same merchant: each address reaches its own house alone.
  expect((await a.post(ecpayDesk.say(trade('ecpay', b.tradeNo), 'pay'))).text).toBe('1|OK')
  expect([await said('OTHERSHOP1'), await said(b.tradeNo), (await t.state(b.attemptId)).state]).toEqual([['unknown'], ['unknown'], 'open'])
  expect((await t.post(t.callbackUrl('019a9d5e-3c7b-7c61-9a53-5d9c0b6a1f20'), a.say('pay'))).status).toBe(404)
})

test('a number that was issued is not money: only its payment is', async () => {
  for (const [act, bank, code] of [
    ['issueAtm', '812', '9103522175887271'],
    ['issueCvs', '', 'GW130413257496'],
  ] as const) {
    const a = await one()
    expect((await a.post(a.say(act))).text).toBe('1|OK')
    const seen = await t.run(org.organisationId, async (ctx) => (await import('./server/index.ts')).readAttempt(ctx, a.attemptId))
    expect([seen.state, seen.number?.bank, seen.number?.code, seen.paidAt]).toEqual(['issued', bank, code, null])
    expect(Date.parse(seen.number!.expiresAt!) > Date.now() + 2 * 86_400_000).toBe(true)
    expect(await t.facts(a.attemptId)).toEqual([])
    await a.post(a.say('issueAtm'))
    await a.post(a.say('pay'))
    expect([await said(a.tradeNo), (await t.facts(a.attemptId)).length]).toEqual([['issued', 'repeat', 'paid'], 1])
    // Out of order: the number's news comes after the money.
    await a.post(a.say('issueAtm'))
    await a.post(a.say('fail'))
    expect([(await said(a.tradeNo)).slice(3), (await t.state(a.attemptId)).state]).toEqual([['ignored', 'ignored'], 'paid'])
  }
})

test('failed, then paid after all; expired, then paid: the money counts and is called late', async () => {
  const a = await one()
  await a.post(a.say('fail'))
  expect([(await t.state(a.attemptId)).state, (await fetch(a.url, { redirect: 'manual' })).status]).toEqual(['failed', 404])
  await a.post(a.say('fail'))
  await a.post(a.say('pay'))
  expect([await said(a.tradeNo), await t.state(a.attemptId)]).toEqual([
    ['failed', 'repeat', 'late'],
    { state: 'paid', late: true, simulated: false },
  ])

  const b = await one()
  await b.post(b.say('issueAtm'))
  const c = await one()
  await t.app.services.db.asSystem(async (tx) => {
    await sql`update payment_attempt set number_expires_at = now() - interval '1 minute' where id = ${b.attemptId}`.execute(tx)
    await sql`update payment_attempt set created_at = now() - interval '25 hours' where id = ${c.attemptId}`.execute(tx)
  })
  const fresh = await one()
  const { expirePayments } = await import('./server/expire.ts')
  await expirePayments.run(t.app.services, {}, t.app.http.log)
  expect([(await t.state(b.attemptId)).state, (await t.state(c.attemptId)).state, (await t.state(fresh.attemptId)).state]).toEqual([
    'expired',
    'expired',
    'open',
  ])
  await b.post(b.say('pay'))
  expect([await t.state(b.attemptId), (await t.facts(b.attemptId))[0]!.late]).toEqual([
    { state: 'paid', late: true, simulated: false },
    true,
  ])
})

test('paid twice over: the second payment is logged for a refund by hand, and no second fact is stated', async () => {
  const a = await one()
  await a.post(a.say('pay'))
  await a.post(ecpayDesk.say({ ...a.of, ref: '2699999999999999' }, 'pay'))
  expect([await said(a.tradeNo), (await t.facts(a.attemptId)).length]).toEqual([['paid', 'paid_again'], 1])
})

test('the same callback twenty times at once states one fact', async () => {
  const a = await one()
  const f = a.say('pay')
  const answers = await Promise.all(Array.from({ length: 20 }, () => a.post(f)))
  expect(new Set(answers.map((r) => `${r.status} ${r.text}`))).toEqual(new Set(['200 1|OK']))
  expect((await said(a.tradeNo)).toSorted()).toEqual(['paid', ...Array(19).fill('repeat')])
  expect((await t.facts(a.attemptId)).length).toBe(1)
  const trail = await t.rows(
    sql<{ n: number }>`select count(*)::int as n from audit_entry where entity_id = ${a.attemptId} and action = 'paid'`,
  )
  expect(trail[0]!.n).toBe(1)
})

test('a simulated payment counts in the test environment alone', async () => {
  const a = await one()
  await a.post(a.say('simulate'))
  expect(await t.state(a.attemptId)).toEqual({ state: 'paid', late: false, simulated: true })
  const live = await t.account(org.key, 'ecpay', { mode: 'live', standin: false, name: '正式' })
  const b = await t.begin(org.organisationId, live.id)
  const r = await t.post(t.callbackUrl(live.id), ecpayDesk.say(trade('ecpay', b.tradeNo), 'simulate'))
  expect([r.text, await said(b.tradeNo), (await t.state(b.attemptId)).state, await t.facts(b.attemptId)]).toEqual([
    '1|OK',
    ['simulated'],
    'open',
    [],
  ])
  expect((await t.post(t.callbackUrl(live.id), ecpayDesk.say(trade('ecpay', b.tradeNo), 'pay'))).text).toBe('1|OK')
  expect([(await t.state(b.attemptId)).state, (await t.facts(b.attemptId))[0]!.mode]).toEqual(['paid', 'live'])
})

test('before the payer is back, and even before the link was opened, a signed callback counts; a bare return never does', async () => {
  const a = await one()
  const bare = await fetch(`${t.app.services.publicUrl}/api/payments/return/${ecpay.id}/${a.attemptId}?RtnCode=1`, { redirect: 'manual' })
  expect([bare.status, (await t.state(a.attemptId)).state]).toEqual([303, 'open'])
  const forged = await t.post(`${t.app.services.publicUrl}/api/payments/return/${ecpay.id}/${a.attemptId}`, {
    ...a.say('pay'),
    CheckMacValue: 'x',
  })
  expect([forged.status, (await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual([303, 'open', []])
  await a.post(a.say('pay'))
  expect((await t.state(a.attemptId)).state).toBe('paid')
})

test('NewebPay: the same rules through its envelope; SUCCESS without a time of payment is a number, not money', async () => {
  const a = await t.begin(org.organisationId, newebpay.id, 800)
  expect((await (await t.openPage(a.url)).text()).includes('模擬藍新')).toBe(true)
  const at = t.standin.trade('newebpay', a.tradeNo)!
  expect([at.amount, at.description]).toEqual([800, '亞洲年會報名費 喆堃'])
  const callback = t.callbackUrl(newebpay.id)
  const good = newebpayDesk.say(at, 'pay')
  for (const f of [
    { ...good, TradeSha: good.TradeSha!.toLowerCase() },
    { ...good, TradeInfo: `${good.TradeInfo!.slice(0, -2)}00` },
    { ...good, TradeInfo: '' },
    { Status: 'SUCCESS' },
  ])
    expect((await t.post(callback, f as Record<string, string>)).text).toBe('TradeSha')
  expect((await t.post(callback, newebpayDesk.say(at, 'pay', 1))).text).toBe('OK')
  // The number comes with the payer's browser.
  expect((await t.post(at.returnUrl, newebpayDesk.say(at, 'issueAtm'))).status).toBe(303)
  expect((await t.state(a.attemptId)).state).toBe('issued')
  await t.standin.act(at, 'pay')
  expect(at.answers).toEqual(['OK'])
  expect([await said(a.tradeNo), (await t.state(a.attemptId)).state, (await t.facts(a.attemptId)).length]).toEqual([
    ['amount', 'issued', 'paid'],
    'paid',
    1,
  ])
  const raws = JSON.stringify(await t.rows(sql`select raw from payment_callback where account_id = ${newebpay.id}`))
  for (const no of ['400022', '1111', '203.0.113.7', '930637']) expect([no, raws.includes(no)]).toEqual([no, false])
})
