import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'system',
  menu: [
    { area: 'organisation', phase: 'settings', label: 'system:menu.system', path: '/settings/system', order: 60, action: 'system.read' },
  ],
  routes: [{ area: 'organisation', path: '/settings/system', screen: () => import('./system.screen.tsx') }],
})
