import { lazy } from 'react'
import { defineWebModule } from '../../../kernel/web/module.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { registrationEndpoints } from '../contract/registration.ts'

const CurveTile = lazy(() => import('./curve.tile.tsx'))

export default defineWebModule({
  name: 'registration',
  menu: [
    {
      area: 'event',
      phase: 'registration',
      label: 'registration:menu.registrations',
      path: '/registrations',
      order: 10,
      action: 'registration.read',
      useStatus: (event) => {
        const { data } = useEndpoint(registrationEndpoints.summary, { params: { eventId: event.id } }, { staleTime: 30_000 })
        return data ? { badge: data.confirmed, ...(data.target ? { progress: Math.min(1, data.confirmed / data.target) } : {}) } : {}
      },
    },
    {
      area: 'event',
      phase: 'registration',
      label: 'registration:menu.ticketTypes',
      path: '/ticket-types',
      order: 20,
      action: 'registration.read',
    },
  ],
  routes: [
    { area: 'event', path: '/registrations', screen: () => import('./registrations.screen.tsx') },
    { area: 'event', path: '/registrations/$id', screen: () => import('./registration.screen.tsx') },
    { area: 'event', path: '/ticket-types', screen: () => import('./tickets.screen.tsx') },
  ],
  slots: { 'event.overview': [CurveTile] },
})
