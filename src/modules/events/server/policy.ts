import { type Permissions, role } from '../../../kernel/server/policy.ts'

export const permissions: Permissions = {
  // The list holds only the events that they are on the team of. The front desk has a list of its own, without records.
  'events.list': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'events.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'events.create': role('owner', 'director', 'planner'),
  'events.edit': role('owner', 'director', 'planner'),
  'events.remove': role('owner', 'director'),
  'goals.edit': role('owner', 'director', 'planner'),
  'history.values': role('owner', 'director', 'planner', 'staff'),
  'audit.read': role('owner', 'director'),
  'comments.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'comments.write': role('owner', 'director', 'planner', 'staff', 'accountant'),
  'files.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'files.write': role('owner', 'director', 'planner', 'staff', 'accountant'),
}
