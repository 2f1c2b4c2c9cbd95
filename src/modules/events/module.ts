import { defineModule } from '../../kernel/server/module.ts'
import { eventErrors } from './contract/errors.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'

export const events = defineModule({
  name: 'events',
  uses: ['identity'],
  permissions,
  errors: eventErrors,
  routes,
  clone: { none: 'the event itself is what a clone starts from' },
})
