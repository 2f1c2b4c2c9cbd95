import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

const byId = z.object({ id: id() })
const noNul = (v: string) => !v.includes('\u0000')
/** What a browser's authenticator takes or gives, as JSON (WebAuthn Level 3, `PublicKeyCredential…JSON`). */
const webauthn = z.record(z.string().max(60), z.unknown())
const passkeyName = z.string().trim().min(1).max(60).refine(noNul)
/** Six digits of an authenticator app, or one of the recovery codes. */
export const factorCode = z.string().trim().min(6).max(20).refine(noNul)

export const passkey = z.object({
  id: id(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** Copied to the maker's cloud, so that losing the device does not lose it. */
  backedUp: z.boolean(),
})
export type Passkey = z.output<typeof passkey>

export const requirements = ['nobody', 'leads', 'all'] as const
/** Whose second factor the organisation asks for; `leads` = owners, directors and accountants. Kept in its settings. */
export const factorRule = z.strictObject({
  required: z.enum(requirements),
  /** Days that people have to set one up, from the change of the rule or from joining. */
  graceDays: z.int().min(0).max(60),
})
export type FactorRule = z.output<typeof factorRule>

export const factors = z.object({
  totp: z.object({ since: z.string() }).nullable(),
  passkeys: z.array(passkey),
  recoveryCodesLeft: z.number().int(),
  /** The organisation at hand asks for a factor; `by` = end of the grace, null where there is one already. */
  required: z.boolean(),
  by: z.string().nullable(),
  /** False in a session that an organisation's provider opened: such must not change how the person signs in elsewhere. */
  mayChange: z.boolean(),
})
export type Factors = z.output<typeof factors>
/** Told once, where the first factor was added; null where there are codes already. */
const codes = z.array(z.string()).nullable()

export const factorEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/account/factors',
    action: 'signedIn',
    summary: 'My second factors',
    response: factors,
  }),
  beginTotp: endpoint({
    method: 'POST',
    path: '/account/totp',
    action: 'signedIn',
    summary: 'Begin with an authenticator app: its secret, also as a QR code; it counts once it is confirmed',
    stepUp: true,
    rate: 20,
    response: z.object({ secret: z.string(), uri: z.string(), qr: z.string() }),
  }),
  confirmTotp: endpoint({
    method: 'POST',
    path: '/account/totp/confirm',
    action: 'signedIn',
    summary: 'Confirm the authenticator app with a code of it; signs every other device out',
    stepUp: true,
    rate: 30,
    body: z.strictObject({
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/),
    }),
    response: z.object({ recoveryCodes: codes }),
  }),
  removeTotp: endpoint({
    method: 'DELETE',
    path: '/account/totp',
    action: 'signedIn',
    summary: 'Do without the authenticator app',
    stepUp: true,
    response: factors,
  }),
  makeCodes: endpoint({
    method: 'POST',
    path: '/account/recovery-codes',
    action: 'signedIn',
    summary: 'Ten new recovery codes; those of before are worth nothing from then on',
    stepUp: true,
    rate: 20,
    response: z.object({ recoveryCodes: z.array(z.string()) }),
  }),
  passkeyOptions: endpoint({
    method: 'POST',
    path: '/account/passkeys/options',
    action: 'signedIn',
    summary: 'What the browser needs to make a passkey',
    stepUp: true,
    rate: 30,
    response: webauthn,
  }),
  addPasskey: endpoint({
    method: 'POST',
    path: '/account/passkeys',
    action: 'signedIn',
    summary: 'Add a passkey; the first factor signs every other device out',
    rate: 30,
    body: z.strictObject({ name: passkeyName, response: webauthn }),
    response: z.object({ passkey, recoveryCodes: codes }),
  }),
  renamePasskey: endpoint({
    method: 'PATCH',
    path: '/account/passkeys/:id',
    action: 'signedIn',
    summary: 'Name a passkey',
    params: byId,
    body: z.strictObject({ name: passkeyName }),
    response: byId,
  }),
  removePasskey: endpoint({
    method: 'DELETE',
    path: '/account/passkeys/:id',
    action: 'signedIn',
    summary: 'Remove a passkey',
    stepUp: true,
    params: byId,
    response: factors,
  }),
  proofOptions: endpoint({
    method: 'POST',
    path: '/account/passkeys/proof',
    action: 'signedIn',
    summary: 'What the browser needs to prove by a passkey that it is me',
    rate: 60,
    response: webauthn,
  }),
  rule: endpoint({
    method: 'GET',
    path: '/organisation/factors',
    action: 'security.read',
    summary: 'Whose second factor the organisation asks for, and who has none yet',
    response: factorRule.extend({ without: z.number().int() }),
  }),
  saveRule: endpoint({
    method: 'PUT',
    path: '/organisation/factors',
    action: 'security.edit',
    summary: 'Change whose second factor the organisation asks for',
    stepUp: true,
    body: factorRule,
    response: factorRule,
  }),
}

/** For somebody who lost phone and codes. */
export const memberFactorEndpoints = {
  reset: endpoint({
    method: 'DELETE',
    path: '/members/:id/factors',
    action: 'members.edit',
    summary: 'Take away a member’s second factors and sign them out; only of people who belong to no other organisation',
    stepUp: true,
    rate: 20,
    params: byId,
    response: byId,
  }),
}

export const secondSteps = ['totp', 'passkey', 'recovery'] as const
export type SecondStep = (typeof secondSteps)[number]
const done = z.object({ ok: z.literal(true) })
/** Without a session: the other half of signing in. */
export const signInEndpoints = {
  passkeyOptions: endpoint({
    method: 'POST',
    path: '/sign-in/passkey/options',
    action: 'public',
    summary: 'What the browser needs to sign in by a passkey',
    rate: 60,
    response: webauthn,
  }),
  passkey: endpoint({
    method: 'POST',
    path: '/sign-in/passkey',
    action: 'public',
    summary: 'Sign in by a passkey; the session comes as a cookie',
    rate: 30,
    body: z.strictObject({ response: webauthn }),
    response: done,
  }),
  secondStepOptions: endpoint({
    method: 'POST',
    path: '/sign-in/second-step/passkey',
    action: 'public',
    summary: 'What the browser needs for the second step by a passkey',
    rate: 60,
    response: webauthn,
  }),
  secondStep: endpoint({
    method: 'POST',
    path: '/sign-in/second-step',
    action: 'public',
    summary: 'The second step after the password: a code, a recovery code or a passkey; the session comes as a cookie',
    rate: 30,
    body: z.union([z.strictObject({ code: factorCode }), z.strictObject({ passkey: webauthn })]),
    response: done,
  }),
}
