import { defineModule } from '../../kernel/server/module.ts'
import { integrationErrors } from './contract/errors.ts'
import { startWebhooks } from './server/dispatch.ts'
import { webhookHousekeeping } from './server/housekeeping.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'

export const integrations = defineModule({
  name: 'integrations',
  uses: ['identity'],
  permissions,
  errors: integrationErrors,
  routes,
  jobs: [webhookHousekeeping],
  workers: [startWebhooks],
  clone: { none: 'webhooks belong to the organisation; one that was made for a single event stays with that event' },
})
