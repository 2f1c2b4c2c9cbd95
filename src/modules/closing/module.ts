import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { closingErrors } from './contract/closing.ts'
import { closingReport } from './server/report.ts'
import { routes } from './server/routes.ts'

export const closing = defineModule({
  name: 'closing',
  uses: ['documents', 'events', 'programme', 'registration', 'checkin'],
  permissions: {
    'closing.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
    'closing.close': role('owner', 'director'),
  },
  errors: closingErrors,
  routes,
  clone: { none: 'it keeps no records of its own: the report is a view of the others' },
  provides: { deliverables: [closingReport] },
})
