import { type Permissions, role } from '../../../kernel/server/policy.ts'

const lead = role('owner', 'director')
export const permissions: Permissions = {
  'privacy.read': lead,
  'privacy.edit': lead,
  // Everything held on a person in one file; and what cannot be taken back.
  'privacy.export': lead,
  'privacy.erase': lead,
  // What the clock erases by itself.
  'privacy.settings': role('owner'),
  // Whether a person may be written to, for whoever works with the directory.
  'privacy.person': role('owner', 'director', 'planner'),
  // That a list left the browser is noted for whoever may see lists at all.
  'exports.log': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
}
