import type { EventHandler } from '../../../../kernel/server/outbox.ts'
import { unlinkRoles } from '../../../crm/server/index.ts'
import { facts, type RegistrationCancelled } from '../../contract/events.ts'
import { registrations } from '../register.ts'

/** Takes the attendee's role back in the directory; the person stays. */
export const unlinkFromPerson: EventHandler = {
  on: facts.cancelled,
  name: 'unlink-person',
  async handle(ctx, { registrationId }: RegistrationCancelled) {
    const r = await registrations.find(ctx, registrationId)
    if (r?.status === 'cancelled') await unlinkRoles(ctx, 'registration', [registrationId])
  },
}
