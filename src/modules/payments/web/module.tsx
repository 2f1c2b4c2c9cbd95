import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'payments',
  menu: [
    {
      area: 'organisation',
      phase: 'settings',
      label: 'payments:menu.accounts',
      path: '/settings/payments',
      order: 15,
      action: 'payments.read',
    },
  ],
  routes: [
    { area: 'organisation', path: '/settings/payments', screen: () => import('./accounts.screen.tsx') },
    { area: 'organisation', path: '/settings/payments/$id', screen: () => import('./account.screen.tsx') },
  ],
})
