import { AppError } from '../../../../kernel/server/errors.ts'
import type { EventHandler } from '../../../../kernel/server/outbox.ts'
import { facts, type RegistrationCancelled } from '../../contract/events.ts'
import { queueCancellation } from '../confirmation.ts'

export const sendCancellation: EventHandler = {
  on: facts.cancelled,
  name: 'send-cancellation',
  async handle(ctx, { registrationId, notify }: RegistrationCancelled) {
    if (notify === false) return
    await queueCancellation(ctx, registrationId).catch((e) => {
      if (!(e instanceof AppError)) throw e
    })
  },
}
