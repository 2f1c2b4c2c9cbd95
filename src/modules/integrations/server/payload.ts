import { hookTypes } from '../contract/facts.ts'

type Fact = { organisationId: string; eventId: string | null; type: string; fact: Record<string, unknown>; at: string; publicUrl: string }

/**
 * The body of a message: `{ type, timestamp, data }`, `timestamp` being when it happened. Of the fact only the listed keys go
 * out, and `resource` is the address where the API tells the rest.
 */
export function payload(f: Fact): string {
  const known = (hookTypes as Record<string, { keys: readonly string[]; resource: string | null }>)[f.type]
  const eventId = f.eventId ?? (typeof f.fact.eventId === 'string' ? f.fact.eventId : null)
  const kept = Object.fromEntries((known?.keys ?? []).filter((k) => f.fact[k] !== undefined).map((k) => [k, f.fact[k]]))
  const values: Record<string, unknown> = { ...kept, eventId }
  const path = known?.resource?.replaceAll(/:(\w+)/g, (_, k: string) => encodeURIComponent(String(values[k] ?? '')))
  return JSON.stringify({
    type: f.type,
    timestamp: new Date(f.at).toISOString(),
    data: { organisationId: f.organisationId, eventId, ...kept, resource: path ? `${f.publicUrl}/api${path}` : null },
  })
}
/** The `webhook-id` of a delivery. */
export const messageId = (deliveryId: string) => `msg_${deliveryId.replaceAll('-', '')}`
