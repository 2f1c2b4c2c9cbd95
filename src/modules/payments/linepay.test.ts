import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { paymentsApp } from './payments.fixture.ts'
import { confirmPayments } from './server/expire.ts'
import { setStandin } from './server/index.ts'

const t = await paymentsApp()
const org = await t.organisation('連付會展')
const account = await t.account(org.key, 'linepay')
const said = async (tradeNo: string) =>
  (
    await t.rows(
      sql<{ verdict: string; code: string }>`select verdict, code from payment_callback where trade_no = ${tradeNo} order by at, id`,
    )
  ).map((r) => `${r.verdict} ${r.code}`.trim())
async function one() {
  const a = await t.begin(org.organisationId, account.id, 500)
  await t.openPage(a.url)
  const trade = t.standin.trade('linepay', a.tradeNo)!
  const agreed = async () => ((await t.standin.act(trade, 'pay')) as { location: string }).location
  return { ...a, trade, agreed }
}
const visit = async (url: string) => (await fetch(url, { redirect: 'manual' })).status

test('agreed there, confirmed by us with the very amount; nineteen digits stay nineteen digits', async () => {
  const a = await one()
  expect([a.trade.amount, a.trade.ref.length]).toEqual([500, 19])
  const url = await a.agreed()
  expect((await t.state(a.attemptId)).state).toBe('open')
  expect(await visit(url)).toBe(303)
  expect([a.trade.state, (await t.state(a.attemptId)).state, await said(a.tradeNo), (await t.facts(a.attemptId)).length]).toEqual([
    'paid',
    'paid',
    ['paid 0000'],
    1,
  ])
  const [row] = await t.rows(sql<{ providerRef: string }>`select provider_ref from payment_attempt where id = ${a.attemptId}`)
  expect(row!.providerRef).toBe(a.trade.ref)
})

test('twenty returns at once confirm once', async () => {
  const a = await one()
  const url = await a.agreed()
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => visit(url))))).toEqual(new Set([303]))
  expect([await said(a.tradeNo), (await t.facts(a.attemptId)).length]).toEqual([['paid 0000'], 1])
})

test('a return that nobody agreed to, of another payment, or with numbers made up, pays nothing', async () => {
  const a = await one()
  const b = await one()
  const back = `${t.app.services.publicUrl}/api/payments/return/${account.id}/${a.attemptId}`
  await b.agreed()
  for (const q of [
    '',
    '?transactionId=1&orderId=x',
    `?transactionId=${b.trade.ref}&orderId=${b.tradeNo}`,
    `?transactionId=${b.trade.ref}&orderId=${a.tradeNo}`,
  ])
    expect([q, await visit(back + q)]).toEqual([q, 303])
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual(['open', []])
  // Its own numbers, but the payer has not agreed: LINE Pay refuses, and the payer may still do so.
  expect(await visit(`${back}?transactionId=${a.trade.ref}&orderId=${a.tradeNo}`)).toBe(303)
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual(['open', ['refused 1169']])
  expect(await visit(await a.agreed())).toBe(303)
  expect([(await t.state(a.attemptId)).state, (await t.state(b.attemptId)).state]).toEqual(['paid', 'open'])
  expect((await t.post(t.callbackUrl(account.id), { transactionId: b.trade.ref, orderId: b.tradeNo })).text).toBe('refused')
  expect((await t.state(b.attemptId)).state).toBe('open')
})

test('refused for good there is failed here; a confirmation whose answer was lost is found in the record', async () => {
  const a = await one()
  expect(await visit(((await t.standin.act(a.trade, 'fail')) as { location: string }).location)).toBe(303)
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual(['failed', ['failed 1142']])
  const b = await one()
  const url = await b.agreed()
  b.trade.state = 'paid'
  expect(await visit(url)).toBe(303)
  expect([(await t.state(b.attemptId)).state, await said(b.tradeNo), (await t.facts(b.attemptId)).length]).toEqual([
    'paid',
    ['paid 1152'],
    1,
  ])
})

test('another sum in the record pays nothing', async () => {
  const a = await one()
  const url = await a.agreed()
  Object.assign(a.trade, { state: 'paid', amount: 5 })
  await visit(url)
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo), await t.facts(a.attemptId)]).toEqual(['open', ['amount 1152'], []])
})

test('a provider that refuses or does not answer leaves the payment open, says so in words, and the log tells why', async () => {
  const wrong = await t.account(org.key, 'linepay', { name: '密鑰打錯', hashKey: 'f'.repeat(32) })
  const a = await t.begin(org.organisationId, wrong.id, 500)
  const no = await fetch(a.url, { redirect: 'manual' })
  expect([no.status, ((await no.json()) as { code: string }).code]).toEqual([502, 'payments.provider_unreachable'])
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual(['open', ['refused 1106']])

  const b = await t.begin(org.organisationId, account.id, 500)
  const at = t.standin.address
  setStandin('http://127.0.0.1:9')
  expect((await fetch(b.url, { redirect: 'manual' })).status).toBe(502)
  setStandin(at)
  expect([await said(b.tradeNo), (await t.openPage(b.url)).status]).toEqual([['unreachable'], 200])
})

test('a confirmation that got no answer is asked for again by itself, and is paid once', async () => {
  const a = await one()
  const url = await a.agreed()
  const at = t.standin.address
  setStandin('http://127.0.0.1:9')
  expect(await visit(url)).toBe(303)
  setStandin(at)
  const again = () => confirmPayments.run(t.app.services, {}, t.app.http.log)
  await again()
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo)]).toEqual(['open', ['unreachable']])
  await t.app.services.db.asSystem((tx) =>
    sql`update payment_attempt set claimed_until = now() - interval '1 second' where id = ${a.attemptId}`.execute(tx),
  )
  await Promise.all([again(), again(), again()])
  expect([(await t.state(a.attemptId)).state, await said(a.tradeNo), (await t.facts(a.attemptId)).length]).toEqual([
    'paid',
    ['unreachable', 'paid 0000'],
    1,
  ])
})
