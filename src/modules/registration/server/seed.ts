import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import { newId } from '../../../kernel/contract/ids.ts'
import { linkPeople } from '../../crm/server/index.ts'
import { demoCompanies } from '../../crm/demo/companies.ts'
import { demoDays, pastDemoDays } from '../../events/demo/days.ts'
import { demoProgramme, pastDemoProgramme } from '../../programme/demo/programme.ts'
import type { TicketCategory } from '../contract/ticket.ts'
import { type DemoDiet, type DemoRegistrations, type DemoTicketKey, demoRegistrations, pastDemoRegistrations } from '../demo/attendees.ts'
import { takeNumbers } from './desk.ts'
import { registrations } from './register.ts'
import { ticketTypes } from './tickets.ts'

const categories: Record<DemoTicketKey, TicketCategory> = {
  early: 'early',
  regular: 'general',
  member: 'member',
  student: 'student',
  online: 'general',
  guest: 'speaker',
  crew: 'staff',
}
const diets: Record<DemoDiet, string> = { meat: 'meat', no_beef: 'no-beef', plant_based: 'vegan', halal: 'halal' }

async function seedEvent(ctx: Ctx, demo: DemoContext, which: 'current' | 'past', data: DemoRegistrations): Promise<void> {
  const eventId = demo.ids.get(`event:${which}`)
  if (!eventId) return
  const inside: Ctx = { ...ctx, eventId }
  const types = new Map(data.tickets.map((t) => [t.key, { ...t, id: newId() }]))
  const taken = Map.groupBy(
    data.registrations.filter((r) => r.state === 'confirmed'),
    (r) => r.ticketKey,
  )
  await ticketTypes.createMany(
    inside,
    [...types.values()].map((t) => ({
      id: t.id,
      position: t.order,
      name: t.name,
      description: t.description,
      category: categories[t.key],
      attendance: t.attendance,
      price: t.price,
      currency: t.currency,
      quota: Math.max(t.quota, taken.get(t.key)?.length ?? 0),
      sold: taken.get(t.key)?.length ?? 0,
      salesStart: t.salesFrom,
      salesEnd: t.salesTo,
      visible: t.public,
    })),
  )
  const rows = data.registrations.map((r, i) => ({ ...r, id: newId(), order: i + 1 }))
  const personIds = await linkPeople(
    inside,
    rows.map((r) => ({
      person: {
        name: r.name.zh || r.name.en,
        nameEn: r.name.en,
        email: r.email,
        phone: r.phone,
        title: r.jobTitle.zh || r.jobTitle.en,
        country: r.country,
        companyName: r.organisation.zh || r.organisation.en,
        languages: [r.lang],
        marketing: r.consents.newsletter,
        source: 'demo',
      },
      roles:
        r.state === 'confirmed' ? [{ role: 'attendee', eventId, sourceEntity: 'registration', sourceId: r.id, at: r.registeredAt }] : [],
    })),
  )
  await takeNumbers(inside, rows.length)
  await registrations.createMany(
    inside,
    rows.map((r, i) => {
      const type = types.get(r.ticketKey)!
      const en = r.lang === 'en'
      const text = (t: { zh: string; en: string }) => (en ? t.en || t.zh : t.zh || t.en)
      return {
        id: r.id,
        ticketTypeId: type.id,
        code: r.number,
        number: r.order,
        name: text(r.name),
        nameEn: r.name.en,
        organisation: text(r.organisation),
        title: text(r.jobTitle),
        email: r.email,
        phone: r.phone,
        country: r.country,
        attendance: r.attendance,
        diet: r.diet ? diets[r.diet] : '',
        language: r.lang,
        note: r.allergies.zh ? (en ? `Allergy: ${r.allergies.en}` : `過敏：${r.allergies.zh}`) : '',
        consents: ['privacy', ...(r.consents.photo ? ['photo'] : []), ...(r.consents.newsletter ? ['news'] : [])].map((key) => ({
          key,
          version: '1',
          at: r.registeredAt,
        })),
        status: r.state,
        source: 'demo',
        price: r.amount,
        currency: type.currency,
        personId: personIds[i]!,
        registeredAt: r.registeredAt,
        cancelledAt: r.cancelledAt,
      }
    }),
  )
  for (const r of rows) {
    demo.ids.set(`registration:${which}:${r.number}`, r.id)
    if (r.state === 'confirmed' && r.checkIns.length) demo.ids.set(`checkIns:${r.id}`, JSON.stringify(r.checkIns))
  }
}

/** Some 400 registrations of the coming forum and 220 of last year's. Leaves `registration:<current|past>:<number>`, and who came under `checkIns:<id>`, for later modules. */
export async function seed(ctx: Ctx, demo: DemoContext): Promise<void> {
  const companies = demoCompanies
  const days = demoDays(demo.today)
  const past = pastDemoDays(demo.today)
  await seedEvent(
    ctx,
    demo,
    'past',
    pastDemoRegistrations({ days: past, companies, speakers: pastDemoProgramme(past, companies).speakers }),
  )
  await seedEvent(ctx, demo, 'current', demoRegistrations({ days, companies, speakers: demoProgramme(days, companies).speakers }))
}
