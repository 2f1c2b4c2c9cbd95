import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'

/** Who is here: read once by the app at start. `permissions` are the actions allowed in the organisation as a whole. */
export const session = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), locale: z.enum(['zh-TW', 'en']) }).nullable(),
  organisation: z.object({ id: id(), name: z.string(), nameEn: z.string() }).nullable(),
  organisations: z.array(z.object({ id: id(), name: z.string() })),
  role: z.string().nullable(),
  permissions: z.array(z.string()),
  /** Action → allowed, for the event asked for with `?eventId=`. */
  eventPermissions: z.array(z.string()),
  setupNeeded: z.boolean(),
  demo: z.boolean(),
  /** Why the organisation does not let the person in for now, as an error code; their own account stays open to them. */
  barred: z.string().nullable(),
  /** Until when the person has to have a second factor; null where none is asked for, or there is one. */
  factorBy: z.string().nullable(),
})

export const sessionEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/session',
    action: 'public',
    summary: 'Who is signed in, and what they may do',
    query: z.object({ eventId: id().optional() }),
    response: session,
  }),
}

export const password = z.string().min(10).max(200)

const typed = z
  .string()
  .min(1)
  .max(200)
  .refine((v) => !v.includes('\u0000'))
const done = z.unknown()
/** Sign-in and passwords, below `/auth`; the answer to the caller lies in the session cookie. */
export const authEndpoints = {
  signIn: endpoint({
    method: 'POST',
    path: '/auth/sign-in/email',
    action: 'public',
    summary: 'Sign in; the session comes as a cookie',
    body: z.object({ email: z.email().max(200), password: typed, rememberMe: z.boolean().optional() }),
    response: done,
  }),
  signOut: endpoint({ method: 'POST', path: '/auth/sign-out', action: 'public', summary: 'Sign out here', response: done }),
  requestReset: endpoint({
    method: 'POST',
    path: '/auth/request-password-reset',
    action: 'public',
    summary: 'Send a link for a new password; the answer is the same whether the address has an account or not',
    body: z.object({ email: z.email().max(200) }),
    response: done,
  }),
  reset: endpoint({
    method: 'POST',
    path: '/auth/reset-password',
    action: 'public',
    summary: 'Set a new password with the token of the letter; signs every device out',
    body: z.object({ token: typed, newPassword: typed }),
    response: done,
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/auth/change-password',
    action: 'signedIn',
    summary: 'Change one’s own password',
    body: z.object({ currentPassword: typed, newPassword: typed, revokeOtherSessions: z.boolean().optional() }),
    response: done,
  }),
}
export const strengths = ['short', 'known', 'fair', 'good'] as const
export const passwordEndpoints = {
  check: endpoint({
    method: 'POST',
    path: '/password-check',
    action: 'public',
    summary: 'How good a choice of password is, by the rule that will be asked of it; nothing is kept',
    rate: 120,
    body: z.strictObject({ password: z.string().max(200), own: z.array(z.string().max(200)).max(5).default([]) }),
    response: z.object({ strength: z.enum(strengths) }),
  }),
}
export const unlockEndpoints = {
  unlock: endpoint({
    method: 'POST',
    path: '/sign-in/unlock',
    action: 'public',
    summary: 'Let this browser try to sign in, with the link of the letter; the password is still asked for',
    rate: 20,
    body: z.strictObject({ token: typed }),
    response: z.object({ ok: z.literal(true) }),
  }),
}
export const setupBody = z.strictObject({
  token: z.string().max(200),
  organisation: z.string().trim().min(1).max(120),
  name: z.string().trim().min(1).max(80),
  email: z.email().max(200),
  password,
  demo: z.boolean().default(false),
  locale: z.enum(['zh-TW', 'en']).default('zh-TW'),
})
export const setupEndpoints = {
  state: endpoint({
    method: 'GET',
    path: '/setup',
    action: 'public',
    summary: 'Is the installation waiting to be set up?',
    response: z.object({ needed: z.boolean() }),
  }),
  run: endpoint({
    method: 'POST',
    path: '/setup',
    action: 'public',
    summary: 'Create the first organisation and its owner with the one-time token of the log',
    rate: 20,
    body: setupBody,
    response: z.object({
      organisationId: id(),
      /** the organisation stands even where loading the demo failed */ demo: z.enum(['none', 'loaded', 'failed']),
    }),
  }),
  check: endpoint({
    method: 'POST',
    path: '/setup/check',
    action: 'public',
    summary: 'What a set-up link is good for',
    rate: 30,
    body: z.strictObject({ token: z.string().max(200) }),
    response: z.object({ state: z.enum(['ready', 'wrong', 'done']) }),
  }),
}
