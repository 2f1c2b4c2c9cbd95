import { defineModule } from '../../kernel/server/module.ts'
import { crmErrors } from './contract/errors.ts'
import { attendeeContacts, clientContacts } from './server/deliverables.ts'
import { importExpiry } from './server/expiry.ts'
import { unmaskedExport } from './server/permit.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'

export const crm = defineModule({
  name: 'crm',
  uses: ['documents', 'identity'],
  permissions,
  errors: crmErrors,
  routes,
  provides: {
    approvals: [unmaskedExport],
    personal,
    deliverables: [attendeeContacts, clientContacts],
    records: [
      { entity: 'person', scope: 'organisation', table: 'person', read: 'crm.read' },
      { entity: 'company', scope: 'organisation', table: 'company', read: 'crm.read' },
    ],
    search: [
      { entity: 'person', action: 'crm.read', label: { zh: '人物', en: 'Person' }, path: (hit) => `/o/people/${hit.entityId}` },
      { entity: 'company', action: 'crm.read', label: { zh: '公司', en: 'Company' }, path: (hit) => `/o/companies/${hit.entityId}` },
    ],
  },
  jobs: [importExpiry],
  clone: { none: 'the directory belongs to the organisation; roles come anew from the new event’s own records' },
  seed,
})
