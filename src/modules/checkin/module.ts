import { defineModule } from '../../kernel/server/module.ts'
import { role } from '../../kernel/server/policy.ts'
import { checkinErrors } from './contract/errors.ts'
import { figures } from './server/attendance.ts'
import { attendanceCertificate } from './server/certificate-paper.ts'
import { attendanceList } from './server/deliverables.ts'
import { cloneDesk, deskRecords } from './server/desk.ts'
import { flowDeliverable } from './server/flow-deliverable.ts'
import { prepareDeliverables } from './server/prepare-deliverables.ts'
import { personal } from './server/personal.ts'
import { registrationLog } from './server/registration-log.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'
import { signInSheet } from './server/sign-in.ts'

export const checkin = defineModule({
  name: 'checkin',
  uses: ['crm', 'documents', 'events', 'registration'],
  permissions: {
    // Everybody may ask; the answer holds only the events at whose desk they may stand.
    'checkin.events': role('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'),
    'checkin.read': role('owner', 'director', 'planner', 'staff', 'accountant', 'viewer'),
    'checkin.do': role('owner', 'director', 'planner', 'staff', 'frontdesk'),
    'checkin.certify': role('owner', 'director', 'planner', 'staff'),
    'checkin.revoke': role('owner', 'director', 'planner'),
    // Suppliers and costs stand in the lists: not for the client's viewer.
    'desk.read': role('owner', 'director', 'planner', 'staff', 'accountant'),
    'desk.edit': role('owner', 'director', 'planner', 'staff'),
  },
  errors: checkinErrors,
  routes,
  seed,
  provides: {
    records: deskRecords,
    personal,
    figures,
    deliverables: [attendanceList, registrationLog, attendanceCertificate, signInSheet, ...prepareDeliverables, flowDeliverable],
  },
  // Arrivals stay with the event at which people arrived; the desk's lists return every year.
  clone: cloneDesk,
})
