import { type Permissions, role } from '../../../kernel/server/policy.ts'

export const permissions: Permissions = {
  // Everybody may ask for the list; it holds only the events that they are on the team of.
  'events.list': role('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'),
  'events.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'events.create': role('owner', 'director', 'planner'),
  'events.edit': role('owner', 'director', 'planner'),
  'events.remove': role('owner', 'director'),
  'goals.edit': role('owner', 'director', 'planner'),
  'history.values': role('owner', 'director', 'planner', 'staff'),
  'comments.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'comments.write': role('owner', 'director', 'planner', 'staff', 'accountant'),
  'files.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'files.write': role('owner', 'director', 'planner', 'staff', 'accountant'),
}
