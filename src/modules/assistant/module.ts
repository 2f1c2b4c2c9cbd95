import { defineModule } from '../../kernel/server/module.ts'
import { assistantErrors } from './contract/errors.ts'
import { assistantHousekeeping } from './server/housekeeping.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'

export const assistant = defineModule({
  name: 'assistant',
  uses: ['identity'],
  permissions,
  errors: assistantErrors,
  routes,
  jobs: [assistantHousekeeping],
  clone: { none: 'proposals are about the records of their own event, and tokens belong to people' },
})
