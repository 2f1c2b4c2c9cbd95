import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { roles } from './roles.ts'

const noNul = (v: string) => !v.includes('\u0000')
const line = (most: number) => z.string().trim().max(most).refine(noNul)
/** Roles that a provider may give; owners are made by owners. */
export const mappedRoles = roles.filter((r) => r !== 'owner') as Exclude<(typeof roles)[number], 'owner'>[]
const mappedRole = z.enum(mappedRoles)

export const oidcDraft = z.strictObject({
  enabled: z.boolean(),
  issuer: z.url({ protocol: /^https?$/, error: 'identity.oidc_issuer' }).max(300),
  clientId: line(300).min(1),
  /** Empty keeps the one that is there. */
  clientSecret: line(500).default(''),
  /** On the button of the sign-in screen. */
  label: line(40).default(''),
  mailDomains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, 'identity.oidc_domain'),
    )
    .min(1, 'identity.oidc_domains_needed')
    .max(20),
  /** Claim with the person's groups or roles, e.g. `groups` or `realm_access.roles`; empty: roles are given by hand. */
  roleClaim: line(200).default(''),
  /** The first that fits decides. */
  roleRules: z
    .array(z.strictObject({ value: line(200).min(1), role: mappedRole }))
    .max(50)
    .default([]),
  /** For whom no rule fits; null refuses. */
  defaultRole: mappedRole.nullable().default(null),
  createPeople: z.boolean().default(false),
  /** Nobody but owners with a password comes in another way. */
  onlyOidc: z.boolean().default(false),
})
export type OidcDraft = z.output<typeof oidcDraft>
const settings = z.object({
  provider: oidcDraft.omit({ clientSecret: true }).extend({ id: id(), hasSecret: z.boolean(), issuer: z.string() }).nullable(),
  /** What the provider has to be told. */
  redirectUri: z.string(),
  /** A link straight to this organisation's button. */
  signInUrl: z.string(),
})
export type OidcSettings = z.output<typeof settings>

export const oidcEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/organisation/oidc',
    action: 'security.read',
    summary: 'Sign-in through the organisation’s own OpenID Connect provider; its secret is never given back',
    response: settings,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/organisation/oidc',
    action: 'security.edit',
    summary: 'Set up sign-in through an OpenID Connect provider',
    stepUp: true,
    rate: 30,
    body: oidcDraft,
    response: settings,
  }),
  check: endpoint({
    method: 'POST',
    path: '/organisation/oidc/check',
    action: 'security.edit',
    summary: 'Can the provider be reached, and is it one?',
    rate: 20,
    body: z.strictObject({ issuer: oidcDraft.shape.issuer }),
    response: z.object({ ok: z.boolean(), detail: z.string() }),
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/organisation/oidc',
    action: 'security.edit',
    summary: 'Do without the provider; signs out whoever came through it',
    stepUp: true,
    response: settings,
  }),
}

export const oidcSignInEndpoints = {
  ways: endpoint({
    method: 'GET',
    path: '/sign-in/ways',
    action: 'public',
    summary: 'Providers by which one can sign in: of the only organisation, of one that is named, or of a mail address’s domain',
    rate: 60,
    query: z.object({ organisation: id().optional(), email: z.string().max(200).optional() }),
    response: z.object({
      oidc: z.array(z.object({ id: id(), label: z.string(), organisation: z.string() })),
      /** Several organisations live here: the provider shows once the mail address is typed. */
      byEmail: z.boolean(),
    }),
  }),
  begin: endpoint({
    method: 'POST',
    path: '/sign-in/oidc',
    action: 'public',
    summary: 'Where the provider’s sign-in page is',
    rate: 30,
    body: z.strictObject({ provider: id(), next: z.string().max(500).refine(noNul).default('') }),
    response: z.object({ url: z.string() }),
  }),
  finish: endpoint({
    method: 'POST',
    path: '/sign-in/oidc/finish',
    action: 'public',
    summary: 'Back from the provider; the session comes as a cookie',
    rate: 30,
    body: z.strictObject({
      code: z.string().max(4000).refine(noNul).optional(),
      state: z.string().max(500).refine(noNul),
      iss: z.string().max(300).refine(noNul).optional(),
      error: z.string().max(200).refine(noNul).optional(),
    }),
    response: z.object({ next: z.string() }),
  }),
}
