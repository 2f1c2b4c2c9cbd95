import { defineModule } from '../../kernel/server/module.ts'
import { registrationErrors } from './contract/errors.ts'
import { attendeeRoster, registrationTable } from './server/deliverables.ts'
import { sendCancellation } from './server/handlers/send-cancellation.registration-cancelled.ts'
import { sendConfirmation } from './server/handlers/send-confirmation.registration-confirmed.ts'
import { permissions } from './server/policy.ts'
import { attention, figures } from './server/provides.ts'
import { routes } from './server/routes.ts'
import { cloneTicketTypes } from './server/tickets.ts'

export const registration = defineModule({
  name: 'registration',
  uses: ['crm', 'documents', 'events'],
  permissions,
  errors: registrationErrors,
  routes,
  handlers: [sendConfirmation, sendCancellation],
  provides: { figures, attention: [attention], deliverables: [registrationTable, attendeeRoster] },
  clone: cloneTicketTypes,
})
