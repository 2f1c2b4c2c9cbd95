import { defineModule } from '../../kernel/server/module.ts'
import { badgeErrors } from './contract/errors.ts'
import { badge } from './server/deliverables.ts'
import { cloneLayout } from './server/layout.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'
import type {} from './server/tables.ts'

export const badges = defineModule({
  name: 'badges',
  uses: ['documents', 'registration'],
  permissions,
  errors: badgeErrors,
  routes,
  provides: { deliverables: [badge] },
  clone: cloneLayout,
})
