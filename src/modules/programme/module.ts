import { defineModule } from '../../kernel/server/module.ts'
import { programmeErrors } from './contract/errors.ts'
import { cloneProgramme } from './server/clone.ts'
import { importFailures } from './server/interchange/errors.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { handlers } from './server/people.ts'
import { attention, figures } from './server/provides.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'
import { deliverables } from './server/deliverables.ts'

export const programme = defineModule({
  name: 'programme',
  uses: ['crm', 'documents', 'events'],
  permissions,
  errors: {
    ...programmeErrors,
    ...Object.fromEntries(
      Object.entries(importFailures).map(([code, text]) => [code, { status: code === 'programme.import.too_large' ? 413 : 422, ...text }]),
    ),
  },
  routes,
  handlers,
  clone: cloneProgramme,
  seed,
  provides: {
    figures,
    attention,
    personal,
    deliverables,
    records: [
      { entity: 'session', scope: 'event', table: 'session', read: 'programme.read' },
      {
        entity: 'speaker',
        scope: 'event',
        table: 'speaker',
        read: 'programme.read',
        personal: { action: 'programme.edit', fields: ['email'] },
      },
    ],
    search: [
      { entity: 'session', action: 'programme.read', label: { zh: '場次', en: 'Session' }, path: (hit) => `/sessions/${hit.entityId}` },
      { entity: 'speaker', action: 'programme.read', label: { zh: '講者', en: 'Speaker' }, path: (hit) => `/speakers/${hit.entityId}` },
    ],
  },
})
