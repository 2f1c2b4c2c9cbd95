import type { EventHandler } from '../../../../kernel/server/outbox.ts'
import { linkPerson } from '../../../crm/server/index.ts'
import { facts, type RegistrationConfirmed } from '../../contract/events.ts'
import { registrations } from '../register.ts'

/** Finds or makes the person in the directory, with the role of an attendee. */
export const linkToPerson: EventHandler = {
  on: facts.confirmed,
  name: 'link-person',
  async handle(ctx, { registrationId }: RegistrationConfirmed) {
    const r = await registrations.find(ctx, registrationId)
    if (!r || r.status !== 'confirmed') return
    const personId = await linkPerson(
      ctx,
      {
        name: r.name,
        nameEn: r.nameEn,
        email: r.email,
        phone: r.phone,
        title: r.title,
        country: r.country,
        companyName: r.organisation,
        languages: [r.language],
        marketing: r.consents.some((c) => c.key === 'news'),
        source: 'registration',
      },
      { role: 'attendee', eventId: r.eventId, sourceEntity: 'registration', sourceId: r.id, at: r.registeredAt },
    )
    await ctx.tx.updateTable('registration').set({ personId }).where('organisationId', '=', ctx.orgId).where('id', '=', r.id).execute()
    ctx.touch('registration')
  },
}
