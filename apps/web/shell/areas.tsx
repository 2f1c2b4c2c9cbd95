import { Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'
import { useEndpoint } from '../../../src/kernel/web/query.ts'
import { setLang } from '../../../src/kernel/web/i18n.ts'
import { useLive } from '../../../src/kernel/web/live.ts'
import { EventScopeProvider, useSession } from '../../../src/kernel/web/session.tsx'
import type { EventScope } from '../../../src/kernel/web/session.tsx'
import { eventEndpoints } from '../../../src/modules/events/contract/event.ts'
import { ErrorState, Skeleton } from '../../../src/ui/states.tsx'
import { rememberEvent } from './recent.ts'
import { Shell } from './shell.tsx'

/** Leaves once, remembering where the person wanted to be; the router's own `Navigate` would go again at every render. */
function Away({ to }: { to: string }) {
  const navigate = useNavigate()
  const from = useRef(useLocation().href)
  const gone = useRef(false)
  useEffect(() => {
    if (gone.current) return
    gone.current = true
    void navigate({ to, replace: true, search: (from.current === '/' ? {} : { next: from.current }) as never })
  }, [navigate, to])
  return null
}

/** The front desk checks people in and nothing else: its home is the gate app. */
function ToGate() {
  useEffect(() => location.replace('/checkin/'), [])
  return null
}

/** Lets those in who have a session; a new installation goes to its set-up, others to sign in. */
function Guard({ children }: { children: ReactNode }) {
  const session = useSession()
  const data = session.data
  useLive(Boolean(data?.user))
  useEffect(() => {
    if (data?.user && !localStorage.getItem('bantoh.lang') && data.user.locale !== document.documentElement.lang)
      void setLang(data.user.locale === 'en' ? 'en' : 'zh-TW')
  }, [data?.user])
  if (!data) return session.error ? <ErrorState error={session.error} onRetry={() => void session.refetch()} /> : <Skeleton page />
  if (data.setupNeeded) return <Away to="/setup" />
  if (!data.user || !data.organisation) return <Away to="/sign-in" />
  if (data.barred) return <Away to="/secure" />
  if (data.role === 'frontdesk' && !location.pathname.endsWith('/account')) return <ToGate />
  return children
}

export const OrganisationArea = () => (
  <Guard>
    <Shell>
      <Outlet />
    </Shell>
  </Guard>
)

function InEvent({ slug, children }: { slug: string; children: ReactNode }) {
  const eventSlug = slug
  const found = useEndpoint(eventEndpoints.bySlug, { params: { key: eventSlug } })
  const session = useSession(found.data?.id)
  const event = useMemo((): EventScope | undefined => {
    const row = found.data
    if (!row || !session.data) return undefined
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      startsOn: row.startDate,
      endsOn: row.endDate,
      zone: row.zone,
      permissions: session.data.eventPermissions,
    }
  }, [found.data, session.data])
  useEffect(() => {
    if (event) rememberEvent(event.slug)
  }, [event])
  const error = found.error ?? session.error
  if (!event) return <Shell>{error ? <ErrorState error={error} onRetry={() => void found.refetch()} /> : <Skeleton page />}</Shell>
  return (
    <EventScopeProvider event={event}>
      <Shell>{children}</Shell>
    </EventScopeProvider>
  )
}

export function EventArea() {
  const { eventSlug } = useParams({ strict: false }) as { eventSlug: string }
  return (
    <Guard>
      <InEvent slug={eventSlug}>
        <Outlet />
      </InEvent>
    </Guard>
  )
}

/** For an address that no route has: the shell of where it would be, for those who have a session. */
export function AnyArea({ children }: { children: ReactNode }) {
  const session = useSession().data
  const slug = /\/e\/([^/]+)/.exec(useLocation().pathname)?.[1]
  if (!session?.user || !session.organisation || session.role === 'frontdesk') return children
  return slug ? <InEvent slug={slug}>{children}</InEvent> : <Shell>{children}</Shell>
}
