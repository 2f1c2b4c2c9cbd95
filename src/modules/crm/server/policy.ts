import { type Permissions, role } from '../../../kernel/server/policy.ts'

export const permissions: Permissions = {
  'crm.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  'crm.edit': role('owner', 'director', 'planner', 'staff'),
  // Addresses and telephones, one person at a time, each look audited: whoever has to call people.
  'crm.reveal': role('owner', 'director', 'planner', 'staff', 'accountant'),
  // Identity numbers, and unmasked exports: those who sign for the data, and the accountant who withholds tax by them.
  'crm.read_personal': role('owner', 'director', 'accountant'),
  // Two records into one: whoever answers for the directory.
  'crm.merge': role('owner', 'director', 'planner'),
  'crm.import': role('owner', 'director', 'planner'),
  'crm.export': role('owner', 'director', 'planner', 'accountant'),
}
