import { sql } from 'kysely'
import { publicActor, systemActor } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type Frame, type Services, transact } from '../../../kernel/server/mount.ts'
import { hashToken } from '../../identity/server/index.ts'
import type { Source } from '../contract/payment.ts'
import { providers } from '../contract/providers.ts'
import { type AccountParts, merchantOf } from './accounts.ts'
import type { Fields, PaymentProvider, Reading } from './provider.ts'
import { ProviderRefusal } from './provider.ts'
import { adapters } from './providers.ts'
import { note, noteForged, settle } from './settle.ts'

type Account = AccountParts & { enabled: boolean; methods: never[] }
type Attempt = {
  id: string
  accountId: string
  eventId: string | null
  amount: number
  description: string
  method: never
  state: string
  tradeNo: string
  providerRef: string
  checkoutUrl: string
  returnPath: string
}

/** Callers of these doors have no session: the address alone says which organisation they mean. Errors: `record.not_found`. */
async function accountAt(services: Services, id: string): Promise<Account> {
  const { rows } = await services.db.asSystem((tx) => sql<Account>`select * from payment_account where id = ${id}`.execute(tx))
  if (!rows[0]) throw new AppError('record.not_found')
  return rows[0]
}
const attemptWhere = async (
  services: Services,
  where: ReturnType<typeof sql>,
): Promise<(Attempt & { organisationId: string }) | undefined> =>
  (await services.db.asSystem((tx) => sql<Attempt & { organisationId: string }>`select * from payment_attempt where ${where}`.execute(tx)))
    .rows[0]

/** As the provider, in the account's organisation; its name stands in the trail. */
const within = (frame: Frame, a: Account, eventId: string | null): Frame => ({
  ...frame,
  orgId: a.organisationId,
  eventId,
  actor: systemActor(a.organisationId, providers[a.provider].en),
})
const merchantUrl = (services: Services, path: string) => `${services.publicUrl}/api/payments/${path}`

/** Of a form only plain texts; anything else was not sent by a provider. */
const fieldsOf = (form: Record<string, unknown>): Fields | null => {
  const entries = Object.entries(form)
  return entries.length <= 100 && entries.every(([, v]) => typeof v === 'string') ? (Object.fromEntries(entries) as Fields) : null
}

const clean = (text: string) => text.replaceAll('\0', '')
async function take(frame: Frame, a: Account, source: Source, said: Reading) {
  const reading = { ...said, tradeNo: clean(said.tradeNo), providerRef: clean(said.providerRef), code: clean(said.code) }
  const found = await attemptWhere(
    frame.services,
    sql`organisation_id = ${a.organisationId} and account_id = ${a.id} and trade_no = ${reading.tradeNo}`,
  )
  return transact(within(frame, a, found?.eventId ?? null), (ctx) => settle(ctx, a, source, reading))
}
function readingOf(provider: PaymentProvider, a: Account, form: Record<string, unknown>): Reading | null {
  const fields = fieldsOf(form)
  return fields && provider.readCallback(merchantOf(a), fields)
}

/** What a provider tells of a payment, server to server. Returns the very words that it waits for. Errors: `record.not_found`. */
export async function takeCallback(frame: Frame, accountId: string, form: Record<string, unknown>): Promise<string> {
  const a = await accountAt(frame.services, accountId)
  const provider = adapters[a.provider]
  const reading = readingOf(provider, a, form)
  if (!reading) {
    await transact({ ...within(frame, a, null), actor: publicActor(a.organisationId) }, (ctx) => noteForged(ctx, a.id, 'callback'))
    return provider.answers.refused
  }
  await take(frame, a, 'callback', reading)
  return provider.answers.taken
}

/**
 * Where the payer's browser comes back. What it brings counts only where the provider signed it, and LINE Pay is asked itself.
 * Returns the address to go on to. Errors: `record.not_found`.
 */
export async function takeReturn(
  frame: Frame,
  p: { accountId: string; attemptId: string },
  form: Record<string, unknown>,
): Promise<string> {
  const { services } = frame
  const a = await accountAt(services, p.accountId)
  const attempt = await attemptWhere(services, sql`organisation_id = ${a.organisationId} and account_id = ${a.id} and id = ${p.attemptId}`)
  if (!attempt) throw new AppError('record.not_found')
  const provider = adapters[a.provider]
  if (provider.confirm) {
    const { transactionId, orderId } = form
    if (transactionId === attempt.providerRef && orderId === attempt.tradeNo && attempt.state === 'open') await confirm(frame, a, attempt)
  } else {
    const reading = Object.keys(form).length ? readingOf(provider, a, form) : null
    if (reading) await take(frame, a, 'return', reading)
  }
  return `${services.publicUrl}${attempt.returnPath}${attempt.returnPath.includes('?') ? '&' : '?'}attempt=${attempt.id}`
}

/** Tells the provider yes, once at a time; nothing is held while it thinks. */
async function confirm(frame: Frame, a: Account, attempt: Attempt): Promise<void> {
  const frameOf = within(frame, a, attempt.eventId)
  const mine = await transact(frameOf, (ctx) =>
    sql`update payment_attempt set claimed_until = now() + interval '60 seconds'
      where organisation_id = ${a.organisationId} and id = ${attempt.id} and state = 'open' and (claimed_until is null or claimed_until < now()) returning id`.execute(
      ctx.tx,
    ),
  )
  if (!mine.rows.length) return
  try {
    const reading = await adapters[a.provider].confirm!(merchantOf(a), attempt)
    await take(frame, a, 'confirm', reading)
  } catch (e) {
    await refused(frameOf, a, attempt, 'confirm', e)
  }
}
/** Confirmations whose answer never came (a lost line, a process that ended) are asked for again: the payer did agree. */
export async function confirmAgain(services: Services, log: Frame['log']): Promise<void> {
  const lost = await services.db.asSystem((tx) =>
    sql<
      Attempt & { organisationId: string }
    >`select * from payment_attempt where state = 'open' and claimed_until < now() order by claimed_until limit 50`.execute(tx),
  )
  for (const attempt of lost.rows) {
    const { organisationId: orgId } = attempt
    const frame: Frame = { services, actor: systemActor(orgId), orgId, lang: 'zh-TW', requestId: 'system', log }
    await confirm(frame, await accountAt(services, attempt.accountId), attempt).catch((err: unknown) =>
      log.warn({ err }, 'payment not confirmed'),
    )
  }
}
/** The provider said no, or nothing: the attempt stays as it is, the log tells why. Without an answer the claim stays, to be asked again. */
async function refused(frame: Frame, a: Account, attempt: Attempt, source: Source, error: unknown): Promise<void> {
  const known = error instanceof ProviderRefusal
  if (!known) frame.log.warn({ code: (error as { name?: string }).name }, 'payment provider not reached')
  await transact(frame, async (ctx) => {
    if (known)
      await sql`update payment_attempt set claimed_until = null where organisation_id = ${a.organisationId} and id = ${attempt.id}`.execute(
        ctx.tx,
      )
    const reading = { tradeNo: attempt.tradeNo, code: known ? error.code : '' }
    await note(ctx, { accountId: a.id, attemptId: attempt.id, source, verdict: known ? 'refused' : 'unreachable', reading })
  })
}

export type Way = { form: { action: string; fields: Record<string, string> }; title: string } | { url: string }
/** Where the holder of a payment link goes. Errors: `payments.link_invalid`, `payments.account_disabled`, `payments.provider_unreachable`. */
export async function takePayer(frame: Frame, token: string): Promise<Way> {
  const { services } = frame
  const attempt = await attemptWhere(services, sql`token_hash = ${hashToken(token)}`)
  if (!attempt) throw new AppError('payments.link_invalid')
  const a = await accountAt(services, attempt.accountId)
  const back = `${services.publicUrl}${attempt.returnPath}${attempt.returnPath.includes('?') ? '&' : '?'}attempt=${attempt.id}`
  if (attempt.state === 'failed' || attempt.state === 'expired') throw new AppError('payments.link_invalid')
  if (attempt.state !== 'open') return { url: back }
  if (!a.enabled) throw new AppError('payments.account_disabled')
  if (attempt.checkoutUrl) return { url: attempt.checkoutUrl }
  const order = {
    tradeNo: attempt.tradeNo,
    amount: attempt.amount,
    description: attempt.description,
    method: attempt.method,
    methods: a.methods,
    at: new Date(),
    callbackUrl: merchantUrl(services, `callback/${a.id}`),
    returnUrl: merchantUrl(services, `return/${a.id}/${attempt.id}`),
  }
  const begun = await adapters[a.provider].begin(merchantOf(a), order).catch(async (e: unknown) => {
    await refused(within(frame, a, attempt.eventId), a, attempt, 'begin', e)
    throw new AppError('payments.provider_unreachable')
  })
  if ('form' in begun) return { ...begun, title: attempt.description }
  // Of two that asked at once, the first one's page counts for both.
  const kept = await transact(within(frame, a, attempt.eventId), (ctx) =>
    sql<{
      checkoutUrl: string
    }>`update payment_attempt set checkout_url = case when checkout_url = '' then ${begun.url} else checkout_url end,
      provider_ref = case when checkout_url = '' then ${begun.providerRef} else provider_ref end
      where organisation_id = ${a.organisationId} and id = ${attempt.id} returning checkout_url`.execute(ctx.tx),
  )
  return { url: kept.rows[0]!.checkoutUrl }
}
