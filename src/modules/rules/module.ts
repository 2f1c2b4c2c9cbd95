import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { rulesErrors } from './contract/errors.ts'
import { routes } from './server/routes.ts'

export const rules = defineModule({
  name: 'rules',
  uses: [],
  permissions: {
    'rules.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
    'rules.edit': role('owner'),
  },
  errors: rulesErrors,
  routes,
  clone: { none: 'rules belong to the organisation, not to an event' },
  provides: {
    records: [{ entity: 'rule', scope: 'organisation', table: 'rule', read: 'rules.read' }],
    search: [{ entity: 'rule', action: 'rules.read', label: { zh: '法規參數', en: 'Rule' }, path: () => '/o/rules' }],
  },
})
