import { type Permissions, role } from '../../../kernel/server/policy.ts'

export const permissions: Permissions = {
  'system.read': role('owner'),
  'system.run': role('owner'),
}
