import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { AnchorHTMLAttributes } from 'react'
import { useEvent } from './session.tsx'

type To = { to: string; search?: Record<string, unknown> }

/** A link inside the app. `to` begins below `/app`: `/o/people/…`, or `~/sessions/…` for the current event. */
export function AppLink({ to, search, ...rest }: To & AnchorHTMLAttributes<HTMLAnchorElement>) {
  // A place is current only itself; menus say for themselves what lies below them.
  return (
    <Link
      activeOptions={{ exact: true, includeSearch: false }}
      {...(rest as object)}
      to={usePath()(to)}
      {...(search ? { search: search as never } : {})}
    />
  )
}

/** `path('~/sessions')` → `/e/<slug>/sessions` */
export function usePath(): (to: string) => string {
  const event = useEvent()
  return (to) => (to.startsWith('~') ? `/e/${event?.slug}${to.slice(1)}` : to)
}

/** Goes to another screen: `go('~/sessions/' + id)`. */
export function useGo(): (to: string, options?: { search?: Record<string, unknown>; replace?: boolean }) => void {
  const navigate = useNavigate()
  const path = usePath()
  return (to, options = {}) => void navigate({ to: path(to), ...(options as object) })
}

/** `$names` of the route's path. */
export const useRouteParams = (): Record<string, string> => useParams({ strict: false }) as Record<string, string>

/** One value in the address (`?tab=files`), so that a link or going back restores it. */
export function useUrlState(name: string, initial = ''): [string, (value: string) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const value = search[name] === undefined ? initial : String(search[name])
  return [
    value,
    (next) =>
      void navigate({
        to: '.',
        replace: true,
        search: ((before: Record<string, unknown>) => ({ ...before, [name]: next === initial ? undefined : next })) as never,
      }),
  ]
}
