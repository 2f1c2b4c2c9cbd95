import type { z } from 'zod'
import type { Localized } from './localized.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** What an endpoint is given and gives back; the only description of it, shared by server, client and OpenAPI. */
export type Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> = {
  method: Method
  /** Fastify path below `/api`, e.g. `/events/:eventId/sessions/:id`. A path with `:eventId` is bound to that event. */
  path: string
  /** The policy's action that decides, e.g. `programme.edit`; `'public'` needs nobody, `'signedIn'` anybody with a session. */
  action: string
  summary: string
  params?: P
  query?: Q
  body?: B
  response: R
  /** `true` where the answer is a file or a stream and not JSON. */
  raw?: boolean
  /** Names of the body's fields, for those who are shown a change before it is made. */
  labels?: Record<string, Localized>
  /** Requests a minute for one caller; the mount's default is generous. */
  rate?: number
  /** Only for those who proved lately that they are themselves, or a key that may handle personal data: exports, bank details, rights. */
  stepUp?: true
}

/** Declares an endpoint and keeps its types. */
export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  e: Endpoint<P, Q, B, R>,
): Endpoint<P, Q, B, R> {
  return e
}

type Part<T> = T extends z.ZodType ? z.output<T> : undefined
type PartIn<T> = T extends z.ZodType ? z.input<T> : undefined
/** What the verb receives (parsed). */
export type Input<E> = E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? { params: Part<P>; query: Part<Q>; body: Part<B> } : never
/** What a caller sends. */
export type CallInput<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? { params?: PartIn<P>; query?: PartIn<Q>; body?: PartIn<B> } : never
/** What comes back. */
export type Output<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never
