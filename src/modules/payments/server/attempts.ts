import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { hashToken, newToken } from '../../identity/server/index.ts'
import type { PaymentAttempt, PaymentCallback } from '../contract/payment.ts'
import { bounds, type MethodName, providers } from '../contract/providers.ts'
import { merchantOf } from './accounts.ts'
import type {} from './tables.ts'

/** Beyond any provider's own limit for one payment. */
const MOST = 10_000_000
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** 20 letters and digits, which every provider takes; 98 random bits, so that no merchant ever sees one twice. */
const newTradeNo = () => `B${Array.from({ length: 19 }, () => letters[randomInt(36)]).join('')}`

export type PaymentDraft = {
  accountId: string
  /** What is paid for, e.g. `order` and its id: comes back in the fact `payments.paid`. */
  subjectEntity: string
  subjectId: string
  eventId: string | null
  /** Minor units; of TWD whole dollars. */
  amount: number
  currency: 'TWD'
  /** What the payer reads on the provider's page. */
  description: string
  /** `null` = the payer chooses among those of the account. */
  method: MethodName | null
  /** Path of this installation where the payer goes afterwards; `?attempt=` is added. */
  returnPath: string
}

/**
 * Writes down that somebody is going to pay, and gives the address that takes the payer to the provider. Call it anew for
 * another try: an attempt has one number for ever. Errors: `record.not_found`, `payments.account_disabled`, `payments.amount`,
 * `payments.method`, `payments.keys_unreadable`, `payments.standin_missing`.
 */
export async function beginPayment(
  ctx: Ctx,
  services: Services,
  d: PaymentDraft,
): Promise<{ attemptId: string; tradeNo: string; url: string }> {
  const account = await ctx.tx
    .selectFrom('paymentAccount')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', d.accountId)
    .executeTakeFirst()
  if (!account) throw new AppError('record.not_found')
  if (!account.enabled) throw new AppError('payments.account_disabled')
  merchantOf(account)
  if (d.method && !account.methods.includes(d.method)) throw new AppError('payments.method')
  const [least, most] = (d.method && bounds[d.method]) || [1, MOST]
  if (!Number.isInteger(d.amount) || d.amount < least || d.amount > most) throw new AppError('payments.amount', { least, most })
  if (!/^\/(?![/\\])[^\s\\]*$/.test(d.returnPath)) throw new Error('a return path of this installation is needed')
  const token = newToken()
  const attemptId = newId()
  const tradeNo = newTradeNo()
  await ctx.tx
    .insertInto('paymentAttempt')
    .values({
      ...d,
      id: attemptId,
      organisationId: ctx.orgId,
      tradeNo,
      tokenHash: hashToken(token),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .execute()
  ctx.touch('paymentAttempt')
  return { attemptId, tradeNo, url: `${services.publicUrl}/api/payments/go/${token}` }
}

const shown = sql`id, account_id, event_id, subject_entity, subject_id, description, amount, currency, method, state, trade_no, provider_ref,
  case when number <> '' then jsonb_build_object('bank', number_bank, 'code', number, 'expiresAt',
    to_char(number_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end as number,
  paid_at, simulated, late, created_at`

/** An attempt as it stands now. Errors: `record.not_found`. */
export async function readAttempt(ctx: Ctx, id: string): Promise<PaymentAttempt> {
  const { rows } =
    await sql<PaymentAttempt>`select ${shown} from payment_attempt where organisation_id = ${ctx.orgId} and id = ${id}`.execute(ctx.tx)
  if (!rows[0]) throw new AppError('record.not_found')
  return rows[0]
}
/** All attempts at paying one thing, newest first. */
export async function attemptsFor(ctx: Ctx, subjectEntity: string, subjectId: string): Promise<PaymentAttempt[]> {
  const { rows } = await sql<PaymentAttempt>`select ${shown} from payment_attempt
    where organisation_id = ${ctx.orgId} and subject_entity = ${subjectEntity} and subject_id = ${subjectId} order by created_at desc, id desc limit 100`.execute(
    ctx.tx,
  )
  return rows
}

const there = async (ctx: Ctx, accountId: string) => {
  const found = await ctx.tx
    .selectFrom('paymentAccount')
    .select('provider')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', accountId)
    .executeTakeFirst()
  if (!found) throw new AppError('record.not_found')
  return found
}
/** Errors: `record.not_found`. */
export async function listAttempts(ctx: Ctx, accountId: string): Promise<PaymentAttempt[]> {
  await there(ctx, accountId)
  const { rows } = await sql<PaymentAttempt>`select ${shown} from payment_attempt
    where organisation_id = ${ctx.orgId} and account_id = ${accountId} order by created_at desc, id desc limit 100`.execute(ctx.tx)
  return rows
}
/** Errors: `record.not_found`. */
export async function listCallbacks(ctx: Ctx, accountId: string): Promise<PaymentCallback[]> {
  await there(ctx, accountId)
  return ctx.tx
    .selectFrom('paymentCallback')
    .select(['id', 'at', 'source', 'verdict', 'attemptId', 'tradeNo', 'code', 'amount', 'providerRef', 'raw'])
    .where('organisationId', '=', ctx.orgId)
    .where('accountId', '=', accountId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
}

/** A small payment through an account, to see that its numbers are right. Errors: those of `beginPayment`. */
export async function tryAccount(
  ctx: Ctx,
  services: Services,
  accountId: string,
): Promise<{ attemptId: string; url: string; amount: number }> {
  const amount = providers[(await there(ctx, accountId)).provider].trial
  const { attemptId, url } = await beginPayment(ctx, services, {
    accountId,
    subjectEntity: 'paymentAccount',
    subjectId: accountId,
    eventId: null,
    amount,
    currency: 'TWD',
    description: ctx.lang === 'en' ? 'Test payment' : '收款帳號試刷',
    method: null,
    returnPath: `/app/o/settings/payments/${accountId}`,
  })
  return { attemptId, url, amount }
}
