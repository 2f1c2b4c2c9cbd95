import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import { endpoint } from '../contract/endpoint.ts'
import { z } from 'zod'
import type { Localized } from '../contract/localized.ts'
import { call } from './client.ts'

export type Session = {
  user: { id: string; name: string; email: string; locale: string } | null
  organisation: { id: string; name: string; nameEn: string } | null
  organisations: { id: string; name: string }[]
  role: string | null
  /** Actions that the role allows in the whole organisation. */
  permissions: string[]
  /** Actions that it allows in the event asked for. */
  eventPermissions: string[]
  setupNeeded: boolean
  demo: boolean
  /** Error code of why the organisation does not let the person in for now. */
  barred: string | null
  /** Until when a second factor has to be set up. */
  factorBy: string | null
}

const readSession = endpoint({
  method: 'GET',
  path: '/session',
  action: 'public',
  summary: 'Who is here',
  query: z.object({ eventId: z.string().optional() }),
  response: z.custom<Session>(),
})
const sessionKey = ['session']

/** Who is here, and with an event what they may do there. `data` is `undefined` while it is being asked. */
export function useSession(eventId?: string) {
  return useQuery({
    queryKey: [...sessionKey, eventId ?? ''],
    queryFn: () => call(readSession, { query: { eventId } }),
    staleTime: 60_000,
    retry: 1,
  })
}

/** Asks again who is here, e.g. after signing in or out; all other cached answers are dropped. */
export function useSessionReset() {
  const client = useQueryClient()
  return async () => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] })
    await client.invalidateQueries({ queryKey: sessionKey })
  }
}

/** The event that the screen is bound to, as the shell needs it. Dates are `YYYY-MM-DD` in `zone`. */
export type EventScope = {
  id: string
  slug: string
  name: Localized
  startsOn: string
  endsOn: string
  zone: string
  client?: string
  /** Actions that the person may do in this event. */
  permissions: string[]
}

const Scope = createContext<EventScope | null>(null)
export const EventScopeProvider = ({ event, children }: { event: EventScope; children: ReactNode }) => (
  <Scope.Provider value={event}>{children}</Scope.Provider>
)
/** The event of `/app/e/<slug>/…`, null elsewhere. */
export const useEvent = () => useContext(Scope)
/** The event of `/app/e/<slug>/…`; for screens that only live there. @throws outside an event */
export function useThisEvent(): EventScope {
  const event = useContext(Scope)
  if (!event) throw new Error('this screen needs an event')
  return event
}

/** `can('programme.edit')`: by the event where there is one, else by the organisation. */
export function useCan(): (action: string) => boolean {
  const session = useSession().data
  const event = useContext(Scope)
  return (action) => (event?.permissions ?? session?.permissions ?? []).includes(action)
}
