import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { roleField } from './roles.ts'
import { scopeField, scopes } from './scopes.ts'

const byId = z.object({ id: id() })
const byEvent = z.object({ eventId: id() })

export const KEY_DAYS = 366
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'identity.network_invalid')

/** A key for other systems. Only its first characters are kept in the clear. */
export const apiKey = z.object({
  id: id(),
  name: z.string(),
  prefix: z.string(),
  role: roleField,
  /** Null: made before there were scopes; it may do what its role may. */
  scopes: z.array(z.string()).nullable(),
  /** Null: all events. */
  eventIds: z.array(id()).nullable(),
  /** Addresses or networks (CIDR) that it may come from; empty = anywhere. */
  networks: z.array(z.string()),
  perMinute: z.number().int(),
  createdBy: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  lastUsedFrom: z.string().nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export type ApiKey = z.output<typeof apiKey>
export const apiKeyDraft = z.strictObject({
  name: z.string().trim().min(1).max(80),
  role: roleField,
  scopes: z.array(scopeField).min(1, 'identity.scope_needed').max(scopes.length),
  eventIds: z.array(id()).min(1, 'identity.events_needed').max(50).nullable().default(null),
  networks: z.array(network).max(20).default([]),
  perMinute: z.int().min(10).max(3000).default(600),
  /** Good up to and with this day in Taiwan; at most `KEY_DAYS` from today. */
  expiresOn: z.iso.date(),
})
export const apiKeyEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api-keys',
    action: 'apiKeys.edit',
    summary: 'API keys, newest first',
    response: z.object({ rows: z.array(apiKey) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/api-keys',
    action: 'apiKeys.edit',
    summary: 'Make an API key; the answer is the only place where it is shown',
    stepUp: true,
    rate: 60,
    body: apiKeyDraft,
    response: apiKey.extend({ apiKey: z.string() }),
  }),
  rotate: endpoint({
    method: 'POST',
    path: '/api-keys/:id/rotate',
    action: 'apiKeys.edit',
    summary: 'A new key with the same limits; the old one ends after some hours',
    stepUp: true,
    rate: 60,
    params: byId,
    body: z.strictObject({ overlapHours: z.int().min(0).max(168).default(24), expiresOn: z.iso.date() }),
    response: apiKey.extend({ apiKey: z.string() }),
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/api-keys/:id',
    action: 'apiKeys.edit',
    summary: 'Revoke an API key at once',
    params: byId,
    response: byId,
  }),
}

/** A way in for an outsider without an account, for one record. */
export const portalLink = z.object({
  id: id(),
  entity: z.string(),
  entityId: id(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
})
export type PortalLink = z.output<typeof portalLink>
export const portalEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/events/:eventId/portal-links',
    action: 'portalLinks.edit',
    summary: 'Portal links of an event or of one record',
    params: byEvent,
    query: z.object({ entity: z.string().max(40).optional(), entityId: id().optional() }),
    response: z.object({ rows: z.array(portalLink) }),
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/events/:eventId/portal-links/:id',
    action: 'portalLinks.edit',
    summary: 'Close a portal link',
    params: z.object({ eventId: id(), id: id() }),
    response: byId,
  }),
  session: endpoint({
    method: 'GET',
    path: '/portal',
    action: 'public',
    summary: 'What the portal link of the request (`Authorization: Portal …`) is for',
    rate: 300,
    response: z.object({
      organisation: z.object({ name: z.string(), nameEn: z.string(), colour: z.string() }),
      entity: z.string(),
      entityId: id(),
      eventId: id().nullable(),
      name: z.string(),
      scopes: z.array(z.string()),
      expiresAt: z.string(),
    }),
  }),
}
