import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'documents',
  menu: [
    {
      area: 'event',
      phase: 'overview',
      label: 'documents:menu.event',
      path: '/documents',
      order: 30,
      action: 'documents.read',
      icon: 'file',
    },
    { area: 'organisation', phase: 'documents', label: 'documents:menu.shelf', path: '/documents', order: 10, action: 'documents.read' },
  ],
  routes: [
    { area: 'event', path: '/documents', screen: () => import('./documents.screen.tsx') },
    { area: 'event', path: '/documents/$key', screen: () => import('./document.screen.tsx') },
    { area: 'organisation', path: '/documents', screen: () => import('./shelf.screen.tsx') },
  ],
})
