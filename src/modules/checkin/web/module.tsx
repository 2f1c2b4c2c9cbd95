import { defineWebModule } from '../../../kernel/web/module.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { boardEndpoints } from '../contract/board.ts'

export default defineWebModule({
  name: 'checkin',
  menu: [
    {
      area: 'event',
      phase: 'checkin',
      label: 'checkin:menu.board',
      path: '/checkin',
      order: 10,
      action: 'checkin.read',
      useStatus: (event) => {
        const { data } = useEndpoint(boardEndpoints.board, { params: { eventId: event.id }, query: {} }, { staleTime: 30_000 })
        return data?.arrived
          ? { badge: data.arrived, ...(data.expected ? { progress: Math.min(1, data.arrived / data.expected) } : {}) }
          : {}
      },
    },
    { area: 'event', phase: 'checkin', label: 'checkin:menu.guests', path: '/arrivals', order: 20, action: 'checkin.read' },
    { area: 'event', phase: 'checkin', label: 'checkin:menu.certificates', path: '/certificates', order: 40, action: 'checkin.read' },
    { area: 'event', phase: 'checkin', label: 'checkin:menu.prepare', path: '/desk', order: 5, action: 'desk.read' },
  ],
  routes: [
    { area: 'event', path: '/desk', screen: () => import('./prepare.screen.tsx') },
    { area: 'event', path: '/checkin', screen: () => import('./board.screen.tsx') },
    { area: 'event', path: '/arrivals', screen: () => import('./guests.screen.tsx') },
    { area: 'event', path: '/certificates', screen: () => import('./certificates.screen.tsx') },
  ],
})
