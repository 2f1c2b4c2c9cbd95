import { type Permissions, role } from '../../../kernel/server/policy.ts'

// The front desk checks people in and nothing else: it knows the house by the name in its session.
const office = role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer')

export const permissions: Permissions = {
  'organisation.read': office,
  'organisation.edit': role('owner'),
  'organisation.bank': role('owner', 'director', 'accountant'),
  'members.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'members.edit': role('owner'),
  'team.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'team.edit': role('owner', 'director', 'planner'),
  'apiKeys.edit': role('owner'),
  'portalLinks.edit': role('owner', 'director', 'planner'),
  // Letters hold personal data and links that let their reader in.
  'mail.read': role('owner', 'director', 'planner'),
  'mail.retry': role('owner', 'director', 'planner'),
  'security.read': role('owner'),
  'security.edit': role('owner'),
  // Which of them, says the kind of what is asked for.
  'approvals.read': office,
  'approvals.decide': office,
  'history.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
}
