import { AppError } from '../../../../kernel/server/errors.ts'
import type { EventHandler } from '../../../../kernel/server/outbox.ts'
import { facts, type RegistrationConfirmed } from '../../contract/events.ts'
import { queueConfirmation } from '../confirmation.ts'

export const sendConfirmation: EventHandler = {
  on: facts.confirmed,
  name: 'send-confirmation',
  async handle(ctx, { registrationId, notify }: RegistrationConfirmed) {
    if (!notify) return
    await queueConfirmation(ctx, registrationId).catch((e) => {
      // Cancelled or removed before the letter was written: nothing to confirm any more.
      if (!(e instanceof AppError)) throw e
    })
  },
}
