import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { checkinErrors } from './contract/errors.ts'
import { figures } from './server/attendance.ts'
import { attendanceList } from './server/deliverables.ts'
import { personal } from './server/personal.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'

export const checkin = defineModule({
  name: 'checkin',
  uses: ['documents', 'events', 'registration'],
  permissions: {
    // Everybody may ask; the answer holds only the events at whose desk they may stand.
    'checkin.events': role('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'),
    'checkin.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
    'checkin.do': role('owner', 'director', 'planner', 'staff', 'frontdesk'),
  },
  errors: checkinErrors,
  routes,
  seed,
  provides: { personal, figures, deliverables: [attendanceList] },
  clone: { none: 'arrivals belong to the event at which people arrived' },
})
