import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { can } from '../../../kernel/contract/page.ts'
import { methodNames, providerNames } from './providers.ts'

export const modes = ['test', 'live'] as const
const fields = {
  name: z.string().trim().min(1, 'text.required').max(80),
  merchantId: z
    .string()
    .trim()
    .min(1, 'text.required')
    .max(40)
    .regex(/^[\w-]*$/, 'payments.merchant_id'),
  mode: z.enum(modes),
  /** Payments go to the installation's own stand-in of the provider, where nothing is ever charged. */
  standin: z.boolean(),
  methods: z.array(z.enum(methodNames)).min(1, 'payments.methods_needed').max(10),
}
const secret = z.string().trim().max(200)
export const accountDraft = z.strictObject({
  provider: z.enum(providerNames),
  ...fields,
  /** Written, never read: HashKey, or LINE Pay's channel secret. */
  hashKey: secret,
  hashIv: secret.default(''),
})
export const accountPatch = z.strictObject({
  ...z.object(fields).partial().shape,
  /** Empty = the ones that are there stay. */
  hashKey: secret.optional(),
  hashIv: secret.optional(),
  enabled: z.boolean().optional(),
  version: z.int(),
})
export type AccountDraft = z.output<typeof accountDraft>
export type AccountPatch = z.output<typeof accountPatch>

export const accountRow = z.object({
  id: id(),
  provider: z.enum(providerNames),
  ...fields,
  merchantId: z.string(),
  enabled: z.boolean(),
  /** Whether its keys are there and can be opened; they themselves are told to nobody. */
  keysSet: z.boolean(),
  version: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastPaidAt: z.string().nullable(),
  can,
})
export type PaymentAccount = z.output<typeof accountRow>

/** `issued` = the payer holds a number to pay to, and has not paid. Only `paid` is money. */
export const attemptStates = ['open', 'issued', 'paid', 'failed', 'expired'] as const
export type AttemptState = (typeof attemptStates)[number]
export const attemptRow = z.object({
  id: id(),
  accountId: id(),
  eventId: id().nullable(),
  subjectEntity: z.string(),
  subjectId: z.string(),
  description: z.string(),
  /** Minor units of the currency; of TWD whole dollars. */
  amount: z.number().int(),
  currency: z.literal('TWD'),
  method: z.enum(methodNames).nullable(),
  state: z.enum(attemptStates),
  tradeNo: z.string(),
  providerRef: z.string(),
  number: z.object({ bank: z.string(), code: z.string(), expiresAt: z.string().nullable() }).nullable(),
  paidAt: z.string().nullable(),
  simulated: z.boolean(),
  late: z.boolean(),
  createdAt: z.string(),
})
export type PaymentAttempt = z.output<typeof attemptRow>

export const sources = ['callback', 'return', 'begin', 'confirm'] as const
export type Source = (typeof sources)[number]
/**
 * What became of a message. `paid` and `late` marked the attempt paid, `issued` and `failed` changed it too; all others changed nothing:
 * `repeat` told what was known, `paid_again` is a second payment of the same attempt, `amount` a wrong sum, `simulated` a provider's
 * test button on a live account, `ignored` came after the payment, `unknown` belongs to no attempt, `forged` was not signed by the
 * provider, `refused` and `unreachable` are the provider's answers to us.
 */
export const verdicts = [
  'paid',
  'late',
  'issued',
  'failed',
  'repeat',
  'paid_again',
  'amount',
  'simulated',
  'ignored',
  'unknown',
  'forged',
  'refused',
  'unreachable',
] as const
export type Verdict = (typeof verdicts)[number]
export const callbackRow = z.object({
  id: id(),
  at: z.string(),
  source: z.enum(sources),
  verdict: z.enum(verdicts),
  attemptId: id().nullable(),
  tradeNo: z.string(),
  code: z.string(),
  amount: z.number().int().nullable(),
  providerRef: z.string(),
  raw: z.record(z.string(), z.string()),
})
export type PaymentCallback = z.output<typeof callbackRow>

const byId = z.object({ id: id() })
const text = z.string()
/** Whatever form a stranger sends; its reader believes nothing of it before the signature. */
const anyForm = z.record(z.string(), z.unknown())

export const paymentEndpoints = {
  accounts: endpoint({
    method: 'GET',
    path: '/payments/accounts',
    action: 'payments.read',
    summary: 'Merchant accounts of the organisation',
    response: z.object({ rows: z.array(accountRow), standin: z.boolean(), reachable: z.boolean(), can }),
  }),
  createAccount: endpoint({
    method: 'POST',
    path: '/payments/accounts',
    action: 'payments.edit',
    summary: 'Add a merchant account',
    stepUp: true,
    rate: 60,
    body: accountDraft,
    response: accountRow,
  }),
  account: endpoint({
    method: 'GET',
    path: '/payments/accounts/:id',
    action: 'payments.read',
    summary: 'One merchant account; its keys are not told',
    params: byId,
    response: accountRow.extend({ callbackUrl: z.string(), reachable: z.boolean() }),
  }),
  updateAccount: endpoint({
    method: 'PATCH',
    path: '/payments/accounts/:id',
    action: 'payments.edit',
    summary: 'Change a merchant account, turn it on or off',
    stepUp: true,
    rate: 60,
    params: byId,
    body: accountPatch,
    response: accountRow,
  }),
  removeAccount: endpoint({
    method: 'DELETE',
    path: '/payments/accounts/:id',
    action: 'payments.edit',
    summary: 'Remove a merchant account that nothing was paid through',
    stepUp: true,
    params: byId,
    response: byId,
  }),
  tryAccount: endpoint({
    method: 'POST',
    path: '/payments/accounts/:id/try',
    action: 'payments.edit',
    summary: 'Begin a small test payment; the address leads to the provider',
    rate: 20,
    params: byId,
    response: z.object({ attemptId: id(), url: z.string(), amount: z.number().int() }),
  }),
  attempts: endpoint({
    method: 'GET',
    path: '/payments/accounts/:id/attempts',
    action: 'payments.read',
    summary: 'The last hundred attempts through an account',
    params: byId,
    response: z.object({ rows: z.array(attemptRow) }),
  }),
  callbacks: endpoint({
    method: 'GET',
    path: '/payments/accounts/:id/callbacks',
    action: 'payments.read',
    summary: 'The last two hundred messages of the provider, and what became of them',
    params: byId,
    response: z.object({ rows: z.array(callbackRow) }),
  }),
  attempt: endpoint({
    method: 'GET',
    path: '/payments/attempts/:id',
    action: 'payments.read',
    summary: 'One attempt as it stands now',
    params: byId,
    response: attemptRow,
  }),
  go: endpoint({
    method: 'GET',
    path: '/payments/go/:token',
    action: 'public',
    summary: 'Sends the payer on to the provider',
    rate: 60,
    params: z.object({ token: z.string().regex(/^[\w-]{20,80}$/) }),
    response: text,
    raw: true,
  }),
  callback: endpoint({
    method: 'POST',
    path: '/payments/callback/:accountId',
    action: 'public',
    summary: 'Where a provider tells of a payment; only what it signed counts',
    rate: 600,
    params: z.object({ accountId: id() }),
    body: anyForm,
    response: text,
    raw: true,
  }),
  back: endpoint({
    method: 'GET',
    path: '/payments/return/:accountId/:attemptId',
    action: 'public',
    summary: 'Where a provider sends the payer back to',
    rate: 120,
    params: z.object({ accountId: id(), attemptId: id() }),
    response: text,
    raw: true,
  }),
  backForm: endpoint({
    method: 'POST',
    path: '/payments/return/:accountId/:attemptId',
    action: 'public',
    summary: 'The same, for providers that send the browser back with a signed form',
    rate: 120,
    params: z.object({ accountId: id(), attemptId: id() }),
    body: anyForm,
    response: text,
    raw: true,
  }),
}
