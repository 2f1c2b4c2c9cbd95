import { defineWebModule } from '../../../kernel/web/module.tsx'
import { auth } from './auth.ts'
import { ProofHost } from './proof.tsx'

export default defineWebModule({
  name: 'identity',
  menu: [
    {
      area: 'organisation',
      phase: 'settings',
      label: 'identity:menu.organisation',
      path: '/settings/organisation',
      order: 10,
      action: 'organisation.read',
    },
    {
      area: 'organisation',
      phase: 'settings',
      label: 'identity:menu.members',
      path: '/settings/members',
      order: 20,
      action: 'members.read',
    },
    { area: 'organisation', phase: 'settings', label: 'identity:menu.keys', path: '/settings/keys', order: 30, action: 'apiKeys.edit' },
    { area: 'organisation', phase: 'settings', label: 'identity:menu.mail', path: '/settings/mail', order: 40, action: 'mail.read' },
    { area: 'organisation', phase: 'settings', label: 'identity:menu.account', path: '/settings/account', order: 50 },
    { area: 'event', phase: 'overview', label: 'identity:menu.team', path: '/team', order: 30, action: 'team.read', icon: 'people' },
    { area: 'event', phase: 'overview', label: 'identity:menu.mail', path: '/mail', order: 50, action: 'mail.read', icon: 'mail' },
  ],
  routes: [
    { area: 'open', path: '/setup', screen: () => import('./setup.screen.tsx') },
    { area: 'open', path: '/sign-in', screen: () => import('./signin.screen.tsx') },
    { area: 'open', path: '/forgot', screen: () => import('./forgot.screen.tsx') },
    { area: 'open', path: '/reset', screen: () => import('./reset.screen.tsx') },
    { area: 'open', path: '/join', screen: () => import('./join.screen.tsx') },
    { area: 'organisation', path: '/settings/organisation', screen: () => import('./organisation.screen.tsx') },
    { area: 'organisation', path: '/settings/members', screen: () => import('./members.screen.tsx') },
    { area: 'organisation', path: '/settings/keys', screen: () => import('./keys.screen.tsx') },
    { area: 'organisation', path: '/settings/mail', screen: () => import('./mail.screen.tsx') },
    { area: 'organisation', path: '/settings/mail/$id', screen: () => import('./letter.screen.tsx') },
    { area: 'organisation', path: '/settings/account', screen: () => import('./account.screen.tsx') },
    { area: 'event', path: '/team', screen: () => import('./team.screen.tsx') },
    { area: 'event', path: '/mail', screen: () => import('./mail.screen.tsx') },
    { area: 'event', path: '/mail/$id', screen: () => import('./letter.screen.tsx') },
  ],
  slots: { 'shell.dialogs': [ProofHost] },
  shell: { signOut: () => auth('/sign-out') },
})
