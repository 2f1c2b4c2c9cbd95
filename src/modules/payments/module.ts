import { defineModule } from '../../kernel/server/module.ts'
import { paymentErrors } from './contract/errors.ts'
import { confirmPayments, expirePayments } from './server/expire.ts'
import { permissions } from './server/policy.ts'
import { routes } from './server/routes.ts'
import { seedPayments } from './server/seed.ts'

export const payments = defineModule({
  name: 'payments',
  uses: ['identity'],
  permissions,
  errors: paymentErrors,
  routes,
  jobs: [confirmPayments, expirePayments],
  seed: seedPayments,
  clone: { none: 'merchant accounts belong to the organisation, and payments to what was paid for' },
})
