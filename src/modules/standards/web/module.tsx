import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'standards',
  menu: [
    { area: 'organisation', phase: 'competencies', label: 'standards:title', path: '/standards', order: 10, action: 'standards.read' },
  ],
  routes: [
    { area: 'organisation', path: '/standards', screen: () => import('./standards.screen.tsx') },
    { area: 'event', path: '/standards', screen: () => import('./standards.screen.tsx') },
  ],
})
