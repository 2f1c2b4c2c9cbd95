import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'integrations',
  menu: [
    {
      area: 'organisation',
      phase: 'settings',
      label: 'integrations:menu.webhooks',
      path: '/settings/webhooks',
      order: 32,
      action: 'webhooks.read',
    },
  ],
  routes: [
    { area: 'organisation', path: '/settings/webhooks', screen: () => import('./webhooks.screen.tsx') },
    { area: 'organisation', path: '/settings/webhooks/$id', screen: () => import('./webhook.screen.tsx') },
  ],
})
