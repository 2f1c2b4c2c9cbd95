import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'

/** 匯款帳號: where clients pay to. Taiwanese accounts have up to 16 digits; the bank's code has three, seven with its branch. */
export const bankDraft = z.strictObject({
  bankCode: z
    .string()
    .trim()
    .regex(/^(\d{3}(\d{4})?)?$/, 'identity.bank_code'),
  bankName: z.string().trim().max(60),
  holder: z.string().trim().max(80),
  account: z
    .string()
    .trim()
    .max(30)
    .transform((v) => v.replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^(\d{6,16})?$/, 'identity.bank_account')),
})
/** As it is shown: of the number its last four digits. */
export const bank = z.object({ bankCode: z.string(), bankName: z.string(), holder: z.string(), tail: z.string() })
export type Bank = z.output<typeof bank>

export const bankEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/organisation/bank',
    action: 'organisation.bank',
    summary: "The organisation's bank account, its number masked",
    response: bank,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/organisation/bank',
    action: 'organisation.edit',
    summary: "Change the organisation's bank account",
    stepUp: true,
    body: bankDraft,
    response: bank,
  }),
  reveal: endpoint({
    method: 'POST',
    path: '/organisation/bank/reveal',
    action: 'organisation.bank',
    summary: 'The whole number; every look is in the audit trail',
    stepUp: true,
    response: z.object({ account: z.string() }),
  }),
}
