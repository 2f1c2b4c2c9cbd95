import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'programme',
  menu: [
    { area: 'event', phase: 'programme', label: 'programme:menu.grid', path: '/programme', order: 10, action: 'programme.read' },
    { area: 'event', phase: 'programme', label: 'programme:menu.sessions', path: '/sessions', order: 20, action: 'programme.read' },
    { area: 'event', phase: 'programme', label: 'programme:menu.speakers', path: '/speakers', order: 30, action: 'programme.read' },
    { area: 'event', phase: 'programme', label: 'programme:menu.setup', path: '/programme/setup', order: 40, action: 'programme.read' },
  ],
  routes: [
    { area: 'event', path: '/programme', screen: () => import('./grid.screen.tsx') },
    { area: 'event', path: '/programme/import', screen: () => import('./import.screen.tsx') },
    { area: 'event', path: '/programme/setup', screen: () => import('./setup.screen.tsx') },
    { area: 'event', path: '/sessions', screen: () => import('./sessions.screen.tsx') },
    { area: 'event', path: '/sessions/$id', screen: () => import('./session.screen.tsx') },
    { area: 'event', path: '/speakers', screen: () => import('./speakers.screen.tsx') },
    { area: 'event', path: '/speakers/$id', screen: () => import('./speaker.screen.tsx') },
  ],
})
