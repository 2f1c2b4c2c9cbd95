import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import type { AnyRoute } from '@tanstack/react-router'
import { webModules } from '../../src/kernel/web/module.tsx'
import { ErrorState, Skeleton } from '../../src/ui/states.tsx'
import { EventArea, OrganisationArea } from './shell/areas.tsx'
import { patiently } from './shell/link.ts'
import { UnknownAddress } from './shell/notfound.tsx'
import { Overview } from './shell/overview.tsx'
import { Stage } from './shell/stage.tsx'

/** `/app` today · `/app/o/…` organisation · `/app/e/<slug>/…` one event · anything else without a session. */
export function makeRouter() {
  const root = createRootRoute({ component: Outlet })
  const office = createRoute({ getParentRoute: () => root, id: 'office', component: OrganisationArea })
  const organisation = createRoute({ getParentRoute: () => office, path: '/o' })
  const event = createRoute({ getParentRoute: () => root, path: '/e/$eventSlug', component: EventArea })
  const parents = { open: root, organisation, event }
  const given: Record<keyof typeof parents, AnyRoute[]> = { open: [], organisation: [], event: [] }
  for (const route of webModules().flatMap((module) => module.routes ?? []))
    given[route.area].push(
      createRoute({ getParentRoute: () => parents[route.area], path: route.path, component: lazyRouteComponent(patiently(route.screen)) }),
    )
  const has = (area: keyof typeof parents, path: string) =>
    webModules().some((module) => module.routes?.some((route) => route.area === area && route.path === path))
  const today = createRoute({
    getParentRoute: () => office,
    path: '/',
    component: lazyRouteComponent(patiently(() => import('../../src/modules/events/web/today.screen.tsx'))),
  })
  const overview = createRoute({ getParentRoute: () => event, path: '/', component: Overview })
  const stage = createRoute({ getParentRoute: () => event, path: '/stage/$stage', component: Stage })
  const shelf = createRoute({ getParentRoute: () => organisation, path: '/shelf/$stage', component: Stage })
  const tree = root.addChildren([
    office.addChildren([today, organisation.addChildren([shelf, ...given.organisation])]),
    event.addChildren([stage, ...(has('event', '/') ? [] : [overview]), ...given.event]),
    ...given.open,
  ])
  return createRouter({
    routeTree: tree,
    basepath: '/app',
    defaultPreload: 'intent',
    // Not inside the guarded areas: without a session an unknown address would send itself to sign in for ever.
    notFoundMode: 'root',
    scrollRestoration: true,
    defaultPendingComponent: () => <Skeleton page />,
    defaultPendingMs: 150,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
    defaultNotFoundComponent: UnknownAddress,
  })
}
