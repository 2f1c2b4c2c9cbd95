import { anyOf, type Permissions, type Predicate, role } from '../../../kernel/server/policy.ts'

const office = role('owner', 'director', 'planner')
/** Project staff of the registration group 註冊組 or the secretariat 秘書組. */
const registrationStaff: Predicate = (who) => who.role === 'staff' && who.groups.some((g) => g === 'registration' || g === 'secretariat')

export const permissions: Permissions = {
  'registration.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
  // E-mail and phone unmasked, and what carries them: exports, rosters.
  'registration.read_personal': anyOf(office, registrationStaff),
  'registration.create': anyOf(office, registrationStaff),
  'registration.edit': anyOf(office, registrationStaff),
  'tickets.edit': office,
}
