import { createHmac, randomBytes } from 'node:crypto'
import { seal, unseal } from '../../../kernel/server/seal.ts'

/** A new secret of 32 bytes, as the Standard Webhooks write it: `whsec_` and Base64. */
export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`

const place = (organisationId: string, webhookId: string) => `${organisationId}/webhook.secret/${webhookId}`
export const sealSecret = (secret: string, organisationId: string, webhookId: string) => seal(secret, place(organisationId, webhookId))
export const openSecret = (sealed: string, organisationId: string, webhookId: string) => unseal(sealed, place(organisationId, webhookId))

/** The `webhook-signature` header: one signature for each secret in use. `timestamp` in seconds since 1970. */
export const sign = (secrets: readonly string[], id: string, timestamp: number, body: string): string =>
  secrets
    .map((s) => {
      const key = Buffer.from(s.slice('whsec_'.length), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    })
    .join(' ')
