import type { CallInput, Output } from '../../../src/kernel/contract/endpoint.ts'
import type { checkinEndpoints } from '../../../src/modules/checkin/contract/checkin.ts'
import type { Person } from './db.ts'

type E = typeof checkinEndpoints
/** `offline` = the server could not be reached in time; `refused` = it answered, with that status. */
export class CallError extends Error {
  readonly kind: 'offline' | 'refused'
  readonly status: number
  constructor(kind: 'offline' | 'refused', status = 0) {
    super(`${kind} ${status}`)
    this.kind = kind
    this.status = status
  }
}

let skew = 0
let heard = false
let learnt = false
/** The server's clock as far as this device knows it, in ms: phones that stand wrong still file arrivals under the right day. */
export const now = (): number => Date.now() + skew
/** What the last answer of the server taught, ms; `atLeast` = an instant of the server's that is past for certain. */
export function useSkew(ms: number, atLeast = 0): void {
  skew = Math.max(ms, atLeast - Date.now() > 30_000 ? atLeast - Date.now() : ms)
}
export const skewNow = (): number => skew
/** Takes over what an earlier visit learnt of this device's clock; `atLeast` as in `useSkew`. */
export function recallSkew(ms: number | undefined, atLeast: number): void {
  learnt = ms !== undefined
  useSkew(ms ?? 0, atLeast)
}
/** Whether `now` rests on an answer of the server's, of this visit or an earlier one. */
export const isClockKnown = (): boolean => heard || learnt
/** Whether the server has answered since the page was opened: before, `skew` is what the last visit learnt. */
export const hasHeard = (): boolean => heard

async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown, wait = 15_000): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(wait),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    throw new CallError('offline')
  }
  const said = Date.parse(answer.headers.get('date') ?? '')
  // The header counts whole seconds; what is within half a minute is a clock that goes right.
  // Proxies of a hall's network answer for a server that they cannot reach, or with a page of their own.
  if ([502, 503, 504].includes(answer.status) || !answer.headers.get('content-type')?.includes('json')) throw new CallError('offline')
  // Only an answer of ours: a hall's portal may have a clock of its own.
  if (!Number.isNaN(said)) {
    const off = said - Date.now()
    useSkew(Math.abs(off) > 30_000 ? off : 0)
    heard = true
  }
  if (!answer.ok) throw new CallError('refused', answer.status)
  return (await answer.json().catch(() => {
    throw new CallError('offline')
  })) as T
}

/** Who is signed in; null when nobody is. */
export async function readPerson(): Promise<Person | 'homeless' | null> {
  const s = await ask<{ user: { id: string; name: string } | null; organisation: { name: string } | null }>(
    'GET',
    '/session',
    undefined,
    8000,
  )
  return s.user && (s.organisation ? { userId: s.user.id, name: s.user.name, organisation: s.organisation.name } : 'homeless')
}
export const signIn = (email: string, password: string) => ask('POST', '/auth/sign-in/email', { email, password })
export const signOut = () => ask('POST', '/auth/sign-out', {}, 4000)
export const readEvents = () => ask<Output<E['events']>>('GET', '/checkin/events')
export const readRoster = (eventId: string, since?: string, wait?: number) =>
  ask<Output<E['roster']>>(
    'GET',
    `/events/${eventId}/checkin/roster${since ? `?since=${encodeURIComponent(since)}` : ''}`,
    undefined,
    wait ?? 60_000,
  )
export const sendScans = (eventId: string, scans: NonNullable<CallInput<E['scan']>['body']>['scans']) =>
  ask<Output<E['scan']>>('POST', `/events/${eventId}/checkin/scans`, { scans })
export const sendUndo = (eventId: string, id: string) => ask<Output<E['undo']>>('POST', `/events/${eventId}/checkin/${id}/undo`, {})
