import { lazy, Suspense } from 'react'
import { call } from '../../../kernel/web/client.ts'
import { defineWebModule } from '../../../kernel/web/module.tsx'
import { logExport } from '../contract/export-log.ts'

const Person = lazy(() => import('./person.tsx'))
const PersonPrivacy = (props: { personId: string }) => (
  <Suspense>
    <Person {...props} />
  </Suspense>
)
export default defineWebModule({
  name: 'privacy',
  menu: [
    { area: 'organisation', phase: 'settings', label: 'privacy:title', path: '/settings/privacy', order: 35, action: 'privacy.read' },
    { area: 'event', phase: 'closing', label: 'privacy:event.menu', path: '/privacy', order: 60, action: 'privacy.read' },
  ],
  routes: [
    { area: 'organisation', path: '/settings/privacy', screen: () => import('./requests.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/requests/$id', screen: () => import('./request.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/consents', screen: () => import('./consents.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/inventory', screen: () => import('./inventory.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/retention', screen: () => import('./retention.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/breaches', screen: () => import('./breaches.screen.tsx') },
    { area: 'organisation', path: '/settings/privacy/breaches/$id', screen: () => import('./breach.screen.tsx') },
    { area: 'event', path: '/privacy', screen: () => import('./event.screen.tsx') },
  ],
  shell: { onExport: (body) => call(logExport, { body }) },
  slots: { 'person.privacy': [PersonPrivacy] },
})
