import { defineModule } from '../../kernel/server/module.ts'
import { crmErrors } from './contract/errors.ts'
import { attendeeContacts, clientContacts } from './server/deliverables.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'

export const crm = defineModule({
  name: 'crm',
  uses: ['documents'],
  permissions,
  errors: crmErrors,
  routes,
  provides: { deliverables: [attendeeContacts, clientContacts] },
  clone: { none: 'the directory belongs to the organisation; roles come anew from the new event’s own records' },
  seed,
})
