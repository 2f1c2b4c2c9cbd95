import { defineModule } from '../../kernel/server/module.ts'
import { systemErrors } from './contract/errors.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'

export const system = defineModule({
  name: 'system',
  uses: [],
  permissions,
  errors: systemErrors,
  routes,
  clone: { none: 'it shows how the installation is doing and keeps no records of its own' },
})
