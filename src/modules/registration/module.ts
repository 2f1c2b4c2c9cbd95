import { defineModule } from '../../kernel/server/module.ts'
import { registrationErrors } from './contract/errors.ts'
import { attendeeRoster, registrationTable } from './server/deliverables.ts'
import { linkToPerson } from './server/handlers/link-person.registration-confirmed.ts'
import { sendCancellation } from './server/handlers/send-cancellation.registration-cancelled.ts'
import { sendConfirmation } from './server/handlers/send-confirmation.registration-confirmed.ts'
import { unlinkFromPerson } from './server/handlers/unlink-person.registration-cancelled.ts'
import { personal } from './server/personal.ts'
import { permissions } from './server/policy.ts'
import { attention, figures } from './server/provides.ts'
import { routes } from './server/routes.ts'
import { seed } from './server/seed.ts'
import { cloneTicketTypes } from './server/tickets.ts'

export const registration = defineModule({
  name: 'registration',
  uses: ['crm', 'documents', 'events', 'programme'],
  permissions,
  errors: registrationErrors,
  routes,
  handlers: [sendConfirmation, linkToPerson, sendCancellation, unlinkFromPerson],
  provides: {
    personal,
    figures,
    attention: [attention],
    deliverables: [registrationTable, attendeeRoster],
    records: [
      {
        entity: 'registration',
        scope: 'event',
        table: 'registration',
        read: 'registration.read',
        personal: { action: 'registration.read_personal', fields: ['email', 'phone', 'note', 'diet'] },
      },
    ],
    search: [
      {
        entity: 'registration',
        action: 'registration.read',
        label: { zh: '報名', en: 'Registration' },
        path: ({ entityId }) => `/registrations/${entityId}`,
      },
    ],
  },
  clone: cloneTicketTypes,
  seed,
})
