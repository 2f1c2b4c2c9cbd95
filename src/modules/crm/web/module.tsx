import { defineWebModule } from '../../../kernel/web/module.tsx'

export default defineWebModule({
  name: 'crm',
  menu: [
    { area: 'organisation', phase: 'directory', label: 'crm:menu.people', path: '/people', order: 10, action: 'crm.read' },
    { area: 'organisation', phase: 'directory', label: 'crm:menu.companies', path: '/companies', order: 20, action: 'crm.read' },
    { area: 'organisation', phase: 'directory', label: 'crm:menu.import', path: '/directory-import', order: 30, action: 'crm.import' },
    { area: 'organisation', phase: 'directory', label: 'crm:menu.duplicates', path: '/duplicates', order: 40, action: 'crm.merge' },
  ],
  routes: [
    { area: 'organisation', path: '/people', screen: () => import('./people.screen.tsx') },
    { area: 'organisation', path: '/people/$id', screen: () => import('./person.screen.tsx') },
    { area: 'organisation', path: '/companies', screen: () => import('./companies.screen.tsx') },
    { area: 'organisation', path: '/companies/$id', screen: () => import('./company.screen.tsx') },
    { area: 'organisation', path: '/duplicates', screen: () => import('./duplicates.screen.tsx') },
    { area: 'organisation', path: '/duplicates/merges', screen: () => import('./merges.screen.tsx') },
    { area: 'organisation', path: '/directory-import', screen: () => import('./import.screen.tsx') },
  ],
})
