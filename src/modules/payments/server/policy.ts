import { type Permissions, role } from '../../../kernel/server/policy.ts'

// Attempts of every event stand together here, so only those read who see every event.
export const permissions: Permissions = { 'payments.read': role('owner', 'director'), 'payments.edit': role('owner') }
