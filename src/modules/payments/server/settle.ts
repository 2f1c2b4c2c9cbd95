import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import type { AttemptState, Source, Verdict } from '../contract/payment.ts'
import type { Reading } from './provider.ts'
import type {} from './tables.ts'

type Known = { state: AttemptState; amount: number; providerRef: string }
/**
 * What a signed message does to an attempt. Money that truly came counts whenever it comes; a number that was issued is not money;
 * a sum that is not the very sum changes nothing; a provider's simulation is worth something in its test environment alone.
 */
export function verdictOf(a: Known, r: Reading, mode: 'test' | 'live'): Verdict {
  if (r.simulated && mode === 'live') return 'simulated'
  if (r.state !== 'failed' && r.amount !== a.amount) return 'amount'
  if (a.state === 'paid') return r.state !== 'paid' ? 'ignored' : r.providerRef === a.providerRef ? 'repeat' : 'paid_again'
  if (r.state === 'paid') return a.state === 'failed' || a.state === 'expired' ? 'late' : 'paid'
  if (r.state === 'failed') return a.state === 'failed' ? 'repeat' : a.state === 'expired' ? 'ignored' : 'failed'
  return a.state === 'open' ? 'issued' : a.state === 'issued' ? 'repeat' : 'ignored'
}

export type Account = { id: string; mode: 'test' | 'live'; provider: string }
type Entry = { accountId: string; source: Source; verdict: Verdict; attemptId?: string | null; reading?: Partial<Reading> }
/** One line in the log of what providers said. */
export async function note(ctx: Ctx, e: Entry): Promise<void> {
  const r = e.reading ?? {}
  await ctx.tx
    .insertInto('paymentCallback')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      accountId: e.accountId,
      attemptId: e.attemptId ?? null,
      at: ctx.now,
      source: e.source,
      verdict: e.verdict,
      tradeNo: (r.tradeNo ?? '').replaceAll('\0', '').slice(0, 40),
      code: (r.code ?? '').slice(0, 40),
      amount: r.amount ?? null,
      providerRef: r.providerRef ?? '',
      raw: json(r.raw ?? {}),
    })
    .execute()
  ctx.touch('paymentAttempt')
}

/** Lines about messages that nobody signed, a day: whoever knows an account's address must not fill the log. */
const FORGED_A_DAY = 200
export async function noteForged(ctx: Ctx, accountId: string, source: Source): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from payment_callback
    where organisation_id = ${ctx.orgId} and account_id = ${accountId} and verdict = 'forged' and at > now() - interval '1 day'`.execute(
    ctx.tx,
  )
  if (rows[0]!.n < FORGED_A_DAY) await note(ctx, { accountId, source, verdict: 'forged' })
}

/**
 * Takes in a message whose signature was checked: locks the attempt, decides, changes it, logs the verdict, and states the fact
 * `payments.paid` in the same transaction, once. The ctx must be of the attempt's event.
 */
export async function settle(
  ctx: Ctx,
  account: Account,
  source: Source,
  reading: Reading,
): Promise<{ verdict: Verdict; attemptId: string | null }> {
  const a = await ctx.tx
    .selectFrom('paymentAttempt')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('accountId', '=', account.id)
    .where('tradeNo', '=', reading.tradeNo)
    .forUpdate()
    .executeTakeFirst()
  if (!a) {
    await note(ctx, { accountId: account.id, source, verdict: 'unknown', reading })
    return { verdict: 'unknown', attemptId: null }
  }
  const verdict = verdictOf(a, reading, account.mode)
  await note(ctx, { accountId: account.id, source, verdict, attemptId: a.id, reading })
  const change = (set: Record<string, unknown>) =>
    ctx.tx
      .updateTable('paymentAttempt')
      .set({ updatedAt: ctx.now, claimedUntil: null, ...set })
      .where('organisationId', '=', ctx.orgId)
      .where('id', '=', a.id)
      .execute()
  if (verdict === 'issued')
    await change({
      state: 'issued',
      providerRef: reading.providerRef,
      numberBank: reading.number?.bank ?? '',
      number: reading.number?.code ?? '',
      numberExpiresAt: reading.number?.expiresAt ?? null,
    })
  if (verdict === 'failed') await change({ state: 'failed' })
  if (verdict === 'paid' || verdict === 'late') {
    const late = verdict === 'late'
    await change({ state: 'paid', providerRef: reading.providerRef, paidAt: ctx.now, simulated: reading.simulated, late })
    const { id: attemptId, subjectEntity, subjectId, amount, currency } = a
    ctx.emit('payments.paid', { attemptId, subjectEntity, subjectId, amount, currency, mode: account.mode, late })
    await audit(ctx, { entity: 'paymentAttempt', entityId: a.id, action: 'paid', label: `${a.tradeNo} ${a.amount} ${a.currency}` })
  }
  return { verdict, attemptId: a.id }
}
