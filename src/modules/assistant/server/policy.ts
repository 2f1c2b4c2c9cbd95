import { allOf, type Permissions, type Predicate, role } from '../../../kernel/server/policy.ts'

/** A key is a program already, and a portal link no colleague. */
const inPerson: Predicate = (who) => who.actor.kind === 'user'

export const permissions: Permissions = {
  'assistant.use': allOf(inPerson, role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer')),
}
