import { defineModule } from '../../kernel/server/module.ts'
import { privacyErrors } from './contract/errors.ts'
import { attention, reminders } from './server/attention.ts'
import { ledgerFeed } from './server/feed.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { retentionJob } from './server/retention.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'
import type {} from './server/tables.ts'

export const privacy = defineModule({
  name: 'privacy',
  uses: ['crm', 'documents', 'events', 'registration', 'rules'],
  permissions,
  errors: privacyErrors,
  routes,
  handlers: [ledgerFeed],
  jobs: [retentionJob, reminders],
  provides: {
    personal,
    attention: [attention],
    records: [
      { entity: 'privacyRequest', scope: 'organisation', table: 'privacy_request', read: 'privacy.read' },
      { entity: 'privacyBreach', scope: 'organisation', table: 'privacy_breach', read: 'privacy.read' },
    ],
  },
  clone: { none: 'consents, requests and erasures belong to the event in which they happened' },
  seed,
})
