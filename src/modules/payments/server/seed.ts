import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import type { Source, Verdict } from '../contract/payment.ts'
import { providers } from '../contract/providers.ts'
import { standinMerchants } from '../contract/standin.ts'
import { sealKeys } from './accounts.ts'
import { standinAddress } from './providers.ts'
import { hashToken, newToken } from '../../identity/server/index.ts'

const minutes = (at: string, n: number) => new Date(Date.parse(at) + n * 60_000).toISOString()
const number = (n: number) => `B2026DEMO${String(n).padStart(11, '0')}`

/** A test account with the numbers that ECPay publishes for trials, and three test payments that ended differently. */
export async function seedPayments(ctx: Ctx): Promise<void> {
  const accountId = newId()
  const { merchantId, hashKey: key, hashIv: iv } = standinMerchants.ecpay
  await ctx.tx
    .insertInto('paymentAccount')
    .values({
      id: accountId,
      organisationId: ctx.orgId,
      provider: 'ecpay',
      name: '綠界測試商店',
      merchantId,
      keys: sealKeys({ organisationId: ctx.orgId, id: accountId }, { key, iv }),
      mode: 'test',
      standin: standinAddress() !== null,
      methods: ['credit', 'atm', 'cvs'],
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .execute()
  const amount = providers.ecpay.trial
  const tries = [
    { state: 'failed', method: 'credit', verdict: 'failed', code: '10100058', ref: '2605130900001', message: '付款失敗' },
    { state: 'issued', method: 'atm', verdict: 'issued', code: '2', ref: '2605130910002', message: 'Get VirtualAccount Succeeded' },
    { state: 'paid', method: 'credit', verdict: 'paid', code: '1', ref: '2605130920003', message: '交易成功' },
  ] as const
  const line = (n: number, attemptId: string | null, verdict: Verdict, source: Source, at: string, more: object) => ({
    id: newId(),
    organisationId: ctx.orgId,
    accountId,
    attemptId,
    at,
    source,
    verdict,
    tradeNo: attemptId ? number(n) : '',
    ...more,
  })
  const log: ReturnType<typeof line>[] = []
  for (const [n, t] of tries.entries()) {
    const attemptId = newId()
    const at = minutes(ctx.now, n * 10)
    await ctx.tx
      .insertInto('paymentAttempt')
      .values({
        id: attemptId,
        organisationId: ctx.orgId,
        accountId,
        subjectEntity: 'paymentAccount',
        subjectId: accountId,
        description: '收款帳號試刷',
        amount,
        currency: 'TWD',
        method: t.method,
        state: t.state,
        tradeNo: number(n),
        providerRef: t.ref,
        ...(t.state === 'issued' ? { numberBank: '812', number: '9103522175887271', numberExpiresAt: minutes(at, 4320) } : {}),
        ...(t.state === 'paid' ? { paidAt: minutes(at, 1) } : {}),
        returnPath: `/app/o/settings/payments/${accountId}`,
        tokenHash: hashToken(newToken()),
        createdAt: at,
        updatedAt: at,
      })
      .execute()
    const raw = json({ RtnCode: t.code, RtnMsg: t.message, TradeNo: t.ref, TradeAmt: String(amount) })
    log.push(line(n, attemptId, t.verdict, 'callback', minutes(at, 1), { code: t.code, amount, providerRef: t.ref, raw }))
    if (t.state === 'paid')
      log.push(line(n, attemptId, 'repeat', 'return', minutes(at, 2), { code: t.code, amount, providerRef: t.ref, raw }))
  }
  log.push(line(0, null, 'forged', 'callback', minutes(ctx.now, 35), {}))
  await ctx.tx
    .insertInto('paymentCallback')
    .values(log as never)
    .execute()
}
