import { defineModule } from '../../kernel/server/module.ts'
import { identityErrors } from './contract/errors.ts'
import { approvals } from './server/approval-kinds.ts'
import { housekeeping } from './server/housekeeping.ts'
import { keyReminder } from './server/key-reminder.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'

export const identity = defineModule({
  name: 'identity',
  uses: [],
  permissions,
  errors: identityErrors,
  routes,
  jobs: [housekeeping, keyReminder],
  provides: { personal, approvals },
  clone: { none: 'people and roles are asked for anew; the events module copies the team when wanted' },
})
