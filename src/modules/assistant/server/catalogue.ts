import { z } from 'zod'
import type { Endpoint } from '../../../kernel/contract/endpoint.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { scopeAllows, scopeAreaNames } from '../../identity/contract/scopes.ts'

const looks = scopeAreaNames.map((a) => `${a}.read`)
const acts = scopeAreaNames.map((a) => `${a}.edit`)
/** What an assistant may read: what a key with every area may, unmasked personal data never. */
export const readable = (action: string, method?: string) => scopeAllows(looks, action, method)

export const lastIsParam = (path: string) => /\/:\w+$/.test(path)
const params = (path: string) => [...path.matchAll(/:(\w+)/g)].map((m) => m[1]!)
export const schemaOf = (s: z.ZodType | undefined): any =>
  s ? z.toJSONSchema(s, { io: 'input', unrepresentable: 'any' }) : { type: 'object', properties: {} }

const reads = (e: Endpoint) => e.method === 'GET' && !e.raw && !e.stepUp && e.action !== 'public' && readable(e.action, 'GET')
/**
 * Single records only, so that a person can see what they confirm: create under a collection, change, remove, or an act on one
 * record (`…/:id/move`). Uploads, imports, batches, whatever needs a fresh proof, and all that keys cannot do stay out.
 */
const changes = (e: Endpoint) => {
  if (e.method === 'GET' || e.raw || e.stepUp || e.action === 'public' || !scopeAllows(acts, e.action, e.method)) return false
  if (many.test(e.path)) return false
  return e.method === 'POST' || lastIsParam(e.path)
}
const many = /\/(many|batch|paste|imports?|uploads?|clone|run|scan|scans|preview|read|team|close|reopen|merges|duplicates)(\/|$)/
export const nameOf = (e: Endpoint) => (e.method === 'GET' ? e.path : `${e.method} ${e.path}`)

export type Kind = { name: string; summary: string; needs: string[]; query?: string[] }
/** What a person's assistant may ask for or propose, in an event or in the organisation. */
export function kindsFor(services: Services, person: Actor, eventId: string | null): { read: Kind[]; propose: Kind[] } {
  const fits = (e: Endpoint) => e.path.includes('/:eventId') === (eventId !== null) && services.policy.can(person, e.action, { eventId })
  const kind = (e: Endpoint): Kind => ({
    name: nameOf(e),
    summary: e.summary,
    needs: params(e.path).filter((p) => p !== 'eventId'),
    ...(e.query ? { query: Object.keys(schemaOf(e.query).properties ?? {}) } : {}),
  })
  const all = services.mounted.filter(fits)
  return { read: all.filter(reads).map(kind), propose: all.filter((e) => changes(e) && takesObject(e)).map(kind) }
}
const takesObject = (e: Endpoint) => !e.body || schemaOf(e.body).type === 'object'

/** Errors: `assistant.unknown_kind`, the same for what does not exist and what is closed to assistants. */
export function readKind(services: Services, name: string): Endpoint {
  const e = services.mounted.find((x) => x.path === name && reads(x))
  if (!e) throw new AppError('assistant.unknown_kind')
  return e
}
export function changeKind(services: Services, name: string): Endpoint {
  const e = services.mounted.find((x) => x.method !== 'GET' && nameOf(x) === name && changes(x) && takesObject(x))
  if (!e) throw new AppError('assistant.unknown_kind')
  return e
}

/** The endpoint that reads the record which a change is about; none where the change makes a new one. */
export function baseOf(services: Services, e: Endpoint): Endpoint | undefined {
  const path = e.method === 'POST' ? e.path.replace(/\/[\w-]+$/, '') : e.path
  if (!lastIsParam(path) || (e.method === 'POST' && path.endsWith('/:eventId'))) return undefined
  return services.mounted.find((x) => x.path === path && reads(x))
}
