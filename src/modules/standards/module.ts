import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { standardEndpoints } from './contract/endpoints.ts'
import { readCatalogue } from './server/catalogue.ts'

export const standards = defineModule({
  name: 'standards',
  uses: ['documents', 'identity'],
  permissions: { 'standards.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer') },
  routes: (mount, services) => mount.endpoint(standardEndpoints.list, async () => readCatalogue(services)),
  clone: { none: 'the standards belong to the product' },
})
