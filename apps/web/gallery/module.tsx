import { defineWebModule } from '../../../src/kernel/web/module.tsx'

const item = (phase: string, label: string, path: string, status?: { progress?: number; badge?: string | number; tone?: 'amber' }) => ({
  area: 'event' as const,
  phase,
  label,
  path,
  order: 1,
  ...(status ? { useStatus: () => status } : {}),
})

/** The kit on invented data, inside the real shell. */
export default defineWebModule({
  name: 'gallery',
  menu: [
    item('opportunities', 'app:stage.opportunities', '/kit/a', { progress: 1 }),
    item('planning', 'app:stage.planning', '/kit', { progress: 1 }),
    item('budget', 'app:stage.budget', '/kit/b', { progress: 0.75, badge: '超', tone: 'amber' }),
    item('venues', 'app:stage.venues', '/kit/c', { progress: 1 }),
    item('programme', 'app:stage.programme', '/form', { progress: 0.7, badge: '撞 1', tone: 'amber' }),
    item('registration', 'app:stage.registration', '/attendees', { progress: 0.69, badge: 412 }),
    { ...item('registration', 'app:shelf.rules', '/states'), order: 2 },
    item('checkin', 'app:stage.checkin', '/record', { progress: 0.1 }),
    { area: 'organisation', phase: 'directory', label: 'app:shelf.directory', path: '/people' },
    { area: 'organisation', phase: 'documents', label: 'app:shelf.documents', path: '/documents' },
  ],
  routes: [
    { area: 'event', path: '/attendees', screen: () => import('./list.screen.tsx') },
    { area: 'event', path: '/record', screen: () => import('./record.screen.tsx') },
    { area: 'event', path: '/form', screen: () => import('./form.screen.tsx') },
    { area: 'event', path: '/kit', screen: () => import('./kit.screen.tsx') },
    { area: 'event', path: '/states', screen: () => import('./states.screen.tsx') },
  ],
  shell: {
    useInbox: () => ({ count: 5, to: '/o/inbox' }),
    useNotices: () => ({ rows: [{ key: '1', text: '場館回覆夜間用電圖', at: '2026-11-20', unread: true }], unread: 1, markRead: () => {} }),
    useSearch: (q) => ({
      hits: q ? [{ key: 'h1', title: `${q}若安`, detail: '山海會展　專案經理', kind: '人', to: '~/record' }] : [],
      loading: false,
    }),
    signOut: async () => {},
  },
})
