import { type Permissions, role } from '../../../kernel/server/policy.ts'

export const permissions: Permissions = {
  'documents.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'documents.write': role('owner', 'director', 'planner', 'staff'),
  'documents.issue': role('owner', 'director', 'planner'),
}
