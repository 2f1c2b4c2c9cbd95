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
const screens = {
  '': () => import('./requests.screen.tsx'),
  '/requests/$id': () => import('./request.screen.tsx'),
  '/consents': () => import('./consents.screen.tsx'),
  '/inventory': () => import('./inventory.screen.tsx'),
  '/retention': () => import('./retention.screen.tsx'),
  '/breaches': () => import('./breaches.screen.tsx'),
  '/breaches/$id': () => import('./breach.screen.tsx'),
}

export default defineWebModule({
  name: 'privacy',
  menu: [
    { area: 'organisation', phase: 'settings', label: 'privacy:title', path: '/settings/privacy', order: 35, action: 'privacy.read' },
    { area: 'event', phase: 'closing', label: 'privacy:event.menu', path: '/privacy', order: 60, action: 'privacy.read' },
  ],
  routes: [
    ...Object.entries(screens).map(([path, screen]) => ({ area: 'organisation' as const, path: `/settings/privacy${path}`, screen })),
    { area: 'event', path: '/privacy', screen: () => import('./event.screen.tsx') },
  ],
  shell: { onExport: (body) => call(logExport, { body }) },
  slots: { 'person.privacy': [PersonPrivacy] },
})
