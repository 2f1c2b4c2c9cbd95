import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { checkinErrors } from './contract/errors.ts'
import { figures } from './server/attendance.ts'
import { attendanceList } from './server/deliverables.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'

export const checkin = defineModule({
  name: 'checkin',
  uses: ['documents', 'events', 'registration'],
  permissions: {
    'checkin.events': role('owner', 'director', 'planner', 'staff', 'frontdesk'),
    'checkin.do': role('owner', 'director', 'planner', 'staff', 'frontdesk'),
  },
  errors: checkinErrors,
  routes,
  seed,
  provides: { figures, deliverables: [attendanceList] },
  clone: { none: 'arrivals belong to the event at which people arrived' },
})
