import type { z } from 'zod'
import { sql } from 'kysely'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { seal, unseal } from '../../../kernel/server/seal.ts'
import type { Bank, bankDraft } from '../contract/bank.ts'
import { securityNote } from './security-log.ts'

const placeOf = (ctx: Ctx) => `${ctx.orgId}/organisation.bankAccount`
type Row = Bank & { name: string; sealed: string }
const read = async (ctx: Ctx, lock = false): Promise<Row> => {
  const { rows } = await sql<Row>`select name, bank_code, bank_name, bank_holder as holder, bank_tail as tail, bank_account as sealed
    from organisation ${lock ? sql`for update` : sql``}`.execute(ctx.tx)
  return rows[0]!
}
const shown = ({ bankCode, bankName, holder, tail }: Row): Bank => ({ bankCode, bankName, holder, tail })
const mask = (tail: string) => (tail ? `••••${tail}` : '')
const label = {
  bankCode: { zh: '銀行代碼', en: 'Bank code' },
  bankName: { zh: '銀行', en: 'Bank' },
  holder: { zh: '戶名', en: 'Account holder' },
  account: { zh: '匯款帳號', en: 'Account number' },
}

export const readBank = async (ctx: Ctx): Promise<Bank> => shown(await read(ctx))

/** The number is kept sealed; the audit trail tells that it changed and its last digits, never the number. An empty number takes it away. */
export async function saveBank(ctx: Ctx, draft: z.output<typeof bankDraft>): Promise<Bank> {
  const before = await read(ctx, true)
  const tail = draft.account.slice(-4)
  const sealed = draft.account ? seal(draft.account, placeOf(ctx)) : ''
  await sql`update organisation set bank_code = ${draft.bankCode}, bank_name = ${draft.bankName}, bank_holder = ${draft.holder},
    bank_account = ${sealed}, bank_tail = ${tail}, updated_at = ${ctx.now}`.execute(ctx.tx)
  const other = (before.sealed ? unseal(before.sealed, placeOf(ctx)) : '') !== draft.account
  const changes = [
    ...(['bankCode', 'bankName', 'holder'] as const)
      .filter((f) => before[f] !== draft[f])
      .map((f) => ({ field: f, label: label[f], from: before[f], to: draft[f] })),
    ...(other ? [{ field: 'bankAccount', label: label.account, from: mask(before.tail), to: mask(tail) }] : []),
  ]
  if (changes.length) {
    await audit(ctx, { entity: 'organisation', entityId: ctx.orgId, action: 'updateBank', label: before.name, changes, eventId: null })
    await securityNote(ctx, 'bankChanged')
  }
  return readBank(ctx)
}

/** Errors: `record.not_found` where there is none. */
export async function revealBank(ctx: Ctx): Promise<{ account: string }> {
  const { sealed, name } = await read(ctx)
  const account = sealed ? unseal(sealed, placeOf(ctx)) : null
  if (account === null) throw new AppError('record.not_found')
  await audit(ctx, { entity: 'organisation', entityId: ctx.orgId, action: 'revealBank', label: name, eventId: null })
  return { account }
}
