import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'assistant',
  menu: [
    {
      area: 'organisation',
      phase: 'settings',
      label: 'assistant:menu.assistant',
      path: '/settings/assistant',
      order: 52,
      action: 'assistant.use',
    },
  ],
  routes: [{ area: 'organisation', path: '/settings/assistant', screen: () => import('./assistant.screen.tsx') }],
})
