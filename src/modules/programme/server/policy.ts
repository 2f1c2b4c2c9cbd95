import { allOf, anyOf, inGroup, type Permissions, type Predicate, role } from '../../../kernel/server/policy.ts'

const programmeGroup: Predicate = (who) => who.groups.includes('programme')

export const permissions: Permissions = {
  'programme.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  // Project staff work on the programme where they are in its group 議事組.
  'programme.edit': anyOf(role('owner', 'director', 'planner'), allOf(role('staff'), programmeGroup, inGroup)),
}
