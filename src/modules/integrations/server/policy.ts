import { type Permissions, role } from '../../../kernel/server/policy.ts'

// What a receiver answers may hold anything, so only owners read it.
export const permissions: Permissions = { 'webhooks.read': role('owner'), 'webhooks.edit': role('owner') }
