import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'badges',
  menu: [
    {
      area: 'event',
      phase: 'registration',
      label: 'badges:menu',
      path: '/badges',
      order: 40,
      action: 'registration.read_personal',
    },
  ],
  routes: [{ area: 'event', path: '/badges', screen: () => import('./badges.screen.tsx') }],
})
