import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'rules',
  menu: [{ area: 'organisation', phase: 'rules', label: 'rules:title', path: '/rules', order: 10, action: 'rules.read' }],
  routes: [{ area: 'organisation', path: '/rules', screen: () => import('./rules.screen.tsx') }],
})
