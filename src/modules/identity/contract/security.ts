import { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { endpoint } from '../../../kernel/contract/endpoint.ts'

/** How an organisation wants sign-in guarded; kept in its settings, these are the defaults. */
export const securitySettings = z.strictObject({
  /** Minutes that a proof of identity counts for guarded acts. */
  stepUpMinutes: z.int().min(1).max(60).default(10),
  /** Hours without use after which a session ends. */
  idleHours: z.int().min(1).max(336).default(24),
  /** Days after which a session ends in any case; sign-in itself gives 14. */
  absoluteDays: z.int().min(1).max(14).default(14),
  /** The same for the front desk, whose devices are shared, in hours. */
  deskIdleHours: z.int().min(1).max(48).default(8),
  deskAbsoluteHours: z.int().min(1).max(72).default(16),
  /** 四眼原則: what a second person has to confirm. */
  massMail: z.enum(['off', 'above', 'always']).default('off'),
  /** Recipients from which `above` asks. */
  massMailAbove: z.int().min(1).max(100_000).default(200),
  bulkExport: z.enum(['off', 'always']).default('off'),
  ownerRole: z.enum(['off', 'always']).default('off'),
})
export type SecuritySettings = z.output<typeof securitySettings>
export const securityLabels: Record<keyof SecuritySettings, Localized> = {
  stepUpMinutes: { zh: '再次確認的有效時間（分鐘）', en: 'Confirmation counts for (minutes)' },
  idleHours: { zh: '閒置後登出（小時）', en: 'Signed out when idle (hours)' },
  absoluteDays: { zh: '最長登入時間（天）', en: 'Signed in at most (days)' },
  deskIdleHours: { zh: '報到櫃檯閒置後登出（小時）', en: 'Front desk signed out when idle (hours)' },
  deskAbsoluteHours: { zh: '報到櫃檯最長登入時間（小時）', en: 'Front desk signed in at most (hours)' },
  massMail: { zh: '大量寄信要第二人核准', en: 'Mass mail needs a second person' },
  massMailAbove: { zh: '大量寄信的人數門檻', en: 'Recipients from which it counts as mass mail' },
  bulkExport: { zh: '未遮蔽的人員名單匯出要第二人核准', en: 'Unmasked people exports need a second person' },
  ownerRole: { zh: '給予擁有者角色要第二人核准', en: 'Making somebody an owner needs a second person' },
}

/** The stored settings, with defaults for what was never set or is no longer understood. */
export function securityOf(settings: Record<string, unknown> | null | undefined): SecuritySettings {
  const read = securitySettings.safeParse(settings?.security ?? {})
  return read.success ? read.data : securitySettings.parse({})
}

export const securityKinds = [
  'signIn',
  'signInRefused',
  'signInBlocked',
  'unlockSent',
  'unlocked',
  'newDevice',
  'signOut',
  'sessionsEnded',
  'passwordChanged',
  'resetAsked',
  'passwordReset',
  'stepUp',
  'stepUpRefused',
  'secondStepRefused',
  'factorAdded',
  'factorRemoved',
  'recoveryCodesMade',
  'recoveryCodeUsed',
  'apiKeyCreated',
  'apiKeyRevoked',
  'tokenCreated',
  'tokenRevoked',
  'exported',
  'roleChanged',
  'bankChanged',
  'securityChanged',
  'approvalAsked',
  'approvalDecided',
] as const
export type SecurityKind = (typeof securityKinds)[number]

/** One line of the security log. `network` is the address shortened to /24 or /48. */
export const securityEvent = z.object({
  id: z.string(),
  kind: z.enum(securityKinds),
  outcome: z.enum(['ok', 'refused']),
  who: z.string(),
  detail: z.string(),
  device: z.string(),
  network: z.string(),
  at: z.string(),
})
export type SecurityEvent = z.output<typeof securityEvent>
const logQuery = z.object({ before: z.string().max(60).optional(), kind: z.enum(securityKinds).optional() })
const logAnswer = z.object({ rows: z.array(securityEvent), next: z.string().nullable() })

export const stepUpMethods = ['password', 'totp', 'passkey', 'recovery'] as const
export const securityEndpoints = {
  state: endpoint({
    method: 'GET',
    path: '/account/step-up',
    action: 'signedIn',
    summary: 'Until when my last proof of identity counts, and how I can give another',
    response: z.object({ provenUntil: z.string().nullable(), minutes: z.number().int(), methods: z.array(z.enum(stepUpMethods)) }),
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/account/step-up',
    action: 'signedIn',
    summary: 'Prove that it is me: by password, by the code of an authenticator, or by a passkey',
    rate: 30,
    body: z.union([
      z.strictObject({ password: z.string().min(1).max(200) }),
      z.strictObject({ code: z.string().trim().min(6).max(20) }),
      z.strictObject({ passkey: z.record(z.string(), z.unknown()) }),
    ]),
    response: z.object({ provenUntil: z.string() }),
  }),
  mine: endpoint({
    method: 'GET',
    path: '/account/security-log',
    action: 'signedIn',
    summary: 'What happened to my account, newest first',
    query: logQuery,
    response: logAnswer,
  }),
  organisation: endpoint({
    method: 'GET',
    path: '/organisation/security-log',
    action: 'security.read',
    summary: 'What happened to the accounts of the organisation, newest first',
    query: logQuery,
    response: logAnswer,
  }),
  settings: endpoint({
    method: 'GET',
    path: '/organisation/security',
    action: 'security.read',
    summary: 'How sign-in is guarded in the organisation',
    response: securitySettings,
  }),
  saveSettings: endpoint({
    method: 'PUT',
    path: '/organisation/security',
    action: 'security.edit',
    summary: 'Change how sign-in is guarded',
    stepUp: true,
    body: securitySettings,
    response: securitySettings,
  }),
}
