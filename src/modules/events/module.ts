import { defineModule } from '../../kernel/server/module.ts'
import { eventErrors } from './contract/errors.ts'
import { sealing } from './server/audit-log.ts'
import { attention } from './server/attention.ts'
import { cloneEventRecords } from './server/clone.ts'
import { deliverables } from './server/deliverables.ts'
import { dropNotes } from './server/handlers/drop-notes.record-removed.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { seed } from './server/seed.ts'
import { routes } from './server/routes.ts'

export const events = defineModule({
  name: 'events',
  uses: ['identity', 'documents', 'crm'],
  permissions,
  errors: eventErrors,
  routes,
  clone: cloneEventRecords,
  seed,
  handlers: dropNotes,
  jobs: [sealing],
  provides: {
    personal,
    deliverables,
    attention: [attention],
    records: [
      { entity: 'event', scope: 'event', table: 'event', read: 'events.read' },
      { entity: 'eventGoal', scope: 'event', table: 'event_goal', read: 'events.read' },
      { entity: 'eventContact', scope: 'event', table: 'event_contact', read: 'events.read' },
    ],
    search: [
      { entity: 'event', action: 'events.list', label: { zh: '活動', en: 'Event' }, path: () => '' },
      { entity: 'eventContact', action: 'events.read', label: { zh: '通訊錄', en: 'Contact list' }, path: () => '/team' },
    ],
  },
})
