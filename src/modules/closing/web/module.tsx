import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'closing',
  menu: [{ area: 'event', phase: 'closing', label: 'closing:menu', path: '/closing', order: 10, action: 'closing.read' }],
  routes: [{ area: 'event', path: '/closing', screen: () => import('./closing.screen.tsx') }],
})
