import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import { securityNote } from '../../identity/server/index.ts'
import type { AccountDraft, AccountPatch, PaymentAccount } from '../contract/payment.ts'
import { type ProviderName, providers } from '../contract/providers.ts'
import type { Merchant } from './provider.ts'
import { baseOf, standinAddress } from './providers.ts'
import type {} from './tables.ts'

type Keys = { key: string; iv: string }
export type AccountParts = {
  organisationId: string
  id: string
  provider: ProviderName
  merchantId: string
  keys: string
  mode: 'test' | 'live'
  standin: boolean
}
const placeOf = (a: { organisationId: string; id: string }) => `${a.organisationId}/paymentAccount.keys/${a.id}`

/** Bound to their account: copied to another one they do not open. */
export const sealKeys = (of: { organisationId: string; id: string }, keys: Keys) => sealJson(keys, placeOf(of))

const labels: Record<string, Localized> = {
  provider: { zh: '金流', en: 'Provider' },
  name: { zh: '名稱', en: 'Name' },
  merchantId: { zh: '商店代號', en: 'Merchant number' },
  mode: { zh: '環境', en: 'Environment' },
  standin: { zh: '模擬金流', en: 'Stand-in' },
  methods: { zh: '付款方式', en: 'Ways of paying' },
  enabled: { zh: '啟用', en: 'On' },
  keysChanged: { zh: '金鑰', en: 'Keys' },
}
/** What the trail keeps: that keys changed, never which. */
const told = (
  a: { name: string; provider: string; merchantId: string; mode: string; standin: boolean; methods: readonly string[]; enabled: boolean },
  keysChanged = '',
) => ({
  ...a,
  methods: a.methods.join(', '),
  keysChanged,
})

/** Its keys opened. Errors: `payments.keys_unreadable`, `payments.standin_missing`. */
export function merchantOf(a: AccountParts): Merchant {
  const keys = unsealJson<Keys>(a.keys, placeOf(a))
  if (!keys) throw new AppError('payments.keys_unreadable')
  const base = baseOf(a)
  if (base === null) throw new AppError('payments.standin_missing')
  return { merchantId: a.merchantId, ...keys, base }
}

export async function listAccounts(ctx: Ctx, id: string | null = null): Promise<PaymentAccount[]> {
  const { rows } = await sql<PaymentAccount & { keys: string }>`
    select a.id, a.provider, a.name, a.merchant_id, a.keys, a.mode, a.standin, a.methods, a.enabled, a.version, a.created_at, a.updated_at,
      (select max(paid_at) from payment_attempt t where t.organisation_id = a.organisation_id and t.account_id = a.id) as last_paid_at
    from payment_account a where a.organisation_id = ${ctx.orgId} and (${id}::uuid is null or a.id = ${id})
    order by a.created_at, a.id`.execute(ctx.tx)
  const edit = ctx.can('payments.edit')
  return rows.map(({ keys, ...a }) => ({
    ...a,
    keysSet: unsealJson(keys, placeOf({ organisationId: ctx.orgId, id: a.id })) !== undefined,
    can: { edit },
  }))
}
/** Errors: `record.not_found`. */
export async function getAccount(ctx: Ctx, id: string): Promise<PaymentAccount> {
  const [row] = await listAccounts(ctx, id)
  if (!row) throw new AppError('record.not_found')
  return row
}
const wrong = (path: string, code: string, params: Record<string, number> = {}) =>
  new AppError('request.invalid', params, [{ path, code, message: '' }])

/** Errors: `request.invalid` at the field with `payments.…`. */
function check(a: { provider: ProviderName; mode: string; standin: boolean; methods: readonly string[] }, keys: Keys | null) {
  const p = providers[a.provider]
  if (a.methods.some((m) => !(p.methods as readonly string[]).includes(m))) throw wrong('methods', 'payments.method')
  if (a.standin && a.mode !== 'test') throw wrong('standin', 'payments.standin_test')
  if (a.standin && !standinAddress()) throw new AppError('payments.standin_missing')
  if (!keys) return
  const fits = (text: string, length: number) => new RegExp(`^[0-9A-Za-z]{${length}}$`).test(text)
  if (!fits(keys.key, p.keyLength)) throw wrong('hashKey', 'payments.key_length', { length: p.keyLength })
  if (!fits(keys.iv, p.ivLength ?? 0)) throw wrong('hashIv', 'payments.key_length', { length: p.ivLength ?? 0 })
}

const people = (ctx: Ctx, id: string, name: string) => securityNote(ctx, 'bankChanged', `${name} (${id.slice(-6)})`)

/** Errors: `request.invalid`, `payments.standin_missing`. */
export async function createAccount(ctx: Ctx, { hashKey, hashIv, ...draft }: AccountDraft): Promise<PaymentAccount> {
  const keys = { key: hashKey, iv: hashIv }
  check(draft, keys)
  const id = newId()
  const methods = [...new Set(draft.methods)]
  await ctx.tx
    .insertInto('paymentAccount')
    .values({
      ...draft,
      methods,
      id,
      organisationId: ctx.orgId,
      keys: sealKeys({ organisationId: ctx.orgId, id }, keys),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .execute()
  await audit(ctx, {
    entity: 'paymentAccount',
    entityId: id,
    action: 'create',
    label: draft.name,
    changes: diff(labels, null, told({ ...draft, methods, enabled: true })),
    eventId: null,
  })
  await people(ctx, id, draft.name)
  return getAccount(ctx, id)
}

async function locked(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .selectFrom('paymentAccount')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('record.not_found')
  return row
}

/**
 * Keys are only ever replaced whole; another merchant or environment needs its own.
 * Errors: `record.not_found`, `record.conflict`, `request.invalid`, `payments.standin_missing`.
 */
export async function updateAccount(ctx: Ctx, id: string, { version, hashKey, hashIv, ...patch }: AccountPatch): Promise<PaymentAccount> {
  const before = await locked(ctx, id)
  if (before.version !== version) throw new AppError('record.conflict')
  const given = Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined))
  const after = { ...before, ...given, methods: [...new Set(patch.methods ?? before.methods)] }
  const keys = hashKey || hashIv ? { key: hashKey ?? '', iv: hashIv ?? '' } : null
  const elsewhere = after.merchantId !== before.merchantId || after.mode !== before.mode || after.standin !== before.standin
  if (elsewhere && !keys) throw wrong('hashKey', 'payments.keys_needed')
  // One that is being turned off is taken as it is, though its stand-in may be gone.
  if (after.enabled || elsewhere || keys) check(after, keys)
  await ctx.tx
    .updateTable('paymentAccount')
    .set({
      name: after.name,
      merchantId: after.merchantId,
      mode: after.mode,
      standin: after.standin,
      methods: after.methods,
      enabled: after.enabled,
      ...(keys ? { keys: sealKeys(before, keys) } : {}),
      version: version + 1,
      updatedAt: ctx.now,
    })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const changes = diff(labels, told(before), told(after, keys ? '••••' : ''))
  if (changes.length)
    await audit(ctx, { entity: 'paymentAccount', entityId: id, action: 'update', label: after.name, changes, eventId: null })
  if (elsewhere || keys) await people(ctx, id, after.name)
  return getAccount(ctx, id)
}

/** Errors: `record.not_found`, `payments.account_used`. */
export async function removeAccount(ctx: Ctx, id: string): Promise<{ id: string }> {
  const before = await locked(ctx, id)
  const used = await ctx.tx
    .selectFrom('paymentAttempt')
    .select('id')
    .where('organisationId', '=', ctx.orgId)
    .where('accountId', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (used) throw new AppError('payments.account_used')
  await ctx.tx.deleteFrom('paymentAccount').where('organisationId', '=', ctx.orgId).where('id', '=', id).execute()
  await audit(ctx, { entity: 'paymentAccount', entityId: id, action: 'remove', label: before.name, eventId: null })
  await people(ctx, id, before.name)
  return { id }
}
