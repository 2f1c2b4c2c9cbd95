import { anyOf, type Permissions, type Predicate, role } from '../../../kernel/server/policy.ts'

/** Project staff of the registration group 註冊組 or the secretariat 秘書組, as in the registration module. */
const registrationStaff: Predicate = (who) => who.role === 'staff' && who.groups.some((g) => g === 'registration' || g === 'secretariat')

export const permissions: Permissions = {
  'badges.edit': anyOf(role('owner', 'director', 'planner'), registrationStaff),
}
